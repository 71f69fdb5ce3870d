from django.urls import path

from .views import absences, institutions, people

app_name = "focalpoints"
urlpatterns = [
    path("", people.people, name="people"),
    path("institutions/", institutions.institutions, name="institutions"),
    path("institutions/new/", institutions.institution_new, name="institution_new"),
    path("institutions/<slug:slug>/edit/", institutions.institution_edit, name="institution_edit"),
    path(
        "institutions/<slug:slug>/standing/<str:standing>/",
        institutions.institution_standing,
        name="institution_standing",
    ),
    path("appoint/", people.appoint, name="appoint"),
    path("<uuid:reference>/", people.appointment, name="appointment"),
    path("<uuid:reference>/end/", people.end, name="end"),
    path("<uuid:reference>/suspend/", people.suspend, name="suspend"),
    path("<uuid:reference>/absence/", absences.set_absence, name="set_absence"),
    path("<uuid:reference>/absence/<int:pk>/end/", absences.end_absence, name="end_absence"),
]
