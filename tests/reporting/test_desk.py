import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from focalpoints.choices import InstitutionKind
from focalpoints.models import Absence
from notifications.choices import DutyKind
from notifications.models import Notification
from recommendations.choices import AssignmentState
from recommendations.models import Assignment
from reporting.desk import duties_of
from reporting.desk.duties import round_due
from reporting.models import Comment, Consultation, DraftVersion
from tests import factories as make

pytestmark = pytest.mark.django_db

ON = dt.date(2026, 11, 3)


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True
    with time_machine.travel(dt.datetime(2026, 11, 3, 9, 30, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def ministry():
    """No full member, so that a post that nobody holds is nobody's duty to fill."""
    return make.InstitutionFactory(
        name="Ministry of Interior", slug="interior", membership="consultative"
    )


def kinds(user):
    return [duty.kind for duty in duties_of(user, ON)]


def titles(user):
    return [duty.title for duty in duties_of(user, ON)]


def lead(institution, reference, *, decided=dt.date(2026, 10, 1), state="accepted", **facts):
    return Assignment.objects.create(
        recommendation=make.RecommendationFactory(reference=reference, **facts),
        institution=institution,
        state=state,
        proposed_by=make.UserFactory(),
        decided_at=dt.datetime.combine(decided, dt.time(9), tzinfo=dt.UTC),
    )


def published(institution, assignment, day):
    at = dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)
    return make.UpdateFactory(
        institution=institution,
        on=[assignment.recommendation],
        state="published",
        submitted_at=at,
        signed_at=at,
        signed_by=make.UserFactory(),
        published_at=at,
    )


def desk(client, user):
    client.force_login(user)
    return client.get(reverse("reporting:desk"))


# What each role owes.


def test_a_draft_and_a_returned_update_are_the_focal_points_and_the_deputys(ministry):
    make.UpdateFactory(institution=ministry, due_on=ON - dt.timedelta(days=9))
    make.UpdateFactory(institution=ministry, state="returned")
    for person in (make.focal_point(ministry), make.deputy(ministry)):
        assert kinds(person) == [DutyKind.UPDATE, DutyKind.RETURNED]
    assert kinds(make.focal_point()) == []
    assert kinds(make.authority(ministry)) == []


def test_a_verified_update_is_the_authoritys_to_sign(ministry):
    update = make.UpdateFactory(institution=ministry, state="verified")
    (duty,) = duties_of(make.authority(ministry), ON)
    assert duty.act_path == reverse("activities:sign", args=[update.reference])
    assert kinds(make.focal_point(ministry)) == []
    assert kinds(make.authority()) == []


def test_the_secretariat_verifies_and_publishes_but_never_for_its_own_institution(ministry):
    signed = {"signed_at": timezone.now(), "signed_by": make.UserFactory()}
    make.UpdateFactory(institution=ministry, state="submitted", submitted_at=timezone.now())
    make.UpdateFactory(institution=ministry, state="signed", **signed)
    assert set(kinds(make.secretariat())) == {DutyKind.VERIFY, DutyKind.PUBLISH}
    officer = make.AppointmentFactory(
        institution=ministry, user=make.secretariat(), role="deputy"
    ).user
    assert kinds(officer) == []


def test_assignments_proposed_together_are_one_line(ministry):
    review = make.ReviewFactory(title="Committee on Migrant Workers, 2024")
    for number in range(4):
        lead(ministry, f"CMW-2-{number}", state="proposed", review=review)
    assert titles(make.focal_point(ministry)) == [
        "Accept or contest: 4 recommendations of Committee on Migrant Workers, 2024"
    ]


def test_contested_assignments_are_the_secretariats(ministry):
    row = lead(ministry, "CMW-2-1", state="proposed")
    Assignment.objects.filter(pk=row.pk).update(
        state=AssignmentState.CONTESTED, reason="This is for Labour."
    )
    (duty,) = duties_of(make.secretariat(), ON)
    assert (duty.kind, duty.explanation) == (DutyKind.CONTESTED, "“This is for Labour.”")


def test_an_obligation_is_its_officers_until_it_is_late():
    officer, other = make.secretariat(), make.secretariat()
    make.ObligationFactory(due_on=ON + dt.timedelta(days=20), responsible=officer)
    make.ObligationFactory(due_on=ON + dt.timedelta(days=30), title="Nobody's report")
    make.ObligationFactory(due_on=ON - dt.timedelta(days=1), responsible=officer, title="Late")
    assert len(kinds(officer)) == 3
    assert titles(other) == ["Late", "Nobody's report"]
    assert kinds(make.focal_point()) == []


def consultation():
    draft = make.ReportDraftFactory()
    version = DraftVersion.objects.create(
        draft=draft, number=1, sections=[], sha256="0" * 64, made_by=make.UserFactory()
    )
    return Consultation.objects.create(
        slug="report",
        title="Draft report on the rights of the child",
        version=version,
        opens_on=ON - dt.timedelta(days=3),
        closes_on=ON + dt.timedelta(days=10),
    )


@pytest.mark.parametrize(
    "kind", [InstitutionKind.NHRI, InstitutionKind.CSO, InstitutionKind.PARLIAMENT]
)
def test_who_comments_is_invited_and_owes_nothing(kind):
    person, row = make.representative(kind), consultation()
    (duty,) = duties_of(person, ON)
    assert (duty.kind, duty.is_owed, duty.due_on) == (DutyKind.REQUEST, False, row.closes_on)
    Comment.objects.create(
        consultation=row,
        section="1",
        text="More on foster care.",
        institution=person.appointments.get().institution,
    )
    assert duties_of(person, ON) == []
    (answer,) = duties_of(make.secretariat(), ON)
    assert answer.title == "1 comment to answer: Draft report on the rights of the child"


def test_what_is_late_is_loud_and_what_can_wait_is_quiet(ministry):
    for days in (-1, 3, 40):
        make.UpdateFactory(institution=ministry, due_on=ON + dt.timedelta(days=days))
    found = duties_of(make.focal_point(ministry), ON)
    assert [duty.is_quiet for duty in found] == [False, False, True]


# The half-yearly round.


@pytest.mark.parametrize(
    ("last", "on", "due"),
    [
        (dt.date(2026, 6, 1), dt.date(2026, 11, 30), None),
        (dt.date(2026, 6, 1), dt.date(2026, 12, 1), dt.date(2026, 12, 31)),
        # A month's notice at least.
        (dt.date(2026, 6, 2), dt.date(2026, 12, 2), dt.date(2027, 6, 30)),
        (dt.date(2025, 11, 15), dt.date(2026, 6, 1), dt.date(2026, 6, 30)),
        (dt.date(2025, 11, 15), dt.date(2026, 7, 9), dt.date(2026, 6, 30)),
        # Rounds missed long ago roll into the last one that is over.
        (dt.date(2020, 1, 1), dt.date(2026, 7, 9), dt.date(2026, 6, 30)),
        (dt.date(2020, 1, 1), dt.date(2027, 1, 9), dt.date(2026, 12, 31)),
    ],
)
def test_when_the_next_update_is_due(last, on, due):
    assert round_due(last, on) == due


def test_the_round_counts_what_is_still_to_report(ministry):
    person = make.focal_point(ministry)
    rows = [lead(ministry, f"UPR-4-{n}", decided=dt.date(2026, 4, 1)) for n in range(6)]
    published(ministry, rows[0], dt.date(2026, 9, 1))
    (duty,) = duties_of(person, ON)
    assert duty.title == "Half-yearly round: 5 of 6 still to report"
    assert duty.due_on == dt.date(2026, 12, 31)
    for row in rows[1:4]:
        make.UpdateFactory(institution=ministry, on=[row.recommendation], state="submitted",
                           submitted_at=timezone.now())  # fmt: skip
    assert titles(person) == ["Update on UPR-4-4", "Update on UPR-4-5"]


def test_a_draft_takes_its_recommendation_out_of_the_round_and_keeps_the_date(ministry):
    row = lead(ministry, "UPR-4-1", decided=dt.date(2026, 4, 1))
    make.UpdateFactory(institution=ministry, on=[row.recommendation])
    (duty,) = duties_of(make.focal_point(ministry), ON)
    assert duty.act == "Continue draft"
    assert duty.due_on == dt.date(2026, 12, 31)


def test_what_is_implemented_wants_no_update(ministry):
    row = lead(ministry, "UPR-4-1", decided=dt.date(2025, 1, 1))
    type(row.recommendation).objects.filter(pk=row.recommendation.pk).update(status="implemented")
    assert duties_of(make.focal_point(ministry), ON) == []


def test_a_cluster_is_reported_on_as_one(ministry):
    cluster = make.ClusterFactory(title="Police custody", slug="police-custody")
    Assignment.objects.create(
        cluster=cluster, institution=ministry, state="accepted", proposed_by=make.UserFactory(),
        decided_at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC),
    )  # fmt: skip
    (duty,) = duties_of(make.focal_point(ministry), ON)
    assert duty.title == "Update on Police custody"
    assert duty.act_path.endswith("?cluster=police-custody")
    make.UpdateFactory(institution=ministry, cluster=cluster, state="submitted",
                       submitted_at=timezone.now())  # fmt: skip
    assert duties_of(make.focal_point(ministry), ON) == []


