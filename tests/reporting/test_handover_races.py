"""Two at once on one handover, and a deed that dies halfway: all of it or nothing, nothing twice."""

import pytest

from focalpoints.choices import HandoverState, Role
from focalpoints.models import Handover, HandoverItem
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from notifications.models import Notification
from reporting.services import handovers as services
from reporting.services.handovers import writing
from tests import factories as make
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post():
    return make.AppointmentFactory(role=Role.FOCAL_POINT)


def test_two_starts_make_one_handover(post):
    make.ActivityFactory(lead=post.institution)
    officer = make.secretariat()

    def start(actor):
        return lambda: services.start_handover(actor=actor, appointment=post, due_on=today())

    assert at_once(start(post.user), start(officer)) == []
    assert Handover.objects.count() == 1
    assert HandoverItem.objects.count() == 1


def test_two_who_acknowledge_close_it_once(post):
    first, second = (make.focal_point(post.institution) for _number in range(2))
    row = make.handed(post, ["One", "Two", "Three"])
    keys = list(row.items.values_list("pk", flat=True))

    def acknowledge(actor, items):
        return lambda: services.acknowledge(pk=row.pk, items=items, actor=actor)

    errors = at_once(acknowledge(first, keys[:2]), acknowledge(second, keys[1:]))
    assert errors == []
    row.refresh_from_db()
    assert row.state == HandoverState.ACKNOWLEDGED
    # Each item has one acknowledgement in its history.
    for item in row.items.all():
        assert item.events.filter(acknowledged_at__isnull=False).count() == 1
    assert Notification.objects.filter(key__endswith=":acknowledged").count() == 1


def test_acknowledging_while_it_is_collected_anew_loses_nothing(post):
    successor, officer = make.focal_point(post.institution), make.secretariat()
    row = make.handed(post, ["One"])
    make.ActivityFactory(lead=post.institution, title="New clinic")
    shown = list(row.items.values_list("pk", flat=True))
    errors = at_once(
        lambda: services.acknowledge(pk=row.pk, items=shown, actor=successor),
        lambda: services.bring_up_to_date(pk=row.pk, actor=officer),
    )
    row.refresh_from_db()
    if row.state == HandoverState.ACKNOWLEDGED:
        # It was closed first: the other is told, and adds nothing to what was acknowledged.
        assert len(errors) == 1
        assert row.items.count() == 1
    else:
        # What came in is not acknowledged unread.
        assert errors == []
        assert row.items.get(title="New clinic").acknowledged_at is None
    assert row.items.get(pk=shown[0]).acknowledged_by == successor


def test_two_who_hand_over_do_it_once(post):
    deputy = make.deputy(post.institution)
    make.focal_point(post.institution)
    row = make.HandoverFactory(appointment=post, note="Said.")
    errors = at_once(
        lambda: services.hand_over(pk=row.pk, actor=post.user),
        lambda: services.hand_over(pk=row.pk, actor=deputy),
    )
    assert [type(error) for error in errors] == [writing.WorkflowError]
    assert Notification.objects.filter(key__endswith=":received").count() == 1


def test_a_deed_that_dies_leaves_nothing_half_done(post, monkeypatch):
    make.ActivityFactory(lead=post.institution)

    def die(*args, **kwargs):
        raise SystemExit

    monkeypatch.setattr(writing, "tell_leaver", die)
    with pytest.raises(SystemExit):
        services.start_handover(actor=post.user, appointment=post, due_on=today())
    assert not Handover.objects.exists()
    assert not HandoverItem.objects.exists()
    monkeypatch.undo()
    row = services.start_handover(actor=post.user, appointment=post, due_on=today())
    monkeypatch.setattr(writing, "tell_followers", die)
    services.save_handover(pk=row.pk, revision=1, actor=post.user, note="Said.", notes={})
    with pytest.raises(SystemExit):
        services.hand_over(pk=row.pk, actor=post.user)
    row.refresh_from_db()
    assert row.state == HandoverState.WRITING
    with pytest.raises(DomainError):
        services.cancel(pk=row.pk, actor=post.user, reason="")
