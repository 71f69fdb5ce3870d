"""Days that have to be in order: the database refuses any other, and every form says it in words."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse
from django.utils import timezone

from focalpoints.choices import Role
from focalpoints.models import Absence, AppointmentProposal, ConfirmationRound, ContactConsent
from mechanisms.models import Ratification, Reservation
from nmirf.common.dates import today
from reporting.models import Consultation, DraftVersion
from tests import factories as make
from tests.test_constraints import OURS

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
EARLY, LATE = dt.date(2024, 5, 1), dt.date(2024, 6, 1)

# Names of fields of which the second is never before the first, in whatever model both are.
PAIRS = (
    ("starts_on", "ends_on"),
    ("starts_at", "ends_at"),
    ("started_on", "ended_on"),
    ("opens_on", "closes_on"),
    ("opened_on", "closed_on"),
    ("opened_on", "due_on"),
    ("period_from", "period_to"),
    ("period_to", "due_on"),
    ("given_at", "withdrawn_at"),
    ("made_on", "withdrawn_on"),
    ("adopted_on", "in_force_on"),
    ("signed_on", "deposited_on"),
    ("deposited_on", "in_force_on"),
    ("deposited_on", "denounced_on"),
)
# Names that mean something else there: when an update is owed does not depend on what it tells of,
# and a plan can be adopted when its time has begun.
APART = {("activities.ImplementationUpdate", "period_to", "due_on")}


def _absence():
    return Absence.objects.create(
        appointment=make.AppointmentFactory(), starts_on=EARLY, ends_on=LATE
    )


def _proposal():
    return AppointmentProposal.objects.create(
        institution=make.InstitutionFactory(),
        role=Role.DEPUTY,
        full_name="Ada Okoye",
        email="ada@health.example",
        proposed_by=make.UserFactory(),
        starts_on=EARLY,
    )


def _round():
    return ConfirmationRound.objects.create(
        title="2024", opened_by=make.UserFactory(), opened_on=EARLY, due_on=LATE, closed_on=LATE
    )


def _consent():
    return ContactConsent.objects.create(
        appointment=make.AppointmentFactory(), version="1", given_at=timezone.now()
    )


def _ratification():
    return Ratification.objects.create(
        instrument=make.InstrumentFactory(),
        act="ratification",
        signed_on=EARLY,
        deposited_on=EARLY,
        in_force_on=LATE,
    )


def _reservation():
    return Reservation.objects.create(
        ratification=_ratification(), kind="reservation", made_on=EARLY
    )


def _consultation():
    version = DraftVersion.objects.create(
        draft=make.ReportDraftFactory(),
        number=1,
        sections=[],
        sha256="0" * 64,
        made_by=make.secretariat(),
    )
    return Consultation.objects.create(
        slug="c", version=version, title="C", opens_on=EARLY, closes_on=LATE
    )


# How one row of each is made.
ROWS = {
    "focalpoints.Appointment": make.AppointmentFactory,
    "focalpoints.AppointmentProposal": _proposal,
    "focalpoints.ConfirmationRound": _round,
    "focalpoints.Absence": _absence,
    "focalpoints.Seat": lambda: make.SeatFactory(institution=make.InstitutionFactory()),
    "focalpoints.Meeting": make.MeetingFactory,
    "focalpoints.Invitation": make.InvitationFactory,
    "focalpoints.ContactConsent": _consent,
    "focalpoints.Training": make.TrainingFactory,
    "mechanisms.Instrument": make.InstrumentFactory,
    "mechanisms.Ratification": _ratification,
    "mechanisms.Reservation": _reservation,
    "activities.NationalPlan": make.PlanFactory,
    "activities.Activity": make.ActivityFactory,
    "activities.ImplementationUpdate": make.UpdateFactory,
    "activities.CollectionRound": make.RoundFactory,
    "activities.IndicatorValue": make.ValueFactory,
    "reporting.Consultation": _consultation,
}


def pairs():
    """(label, first, second) of every model of ours that has both days of a pair."""
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label not in OURS or hasattr(model, "pgh_tracked_model"):
            continue
        names = {one.name for one in model._meta.fields if isinstance(one, models.DateField)}
        for first, second in PAIRS:
            if {first, second} <= names and (label, first, second) not in APART:
                yield label, first, second


@pytest.mark.parametrize(("label", "first", "second"), list(pairs()))
def test_the_database_holds_days_in_order(label, first, second):
    row = ROWS[label]()
    rows = type(row)._base_manager.filter(pk=row.pk)
    field = row._meta.get_field(first)
    late, early = (LATE, EARLY)
    if isinstance(field, models.DateTimeField):
        late = timezone.now()
        early = late - DAY
    with pytest.raises(IntegrityError, match="violates check constraint"), transaction.atomic():
        rows.update(**{first: late, second: early})


def test_the_runbook_s_query_finds_what_would_stop_an_upgrade():
    query = re.search(r"<< 'SQL'\n(.*?)SQL\n", Path("docs/runbook.md").read_text(), re.DOTALL)[1]
    found = []
    with connection.cursor() as cursor:
        for label, first, second in (
            ("mechanisms.Instrument", "adopted_on", "in_force_on"),
            ("mechanisms.Ratification", "deposited_on", "denounced_on"),
            ("focalpoints.ConfirmationRound", "opened_on", "closed_on"),
        ):
            row = ROWS[label]()
            table = row._meta.db_table
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for one in row._meta.constraints:
                if isinstance(one, models.CheckConstraint):
                    cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{one.name}"')
            type(row)._base_manager.filter(pk=row.pk).update(**{first: LATE, second: EARLY})
            found.append((row.pk, LATE, EARLY))
        cursor.execute(query)
        assert [row[1:] for row in cursor.fetchall()] == found


# Forms.


@pytest.fixture
def desk(client, settings):
    """The secretariat signed in, and what its forms are about."""
    settings.DEMO_MODE = True
    officer = make.secretariat()
    client.force_login(officer)
    post = make.AppointmentFactory()
    committee = make.CommitteeFactory()
    draft = make.ReportDraftFactory(stage="drafting")
    return SimpleNamespace(
        client=client,
        post=post,
        committee=committee,
        seat=make.SeatFactory(committee=committee, institution=post.institution),
        training=make.TrainingFactory(),
        meeting=make.MeetingFactory(),
        plan=make.PlanFactory(),
        activity=make.ActivityFactory(),
        draft=draft,
        absence=Absence.objects.create(
            appointment=post, starts_on=today() + 5 * DAY, ends_on=today() + 9 * DAY
        ),
    )


def span(first, second):
    """Typed the wrong way round, well after today."""
    begins = today() + 40 * DAY
    return {first: begins.isoformat(), second: (begins - DAY).isoformat()}


STAY = span("starts_on", "ends_on")
HOURS = {"starts_at": f"{STAY['starts_on']}T09:00", "ends_at": f"{STAY['starts_on']}T08:00"}
FORMS = {
    "focalpoints:appoint": ((), STAY, "The last day lies before the first."),
    "focalpoints:invite": ((), STAY, "The last day lies before the first."),
    "focalpoints:set_absence": (("post.reference",), STAY, "The last day lies before the first."),
    "focalpoints:change_absence": (
        ("post.reference", "absence.pk"),
        {"ends_on": (today() + 2 * DAY).isoformat()},
        "The absence ends before it starts.",
    ),
    "focalpoints:extend": (
        ("post.reference",),
        {"ends_on": "2019-01-01", "reason": "Longer", "seen": ""},
        "has to be later than the present one",
    ),
    "focalpoints:seat_new": (("committee.slug",), STAY, "The last day lies before the first."),
    "focalpoints:seat": (
        ("committee.slug", "seat.pk"),
        STAY | {"role": "member"},
        "The last day lies before the first.",
    ),
    "focalpoints:training_new": ((), STAY, "The last day lies before the first."),
    "focalpoints:training_edit": (
        ("training.reference",),
        STAY,
        "The last day lies before the first.",
    ),
    "focalpoints:confirmation_rounds": (
        (),
        {"title": "2019", "due_on": "2019-01-01"},
        "lies in the past",
    ),
    "reporting:meeting_new": ((), HOURS, "The meeting ends before it begins."),
    "reporting:meeting_edit": (
        ("meeting.reference",),
        HOURS,
        "The meeting ends before it begins.",
    ),
    "reporting:open_consultation": (
        ("draft.slug",),
        span("opens_on", "closes_on"),
        "The consultation closes before it opens.",
    ),
    "activities:plan_new": ((), STAY, "The plan ends before it starts."),
    "activities:plan_edit": (("plan.slug",), STAY, "The plan ends before it starts."),
    "activities:activity_new": ((), STAY, "The activity ends before it starts."),
    "activities:activity_edit": (
        ("activity.slug",),
        STAY,
        "The activity ends before it starts.",
    ),
    "activities:round_new": (
        (),
        span("period_from", "period_to"),
        "The period ends before it begins.",
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_says_in_words_that_days_are_not_in_order(desk, name):
    parts, typed, words = FORMS[name]
    args = []
    for part in parts:
        owner, field = part.split(".")
        args.append(getattr(getattr(desk, owner), field))
    answer = desk.client.post(reverse(name, args=args), typed)
    assert answer.status_code == 422
    assert words in answer.text


def test_the_form_that_proposes_a_deputy_says_so_too(desk):
    desk.client.force_login(desk.post.user)
    typed = STAY | {"full_name": "Ada Okoye", "email": "ada@health.example"}
    address = reverse("focalpoints:propose", args=[desk.post.institution.slug])
    answer = desk.client.post(address, typed)
    assert answer.status_code == 422
    assert "The last day lies before the first." in answer.text
