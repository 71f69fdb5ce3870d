from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [path("<uuid:reference>/", views.download, name="download")]
