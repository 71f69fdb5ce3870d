"""When something is likely to fall due: computed from the rules of instruments and mechanisms.

A suggestion only. A date printed in a document, in a note verbale or in a committee's calendar
beats it, and a person decides. What the rules are is reference data; each suggestion says which
rule it applied, where the rule stands, and whether anyone has checked it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mechanisms.choices import MechanismKind
from mechanisms.models import Instrument, Review
from nmirf.common.dates import add_months
from recommendations.models import Recommendation
from reporting.choices import DueSource, ObligationKind
from reporting.models import Obligation

# Source: HRC resolutions 5/1 and 16/21; a voluntary mid-term report is expected half-way through
# a cycle of four and a half to five years, hence two and a half years after adoption.
MID_TERM_MONTHS = 30
# Source: HRC decision 6/102: the national report reaches the secretariat twelve weeks before.
NATIONAL_REPORT_WEEKS = 12
# Source: guidelines of the treaty bodies on lists of issues prior to reporting.
REPLIES_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A due date with its reason. `rule` names it for people who want to look it up."""

    kind: ObligationKind
    due_on: dt.date
    explanation: str
    rule: str
    is_verified: bool
    due_source: DueSource = DueSource.COMPUTED

    @property
    def is_on_weekend(self) -> bool:
        """The United Nations do not move such a date; people should know all the same."""
        return self.due_on.weekday() >= 5

    @property
    def checked(self) -> str:
        return _("rule checked against its source") if self.is_verified else _("rule not checked")


def of_instrument(
    instrument: Instrument,
    *,
    in_force_on: dt.date | None = None,
    last_due_on: dt.date | None = None,
) -> Suggestion | None:
    """The next State report: the initial one after entry into force, else after the last due date.

    `in_force_on` is the day for this State. None where the instrument asks for no such report.
    """
    if last_due_on is not None and instrument.periodic_months:
        words = ngettext(
            "last report due on %(day)s + %(number)d month, %(source)s",
            "last report due on %(day)s + %(number)d months, %(source)s",
            instrument.periodic_months,
        )
        return _report(instrument, words, last_due_on, instrument.periodic_months)
    if in_force_on is not None and last_due_on is None and instrument.initial_months:
        words = ngettext(
            "in force for the State on %(day)s + %(number)d month, %(source)s",
            "in force for the State on %(day)s + %(number)d months, %(source)s",
            instrument.initial_months,
        )
        return _report(instrument, words, in_force_on, instrument.initial_months)
    return None


def _report(instrument: Instrument, words: str, start: dt.date, months: int) -> Suggestion:
    return Suggestion(
        kind=ObligationKind.STATE_REPORT,
        due_on=add_months(start, months),
        explanation=words
        % {
            "day": date_format(start, "DATE_FORMAT"),
            "number": months,
            "source": instrument.source or instrument.code,
        },
        rule=instrument.source or instrument.code,
        is_verified=instrument.verified,
    )


@dataclass(frozen=True, slots=True)
class Printed:
    """The day by which a document asks for follow-up information, and where it says so."""

    due_on: dt.date
    source: str


def printed_follow_ups(reviews: Iterable[Review]) -> dict[int, Printed]:
    """By review, the first follow-up day on record on its recommendations; one query."""
    rows = (
        Recommendation.objects.not_retired()
        .filter(review__in=[row.pk for row in reviews], follow_up_due_on__isnull=False)
        .order_by("review", "follow_up_due_on", "pk")
        .distinct("review")
        .values_list("review", "follow_up_due_on", "follow_up_source")
    )
    return {review: Printed(due_on, source) for review, due_on, source in rows if review and due_on}


def of_review(review: Review, printed: Printed | None = None) -> list[Suggestion]:
    """What follows from one review: follow-up information, the next report, a mid-term report.

    A day that the review's document prints takes the place of the computed one.
    """
    if review.mechanism.kind == MechanismKind.UPR:
        return list(_of_upr(review))
    follow_up = _printed(printed) if printed else _follow_up(review)
    return [found for found in (follow_up, _next_report(review)) if found is not None]


