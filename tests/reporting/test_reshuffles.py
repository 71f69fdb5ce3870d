"""Reshuffles: what moves and what stays, as an officer carries them out."""

import datetime as dt
import json
import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Events

from activities.models import ImplementationUpdate
from focalpoints.choices import Role
from focalpoints.models import (
    Absence,
    Appointment,
    AppointmentProposal,
    Attendance,
    Committee,
    Decision,
    Handover,
    Institution,
    Invitation,
    Meeting,
    MeetingMail,
    Reshuffle,
    Seat,
)
from nmirf.common.dates import today
from notifications.models import Notification
from recommendations.choices import AssignmentRole, AssignmentState
from recommendations.models import (
    Assignment,
    ClusterMembership,
    Interest,
    SavedView,
    ThemeLink,
)
from reporting.desk import duties_of_all
from reporting.services import reshuffles as services
from tests import factories as make

pytestmark = pytest.mark.django_db
NEW = "/workspace/reshuffles/new/"
ACT = "Decree 12/2026"


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer(client):
    person = make.secretariat()
    client.force_login(person)
    return person


@pytest.fixture
def first():
    return make.InstitutionFactory(name="Ministry of Water", slug="water")


@pytest.fixture
def second():
    return make.InstitutionFactory(name="Ministry of Energy", slug="energy")


def asked(kind, **more):
    return {"kind": kind, "effective_on": today().isoformat(), "act": ACT, **more}


def address(query):
    return f"{NEW}?{urlencode(query, doseq=True)}"


def hidden(response):
    found = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', response.content.decode())
    )
    return {name: value.replace("&quot;", '"') for name, value in found.items()}


def steps(client, query, **said):
    """The preview, then the page before the deed; the last response and what it would send."""
    preview = client.get(address(query))
    assert preview.status_code == 200, preview.content.decode()
    sent = hidden(preview) | {"step": "confirm"} | said
    confirm = client.post(address(query), sent)
    assert confirm.status_code == 200, confirm.content.decode()
    return confirm, hidden(confirm) | {"understood": "on"}


def carry_out(client, query, **said):
    _page, sent = steps(client, query, **said)
    response = client.post(address(query), sent)
    assert response.status_code == 302, response.content.decode()
    return Reshuffle.objects.latest("pk")


def merged(client, *rows, name="Ministry of Climate", **said):
    query = asked("merge", institutions=[row.slug for row in rows], name=name)
    carry_out(client, query, **said)
    return Institution.objects.get(name=name)


def assigned(institution, role="lead", state="accepted", **more):
    things = {} if "cluster" in more else {"recommendation": make.RecommendationFactory()}
    return Assignment.objects.create(
        institution=institution,
        role=role,
        state=state,
        proposed_by=make.UserFactory(),
        **(things | more),
    )


def body(response):
    return response.content.decode()


# Renaming.


def test_a_rename_keeps_the_row_and_the_name_of_each_day(client, officer, first):
    update = make.UpdateFactory(institution=first, on=[make.RecommendationFactory(lead=first)])
    query = asked("rename", institution="water", name="Ministry of Blue", new_address="on")
    row = carry_out(client, query)
    first.refresh_from_db()
    former = first.former_names.get()
    assert (first.name, first.slug) == ("Ministry of Blue", "ministry-of-blue")
    assert (former.name, former.slug, former.reshuffle) == ("Ministry of Water", "water", row)
    assert former.until == today() - dt.timedelta(days=1)
    update.refresh_from_db()
    assert update.institution == first


def test_the_old_address_leads_on(client, officer, first):
    carry_out(client, asked("rename", institution="water", name="Blue", new_address="on"))
    for name in ("portal:institution", "reporting:institution"):
        response = client.get(reverse(name, args=["water"]))
        assert response.status_code == 301
        assert response.headers["Location"] == reverse(name, args=["blue"])
    found = client.get(reverse("portal:register"), {"institution": "water"})
    assert "Blue" in body(found)


