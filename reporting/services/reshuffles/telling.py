"""Everybody concerned is told what became of their institution, their post and their work."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from focalpoints.choices import ReshuffleKind
from focalpoints.models import Appointment, Institution, Reshuffle
from nmirf.common.dates import today
from notifications.choices import NewsKind
from notifications.services.inbox import notify

from .moving import Moving
from .plans import Plan


def tell(plan: Plan, reshuffle: Reshuffle, moving: Moving, targets: list[Institution]) -> None:
    """One line each: who moved, who takes over, who keeps a post under a new name, the secretariat."""
    told = {user.pk for user, _old, _new in moving.people}
    for user, old, new in moving.people:
        _one(reshuffle, [user], _moved(plan, old, new), f"post:{user.pk}:{old.pk}")
    if plan.kind == ReshuffleKind.RENAME:
        _one(reshuffle, _people(plan.before[0], told), _renamed(plan), "name")
    for target in targets:
        if number := moving.given[target.pk]:
            _one(reshuffle, _people(target, told), _takes_over(target, number), f"to:{target.pk}")
    officers = [row for row in User.objects.in_group(StandingGroup.SECRETARIAT) if row.is_active]
    path = reverse("reporting:reshuffle", args=[reshuffle.reference])
    _one(reshuffle, officers, _carried_out(plan), "officers", path)


def _one(
    reshuffle: Reshuffle, people: list[User], text: Callable[[], str], key: str, path: str = ""
) -> None:
    path = path or reverse("reporting:desk")
    notify(
        people=people,
        text=text,
        path=path,
        key=f"reshuffle:{reshuffle.reference}:{key}",
        kind=NewsKind.INSTITUTION,
    )


def _people(row: Institution, told: set[int]) -> list[User]:
    holders = Appointment.objects.in_force(today()).of(row.pk).holders()
    return [user for user in holders if user.pk not in told]


def _moved(plan: Plan, old: Institution, new: Institution | None) -> Callable[[], str]:
    def words() -> str:
        day = date_format(plan.effective_on, "DATE_FORMAT")
        if new is None:
            text = _("Your post at %(old)s has ended: %(act)s, in force from %(day)s.")
            return text % {"old": old.label, "act": plan.act, "day": day}
        text = _(
            "Your post at %(old)s goes on at %(new)s from %(day)s: %(act)s. What was open moved along."
        )
        return text % {"old": old.label, "new": new.label, "act": plan.act, "day": day}

    return words


def _renamed(plan: Plan) -> Callable[[], str]:
    row = plan.before[0]
    return lambda: (
        _("Your institution is called %(new)s from %(day)s: %(act)s.")
        % {
            "new": row.label,
            "day": date_format(plan.effective_on, "DATE_FORMAT"),
            "act": plan.act,
        }
    )


def _takes_over(target: Institution, number: int) -> Callable[[], str]:
    return lambda: (
        _("%(new)s takes over %(number)d open things of another institution.")
        % {"new": target.label, "number": number}
    )


def _carried_out(plan: Plan) -> Callable[[], str]:
    return lambda: (
        _("Reshuffle carried out: %(kind)s, %(names)s (%(act)s).")
        % {
            "kind": plan.kind.label,
            "names": ", ".join(row.label for row in plan.before),
            "act": plan.act,
        }
    )
