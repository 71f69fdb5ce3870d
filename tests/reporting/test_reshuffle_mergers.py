"""Institutions merged: everything open moves, with its people, and the rest stays."""

import datetime as dt

import pytest
from django.urls import reverse
from pghistory.models import Events

from activities.models import ImplementationUpdate
from focalpoints.choices import Role
from focalpoints.models import (
    Absence,
    Appointment,
    AppointmentProposal,
    Handover,
    Institution,
    Invitation,
    Reshuffle,
    Seat,
)
from nmirf.common.dates import today
from notifications.models import Notification
from recommendations.choices import AssignmentRole, AssignmentState
from recommendations.models import Assignment, Interest
from reporting.desk import duties_of_all
from tests import factories as make

from .reshuffling import ACT, asked, assigned, body, carry_out, everything, merged
from .reshuffling import first as first
from .reshuffling import officer as officer
from .reshuffling import second as second

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


def test_a_merger_moves_assignments_in_their_states(client, officer, first, second):
    made = [
        assigned(first),
        assigned(first, state="proposed", answer_by=today()),
        assigned(second, role="contributing", state="contested", reason="Not ours"),
    ]
    gone = assigned(second, state="withdrawn")
    new = merged(client, first, second)
    for old in made:
        again = Assignment.objects.get(institution=new, recommendation=old.recommendation)
        assert (again.role, again.state, again.answer_by) == (old.role, old.state, old.answer_by)
        old.refresh_from_db()
        assert (old.state, old.reason) == (AssignmentState.WITHDRAWN, f"Merge: {ACT}")
    assert not Assignment.objects.filter(
        institution=new, recommendation=gone.recommendation
    ).exists()
    for row in (first, second):
        row.refresh_from_db()
        assert row.dissolved_on == today() - dt.timedelta(days=1)


def test_whom_both_propose_or_invite_comes_once(client, officer, first, second):
    names = {"role": "deputy", "email": "ada@example.org", "full_name": "Ada"}
    for number, row in enumerate((first, second)):
        common = names | {"institution": row, "starts_on": today()}
        AppointmentProposal.objects.create(proposed_by=officer, **common)
        Invitation.objects.create(
            token_digest=f"{number}" * 64,
            invited_by=officer,
            expires_at="2031-01-01T09:00Z",
            **common,
        )
    new = merged(client, first, second)
    (left,) = AppointmentProposal.objects.filter(state="withdrawn")
    assert left.institution in (first, second)
    assert AppointmentProposal.objects.get(state="proposed").institution == new
    assert Invitation.objects.get(revoked_at=None).institution == new


@pytest.mark.parametrize("order", [("lead", "contributing"), ("contributing", "lead")])
def test_of_two_parts_in_the_same_the_stronger_is_kept(client, officer, first, second, order):
    record = make.RecommendationFactory()
    assigned(first, role=order[0], recommendation=record)
    assigned(second, role=order[1], recommendation=record, state="proposed")
    new = merged(client, first, second)
    kept = Assignment.objects.not_withdrawn().get(recommendation=record)
    assert (kept.institution, kept.role, kept.state) == (
        new,
        AssignmentRole.LEAD,
        AssignmentState.ACCEPTED,
    )


