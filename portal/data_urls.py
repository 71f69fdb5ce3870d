"""Open data: files, outside of the languages, for programs."""

from django.urls import path

from .views import data_files

urlpatterns = [
    path("", data_files.start, name="data_start"),
    path("<str:name>", data_files.current, name="data"),
    path("<str:version>/<str:name>", data_files.of_version, name="data_version"),
]