def test_history_and_record_say_the_name_of_the_day(client, officer, first):
    record = make.RecommendationFactory(lead=first)
    make.UpdateFactory(
        institution=first,
        on=[record],
        state="published",
        signed_at="2020-01-01T12:00Z",
        signed_by=officer,
        published_at="2020-01-02T12:00Z",
    )
    carry_out(client, asked("rename", institution="water", name="Ministry of Blue"))
    page = body(client.get(record.get_absolute_url()))
    day = today()
    assert "Ministry of Water (since" in page
    assert f"{day.year}: Ministry of Blue)" in page
    assert "Ministry of Blue" in body(client.get("/institutions/water/"))


def test_a_rename_to_the_same_name_is_refused(client, officer, first):
    response = client.get(address(asked("rename", institution="water", name=first.name)))
    assert "That is its name already" in body(response)


def test_a_rename_tells_its_people(client, officer, first):
    person = make.focal_point(first)
    carry_out(client, asked("rename", institution="water", name="Ministry of Blue"))
    text = Notification.objects.get(person=person).text
    assert "Ministry of Blue" in text


# Merging.


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


def everything(institution, officer):
    """One open thing of every kind; returns the rows."""
    person = make.AppointmentFactory(institution=institution).user
    cluster = make.ClusterFactory(lead=institution)
    committee = Committee.objects.create(slug="main", name="Main committee", kind="main")
    meeting = Meeting.objects.create(
        committee=committee,
        title="Session",
        starts_at="2031-01-01T09:00Z",
        ends_at="2031-01-01T12:00Z",
        convened_by=officer,
    )
    common = {"institution": institution}
    return {
        "cluster": cluster,
        "activity": make.ActivityFactory(lead=institution),
        "section": make.SectionFactory(assigned_to=institution),
        "decision": Decision.objects.create(meeting=meeting, number=1, text="Count.", **common),
        "attendance": Attendance.objects.create(meeting=meeting, user=person, **common),
        "seat": Seat.objects.create(committee=committee, starts_on=dt.date(2020, 1, 1), **common),
        "interest": Interest.objects.create(theme=make.ThemeFactory(), **common),
        "view": SavedView.objects.create(owner=person, name="Ours", is_shared=True, **common),
        "child": make.InstitutionFactory(parent=institution),
        "proposal": AppointmentProposal.objects.create(
            full_name="Ada",
            email="ada@example.org",
            starts_on=today(),
            proposed_by=person,
            **common,
        ),
        "invitation": Invitation.objects.create(
            token_digest="1" * 64,
            email="bo@example.org",
            full_name="Bo",
            role="deputy",
            starts_on=today(),
            invited_by=officer,
            expires_at="2031-01-01T09:00Z",
            **common,
        ),
    }


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


# Dividing.


def divided(client, query, **said):
    preview = client.get(address(query))
    sent = hidden(preview) | {"step": "confirm"} | said
    confirm = client.post(address(query), sent)
    response = client.post(address(query), hidden(confirm) | {"understood": "on"})
    assert response.status_code == 302, body(response)


def proposals(response):
    return {
        line.words: line.target
        for group in response.context["preview"].groups
        for line in group.lines
    }


def split(**more):
    return asked("split", institution="water", name_1="Ministry of Rivers", **more)


def test_a_division_proposes_by_theme(client, officer, first):
    rivers, sea = make.ThemeFactory(code="rivers"), make.ThemeFactory(code="sea")
    records = [make.RecommendationFactory(lead=first) for _number in range(2)]
    narrow = make.ThemeFactory(parent=sea)
    ThemeLink.objects.create(recommendation=records[0], theme=rivers, method="human")
    ThemeLink.objects.create(recommendation=records[1], theme=narrow, method="human")
    cluster = make.ClusterFactory(lead=first)
    ClusterMembership.objects.create(cluster=cluster, recommendation=records[1])
    query = split(name_2="Ministry of the Sea", themes_1=["rivers"], themes_2=["sea"])
    found = proposals(client.get(address(query)))
    assert found[records[0].reference] == 0
    assert found[records[1].reference] == 1
    assert found[str(cluster)] == 1


