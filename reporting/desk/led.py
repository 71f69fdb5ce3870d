"""What an institution leads on: the half-yearly round, and follow-up."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.choices import SETTLED
from nmirf.common.dates import add_months, day_of
from notifications.choices import DutyKind

from . import facts as rows
from .duties import (
    FOLLOW_UP_KEPT_DAYS,
    FOLLOW_UP_NOTICE_DAYS,
    SINGLY,
    Duty,
    Holder,
    first_due,
    round_due,
)
from .facts import Facts
from .rounds import begun_on, key_of
from .words import address


def of_led(facts: Facts) -> Iterator[Duty]:
    rounds: dict[tuple[int, dt.date], list[Any]] = defaultdict(list)
    totals: dict[int, int] = defaultdict(int)
    # What is being written, or asked for in a collection round, stands on the desk for itself.
    elsewhere = {*begun_on(facts.updates), *(key_of(item) for item in facts.dues)}
    for row in facts.led:
        totals[row.institution_id] += 1
        if _key(row) in elsewhere:
            continue
        if _is_follow_up_owed(row, facts.on):
            yield _follow_up(row)
        elif (due_on := _owed_on(row, facts.on)) is not None:
            rounds[row.institution_id, due_on].append(row)
    for (institution, due_on), together in rounds.items():
        yield _round(due_on, together, totals[institution], facts)


def dates_of_led(facts: Facts) -> Iterator[tuple[tuple[int, str, int], dt.date | None]]:
    """When an update on each thing led is due: for a draft, which has its date from there."""
    for row in facts.led:
        if _is_follow_up_owed(row, facts.on):
            yield _key(row), row.recommendation.follow_up_due_on
        else:
            yield _key(row), _owed_on(row, facts.on)


def _key(row: Any) -> tuple[int, str, int]:
    if row.recommendation_id:
        return row.institution_id, "r", row.recommendation_id
    return row.institution_id, "c", row.cluster_id


def _owed_on(row: Any, on: dt.date) -> dt.date | None:
    told = _last_word(row)
    return round_due(told, on) if told else None


def missed_since(row: Any, on: dt.date) -> dt.date | None:
    """The first due date of this thing led that passed without a word; None where none has."""
    told = _last_word(row)
    due = first_due(told) if told else None
    return due if due and due < on else None


def _last_word(row: Any) -> dt.date | None:
    """The day from which the clock runs; None where nothing more is to be said."""
    if row.recommendation is not None and row.recommendation.status in SETTLED:
        return None
    return day_of(row.told_at or row.decided_at or row.created_at)


def _is_follow_up_owed(row: Any, on: dt.date) -> bool:
    due_on = row.recommendation.follow_up_due_on if row.recommendation else None
    if due_on is None or row.is_followed_up:
        return False
    opens = due_on - dt.timedelta(days=FOLLOW_UP_NOTICE_DAYS)
    closes = due_on + dt.timedelta(days=FOLLOW_UP_KEPT_DAYS)
    told = day_of(row.told_at) if row.told_at else None
    return opens <= on <= closes and (told is None or told < opens)


def _last_told(row: Any, on: dt.date) -> str:
    if row.told_at is None:
        return _("no update yet")
    told, months = day_of(row.told_at), 0
    while add_months(told, months + 1) <= on:
        months += 1
    return ngettext(
        "last update %(number)d month ago", "last update %(number)d months ago", months
    ) % {"number": months}


def _about(row: Any) -> str:
    """The query that names to the writing pages what an update is about."""
    if row.recommendation:
        return urlencode({"recommendation": row.recommendation.reference})
    return urlencode({"cluster": row.cluster.slug})


def _of_led_row(row: Any, kind: DutyKind, words: str, due_on: dt.date, about: str) -> Duty:
    thing = row.recommendation or row.cluster
    key = thing.reference if row.recommendation else f"cluster:{thing.slug}"
    hidden = row.recommendation is None and not rows.is_public(thing)
    title = words % {"subject": thing}
    return Duty(
        kind=kind,
        subject=f"{kind}:{row.institution.slug}:{key}:{due_on.isoformat()}"[:120],
        title=title,
        outside=str(kind.label) if hidden else title,
        path=thing.get_absolute_url(),
        act=_("Write update"),
        act_path=f"{address('activities:update_new')}?{_about(row)}",
        short_path=f"{address('activities:nothing_new')}?{_about(row)}",
        holder=Holder.REPORTERS,
        due_on=due_on,
        explanation=about,
        institution=row.institution_id,
        institution_label=row.institution.label,
    )


def _follow_up(row: Any) -> Duty:
    due_on = row.recommendation.follow_up_due_on
    about = _("chosen by the committee for its follow-up procedure")
    words = _("Follow-up information on %(subject)s")
    return _of_led_row(row, DutyKind.FOLLOW_UP, words, due_on, about)


def _to_write(row: Any, due_on: dt.date, on: dt.date) -> Duty:
    about = " · ".join([_("half-yearly round"), _last_told(row, on)])
    return _of_led_row(row, DutyKind.UPDATE, _("Update on %(subject)s"), due_on, about)


def _round(due_on: dt.date, together: list[Any], total: int, facts: Facts) -> Duty:
    """Its parts are put into words only where somebody will read them one by one."""
    institution, is_over = together[0].institution, due_on < facts.on
    is_read = facts.rounds_in_full or len(together) <= SINGLY
    words = (
        _("Last half-yearly round: %(number)d of %(total)d not reported")
        if is_over
        else _("Half-yearly round: %(number)d of %(total)d still to report")
    )
    title = words % {"number": len(together), "total": total}
    path = address("reporting:round")
    return Duty(
        kind=DutyKind.UPDATE,
        subject=f"round:{institution.slug}:{due_on.isoformat()}",
        title=title,
        outside=title,
        path=path,
        act=_("Open round"),
        act_path=path,
        holder=Holder.REPORTERS,
        due_on=due_on,
        explanation=_("“nothing new” takes one click each"),
        institution=institution.pk,
        institution_label=institution.label,
        is_quiet=not is_over,
        is_round=True,
        parts=tuple(_to_write(row, due_on, facts.on) for row in together) if is_read else (),
    )
