from django.urls import path

from . import views

app_name = "mechanisms"
urlpatterns = [
    path("reviews/<slug:slug>/documents/", views.dossier, name="dossier"),
    path("reviews/<slug:slug>/documents/new/", views.upload, name="dossier_upload"),
    path("reviews/<slug:slug>/documents/pick/", views.pick, name="dossier_pick"),
    path("reviews/<slug:slug>/documents/pick/<uuid:reference>/", views.link, name="dossier_link"),
    path("reviews/<slug:slug>/documents/<int:pk>/", views.describe, name="dossier_describe"),
    path("reviews/<slug:slug>/documents/<int:pk>/retire/", views.retire, name="dossier_retire"),
]
