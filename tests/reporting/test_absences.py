"""While somebody is away the deputy acts in their own name; afterwards both see what was done."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from activities.models import ImplementationUpdate
from focalpoints.choices import Role
from focalpoints.models import Absence
from nmirf.common.dates import today
from notifications.models import Notification
from recommendations.models import Assignment
from reporting.services.absences import tell_returns
from tests import factories as make

DAY = dt.timedelta(days=1)


def afterwards():
    """The first minutes of tomorrow: history bears the database's own time, which nobody turns."""
    return dt.datetime.combine(today() + DAY, dt.time(0, 5), dt.UTC)


@pytest.fixture
def away(db):
    """A focal point who is away today, with a deputy."""
    principal = make.AppointmentFactory(user__full_name="Ana Duarte")
    make.AppointmentFactory(
        user__full_name="Bela Reis",
        institution=principal.institution,
        role=Role.DEPUTY,
        deputises=principal,
    )
    return Absence.objects.create(
        appointment=principal,
        starts_on=today(),
        ends_on=today(),
        note="The hospitals answer next week.",
        announced_at=timezone.now(),
    )


@pytest.fixture
def as_(client, settings):
    settings.DEMO_MODE = True

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def work(away, as_):
    """What the deputy does meanwhile, over HTTP: the principal's draft goes on and is submitted."""
    institution = away.appointment.institution
    deputy = institution.appointments.get(role=Role.DEPUTY).user
    recommendation = make.RecommendationFactory(lead=institution)
    draft = make.UpdateFactory(
        institution=institution,
        author=away.appointment.user,
        on=[recommendation],
    )
    asked = Assignment.objects.create(
        recommendation=make.RecommendationFactory(),
        institution=institution,
        proposed_by=make.secretariat(),
    )
    client = as_(deputy)
    page = reverse("activities:update_edit", args=[draft.reference])
    assert draft.narrative in client.get(page).text
    sent = {
        "headline": "Births are registered",
        "narrative": "Written by the one who stands in.",
        "source": "Registry",
        "language": "en",
        "recommendations": [recommendation.pk],
        "revision": draft.revision,
        "form": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    }
    assert client.post(page, sent).status_code == 302
    submit = reverse("activities:submit", args=[draft.reference])
    draft.refresh_from_db()
    assert client.post(submit, {"revision": draft.revision}).status_code == 302
    decide = reverse("recommendations:move_assignment", args=[asked.pk])
    assert client.post(decide, {"move": "accept"}).status_code == 302
    return draft


def address(absence):
    return reverse("reporting:absence", args=[absence.appointment.reference, absence.pk])


def test_the_deputy_goes_on_with_the_same_draft_in_their_own_name(away, work):
    work.refresh_from_db()
    assert (str(work.author), str(work.last_editor)) == ("Ana Duarte", "Bela Reis")
    assert work.steps.get(move="submit").actor == work.last_editor
    model = ImplementationUpdate.pgh_event_model
    written = model.objects.filter(pgh_obj=work, narrative__startswith="Written by the one").first()
    assert written.pgh_context.metadata["user"] == work.last_editor_id


def test_both_see_what_was_done_by_whom_and_when(away, work, as_):
    deputy = away.appointment.institution.appointments.get(role=Role.DEPUTY).user
    with time_machine.travel(afterwards(), tick=False):
        for person in (away.appointment.user, deputy):
            text = as_(person).get(address(away)).text
            assert "While Ana Duarte was away" in text
            assert "The hospitals answer next week." in text
            for words in ("written at", ": Submitted", ": Accepted", "Bela Reis"):
                assert words in text, words
            assert "1 update written at, 1 step taken, 1 assignment decided" in text


def test_others_do_not_see_it_and_the_secretariat_sees_no_drafts(away, as_):
    draft = make.UpdateFactory(institution=away.appointment.institution)
    officer = as_(make.secretariat()).get(address(away))
    assert officer.status_code == 200
    assert draft.get_absolute_url() not in officer.text
    for stranger in (make.focal_point(), make.representative("cso"), make.administrator()):
        assert as_(stranger).get(address(away)).status_code == 404


def test_the_return_is_told_to_both_once_and_says_how_much_was_done(away, work):
    assert tell_returns() == 0
    with time_machine.travel(afterwards(), tick=False):
        assert tell_returns() == 1
        assert tell_returns() == 0
    lines = Notification.objects.filter(key=f"absence-{away.pk}-return")
    assert sorted(str(line.person) for line in lines) == ["Ana Duarte", "Bela Reis"]
    assert "1 update written at, 1 step taken, 1 assignment decided" in lines[0].text
    assert work.narrative not in lines[0].text


def test_what_was_done_before_and_after_is_not_in_it(away, work, as_):
    away.starts_on, away.ends_on = today() - 9 * DAY, today() - DAY
    away.save()
    assert "nothing was done" in as_(away.appointment.user).get(address(away)).text


def test_answers_decisions_sections_and_values_are_told_too(away, as_):
    institution = away.appointment.institution
    deputy = institution.appointments.get(role=Role.DEPUTY).user
    question = make.RequestFactory(institution=institution, question="How many wells?")
    held = make.MeetingFactory(state="held", days=-1, title="Plenary")
    decision = make.DecisionFactory(institution=institution, meeting=held, number=4)
    section = make.SectionFactory(assigned_to=institution, heading="Water")
    foreign = make.SectionFactory(draft=section.draft, heading="Energy")
    indicator = make.IndicatorFactory(custodian=institution, name="Wells dug")
    client = as_(deputy)
    for path, sent in (
        (
            reverse("reporting:request_answer", args=[question.reference]),
            {"text": "Twelve wells.", "form": "7c9e6679-7425-40de-944b-e07fc1f90ae8"},
        ),
        (reverse("reporting:decision_move", args=[decision.reference, "done"]), {"note": "Done."}),
        (
            reverse("reporting:section", args=[section.draft.slug, section.pk]),
            {"body": "Twelve wells were dug.", "revision": section.revision},
        ),
    ):
        answer = client.post(path, sent)
        assert answer.status_code == 302, (path, answer.text)
    for period in ("2023", "2024"):
        make.ValueFactory(indicator=indicator, period=period, entered_by=deputy)
    # What others did with what is theirs is not in it.
    foreign.body, foreign.revision = "Elsewhere.", 2
    foreign.save()
    make.ValueFactory(entered_by=deputy)
    numbers = "1 question answered, 1 decision settled, 1 section written at, 2 values given"
    with time_machine.travel(afterwards(), tick=False):
        for person in (away.appointment.user, deputy):
            text = as_(person).get(address(away)).text
            assert numbers in text
            for words in (
                "Answered: How many wells?",
                "Decision 4 of “Plenary”: Done",
                f"Section “Water” of {section.draft.title}: written at",
                f"{indicator.label}: 2 values",
            ):
                assert words in text, words
            assert "Energy" not in text
        tell_returns()
    line = Notification.objects.filter(key=f"absence-{away.pk}-return").first()
    assert numbers in line.text
    assert "nothing was done" not in line.text


def test_many_deeds_ask_no_more_questions(away, as_, django_assert_max_num_queries):
    institution, officer = away.appointment.institution, make.secretariat()
    for _number in range(20):
        Assignment.objects.create(
            recommendation=make.RecommendationFactory(),
            institution=institution,
            proposed_by=officer,
            state="accepted",
            decided_by=away.appointment.user,
            decided_at=timezone.now(),
        )
    client = as_(away.appointment.user)
    client.get(address(away))
    with django_assert_max_num_queries(20):
        assert client.get(address(away)).text.count(": Accepted") == 20