def test_into_one_of_them_only_the_other_ends(client, officer, first, second):
    mine, theirs = assigned(first), assigned(second)
    carry_out(client, asked("merge", institutions=["water", "energy"], into="energy"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.dissolved_on is not None
    assert second.dissolved_on is None
    theirs.refresh_from_db()
    assert theirs.state == AssignmentState.ACCEPTED
    assert Assignment.objects.get(recommendation=mine.recommendation, institution=second)


def test_open_updates_move_and_official_ones_stay(client, officer, first, second):
    record = make.RecommendationFactory(lead=first)
    facts = {"institution": first, "on": [record]}
    signed = {"signed_at": "2026-01-01T12:00Z", "signed_by": officer}
    moving = [
        make.UpdateFactory(state=state, **facts) for state in ("draft", "submitted", "verified")
    ]
    staying = [
        make.UpdateFactory(state="signed", **signed, **facts),
        make.UpdateFactory(state="published", published_at="2026-01-02T12:00Z", **signed, **facts),
    ]
    make.authority(first)
    new = merged(client, first, second)
    of = dict(ImplementationUpdate.objects.values_list("pk", "institution"))
    assert {of[row.pk] for row in moving} == {new.pk}
    assert {of[row.pk] for row in staying} == {first.pk}
    # What they told is reached from the page of the new one, under the old name.
    page = body(client.get(new.get_absolute_url()))
    assert "Births registered at the hospital" in page
    assert "Ministry of Water" in page


def test_the_successor_may_replace_what_the_predecessor_published(client, officer, first, second):
    record = make.RecommendationFactory(lead=first)
    old = make.UpdateFactory(
        institution=first,
        on=[record],
        state="published",
        signed_at="2026-01-01T12:00Z",
        signed_by=officer,
        published_at="2026-01-02T12:00Z",
    )
    person = make.focal_point(first)
    merged(client, first, second)
    client.force_login(person)
    page = client.get(reverse("activities:update_new"), {"recommendation": record.reference})
    assert page.status_code == 200
    from activities.services.writing import Targets, replaceable

    new = Institution.objects.get(name="Ministry of Climate")
    assert list(replaceable(new.pk, Targets(recommendations=[record]))) == [old]


def test_people_go_on_with_all_that_hangs_on_their_posts(client, officer, first, second):
    until = today() + dt.timedelta(days=400)
    principal = make.AppointmentFactory(institution=first, portfolio="Rivers", ends_on=until)
    deputy = make.AppointmentFactory(institution=first, role=Role.DEPUTY, deputises=principal)
    away = Absence.objects.create(
        appointment=principal,
        starts_on=today() - dt.timedelta(days=3),
        ends_on=today() + dt.timedelta(days=3),
        note="The budget",
    )
    handover = Handover.objects.create(appointment=principal, started_by=officer, due_on=until)
    new = merged(client, first, second)
    post = Appointment.objects.get(user=principal.user, institution=new)
    principal.refresh_from_db()
    away.refresh_from_db()
    handover.refresh_from_db()
    assert principal.ends_on == away.ends_on == today() - dt.timedelta(days=1)
    assert (post.starts_on, post.ends_on, post.portfolio) == (today(), until, "Rivers")
    assert Appointment.objects.get(user=deputy.user, institution=new).deputises == post
    again = post.absences.get()
    assert (again.starts_on, again.ends_on, again.note) == (
        today(),
        today() + dt.timedelta(days=3),
        "The budget",
    )
    # Nobody is told of a return before the person is back.
    assert (away.return_told_at is None, again.return_told_at) == (False, None)
    assert handover.appointment == post


def test_an_open_session_sees_it_at_its_next_request(client, officer, first, second):
    record = make.RecommendationFactory(lead=first)
    draft = make.UpdateFactory(institution=first, on=[record])
    person = make.focal_point(first)
    draft_page = reverse("activities:update_edit", args=[draft.reference])
    session = client.__class__()
    session.force_login(person)
    assert session.get(draft_page).status_code == 200
    new = merged(client, first, second)
    assert session.get(draft_page).status_code == 200
    draft.refresh_from_db()
    assert draft.institution == new
    assert not person.has_perm("report_for", first)
    assert person.has_perm("report_for", new)


def test_someone_left_out_keeps_nothing(client, officer, first, second):
    post = make.AppointmentFactory(institution=first)
    new = merged(client, first, second, leave=f"people:{post.pk}")
    post.refresh_from_db()
    assert post.ends_on == today() - dt.timedelta(days=1)
    assert not Appointment.objects.filter(institution=new).exists()
    session = client.__class__()
    session.force_login(post.user)
    assert session.get(reverse("activities:update_new")).status_code == 403
    assert "has ended" in Notification.objects.get(person=post.user).text


def test_a_suspended_post_stays_suspended(client, officer, first, second):
    post = make.AppointmentFactory(institution=first, suspended_on=dt.date(2026, 1, 1))
    new = merged(client, first, second)
    assert not Appointment.objects.in_force(today()).filter(institution=new).exists()
    assert not post.user.has_perm("report_for", new)


def test_someone_with_the_same_post_there_keeps_that_one(client, officer, first, second):
    person = make.UserFactory()
    make.AppointmentFactory(institution=first, user=person)
    kept = make.AppointmentFactory(institution=second, user=person)
    carry_out(client, asked("merge", institutions=["water", "energy"], into="energy"))
    posts = Appointment.objects.in_force(today()).filter(user=person)
    assert list(posts) == [kept]
    assert person.has_perm("report_for", second)


def test_a_post_that_begins_later_begins_at_the_successor(client, officer, first, second):
    later = today() + dt.timedelta(days=30)
    post = make.AppointmentFactory(institution=first, starts_on=later)
    new = merged(client, first, second)
    post.refresh_from_db()
    assert (post.institution, post.starts_on) == (new, later)


def test_duties_move_with_their_dates(client, officer, first, second):
    told = make.RecommendationFactory()
    assigned(first, recommendation=told, decided_at="2024-01-10T12:00Z")
    make.UpdateFactory(
        institution=first,
        on=[told],
        state="published",
        submitted_at="2026-01-02T12:00Z",
        signed_at="2026-01-03T12:00Z",
        signed_by=officer,
        published_at="2026-01-04T12:00Z",
    )
    before = {(duty.kind, duty.due_on) for duty in duties_of_all(today())}
    new = merged(client, first, second)
    after = duties_of_all(today())
    assert {(duty.kind, duty.due_on) for duty in after} == before
    assert {duty.institution for duty in after} == {new.pk}


def test_everything_open_moves_along(client, officer, first, second):
    rows = everything(first, officer)
    done = make.ActivityFactory(lead=first, status="completed")
    make.NationalMechanismFactory(host=first)
    new = merged(client, first, second)
    fields = {"cluster": "lead", "activity": "lead", "section": "assigned_to", "child": "parent"}
    for name, row in rows.items():
        if name == "seat":
            continue
        row.refresh_from_db()
        assert getattr(row, fields.get(name, "institution")) == new, name
    rows["seat"].refresh_from_db()
    assert rows["seat"].ends_on == today() - dt.timedelta(days=1)
    assert Seat.objects.get(institution=new).starts_on == today()
    done.refresh_from_db()
    assert done.lead == first
    assert type(new).objects.get(pk=new.pk).dissolved_on is None
    counts = Reshuffle.objects.get().moved["counts"]
    assert counts["activities"] == counts["invitations"] == counts["host"] == 1


def test_history_has_all_of_it_under_one_reason(client, officer, first, second):
    made = assigned(first)
    activity = make.ActivityFactory(lead=first)
    merged(client, first, second)
    for row in (made, activity):
        event = Events.objects.tracks(row).last()
        assert event.pgh_context["reason"] == f"Merge: {ACT}"
        assert event.pgh_context["user"] == officer.pk


def test_what_ended_is_in_no_chooser_and_its_page_says_who_follows(client, officer, first, second):
    merged(client, first, second)
    assert not Institution.objects.reporting().filter(slug="water").exists()
    stranger = client.__class__()
    response = stranger.get("/institutions/water/")
    assert response.status_code == 200
    assert "This institution existed until" in body(response)
    assert "Ministry of Climate" in body(response)
    assert "/institutions/water/" not in body(stranger.get("/institutions/"))
    new = stranger.get("/institutions/ministry-of-climate/")
    assert "Ministry of Water" in body(new)


def test_the_interests_that_the_successor_has_stay_behind(client, officer, first, second):
    theme = make.ThemeFactory()
    for row in (first, second):
        Interest.objects.create(institution=row, theme=theme)
    carry_out(client, asked("merge", institutions=["water", "energy"], into="energy"))
    assert Interest.objects.filter(institution=second).count() == 1


def test_a_merger_into_its_own_child_lifts_it(client, officer, first):
    child = make.InstitutionFactory(name="Agency", slug="agency", parent=first)
    carry_out(client, asked("merge", institutions=["water"], into="agency"))
    child.refresh_from_db()
    assert child.parent is None
