"""What somebody owes, by when: a page of lines under headings, and one kind of them alone."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nmirf.common.context_processors import NavItem
from notifications.choices import DutyKind

from .duties import Duty

# Lines that stand on one page of a desk.
PER_PAGE = 25
# A shorter desk is seen at a glance: nobody needs to narrow it.
NARROWED_FROM = 8
WEEK_DAYS, MONTH_DAYS = 7, 30


@dataclass(frozen=True)
class Group:
    """Lines of this page that are due alike; `number` counts those on other pages too."""

    code: str
    title: str
    number: int
    duties: list[Duty] = field(default_factory=list)


@dataclass(frozen=True)
class Listed:
    """`total` counts what is owed, `tabs` narrow it to one kind; none where it is short."""

    total: int
    groups: list[Group]
    page: Page[Duty]
    tabs: list[NavItem]
    kind: DutyKind | None


def listed(
    duties: Sequence[Duty], on: dt.date, kind: str = "", number: str | None = None
) -> Listed:
    """One page of the duties, which come in the order of their dates; `kind` may be any text."""
    counts = Counter(duty.kind for duty in duties)
    chosen = DutyKind(kind) if kind in DutyKind.values else None
    shown = [duty for duty in duties if chosen in (None, duty.kind)]
    page = Paginator(shown, PER_PAGE).get_page(number)
    numbers = Counter(span_of(duty, on) for duty in shown)
    titles = _titles()
    groups: dict[str, Group] = {}
    for duty in page:
        code = span_of(duty, on)
        groups.setdefault(code, Group(code, titles[code], numbers[code])).duties.append(duty)
    return Listed(
        total=len(duties),
        groups=list(groups.values()),
        page=page,
        tabs=_tabs(counts, chosen) if len(duties) > NARROWED_FROM else [],
        kind=chosen,
    )


def span_of(duty: Duty, on: dt.date) -> str:
    """late, week, month, later or undated."""
    if duty.due_on is None:
        return "undated"
    left = (duty.due_on - on).days
    if left < 0:
        return "late"
    if left <= WEEK_DAYS:
        return "week"
    return "month" if left <= MONTH_DAYS else "later"


def _titles() -> dict[str, str]:
    return {
        "late": pgettext("duties", "Late"),
        "week": _("Within a week"),
        "month": _("Within a month"),
        "later": pgettext("duties", "Later"),
        "undated": _("Without a date"),
    }


def _tabs(counts: Counter[DutyKind], chosen: DutyKind | None) -> list[NavItem]:
    if len(counts) < 2:
        return []
    kinds = [kind for kind in DutyKind if counts[kind]]
    return [
        NavItem(pgettext("duties", "All"), "?", chosen is None, counts.total()),
        *(
            NavItem(str(kind.label), f"?kind={kind.value}", kind is chosen, counts[kind])
            for kind in kinds
        ),
    ]
