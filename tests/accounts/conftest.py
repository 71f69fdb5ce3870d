"""People whose data is told, corrected and erased."""

import datetime as dt

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from focalpoints.models import Absence, MeetingMail
from focalpoints.services import consents
from nmirf.common.dates import today
from notifications.models import Delivery, Digest, MailProblem, Notification
from recommendations.models import SavedView
from tests import factories as make

YESTERDAY = dt.timedelta(days=1)


@pytest.fixture
def officer():
    return make.secretariat()


@pytest.fixture
def leaver():
    """A focal point whose post ended yesterday, with something of everything."""
    institution = make.InstitutionFactory(name="Ministry of Water")
    person = make.UserFactory(email="ana@example.org", full_name="Ana Ruiz", phone="+1 555 0100")
    post = make.AppointmentFactory(user=person, institution=institution)
    consents.give(actor=person, appointment_pk=post.pk)
    Absence.objects.create(
        appointment=post,
        starts_on=dt.date(2024, 1, 1),
        ends_on=dt.date(2024, 1, 3),
        note="Ask Bruno.",
    )
    Notification.objects.create(person=person, text="News for Ana", path="/", key="news")
    Digest.objects.create(
        person=person, on=today(), lines=1, problem="550 <ana@example.org> refused"
    )
    refused = "550 <ana@example.org> refused"
    at_once = Notification.objects.create(person=person, text="News for Ana", path="/", key="now")
    Delivery.objects.create(notification=at_once, problem=refused)
    MailProblem.objects.create(
        address="Ana@example.org", kind="hard", source="server", detail=refused, key="smtp:1"
    )
    for who in ({"user": person}, {"email": "ana@example.org", "name": "Ana Ruiz"}):
        row = make.AttendanceFactory(meeting=make.MeetingFactory(), **{"user": None, **who})
        MeetingMail.objects.create(attendance=row, sequence=0, method="REQUEST", problem=refused)
    SavedView.objects.create(owner=person, name="Mine")
    make.InvitationFactory(email="Ana@example.org", full_name="Ana Ruiz")
    TOTP.activate(person, generate_totp_secret())
    at = timezone.now()
    make.UpdateFactory(
        institution=institution,
        author=person,
        state="published",
        submitted_at=at,
        signed_at=at,
        signed_by=person,
        signatory="Ana Ruiz, Ministry of Water",
        published_at=at,
    )
    post.ends_on = today() - YESTERDAY
    post.save()
    return person
