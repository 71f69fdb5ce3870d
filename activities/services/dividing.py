"""Copies of activities, and activities divided into several."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.models import Activity, BudgetLine, Milestone
from nmirf.common.dates import EARLIEST, LATEST
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because

from .activities import FIELDS, begin, fill, locked, save
from .links import KINDS, copy_linkable, copy_links, copy_parts

# What a copy or a part takes over as it is; its code is the other one's alone.
_SAME = tuple(name for name in FIELDS if name not in ("code", "title_translations"))


@transaction.atomic
def copy_activity(
    *,
    pk: int,
    actor: User,
    content: Mapping[str, Any],
    with_links: bool,
    with_milestones: bool,
    token: UUID,
) -> Activity:
    """A new draft like this one, planned anew; what was done and spent stays with the old one.

    `content` has title, lead, starts_on and ends_on of the copy; its milestones move by as many
    days as its start. What the form would not let the actor link is left out. Raises DoesNotExist, PermissionDenied, DomainError.
    """
    source = policies.visible_activities(actor).get(pk=pk)
    copy = Activity(copied_from=source)
    fill(copy, _same(source) | dict(content) | _titles(source, content["title"]))
    begin(copy, actor, token)
    with because(_("Activity copied")):
        save(copy, force_insert=True)
        if with_links:
            copy_linkable(source, copy, actor)
            copy_parts(source, copy)
        if with_milestones:
            _copy_milestones(source, copy)
    return copy


def _copy_milestones(source: Activity, copy: Activity) -> None:
    shift = copy.starts_on - source.starts_on
    rows = list(source.milestones.all())
    for row in rows:
        if not EARLIEST - row.due_on <= shift <= LATEST - row.due_on:
            words = _("The milestone “%(title)s” would be moved out of the calendar.")
            raise DomainError(words % {"title": row.title})
    Milestone.objects.bulk_create(
        Milestone(activity=copy, title=row.title, due_on=row.due_on + shift) for row in rows
    )


@dataclass(frozen=True, slots=True)
class Share:
    """One of the activities that another is divided into, and what it gets: keys of each kind."""

    title: str
    starts_on: dt.date
    ends_on: dt.date
    links: Mapping[str, set[int]] = field(default_factory=dict)
    milestones: set[int] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)


@transaction.atomic
def split_activity(*, pk: int, actor: User, shares: Sequence[Share], token: UUID) -> list[Activity]:
    """Divide an activity: the first share keeps its address, code, status and what was told of it.

    Recommendations and clusters that no share names stay with the first; milestones and money
    belong to one share each. Raises DoesNotExist, PermissionDenied, DomainError.
    """
    source = locked(pk)
    require(policies.can_plan_activity(actor, source.lead_id))
    if len(shares) < 2:
        raise DomainError(_("An activity is divided into two at least."))
    with because(_("Activity divided")):
        made = [
            _take_out(source, actor, share, uuid5(token, str(number)))
            for number, share in enumerate(shares[1:])
        ]
        first = shares[0]
        fill(source, _words(source, first))
        save(source)
        _leave(source, shares)
    return [source, *made]


def _same(source: Activity) -> dict[str, Any]:
    return {name: getattr(source, name) for name in _SAME}


def _titles(source: Activity, title: str) -> dict[str, Any]:
    """Titles in other languages are those of this very title."""
    return {"title_translations": source.title_translations if title == source.title else {}}


def _words(source: Activity, share: Share) -> dict[str, Any]:
    days = {"starts_on": share.starts_on, "ends_on": share.ends_on}
    return {"title": share.title} | days | _titles(source, share.title)


def _take_out(source: Activity, actor: User, share: Share, token: UUID) -> Activity:
    part = Activity(
        split_from=source,
        status=source.status,
        started_on=source.started_on,
        ended_on=source.ended_on,
        publication=source.publication,
    )
    fill(part, _same(source) | _words(source, share))
    begin(part, actor, token)
    save(part, force_insert=True)
    copy_links(source, part, ("objectives", "groups"))
    copy_parts(source, part)
    for name, keys in share.links.items():
        kind = KINDS[name]
        present = kind.model.objects.filter(activity=source, **{f"{kind.field}__in": keys})
        kind.model.objects.bulk_create(
            kind.model(activity=part, **{f"{kind.field}_id": getattr(link, f"{kind.field}_id")})
            for link in present.order_by("pk")
        )
    for model, keys in ((Milestone, share.milestones), (BudgetLine, share.lines)):
        for row in model.objects.filter(activity=source, pk__in=keys):
            row.activity = part
            row.save(update_fields=["activity", "updated_at"])
    return part


def _leave(source: Activity, shares: Sequence[Share]) -> None:
    """Take from the first what only others were given."""
    for name in ("recommendations", "clusters"):
        kind = KINDS[name]
        given: set[int] = set().union(*(share.links.get(name, set()) for share in shares[1:]))
        gone = given - shares[0].links.get(name, set())
        kind.model.objects.filter(activity=source, **{f"{kind.field}__in": gone}).delete()