def test_follow_up_stands_on_the_desk_until_it_is_given(ministry):
    due = ON + dt.timedelta(days=60)
    row = lead(ministry, "CAT-4-21", follow_up_due_on=due)
    (duty,) = duties_of(make.focal_point(ministry), ON)
    assert (duty.kind, duty.due_on) == (DutyKind.FOLLOW_UP, due)
    published(ministry, row, ON - dt.timedelta(days=3))
    assert duties_of(make.focal_point(ministry), ON) == []


# The page.


def test_the_desk_greets_and_says_whether_the_deputy_is_in(client, ministry):
    principal, deputy = make.focal_point(ministry), make.deputy(ministry)
    text = desk(client, principal).content.decode()
    assert "<h1>Good morning</h1>" in text
    assert "Focal point, Ministry of Interior. Your deputy is in today." in text
    assert f"{principal} is in today." in desk(client, deputy).content.decode()
    Absence.objects.create(appointment=principal.appointments.get(), starts_on=ON, ends_on=ON)
    assert f"You stand in for {principal}" in desk(client, deputy).content.decode()
    assert "your deputy gets your reminders" in desk(client, principal).content.decode()


@pytest.mark.parametrize(
    ("zone", "words"), [("UTC", "Good morning"), ("Asia/Tokyo", "Good evening"),
                        ("Europe/Helsinki", "Good morning"), ("Asia/Kolkata", "Good afternoon")],
)  # fmt: skip
def test_the_greeting_follows_the_persons_own_clock(client, zone, words):
    assert zone in zoneinfo.available_timezones()
    person = make.UserFactory(time_zone=zone)
    assert words in desk(client, person).content.decode()


