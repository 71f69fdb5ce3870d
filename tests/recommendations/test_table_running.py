"""Thematic tables while they run: gone through, pressed on phones, settled, parked."""

import uuid

import pytest

from focalpoints.models import Attendance
from recommendations.choices import AssignmentRole, AssignmentState, TableItemState
from recommendations.models import Assignment, Repeat, TableClaim
from tests import factories as make

from .table_making import address, parts, press, settle, step
from .table_making import interior as interior
from .table_making import labour as labour
from .table_making import officer as officer
from .table_making import table as table

pytestmark = pytest.mark.django_db


# Going through.


def test_it_opens_with_the_first_and_shows_it(client, officer, interior):
    row = make.RecommendationFactory(text="Register every child at birth, free of charge.")
    table = make.prepared_table([row], [interior], officer=officer)
    before = client.get(address("table", table)).content.decode()
    assert "free of charge" not in before
    assert "<svg" in before
    client.post(address("open_table", table))
    shown = client.get(address("table", table)).content.decode()
    assert "free of charge" in shown
    assert "1 of 1" in shown
    assert row.reference in shown


def test_it_steps_over_what_is_settled_and_ends_with_what_is_parked(client, table, officer):
    first, second, third = table.items.all()
    client.post(address("park_item", table, item=second.pk), {"note": "Two ministries want it."})
    step(client, table, "next")
    table.refresh_from_db()
    assert table.current == third
    step(client, table, "back")
    table.refresh_from_db()
    assert table.current == second
    step(client, table, "end")
    end = client.get(address("table", table)).content.decode()
    assert "Two ministries want it." in end
    assert first.recommendation.reference in end
    step(client, table, str(second.pk))
    table.refresh_from_db()
    assert table.current == second


def test_two_officers_who_press_next_at_once_skip_nothing(client, table):
    first, second, _third = table.items.all()
    step(client, table, "next", shown=first.pk)
    late = step(client, table, "next", shown=first.pk)
    assert late.status_code == 409
    assert "moved the table on already" in late.content.decode()
    table.refresh_from_db()
    assert table.current == second


@pytest.mark.parametrize("to", ["sideways", "", "99999999999999999999", "987654321"])
def test_a_step_to_nowhere_moves_nothing(client, table, to):
    before = table.current_id
    step(client, table, to)
    table.refresh_from_db()
    assert table.current_id == before


# Pressing.


def test_phones_say_who_leads_and_who_contributes_and_settling_assigns(
    client, table, officer, interior, labour
):
    first = table.current
    minister, deputy = make.focal_point(interior), make.deputy(labour)
    assert press(client, table, minister, interior, "lead").status_code == 200
    assert press(client, table, deputy, labour, "contributing").status_code == 200
    assert settle(client, table, officer).status_code == 200
    assert parts(first) == {
        ("interior", "lead", "accepted"),
        ("labour", "contributing", "accepted"),
    }
    lead = Assignment.objects.get(recommendation=first.recommendation_id, role="lead")
    assert lead.decided_by == minister
    assert lead.proposed_by == officer
    assert lead.meeting == table.meeting
    event = lead.events.latest("pgh_id")
    assert event.pgh_context.metadata["reason"].startswith("Thematic table of ")
    first.refresh_from_db()
    assert first.state == TableItemState.SETTLED


def test_the_same_press_sent_again_counts_once(client, table, interior):
    person, key = make.focal_point(interior), uuid.uuid4()
    press(client, table, person, interior, "lead", key=key)
    press(client, table, person, interior, "undo")
    press(client, table, person, interior, "lead", key=key)
    assert not TableClaim.objects.exists()


def test_a_press_counts_for_what_the_phone_showed(client, table, officer, interior):
    first, _second, _third = table.items.all()
    step(client, table, "next")
    press(client, table, make.focal_point(interior), interior, "lead", item=first.pk)
    assert TableClaim.objects.get().item == first


def test_a_press_on_what_is_settled_says_so(client, table, officer, interior, labour):
    press(client, table, make.focal_point(interior), interior, "lead")
    settle(client, table, officer)
    late = press(client, table, make.focal_point(labour), labour, "lead")
    assert late.status_code == 422
    assert "was settled already" in late.content.decode()
    assert TableClaim.objects.count() == 1


def test_what_was_said_is_taken_back_while_it_is_shown_and_not_later(client, table, interior):
    person, first = make.focal_point(interior), table.current
    press(client, table, person, interior, "lead")
    press(client, table, person, interior, "undo")
    assert not first.claims.exists()
    press(client, table, person, interior, "lead")
    client.force_login(make.secretariat())
    step(client, table, "next")
    assert press(client, table, person, interior, "undo", item=first.pk).status_code == 422
    assert first.claims.exists()


def test_not_us_needs_a_reason_and_parks_only_what_was_proposed(client, table, interior, labour):
    item, person = table.current, make.focal_point(interior)
    assert press(client, table, person, interior, "not_us").status_code == 422
    press(client, table, person, interior, "not_us", why="Ask the other ministry.")
    item.refresh_from_db()
    assert item.state == TableItemState.WAITING
    earlier = make.RecommendationFactory(lead=labour)
    Repeat.objects.create(later=item.recommendation, earlier=earlier)
    press(client, table, make.focal_point(labour), labour, "not_us", why="That was years ago.")
    item.refresh_from_db()
    assert item.state == TableItemState.PARKED
    assert item.note == "Ministry of Labour: That was years ago."


def test_nobody_presses_for_another_institution(client, table, interior, labour):
    response = press(client, table, make.focal_point(interior), labour, "lead")
    assert response.status_code == 404
    guest = make.InstitutionFactory(slug="guest")
    assert press(client, table, make.focal_point(guest), guest, "lead").status_code == 404
    assert press(client, table, make.authority(interior), interior, "lead").status_code == 403
    assert not TableClaim.objects.exists()