def test_a_division_gives_each_line_where_the_officer_says(client, officer, first):
    rows = [assigned(first) for _number in range(3)]
    posts = [make.AppointmentFactory(institution=first) for _number in range(3)]
    query = split(name_2="Ministry of the Sea")
    divided(
        client,
        query,
        **{
            f"to:assignments:{rows[1].pk}": "1",
            f"to:people:{posts[1].pk}": "1",
            f"to:people:{posts[2].pk}": "-1",
        },
    )
    rivers = Institution.objects.get(name="Ministry of Rivers")
    sea = Institution.objects.get(name="Ministry of the Sea")
    standing = Assignment.objects.not_withdrawn()
    assert standing.filter(institution=rivers).count() == 2
    assert standing.get(institution=sea).recommendation == rows[1].recommendation
    in_force = Appointment.objects.in_force(today())
    assert [post.user for post in in_force.filter(institution=rivers)] == [posts[0].user]
    assert [post.user for post in in_force.filter(institution=sea)] == [posts[1].user]
    assert not in_force.filter(user=posts[2].user).exists()


def test_a_part_may_be_the_institution_itself(client, officer, first):
    staying, going = assigned(first), assigned(first)
    post = make.AppointmentFactory(institution=first)
    query = asked("split", institution="water", part_1="water", name_2="Ministry of the Sea")
    divided(client, query, **{f"to:assignments:{going.pk}": "1"})
    first.refresh_from_db()
    staying.refresh_from_db()
    post.refresh_from_db()
    assert first.dissolved_on is None
    assert staying.state == AssignmentState.ACCEPTED
    assert post.ends_on is None
    sea = Institution.objects.get(name="Ministry of the Sea")
    assert Assignment.objects.get(institution=sea).recommendation == going.recommendation
    assert "Made on" in body(client.get(sea.get_absolute_url()))


def test_many_lines_are_given_at_once_without_scripts(client, officer, first):
    rows = [assigned(first) for _number in range(3)]
    activity = make.ActivityFactory(lead=first)
    query = split(name_2="Ministry of the Sea")
    sent = hidden(client.get(address(query)))
    everything_of = sent | {"step": "give", "bulk_of": "all:assignments", "bulk_to": "1"}
    found = proposals(client.post(address(query), everything_of))
    assert {found[row.recommendation.reference] for row in rows} == {1}
    assert found[str(activity)] == 0
    ticked = sent | {"step": "give", "bulk_of": "ticked", "bulk_to": "1"}
    pick = [f"assignments:{rows[0].pk}", f"activities:{activity.pk}"]
    found = proposals(client.post(address(query), ticked | {"pick": pick}))
    assert found[rows[0].recommendation.reference] == found[str(activity)] == 1
    assert found[rows[1].recommendation.reference] == 0


def test_everything_on_a_theme_is_given_at_once(client, officer, first):
    theme = make.ThemeFactory()
    rows = [assigned(first) for _number in range(2)]
    ThemeLink.objects.create(recommendation=rows[1].recommendation, theme=theme, method="human")
    query = split(name_2="Ministry of the Sea")
    sent = hidden(client.get(address(query)))
    asked_for = sent | {"step": "give", "bulk_of": f"theme:{theme.pk}", "bulk_to": "1"}
    found = proposals(client.post(address(query), asked_for))
    assert [found[row.recommendation.reference] for row in rows] == [0, 1]


def test_a_place_that_there_is_not_says_nothing(client, officer, first):
    row = assigned(first)
    query = split(name_2="Ministry of the Sea")
    sent = hidden(client.get(address(query))) | {"step": "give"}
    for place in (99, -1):
        given = {"given": json.dumps({f"assignments:{row.pk}": place})}
        found = proposals(client.post(address(query), sent | given))
        assert found[row.recommendation.reference] == 0


def test_work_is_never_given_to_nobody(client, officer, first):
    row = assigned(first)
    query = split(name_2="Ministry of the Sea")
    divided(client, query, given=json.dumps({f"assignments:{row.pk}": -1}))
    assert Assignment.objects.not_withdrawn().get().institution.name == "Ministry of Rivers"


def test_the_preview_of_a_division_costs_the_same_whatever_it_moves(
    client, officer, first, django_assert_max_num_queries
):
    query = address(split(name_2="Ministry of the Sea"))
    assigned(first)
    make.UpdateFactory(institution=first, on=[make.RecommendationFactory()])
    make.ActivityFactory(lead=first)
    client.get(query)
    with django_assert_max_num_queries(60) as few:
        client.get(query)
    for _number in range(10):
        assigned(first)
        make.UpdateFactory(institution=first, on=[make.RecommendationFactory()])
        make.ActivityFactory(lead=first)
    with django_assert_max_num_queries(len(few)):
        client.get(query)


