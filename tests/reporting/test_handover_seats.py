"""A handover lists the seats in committees that go with the post, and whoever follows acknowledges them."""

import datetime as dt
from types import SimpleNamespace

import pytest

from focalpoints.choices import Role
from focalpoints.models import Seat
from focalpoints.services import appointments
from focalpoints.services.succession import Succession
from nmirf.common.dates import today
from reporting.services import handovers
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FOLLOWER = Succession(full_name="Ada Okoye", email="ada@health.example")


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """Accounts of tests sign in with a password alone."""
    settings.DEMO_MODE = True


@pytest.fixture
def world():
    """The focal point chairs a committee for the ministry, which has a place in another one."""
    ministry = make.InstitutionFactory(name="Ministry of Health")
    post = make.AppointmentFactory(institution=ministry, starts_on=today() - 300 * DAY)
    chaired = make.CommitteeFactory(name="Task force on health", slug="health")
    place = make.CommitteeFactory(name="Plenary of all", slug="plenary")
    make.SeatFactory(committee=chaired, institution=ministry, user=post.user, role="chair")
    make.SeatFactory(committee=place, institution=ministry)
    # Not theirs: of a colleague, of another ministry; and one that is over.
    colleague = make.deputy(ministry)
    make.SeatFactory(committee=make.CommitteeFactory(), institution=ministry, user=colleague)
    make.SeatFactory(committee=make.CommitteeFactory(), institution=make.InstitutionFactory())
    make.SeatFactory(
        committee=make.CommitteeFactory(),
        institution=ministry,
        user=post.user,
        starts_on=today() - 90 * DAY,
        ends_on=today() - 30 * DAY,
    )
    return SimpleNamespace(officer=make.secretariat(), ministry=ministry, post=post)


def started(world, post=None):
    return handovers.start_handover(
        actor=world.officer, appointment=post or world.post, due_on=today() + 9 * DAY
    )


def seats_in(row):
    found = row.items.filter(kind="seat", gone_at=None)
    return sorted(found.values_list("subject", flat=True))


def end(world):
    appointments.end_appointment(
        pk=world.post.pk,
        actor=world.officer,
        ends_on=today(),
        reason="Left",
        at_once=True,
        follows=FOLLOWER,
    )
    return Seat.objects.in_force(today()).get(committee__slug="health").user


def test_the_seats_of_the_post_are_collected_and_no_others(world):
    assert seats_in(started(world)) == ["seat:health", "seat:plenary"]


def test_the_leaver_writes_on_them_and_the_follower_acknowledges_each(client, world):
    row = started(world)
    client.force_login(world.post.user)
    page = client.get(f"/workspace/handovers/{row.reference}/write/").text
    assert "Task force on health" in page
    assert "Seat in a committee" in page
    item = row.items.get(subject="seat:health")
    typed = {"form": "", "revision": 1, "note": "", f"item-{item.pk}": "The vice-chair knows."}
    address = f"/workspace/handovers/{row.reference}/"
    assert client.post(f"{address}write/", typed).status_code == 302
    assert client.post(f"{address}hand/", {}).status_code == 302
    make.UserFactory(email=FOLLOWER.email)
    follower = end(world)
    client.force_login(follower)
    page = client.get(address).text
    for words in ("Task force on health", "The vice-chair knows.", "Plenary of all"):
        assert words in page
    for one in row.items.filter(kind="seat"):
        assert client.post(f"{address}acknowledge/", {"item": one.pk}).status_code == 302
    assert not row.items.filter(kind="seat", acknowledged_at=None).exists()
    row.refresh_from_db()
    assert row.state == "acknowledged"


@pytest.mark.parametrize("follows", [FOLLOWER, Succession()])
def test_a_seat_that_went_over_already_is_still_the_same_item(world, follows):
    row = started(world)
    appointments.end_appointment(
        pk=world.post.pk,
        actor=world.officer,
        ends_on=today(),
        reason="Left",
        at_once=True,
        follows=follows,
    )
    assert handovers.bring_up_to_date(pk=row.pk, actor=world.officer) == (0, 0)
    assert seats_in(row) == ["seat:health", "seat:plenary"]


def test_a_handover_begun_after_the_last_day_lists_them_too(world):
    end(world)
    assert seats_in(started(world)) == ["seat:health", "seat:plenary"]


def test_whoever_stays_at_the_institution_keeps_the_seat_of_its_person(world):
    make.AppointmentFactory(
        user=world.post.user, institution=world.ministry, role=Role.VALIDATING_AUTHORITY
    )
    assert seats_in(started(world)) == ["seat:plenary"]


def test_a_seat_of_ones_own_is_left_with_the_last_post(world):
    own = make.CommitteeFactory(slug="own")
    make.SeatFactory(committee=own, user=world.post.user)
    elsewhere = make.AppointmentFactory(user=world.post.user, institution=make.InstitutionFactory())
    row = started(world)
    assert "seat:own" not in seats_in(row)
    elsewhere.ends_on = today() - DAY
    elsewhere.starts_on = today() - 9 * DAY
    elsewhere.save()
    handovers.bring_up_to_date(pk=row.pk, actor=world.officer)
    assert "seat:own" in seats_in(row)


def test_a_committee_that_closes_takes_its_item_with_it(world):
    row = started(world)
    Seat.objects.filter(committee__slug="plenary").update(ends_on=today() - DAY)
    assert handovers.bring_up_to_date(pk=row.pk, actor=world.officer) == (0, 1)
    assert seats_in(row) == ["seat:health"]


def test_who_may_read_no_committee_reads_no_name_of_one(world):
    row = started(world)
    stranger = make.representative("cso")
    [shown] = {one.is_hidden for one in handovers.items_of(row, stranger)}
    assert shown
