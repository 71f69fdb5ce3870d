from django.urls import path

from .views import absences, people

app_name = "focalpoints"
urlpatterns = [
    path("", people.people, name="people"),
    path("appoint/", people.appoint, name="appoint"),
    path("<uuid:reference>/", people.appointment, name="appointment"),
    path("<uuid:reference>/end/", people.end, name="end"),
    path("<uuid:reference>/suspend/", people.suspend, name="suspend"),
    path("<uuid:reference>/absence/", absences.set_absence, name="set_absence"),
    path("<uuid:reference>/absence/<int:pk>/end/", absences.end_absence, name="end_absence"),
]
