"""Who hears of a handover: lines of the inbox that say whose it is and nothing of what is in it."""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial

from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from focalpoints.choices import HandoverState
from focalpoints.models import Handover
from notifications.choices import NewsKind
from notifications.services.inbox import notify


def tell_leaver(handover: Handover, actor: User) -> None:
    """Somebody else has begun it for the one who leaves."""
    leaver = handover.appointment.user
    if leaver.pk != actor.pk and leaver.is_active:
        words = partial(_named, handover, "started")
        _tell(handover, [leaver], words, "started")


def tell_followers(on: dt.date, *, pk: int | None = None) -> int:
    """Tell everyone who has a handover to acknowledge, each once; returns how many are new.

    `pk` narrows it to the one that is being handed over. All are gone through every hour, since
    a successor may be appointed later.
    """
    waiting = (
        Handover.objects.with_people(on)
        .filter(state=HandoverState.HANDED)
        .select_related("appointment__user", "appointment__institution")
    )
    told = 0
    for handover in waiting if pk is None else waiting.filter(pk=pk):
        people = User.objects.active().filter(pk__in=handover.followers)
        told += _tell(handover, people, partial(_named, handover, "received"), "received")
    return told


def tell_of_question(handover: Handover, question: int) -> None:
    """To the one who left as long as the post is theirs, and to the secretariat."""
    people = set(User.objects.in_group(StandingGroup.SECRETARIAT))
    if handover.leaver_acts:
        people.add(handover.appointment.user)
    _tell(handover, people, partial(_named, handover, "asked"), f"asked:{question}")


def tell_asker(handover: Handover, person: User, question: int) -> None:
    _tell(handover, [person], partial(_named, handover, "answered"), f"answered:{question}")


def tell_acknowledged(handover: Handover) -> None:
    """To the one who left, and to who wrote it instead."""
    people = {handover.appointment.user, handover.handed_by or handover.started_by}
    active = [person for person in people if person.is_active]
    _tell(handover, active, partial(_named, handover, "acknowledged"), "acknowledged")


def _tell(handover: Handover, people: Iterable[User], words: Callable[[], str], fact: str) -> int:
    return notify(
        people=people,
        text=words,
        path=handover.get_absolute_url(),
        key=f"handover:{handover.reference}:{fact}",
        kind=NewsKind.SUCCESSION if fact.startswith("received") else NewsKind.HANDOVER,
    )


def _named(handover: Handover, fact: str) -> str:
    words = {
        "started": _("Your handover at %(institution)s is prepared: write what is to be known."),
        "received": _("%(person)s, %(institution)s, hands over to you: read and acknowledge."),
        "asked": _("A question about the handover of %(person)s, %(institution)s."),
        "answered": _("Your question about the handover of %(person)s was answered."),
        "acknowledged": _("The handover of %(person)s, %(institution)s, is acknowledged."),
    }[fact]
    return words % {
        "person": handover.appointment.user,
        "institution": handover.appointment.institution.label,
    }
