from django.urls import path

from . import views

app_name = "focalpoints"
urlpatterns = [
    path("", views.people, name="people"),
    path("appoint/", views.appoint, name="appoint"),
    path("<uuid:reference>/", views.appointment, name="appointment"),
    path("<uuid:reference>/end/", views.end, name="end"),
    path("<uuid:reference>/suspend/", views.suspend, name="suspend"),
    path("<uuid:reference>/absence/", views.set_absence, name="set_absence"),
    path("<uuid:reference>/absence/<int:pk>/end/", views.end_absence, name="end_absence"),
]
