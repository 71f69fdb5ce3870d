from django.urls import path

from .views import absences, appointments, confirmations, people, proposals, vacancies

app_name = "focalpoints"
urlpatterns = [
    path("", people.people, name="people"),
    path("people.csv", people.people_csv, name="people_csv"),
    path("people.vcf", people.people_vcf, name="people_vcf"),
    path("appoint/", appointments.appoint, name="appoint"),
    path("vacancies/", vacancies.vacancies, name="vacancies"),
    path("vacancies.csv", vacancies.vacancies_csv, name="vacancies_csv"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<uuid:reference>/", proposals.proposal, name="proposal"),
    path("proposals/<uuid:reference>/<str:move>/", proposals.move_proposal, name="move_proposal"),
    path("propose/<slug:slug>/", proposals.propose, name="propose"),
    path("confirmations/", confirmations.rounds, name="confirmation_rounds"),
    path(
        "confirmations/<uuid:reference>/",
        confirmations.confirmation_round,
        name="confirmation_round",
    ),
    path("confirmations/<uuid:reference>.csv", confirmations.round_csv, name="round_csv"),
    path("confirmations/<uuid:reference>/close/", confirmations.close_round, name="close_round"),
    path("confirm/<uuid:reference>/", confirmations.confirm, name="confirm"),
    path("confirm/<uuid:reference>/right/", confirmations.still_right, name="still_right"),
    path("confirm/<uuid:reference>/changed/", confirmations.has_changed, name="has_changed"),
    path("<uuid:reference>/", appointments.appointment, name="appointment"),
    path("<uuid:reference>/extend/", appointments.extend, name="extend"),
    path("<uuid:reference>/change/", appointments.change, name="change"),
    path("<uuid:reference>/end/", appointments.end, name="end"),
    path("<uuid:reference>/end-now/", appointments.end_now, name="end_now"),
    path("<uuid:reference>/suspend/", appointments.suspend, name="suspend"),
    path("<uuid:reference>/absence/", absences.set_absence, name="set_absence"),
    path("<uuid:reference>/absence/<int:pk>/", absences.change_absence, name="change_absence"),
    path("<uuid:reference>/absence/<int:pk>/end/", absences.end_absence, name="end_absence"),
]
