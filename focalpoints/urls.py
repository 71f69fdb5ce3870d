from django.urls import path

from .views import (
    absences,
    accepting,
    consents,
    data_requests,
    invitations,
    people,
    registrations,
)

app_name = "focalpoints"
urlpatterns = [
    path("", people.people, name="people"),
    path("appoint/", people.appoint, name="appoint"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/new/", invitations.invite, name="invite"),
    path("invitations/<uuid:reference>/resend/", invitations.resend, name="resend_invitation"),
    path("invitations/<uuid:reference>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("invitation/<str:token>/", accepting.accept_invitation, name="accept_invitation"),
    path("registrations/", registrations.registrations, name="registrations"),
    path("registrations/<uuid:reference>/", registrations.registration, name="registration"),
    path(
        "registrations/<uuid:reference>/approve/",
        registrations.approve,
        name="approve_registration",
    ),
    path(
        "registrations/<uuid:reference>/decline/",
        registrations.decline,
        name="decline_registration",
    ),
    path("consent/", consents.consents, name="consents"),
    path("<uuid:reference>/consent/", consents.consent, name="consent"),
    path("data-requests/", data_requests.data_requests, name="data_requests"),
    path("data-requests/<uuid:reference>/", data_requests.data_request, name="data_request"),
    path(
        "data-requests/<uuid:reference>/carry-out/",
        data_requests.carry_out,
        name="carry_out_data_request",
    ),
    path(
        "data-requests/<uuid:reference>/decline/",
        data_requests.decline,
        name="decline_data_request",
    ),
    path("<uuid:reference>/", people.appointment, name="appointment"),
    path("<uuid:reference>/end/", people.end, name="end"),
    path("<uuid:reference>/suspend/", people.suspend, name="suspend"),
    path("<uuid:reference>/absence/", absences.set_absence, name="set_absence"),
    path("<uuid:reference>/absence/<int:pk>/end/", absences.end_absence, name="end_absence"),
]
