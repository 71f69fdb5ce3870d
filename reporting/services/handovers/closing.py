"""When a handover is done."""

from django.utils import timezone

from accounts.models import User
from focalpoints.choices import HANDOVER_MOVES, HandoverState
from focalpoints.models import Appointment, Handover
from nmirf.common.dates import today

from .telling import tell_acknowledged


def close_if_done(handover: Handover, actor: User, *, with_none: bool = False) -> bool:
    """Close it once every item that is not done otherwise is acknowledged; True if it was closed.

    Where nobody has acknowledged anything it stays open, unless `with_none` says that the note
    alone was.
    """
    if handover.state != HandoverState.HANDED:
        return False
    open_ones = handover.items.filter(acknowledged_at=None, gone_at=None)
    last = handover.items.exclude(acknowledged_by=None).order_by("-acknowledged_at").first()
    if open_ones.exists() or not (last or with_none):
        return False
    who = actor.pk if last is None else last.acknowledged_by_id
    handover.state = HANDOVER_MOVES["acknowledge"].target
    handover.acknowledged_at = timezone.now()
    handover.successor = _post_of(handover, who) or handover.successor
    handover.save()
    tell_acknowledged(handover)
    return True


def _post_of(handover: Handover, person: int | None) -> Appointment | None:
    """The post in which someone acknowledged: the same one, where they hold several."""
    left = handover.appointment
    posts = Appointment.objects.in_force(today()).of(left.institution_id).filter(user=person)
    same = posts.filter(role=left.role).exclude(pk=left.pk).order_by("-starts_on").first()
    return same or posts.exclude(pk=left.pk).order_by("-starts_on").first()
