"""Duties that collection rounds make: for the institutions that are asked, then for the secretariat."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.choices import UpdateState
from activities.due_pages import answer_page, nothing_new_page, page_of
from notifications.choices import DutyKind

from . import facts as rows
from .duties import SINGLY, Duty, Holder, due_after
from .facts import Facts
from .lines import Line
from .words import short_date

Key = tuple[int, str, int]


def of_rounds(facts: Facts) -> Iterator[Duty]:
    """A line for each round and institution, which makes room for few items."""
    begun = set(begun_on(facts.updates))
    owed: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for item in facts.dues:
        if key_of(item) not in begun:
            owed[item.round_id, item.institution_id].append(item)
    for together in owed.values():
        yield _round(together)
    for row in facts.rounds:
        if row.due_on < facts.on:
            yield _to_close(row)


def dates_of_rounds(facts: Facts) -> Iterator[tuple[Key, dt.date]]:
    """By when an update on each thing is asked for: for a draft, which has its date from there."""
    for item in facts.dues:
        if item.indicator_id is None:
            yield key_of(item), item.round.due_on


def key_of(item: Any) -> Key:
    """Which institution owes what; the letters are those of `led`, `a` an activity, `i` a value."""
    things = (
        ("r", item.recommendation_id),
        ("c", item.cluster_id),
        ("a", item.activity_id),
        ("i", item.indicator_id),
    )
    letter, key = next((letter, key) for letter, key in things if key is not None)
    return item.institution_id, letter, key


def begun_on(updates: Iterable[Any]) -> Iterator[Key]:
    """What the institution has an update open on that it has to go on with itself."""
    for update in updates:
        if update.state in (UpdateState.DRAFT, UpdateState.RETURNED):
            yield from ((update.institution_id, "r", pk) for pk in update.targets_pks)
            if update.cluster_id:
                yield update.institution_id, "c", update.cluster_id
            if update.activity_id:
                yield update.institution_id, "a", update.activity_id


def lines_of_rounds(facts: Facts) -> Iterator[Line]:
    """What the secretariat waits for: the rounds that are open and not late."""
    for row in facts.rounds:
        if row.due_on >= facts.on:
            day = short_date(row.due_on)
            yield Line(
                title=_("Collection round: %(title)s") % {"title": row.title},
                path=row.get_absolute_url(),
                mark=_("answers wanted by %(day)s") % {"day": day},
            )


def _round(together: list[Any]) -> Duty:
    row, institution = together[0].round, together[0].institution
    title = ngettext(
        "%(round)s: %(number)d answer still owed",
        "%(round)s: %(number)d answers still owed",
        len(together),
    ) % {"round": row.title, "number": len(together)}
    path = row.get_absolute_url()
    is_few = len(together) <= SINGLY
    return Duty(
        kind=DutyKind.ROUND,
        subject=f"collection:{row.reference}:{institution.slug}"[:120],
        title=title,
        outside=title,
        path=path,
        act=_("Open round"),
        act_path=path,
        holder=Holder.REPORTERS,
        due_on=row.due_on,
        explanation=_("“nothing new” takes one click each"),
        institution=institution.pk,
        institution_label=institution.label,
        parts=tuple(_item(item) for item in together) if is_few else (),
    )


def _item(item: Any) -> Duty:
    thing = item.thing
    words = _("Value of %(subject)s") if item.indicator_id else _("Update on %(subject)s")
    title = words % {"subject": thing}
    sayable = item.recommendation_id is not None or rows.is_public(thing)
    return Duty(
        kind=DutyKind.ROUND,
        subject=f"due:{item.reference}",
        title=title,
        outside=title if sayable else str(DutyKind.ROUND.label),
        path=page_of(item) or item.round.get_absolute_url(),
        act=_("Enter the value") if item.indicator_id else _("Write update"),
        act_path=answer_page(item),
        short_path=nothing_new_page(item),
        holder=Holder.REPORTERS,
        due_on=item.round.due_on,
        explanation=item.round.title,
        institution=item.institution_id,
        institution_label=item.institution.label,
    )


def _to_close(row: Any) -> Duty:
    path = row.get_absolute_url()
    title = _("Close or extend the collection round: %(title)s") % {"title": row.title}
    return Duty(
        kind=DutyKind.ROUND,
        subject=f"close:{row.reference}:{row.due_on.isoformat()}",
        title=title,
        outside=title,
        path=path,
        act=_("Open round"),
        act_path=path,
        holder=Holder.SECRETARIAT,
        due_on=due_after(DutyKind.ROUND, row.due_on),
        explanation=_("answers were wanted by %(day)s") % {"day": short_date(row.due_on)},
    )
