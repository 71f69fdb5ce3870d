"""The page of an institution in the workspace: who sees what of it, and what its numbers mean."""

import datetime as dt

import pytest
from django.urls import reverse

from focalpoints.models import (
    Absence,
    AppointmentProposal,
    Attendance,
    Committee,
    Decision,
    Meeting,
    Seat,
)
from nmirf.common.dates import today
from notifications.choices import DutyKind
from recommendations.models import Assignment, ClusterMembership, Interest
from reporting.timeliness import answers, updates_by_half
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def row():
    return make.InstitutionFactory(name="Ministry of Water", slug="water")


def page_of(client, person, row):
    client.force_login(person)
    response = client.get(reverse("reporting:institution", args=[row.slug]))
    assert response.status_code == 200
    return response


def test_it_names_people_absences_and_vacancies(client, row):
    post = make.AppointmentFactory(institution=row)
    Absence.objects.create(appointment=post, starts_on=today(), ends_on=today())
    text = page_of(client, make.secretariat(), row).content.decode()
    assert post.user.full_name in text
    assert "away today" in text
    assert "Vacant: Deputy focal point" in text
    assert "Vacant: Validating authority" in text
    assert "Vacant: Focal point" not in text


def test_committees_and_interests_are_named(client, row):
    committee = Committee.objects.create(slug="main", name="Main committee", kind="main")
    Seat.objects.create(committee=committee, institution=row, starts_on=dt.date(2020, 1, 1))
    Interest.objects.create(institution=row, theme=make.ThemeFactory(name="Rivers"))
    text = page_of(client, make.secretariat(), row).content.decode()
    assert "Main committee" in text
    assert "Rivers" in text


def test_a_draft_stands_on_the_page_for_its_own_people_alone(client, row):
    make.UpdateFactory(
        institution=row, headline="A secret plan", on=[make.RecommendationFactory(lead=row)]
    )
    own = page_of(client, make.focal_point(row), row).content.decode()
    assert "A secret plan" in own
    for person in (make.secretariat(), make.focal_point(), make.representative("nhri")):
        assert "A secret plan" not in page_of(client, person, row).content.decode()


def test_what_it_owes_is_for_its_people_and_the_secretariat(client, row):
    Assignment.objects.create(
        recommendation=make.RecommendationFactory(reference="CRC-5-99"),
        institution=row,
        proposed_by=make.UserFactory(),
    )
    for person, sees in (
        (make.focal_point(row), True),
        (make.secretariat(), True),
        (make.focal_point(), False),
        (make.representative("parliament"), False),
    ):
        page = page_of(client, person, row)
        assert bool(page.context["page"].duties) == sees
        assert ("What it owes" in page.content.decode()) == sees


def test_what_a_collection_round_asks_is_owed_here_as_on_the_desk(client, row):
    own = make.focal_point(row)
    item = make.RoundItemFactory(institution=row, recommendation=make.RecommendationFactory())
    for person in (own, make.secretariat()):
        page = page_of(client, person, row)
        assert "Nothing is open." not in page.text
        [duty] = [one for one in page.context["page"].duties if one.kind == DutyKind.ROUND]
        assert duty.due_on == item.round.due_on


def test_decisions_proposals_and_handovers_are_owed_too(client, row):
    own, other = make.focal_point(row), make.focal_point()
    authority = make.AppointmentFactory(institution=row, role="validating_authority").user
    convened = {"starts_at": "2031-01-01T09:00Z", "ends_at": "2031-01-01T12:00Z"}
    meeting = Meeting.objects.create(
        committee=Committee.objects.create(slug="main", name="Main committee", kind="main"),
        title="Session",
        convened_by=make.secretariat(),
        state="invited",
        **convened,
    )
    Decision.objects.create(meeting=meeting, number=1, text="Count the wells.", institution=row)
    for person in (own, other):
        Attendance.objects.create(meeting=meeting, user=person, institution=row)
    AppointmentProposal.objects.create(
        institution=row,
        full_name="Ada",
        email="ada@example.org",
        starts_on=today(),
        proposed_by=own,
    )
    left = make.AppointmentFactory(institution=row, ends_on=today() - dt.timedelta(days=1))
    make.handed(left, ["Files"])
    for person in (own, authority, make.secretariat()):
        page = page_of(client, person, row)
        kinds = {duty.kind for duty in page.context["page"].duties}
        assert {"decision", "proposal", "acknowledge"} <= kinds
        assert not kinds & {"meeting", "confirm", "registration", "data_request"}
        assert "leaves to you" not in page.content.decode()
        for duty in page.context["page"].duties:
            assert client.get(duty.path).status_code == 200, duty
    assert page_of(client, other, row).context["page"].duties == []