def _printed(printed: Printed) -> Suggestion:
    source = printed.source or _("set on its recommendations")
    return Suggestion(
        kind=ObligationKind.FOLLOW_UP,
        due_on=printed.due_on,
        explanation=_("asked for by this day: %(source)s") % {"source": source},
        rule=source,
        is_verified=bool(printed.source),
        due_source=DueSource.DOCUMENT,
    )


def _of_upr(review: Review) -> Iterator[Suggestion]:
    held_on, adopted_on = review.held_on, review.published_on or review.held_on
    if held_on is not None:
        yield Suggestion(
            kind=ObligationKind.NATIONAL_REPORT,
            due_on=held_on - dt.timedelta(weeks=NATIONAL_REPORT_WEEKS),
            explanation=_("session on %(day)s − %(number)d weeks, HRC decision 6/102")
            % {"day": date_format(held_on, "DATE_FORMAT"), "number": NATIONAL_REPORT_WEEKS},
            rule="HRC decision 6/102",
            is_verified=False,
        )
    if adopted_on is not None:
        yield Suggestion(
            kind=ObligationKind.MID_TERM,
            due_on=add_months(adopted_on, MID_TERM_MONTHS),
            explanation=_("adopted on %(day)s + %(number)d months, voluntary")
            % {"day": date_format(adopted_on, "DATE_FORMAT"), "number": MID_TERM_MONTHS},
            rule="HRC resolution 16/21",
            is_verified=False,
        )


def _follow_up(review: Review) -> Suggestion | None:
    mechanism, start = review.mechanism, review.published_on
    if start is None or not mechanism.follow_up_months:
        return None
    return Suggestion(
        kind=ObligationKind.FOLLOW_UP,
        due_on=add_months(start, mechanism.follow_up_months),
        explanation=_("concluding observations of %(day)s + %(number)d months, %(mechanism)s")
        % {
            "day": date_format(start, "DATE_FORMAT"),
            "number": mechanism.follow_up_months,
            "mechanism": mechanism.short_name,
        },
        rule=_("follow-up procedure of %(mechanism)s") % {"mechanism": mechanism.short_name},
        is_verified=mechanism.verified,
    )


def _next_report(review: Review) -> Suggestion | None:
    """Counted from the last due date of the treaty; from the review where none is recorded."""
    instrument = review.instrument or _only_instrument(review)
    if instrument is None or not instrument.periodic_months:
        return None
    last = (
        Obligation.objects.filter(kind=ObligationKind.STATE_REPORT, mechanism=review.mechanism_id)
        .filter(due_on__lte=review.published_on or dt.date.max)
        .order_by("-due_on")
        .values_list("due_on", flat=True)
        .first()
    )
    if last is not None:
        return of_instrument(instrument, last_due_on=last)
    if review.published_on is None:
        return None
    words = _("reviewed on %(day)s + %(number)d months, %(source)s; the last due date is not known")
    return _report(instrument, words, review.published_on, instrument.periodic_months)


def _only_instrument(review: Review) -> Instrument | None:
    """The treaty of a committee that monitors reports under one alone."""
    found = list(
        Instrument.objects.filter(monitored_by=review.mechanism_id, periodic_months__isnull=False)[
            :2
        ]
    )
    return found[0] if len(found) == 1 else None


def replies_to(list_adopted_on: dt.date) -> Suggestion:
    """Replies to a list of issues prior to reporting: within a year of its adoption."""
    return Suggestion(
        kind=ObligationKind.REPLIES,
        due_on=add_months(list_adopted_on, REPLIES_MONTHS),
        explanation=_("list of issues adopted on %(day)s + %(number)d months")
        % {"day": date_format(list_adopted_on, "DATE_FORMAT"), "number": REPLIES_MONTHS},
        rule=_("simplified reporting procedure"),
        is_verified=False,
    )