def test_who_reports_for_two_institutions_says_for_which(client, table, interior, labour):
    person = make.focal_point(interior)
    make.AppointmentFactory(user=person, institution=labour)
    client.force_login(person)
    page = client.get(address("table_phone", table)).content.decode()
    assert "For which one now?" in page
    response = client.post(address("take_seat", table), {"for": "labour"})
    page = client.get(response.headers["Location"]).content.decode()
    assert "We lead" in page
    assert 'name="for" value="labour"' in page
    assert Attendance.objects.get(user=person).institution == labour


# Settling.


def test_two_that_want_to_lead_are_decided_by_the_chair(client, table, officer, interior, labour):
    item = table.current
    for institution in (interior, labour):
        press(client, table, make.focal_point(institution), institution, "lead")
    refused = settle(client, table, officer)
    assert refused.status_code == 422
    assert "want to lead" in refused.content.decode()
    assert not parts(item)
    settle(client, table, officer, lead=labour.pk)
    assert parts(item) == {
        ("labour", "lead", "accepted"),
        ("interior", "contributing", "accepted"),
    }


def test_what_was_pressed_meanwhile_is_looked_at_before_settling(client, table, officer, interior):
    press(client, table, make.focal_point(interior), interior, "lead")
    late = settle(client, table, officer, seen="0-0")
    assert late.status_code == 409
    assert not parts(table.current)


def test_nobody_took_it_or_nobody_leads_it_settles_nothing(client, table, officer, interior):
    assert "Nobody has taken it" in settle(client, table, officer).content.decode()
    press(client, table, make.focal_point(interior), interior, "contributing")
    assert "Nobody leads it yet" in settle(client, table, officer).content.decode()
    assert not parts(table.current)


def test_an_absentee_is_asked_to_answer(client, table, officer, interior):
    item = table.current
    health = make.InstitutionFactory(name="Ministry of Health", slug="health", acronym="MoH")
    data = {"institution": "moh", "role": "lead"}
    client.post(address("name_absentee", table, item=item.pk), data)
    press(client, table, make.focal_point(interior), interior, "contributing")
    settle(client, table, officer)
    assert parts(item) == {
        ("health", "lead", "proposed"),
        ("interior", "contributing", "accepted"),
    }
    assert Assignment.objects.get(institution=health).answer_by is not None


def test_an_absentee_is_taken_back_and_one_that_spoke_is_not_overruled(
    client, table, officer, interior, labour
):
    item = table.current
    named = address("name_absentee", table, item=item.pk)
    client.post(named, {"institution": "Ministry of Labour", "role": "lead"})
    assert item.claims.get().by_the_table
    client.post(named, {"institution": "Ministry of Labour"})
    assert not item.claims.exists()
    press(client, table, make.focal_point(interior), interior, "contributing")
    client.force_login(officer)
    data = {"institution": "Ministry of the Interior", "role": "lead"}
    refused = client.post(named, data, headers={"hx-request": "true"})
    assert "has spoken for itself" in refused.content.decode()
    unknown = client.post(
        named, {"institution": "Ministry of Magic", "role": "lead"}, headers={"hx-request": "true"}
    )
    assert "No institution of this name" in unknown.content.decode()


def test_an_earlier_lead_gives_way_only_by_choice(client, table, officer, interior, labour):
    item = table.current
    Assignment.objects.create(
        recommendation=item.recommendation,
        institution=labour,
        state=AssignmentState.ACCEPTED,
        proposed_by=officer,
    )
    press(client, table, make.focal_point(interior), interior, "lead")
    assert "leads already" in settle(client, table, officer).content.decode()
    assert parts(item) == {("labour", "lead", "accepted")}
    settle(client, table, officer, replaces_lead="1")
    assert parts(item) == {("interior", "lead", "accepted")}
    former = Assignment.objects.get(institution=labour)
    assert former.state == AssignmentState.WITHDRAWN
    assert former.reason.startswith("Thematic table of ")


def test_an_assignment_that_stands_keeps_its_row(client, table, officer, interior, labour):
    item = table.current
    own = Assignment.objects.create(
        recommendation=item.recommendation, institution=interior, proposed_by=officer
    )
    press(client, table, make.focal_point(interior), interior, "contributing")
    press(client, table, make.focal_point(labour), labour, "lead")
    settle(client, table, officer, replaces_lead="1")
    own.refresh_from_db()
    assert (own.role, own.state) == (AssignmentRole.CONTRIBUTING, AssignmentState.ACCEPTED)
    assert own.meeting == table.meeting
    assert parts(item) == {
        ("interior", "contributing", "accepted"),
        ("labour", "lead", "accepted"),
    }


def test_what_left_the_register_is_neither_shown_nor_assigned(client, table, officer, interior):
    press(client, table, make.focal_point(interior), interior, "lead")
    record = table.current.recommendation
    record.publication = "retired"
    record.save()
    text = record.texts.get().text
    refused = settle(client, table, officer)
    assert "not in the public register any more" in refused.content.decode()
    assert text not in client.get(address("table", table)).content.decode()
    assert not Assignment.objects.exists()


def test_parking_needs_a_reason(client, table):
    item = table.current
    client.post(address("park_item", table, item=item.pk), {"note": "  "})
    item.refresh_from_db()
    assert item.state == TableItemState.WAITING


def test_one_of_another_table_is_not_found_on_this_one(client, table, officer, interior):
    other = make.running_table([make.RecommendationFactory()], [interior], officer=officer)
    client.post(address("park_item", table, item=other.current_id), {"note": "Wrong room."})
    other.current.refresh_from_db()
    assert other.current.state == TableItemState.WAITING