def test_it_costs_the_same_whatever_it_holds(client, row, django_assert_max_num_queries):
    person = make.secretariat()
    fill(row)
    page_of(client, person, row)
    with django_assert_max_num_queries(40) as few:
        page_of(client, person, row)
    for _number in range(10):
        fill(row)
    with django_assert_max_num_queries(len(few)):
        page_of(client, person, row)


def fill(row):
    make.AppointmentFactory(institution=row)
    record = make.RecommendationFactory(lead=row)
    make.UpdateFactory(institution=row, on=[record], state="submitted")
    Interest.objects.create(institution=row, theme=make.ThemeFactory())


def led(row, on):
    """A recommendation that it leads since the end of `on`: today, it was asked before that."""
    record = make.RecommendationFactory(lead=row)
    Assignment.objects.filter(recommendation=record).update(
        decided_at=dt.datetime.combine(on, dt.time.max, dt.UTC)
    )
    return record


def told(row, record, on):
    make.UpdateFactory(
        institution=row,
        on=[record],
        state="submitted",
        submitted_at=dt.datetime.combine(on, dt.time(12), dt.UTC),
    )


def test_an_update_is_in_time_to_the_end_of_the_half_year_in_which_it_was_owed(row):
    # Accepted in January: owed from July on, by the end of December.
    for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 10), dt.date(2026, 1, 20)):
        told(row, led(row, dt.date(2025, 1, 10)), day)
    half = updates_by_half(row.pk, dt.date(2026, 6, 1))[0]
    assert (half.label, half.n, half.in_time, half.late) == ("2025/2", 3, 1, 2)
    assert half.days_late == 15


def test_the_clock_runs_from_the_last_word(row):
    record = led(row, dt.date(2024, 1, 10))
    for day in (dt.date(2024, 12, 1), dt.date(2025, 6, 30), dt.date(2026, 2, 1)):
        told(row, record, day)
    found = updates_by_half(row.pk, dt.date(2026, 6, 1))
    assert [(one.label, one.n, one.late) for one in found] == [
        ("2026/1", 1, 0),
        ("2025/2", 1, 0),
        ("2024/2", 1, 0),
    ]


def test_an_update_on_a_cluster_counts_for_its_members(row):
    record = led(row, dt.date(2024, 1, 10))
    cluster = make.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=record)
    for day in (dt.date(2024, 12, 1), dt.date(2025, 6, 30)):
        make.UpdateFactory(
            institution=row,
            cluster=cluster,
            state="submitted",
            submitted_at=dt.datetime.combine(day, dt.time(12), dt.UTC),
        )
    found = updates_by_half(row.pk, dt.date(2026, 6, 1))
    assert [(one.label, one.n, one.late) for one in found] == [("2025/2", 1, 0), ("2024/2", 1, 0)]


def test_answers_are_in_time_to_the_day_that_was_set(row):
    def answered(by, on):
        made = Assignment.objects.create(
            recommendation=make.RecommendationFactory(),
            institution=row,
            state="accepted",
            proposed_by=make.UserFactory(),
            answer_by=by,
        )
        Assignment.objects.filter(pk=made.pk).update(
            created_at="2026-01-01T12:00Z", decided_at=f"{on}T12:00Z"
        )

    answered(dt.date(2026, 1, 20), "2026-01-20")
    answered(dt.date(2026, 1, 20), "2026-01-25")
    answered(None, "2026-01-15")
    answered(None, "2026-01-16")
    # Answered by a predecessor, before it was its own.
    answered(None, "2025-06-01")
    found = answers(row.pk, today())
    assert (found.n, found.in_time, found.late, found.days_late) == (4, 2, 2, 3)


def test_what_is_due_and_has_not_come_counts_too(client, row):
    """Silence is no punctuality: with nothing submitted the page still says what was due."""
    officer = make.secretariat()
    assert "No update was due so far." in page_of(client, officer, row).text
    for _number in range(3):
        led(row, dt.date(2016, 1, 10))
    Assignment.objects.create(
        recommendation=make.RecommendationFactory(),
        institution=row,
        proposed_by=officer,
        answer_by=today() - dt.timedelta(days=1),
    )
    response = page_of(client, officer, row)
    (half,) = response.context["page"].halves
    assert (half.label, half.n, half.owed) == ("2016/2", 0, 3)
    assert response.context["page"].answers.owed == 1
    assert "Due and not come" in response.text
    assert "Due and not answered: 1." in response.text


def test_what_is_not_due_yet_is_not_missing(client, row):
    led(row, today())
    page = page_of(client, make.secretariat(), row).context["page"]
    assert (page.halves, page.answers.owed) == ([], 0)
