"""The API, outside the prefix of languages: its addresses are the same for everybody."""

from django.urls import path

from .doors import urls

urlpatterns = [path("v1/", urls)]