def test_an_empty_desk_says_what_to_do(client, ministry):
    assert (
        "Nothing is waiting for you." in desk(client, make.focal_point(ministry)).content.decode()
    )
    assert "You hold no post" in desk(client, make.UserFactory()).content.decode()


def test_what_waits_for_others_names_who_signs(client, ministry):
    person, minister = make.focal_point(ministry), make.authority(ministry)
    make.UpdateFactory(institution=ministry, state="verified")
    assert f"to be signed by {minister}" in desk(client, person).content.decode()


def test_since_you_were_last_here_stays_for_the_session(client, ministry):
    person = make.focal_point(ministry)
    type(person).objects.filter(pk=person.pk).update(last_visit_at=timezone.now() - dt.timedelta(2))
    person.refresh_from_db()
    old = Notification.objects.create(person=person, text="Old news", path="/x/", key="old")
    Notification.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(3))
    Notification.objects.create(person=person, text="The table moved", path="/y/", key="new")
    for _visit in range(2):
        text = (
            desk(client, person).content.decode()
            if _visit == 0
            else client.get(reverse("reporting:desk")).content.decode()
        )
        assert "The table moved" in text
        assert "Old news" not in text
    person.refresh_from_db()
    assert person.last_visit_at == timezone.now()


def fill(ministry, number):
    officer = make.UserFactory()
    for n in range(number):
        lead(ministry, f"A-{number}-{n}", decided=dt.date(2026, 1, 1))
        lead(ministry, f"B-{number}-{n}", state="proposed")
        for state in ("draft", "returned", "submitted", "verified"):
            make.UpdateFactory(
                institution=ministry, state=state, author=officer,
                on=[make.RecommendationFactory(reference=f"{state}-{number}-{n}")],
            )  # fmt: skip
        make.ObligationFactory(due_on=ON + dt.timedelta(days=n))
        Notification.objects.create(
            person=ministry.appointments.first().user, text="News", path="/", key=f"{number}-{n}"
        )


@pytest.mark.parametrize(
    "role", ["focal_point", "deputy", "authority", "secretariat", "administrator"]
)
def test_the_desk_asks_no_more_for_fifty_duties_than_for_one(client, ministry, role):
    make.NationalMechanismFactory()
    make.focal_point(ministry)
    needs_post = role not in {"secretariat", "administrator"}
    person = getattr(make, role)(ministry) if needs_post else getattr(make, role)()
    fill(ministry, 1)
    desk(client, person)
    client.get(reverse("reporting:desk"))

    def count():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse("reporting:desk")).status_code == 200
        return asked.captured_queries

    few = count()
    fill(ministry, 10)
    many = count()
    listing = "\n".join(query["sql"][:200] for query in many)
    assert len(many) == len(few), listing
    assert len(many) <= 13, listing


def test_the_round_page_offers_both_ways(client, ministry):
    lead(ministry, "UPR-4-1", decided=dt.date(2026, 1, 1))
    client.force_login(make.focal_point(ministry))
    text = client.get(reverse("reporting:round")).content.decode()
    assert "/workspace/updates/new/?recommendation=UPR-4-1" in text
    assert "/workspace/updates/nothing-new/?recommendation=UPR-4-1" in text
    client.force_login(make.authority(ministry))
    assert client.get(reverse("reporting:round")).status_code == 403