# Dissolving.


def test_dissolved_with_a_successor_it_moves(client, officer, first, second):
    row = assigned(first)
    carry_out(client, asked("dissolve", institution="water", successor="energy"))
    assert Assignment.objects.get(institution=second).recommendation == row.recommendation


def test_without_one_what_is_open_is_to_be_assigned_and_nothing_is_lost(
    client, officer, first, second
):
    rows = [assigned(first), assigned(first, role="contributing")]
    draft = make.UpdateFactory(institution=first, on=[rows[0].recommendation])
    others = everything(first, officer)
    reshuffle = carry_out(client, asked("dissolve", institution="water"))
    page = client.get(reshuffle.get_absolute_url())
    keys = [line.key for group in page.context["waiting"] for line in group.lines]
    assert {key.split(":")[0] for key in keys} == {
        *("assignments", "updates", "clusters", "activities", "sections", "decisions")
    }
    # Recommendations stand among those without an assignment.
    without = rows[0].recommendation.__class__.objects.without_assignment()
    assert rows[0].recommendation in without
    give = reverse("reporting:reshuffle_give", args=[reshuffle.reference])
    response = client.post(give, {"pick": keys, "institution": "energy"})
    assert response.status_code == 302, body(response)
    draft.refresh_from_db()
    others["activity"].refresh_from_db()
    others["invitation"].refresh_from_db()
    assert draft.institution == others["activity"].lead == second
    assert others["invitation"].revoked_at is not None
    again = Assignment.objects.not_withdrawn().filter(institution=second)
    assert {(row.role, row.state) for row in again} == {
        ("lead", "proposed"),
        ("contributing", "proposed"),
    }
    assert client.get(reshuffle.get_absolute_url()).context["waiting"] == []
    once_more = client.post(give, {"pick": keys, "institution": "energy"}, follow=True)
    assert "assigned meanwhile" in body(once_more)


def test_a_draft_keeps_its_words_from_the_secretariat(client, officer, first):
    make.UpdateFactory(
        institution=first, on=[make.RecommendationFactory()], headline="A secret plan"
    )
    SavedView.objects.create(
        owner=make.focal_point(first), name="Whom we watch", is_shared=True, institution=first
    )
    page = body(client.get(address(asked("dissolve", institution="water"))))
    assert "A secret plan" not in page
    assert "Whom we watch" not in page
    reshuffle = carry_out(client, asked("dissolve", institution="water"))
    assert "A secret plan" not in body(client.get(reshuffle.get_absolute_url()))


# What is refused, and what has to be chosen.


def refused(client, query):
    response = client.get(address(query))
    assert response.status_code in (200, 422)
    preview = response.context.get("preview")
    return " ".join(preview.refusals) if preview else body(response)


def test_what_cannot_be_is_refused_in_words(client, officer, first, second):
    tomorrow = (today() + dt.timedelta(days=1)).isoformat()
    gone = make.InstitutionFactory(slug="gone", name="Gone", dissolved_on=dt.date(2024, 1, 1))
    assert "carry it out on the day" in refused(
        client, asked("dissolve", institution="water") | {"effective_on": tomorrow}
    )
    assert "merged into itself" in refused(
        client, asked("merge", institutions=["water"], into="water")
    )
    assert "two institutions at least" in refused(
        client, asked("merge", institutions=["water"], name="Blue")
    )
    assert "named Ministry of Energy already" in refused(
        client, asked("rename", institution="water", name="ministry of energy")
    ).replace("ministry of energy", "Ministry of Energy")
    assert "two parts at least" in refused(client, split())
    assert "Two parts are the same" in refused(client, split(name_2="ministry of rivers"))
    assert "cannot follow itself" in refused(
        client, asked("dissolve", institution="water", successor="water")
    )
    assert "Choose one that exists, or name a new one" in refused(
        client, asked("merge", institutions=["water", "energy"])
    )
    assert client.get(address(asked("dissolve", institution=gone.slug))).status_code == 422
    assert client.get(f"{NEW}?kind=explode").status_code == 404
    assert Reshuffle.objects.count() == 0


