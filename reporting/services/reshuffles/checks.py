"""What stops a reshuffle, and what is to be known before it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.choices import UpdateState
from activities.models import ImplementationUpdate
from focalpoints.choices import ReshuffleKind, Role, Standing
from focalpoints.models import Appointment, FormerName, Institution
from nmirf.common.dates import day_of, today

from .plans import Plan

Found = dict[str, list[Any]]


def refusals(plan: Plan, found: Found) -> Iterator[str]:
    """Why this cannot be carried out, each in one sentence; none if it can."""
    if plan.effective_on > today():
        yield _("This is in force from %(day)s on: carry it out on the day.") % {
            "day": date_format(plan.effective_on, "DATE_FORMAT")
        }
    existing = [one.institution for one in plan.after if one.institution]
    for row in (*plan.before, *existing):
        if row.dissolved_on is not None:
            yield _("%(name)s exists no longer.") % {"name": row}
    for row in existing:
        if row.standing != Standing.APPROVED:
            yield _("%(name)s is not approved.") % {"name": row}
    for new in plan.after:
        if new.institution is None and _is_taken(new.name, plan):
            yield _(
                "There is an institution named %(name)s already: choose it, or another name."
            ) % {"name": new.name}
    yield from _BY_KIND[plan.kind](plan)
    yield from _of_things(plan, found)


def _is_taken(name: str, plan: Plan) -> bool:
    same = Institution.objects.existing().filter(name__iexact=name)
    if plan.kind == ReshuffleKind.RENAME:
        same = same.exclude(pk=plan.before[0].pk)
    return same.exists()


def _rename(plan: Plan) -> Iterator[str]:
    row, new = plan.before[0], plan.after[0]
    if (new.name, new.acronym, new.name_translations) == (
        row.name,
        row.acronym,
        row.name_translations,
    ):
        yield _("That is its name already.")
    last = FormerName.objects.filter(institution=row).first()
    if last and last.until >= plan.eve:
        yield _("It has borne its present name since %(day)s: the new one cannot begin before.") % {
            "day": date_format(last.until, "DATE_FORMAT")
        }


def _merge(plan: Plan) -> Iterator[str]:
    if not plan.ending:
        yield _("An institution cannot be merged into itself: choose another one.")
    elif len(plan.before) < 2 and not plan.staying:
        yield _("A merger takes two institutions at least; a new name alone is a renaming.")


def _split(plan: Plan) -> Iterator[str]:
    names = [one.label.casefold() for one in plan.after]
    if len(names) < 2:
        yield _("A division has two parts at least.")
    if len(set(names)) < len(names):
        yield _("Two parts are the same: each needs a name of its own.")


def _dissolve(plan: Plan) -> Iterator[str]:
    if plan.staying & {row.pk for row in plan.before}:
        yield _("An institution cannot follow itself: choose another one.")


_BY_KIND = {
    ReshuffleKind.RENAME: _rename,
    ReshuffleKind.MERGE: _merge,
    ReshuffleKind.SPLIT: _split,
    ReshuffleKind.DISSOLVE: _dissolve,
}


def _of_things(plan: Plan, found: Found) -> Iterator[str]:
    if found["host"] and not plan.after:
        yield _(
            "It hosts the mechanism: name who follows, or give the mechanism another seat first."
        )
    papers = ImplementationUpdate.objects.filter(
        institution__in=plan.leaving, state=UpdateState.VERIFIED, signed_form__isnull=False
    ).count()
    if papers:
        yield ngettext(
            "%(number)d update waits with a form signed on paper: check it first.",
            "%(number)d updates wait with forms signed on paper: check them first.",
            papers,
        ) % {"number": papers}
    if found["assignments"] and not all(_may_be_assigned(one.institution) for one in plan.after):
        yield _("Recommendations are assigned to institutions of the State only.")


def _may_be_assigned(row: Institution | None) -> bool:
    # A new one is of the same kind as what it follows.
    return row is None or Institution.objects.reporting().filter(pk=row.pk).exists()


def warnings(plan: Plan) -> Iterator[str]:
    """What to read before going on."""
    for row in plan.before:
        last = (
            ImplementationUpdate.objects.filter(institution=row, published_at__isnull=False)
            .order_by("-published_at")
            .values_list("published_at", flat=True)
            .first()
        )
        if last is not None and day_of(last) >= plan.effective_on:
            yield _(
                "%(name)s published something on %(day)s, after the act was in force: it stays under"
                " the name of that day."
            ) % {"name": row, "day": date_format(day_of(last), "DATE_FORMAT")}


def lacks_authority(plan: Plan, found: Found, targets: Mapping[str, int]) -> bool:
    """Whether a verified update would come to where nobody could sign it."""
    waiting = {
        targets[f"updates:{row.pk}"]
        for row in found["updates"]
        if row.state == UpdateState.VERIFIED
    }
    coming = {
        targets[f"people:{row.pk}"]
        for row in found["people"]
        if row.role == Role.VALIDATING_AUTHORITY and row.suspended_on is None and row.user.is_active
    }
    # Where one of them comes is known by now: whoever goes elsewhere does not sign here any more.
    moved = {row.pk for row in found["people"]}
    return any(
        place < 0 or not _has_authority(plan.after[place].institution, moved)
        for place in waiting - coming
    )


def _has_authority(row: Institution | None, moved: set[int]) -> bool:
    if row is None:
        return False
    posts = Appointment.objects.acting(today()).of(row.pk).exclude(pk__in=moved)
    return posts.role(Role.VALIDATING_AUTHORITY).exists()