def test_the_host_does_not_end_without_a_successor(client, officer, first, second):
    mechanism = make.NationalMechanismFactory(host=first)
    assert "hosts the mechanism" in refused(client, asked("dissolve", institution="water"))
    carry_out(client, asked("dissolve", institution="water", successor="energy"))
    mechanism.refresh_from_db()
    assert mechanism.host == second


def test_forms_signed_on_paper_are_checked_before(client, officer, first):
    from tests.world import _file

    make.UpdateFactory(
        institution=first,
        state="verified",
        signatory="Ana",
        signed_form=_file(officer, "signed_form", "restricted"),
        on=[make.RecommendationFactory()],
    )
    assert "check it first" in refused(client, asked("dissolve", institution="water"))


def test_a_day_before_the_last_publication_is_warned_of(client, officer, first, second):
    make.UpdateFactory(
        institution=first,
        on=[make.RecommendationFactory()],
        state="published",
        signed_at="2026-01-01T12:00Z",
        signed_by=officer,
        published_at=f"{today()}T12:00Z",
    )
    query = asked("merge", institutions=["water", "energy"], name="Blue")
    page = client.get(address(query | {"effective_on": "2026-01-05"}))
    assert "after the act was in force" in body(page)


def test_where_nobody_could_sign_the_officer_has_to_choose(client, officer, first, second):
    authority = make.AppointmentFactory(institution=first, role=Role.VALIDATING_AUTHORITY)
    make.UpdateFactory(
        institution=first, state="verified", on=[make.RecommendationFactory(lead=first)]
    )
    query = asked("dissolve", institution="water", successor="energy")
    assert not client.get(address(query)).context["preview"].asks_for_authority
    leave = {"leave": f"people:{authority.pk}"}
    page, sent = steps(client, query, **leave)
    assert "wait until an authority is appointed" in body(page)
    assert client.post(address(query), sent).status_code == 422
    assert Reshuffle.objects.count() == 0
    assert client.post(address(query), sent | {"waits": "on"}).status_code == 302
    assert ImplementationUpdate.objects.get().institution == second


@pytest.mark.parametrize(("which", "asks"), [("first", True), ("second", False)])
def test_an_authority_whose_account_is_closed_signs_nothing(
    client, officer, first, second, which, asks
):
    """The one that comes is closed; of the one that is there already it does not matter."""
    coming = make.AppointmentFactory(institution=first, role=Role.VALIDATING_AUTHORITY)
    if which == "second":
        make.AppointmentFactory(institution=second, role=Role.VALIDATING_AUTHORITY)
    make.UpdateFactory(
        institution=first, state="verified", on=[make.RecommendationFactory(lead=first)]
    )
    coming.user.is_active = False
    coming.user.save()
    query = asked("dissolve", institution="water", successor="energy")
    assert client.get(address(query)).context["preview"].asks_for_authority is asks


@pytest.mark.parametrize("goes", ["1", "-1"])
def test_a_part_that_goes_on_is_asked_about_when_its_authority_goes(client, officer, first, goes):
    authority = make.AppointmentFactory(institution=first, role=Role.VALIDATING_AUTHORITY)
    make.UpdateFactory(
        institution=first, state="verified", on=[make.RecommendationFactory(lead=first)]
    )
    query = asked("split", institution="water", part_1="water", name_2="Ministry of the Sea")
    assert not client.get(address(query)).context["preview"].asks_for_authority
    page, sent = steps(client, query, **{f"to:people:{authority.pk}": goes})
    assert "wait until an authority is appointed" in body(page)
    assert client.post(address(query), sent).status_code == 422
    other = make.AppointmentFactory(institution=first, role=Role.VALIDATING_AUTHORITY)
    page, sent = steps(client, query, **{f"to:people:{authority.pk}": goes})
    assert client.post(address(query), sent).status_code == 302
    assert Appointment.objects.in_force(today()).filter(pk=other.pk, institution=first).exists()


@pytest.mark.parametrize("comes", [True, False])
def test_an_invitation_moves_with_the_person_and_not_past_them(
    client, officer, first, second, comes
):
    leaver, here = make.AppointmentFactory(institution=first), make.focal_point(second)
    meeting = make.MeetingFactory(state="invited", invited_at=timezone.now())
    make.AttendanceFactory(meeting=meeting, institution=first, user=leaver.user)
    query = asked("dissolve", institution="water", successor="energy")
    carry_out(client, query, **({} if comes else {"leave": f"people:{leaver.pk}"}))
    rows = [(row.user, row.institution) for row in meeting.attendances.all()]
    assert rows == [(leaver.user if comes else here, second)]
    told = Notification.objects.filter(text__startswith="You are invited")
    assert {line.person for line in told} == (set() if comes else {here})


def test_what_ends_with_nobody_after_it_comes_to_no_meeting(client, officer, first, second):
    """Whoever had the invitation for it has the meeting taken out of the calendar."""
    leaver = make.AppointmentFactory(institution=first).user
    meeting = make.MeetingFactory(state="invited", invited_at=timezone.now())
    row = make.AttendanceFactory(meeting=meeting, institution=first, user=leaver)
    guest = make.AttendanceFactory(meeting=meeting, institution=first, user=None, name="Ana")
    MeetingMail.objects.create(attendance=row, sequence=0, method="REQUEST", sent_at=timezone.now())
    carry_out(client, asked("dissolve", institution="water"))
    assert list(meeting.attendances.all()) == [guest]
    [mail] = MeetingMail.objects.all()
    assert (mail.meeting, mail.user, mail.method, mail.sequence) == (meeting, leaver, "CANCEL", 1)


def test_the_deed_needs_the_last_word(client, officer, first, second):
    query = asked("dissolve", institution="water", successor="energy")
    _page, sent = steps(client, query)
    del sent["understood"]
    assert client.post(address(query), sent).status_code == 422
    assert Reshuffle.objects.count() == 0


def test_the_same_form_twice_does_it_once(client, officer, first, second):
    assigned(first)
    query = asked("dissolve", institution="water", successor="energy")
    _page, sent = steps(client, query)
    assert client.post(address(query), sent).status_code == 302
    again = client.post(address(query), sent)
    assert again.headers["Location"] == Reshuffle.objects.get().get_absolute_url()
    assert Reshuffle.objects.count() == 1
    assert Assignment.objects.not_withdrawn().count() == 1


def test_what_changed_since_the_preview_is_shown_again(client, officer, first, second):
    query = asked("dissolve", institution="water", successor="energy")
    _page, sent = steps(client, query)
    assigned(first)
    response = client.post(address(query), sent)
    assert response.status_code == 422
    assert "has changed since" in body(response)
    assert Reshuffle.objects.count() == 0


def test_the_text_of_the_act_is_kept_for_everyone(client, officer, first):
    query = asked("rename", institution="water", name="Blue")
    _page, sent = steps(client, query)
    sent["document"] = SimpleUploadedFile("act.pdf", b"%PDF-1.7 act", "application/pdf")
    assert client.post(address(query), sent).status_code == 302
    document = Reshuffle.objects.get().document
    assert (document.kind, document.classification) == ("law", "public")


def test_everybody_concerned_is_told_once(client, officer, first, second):
    mine, theirs = make.focal_point(first), make.focal_point(second)
    assigned(first)
    carry_out(client, asked("merge", institutions=["water", "energy"], into="energy"))
    texts = dict(Notification.objects.values_list("person", "text"))
    assert Notification.objects.filter(key__startswith="reshuffle:").count() == len(texts) == 3
    assert "goes on at Ministry of Energy" in texts[mine.pk]
    assert "takes over" in texts[theirs.pk]
    assert "Reshuffle carried out" in texts[officer.pk]


@pytest.mark.parametrize("role", ["focal_point", "authority", "administrator"])
def test_nobody_else_carries_one_out(first, second, role):
    from django.core.exceptions import PermissionDenied

    from focalpoints.choices import ReshuffleKind

    person = getattr(make, role)()
    plan = services.Plan(
        ReshuffleKind.DISSOLVE, today(), ACT, (first,), (services.Target(institution=second),)
    )
    with pytest.raises(PermissionDenied):
        services.preview(plan=plan, actor=person)
    with pytest.raises(PermissionDenied):
        services.carry_out(
            plan=plan,
            orders=services.Orders(reference="6f9619ff-8b86-4011-b42d-00c04fc964ff", seen=""),
            actor=person,
        )
