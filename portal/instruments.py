"""Instruments as readers see them: what the State did about each, and what came of it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Q, QuerySet, TextChoices, Value, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mechanisms.choices import Act, Procedure
from mechanisms.models import Instrument, Ratification, Reservation, Review
from nmirf.common.dates import today
from nmirf.common.i18n import translated
from reporting.choices import ObligationKind
from reporting.policies import visible_obligations
from reporting.services.clocks import Suggestion, of_instrument

from .reader import Reader
from .tallies import Tally, by_status_within


def standing(row: Instrument) -> Ratification | None:
    """What is on record of the State; None where nothing is."""
    found: Ratification | None = getattr(row, "ratification", None)
    return found


class Standing(TextChoices):
    """Whether the State is bound, in a word; the first that holds is said."""

    DENOUNCED = "denounced", gettext_lazy("Denounced")
    IN_FORCE = "in_force", gettext_lazy("In force")
    BOUND = "bound", gettext_lazy("Bound, not in force yet")
    SIGNED = "signed", gettext_lazy("Signed, not ratified")
    NOT_RATIFIED = "not_ratified", gettext_lazy("Not ratified")
    UNKNOWN = "unknown", gettext_lazy("Nothing on record")


_TONES = {
    Standing.DENOUNCED: "bad",
    Standing.IN_FORCE: "good",
    Standing.BOUND: "good",
    Standing.SIGNED: "warn",
    Standing.NOT_RATIFIED: "warn",
    Standing.UNKNOWN: "",
}


@dataclass(frozen=True, slots=True)
class State:
    """How the State stands, with the day that it rests on."""

    standing: Standing
    on: dt.date | None = None

    @property
    def label(self) -> str:
        return str(self.standing.label)

    @property
    def tone(self) -> str:
        return _TONES[self.standing]


def state_of(row: Ratification | None, on: dt.date) -> State:
    """As of the day `on`."""
    if row is None:
        return State(Standing.UNKNOWN)
    if row.denounced_on and row.denounced_on <= on:
        return State(Standing.DENOUNCED, row.denounced_on)
    if row.in_force_on and row.in_force_on <= on:
        return State(Standing.IN_FORCE, row.in_force_on)
    if row.deposited_on:
        return State(Standing.BOUND, row.deposited_on)
    if row.signed_on:
        return State(Standing.SIGNED, row.signed_on)
    return State(Standing.NOT_RATIFIED)


def of_standing(wanted: str, on: dt.date) -> QuerySet[Instrument]:
    """Instruments about which `state_of` says this word."""
    said = {
        Standing.DENOUNCED: Q(ratification__denounced_on__lte=on),
        Standing.IN_FORCE: Q(ratification__in_force_on__lte=on),
        Standing.BOUND: Q(ratification__deposited_on__isnull=False),
        Standing.SIGNED: Q(ratification__signed_on__isnull=False),
        Standing.NOT_RATIFIED: Q(ratification__isnull=False),
    }
    words = [When(condition, then=Value(one.value)) for one, condition in said.items()]
    rows = Instrument.objects.annotate(standing=Case(*words, default=Value("unknown")))
    return rows.filter(standing=wanted).order_by()


@dataclass(slots=True)
class Line:
    """An instrument in the list; `kept` is how many reservations stand, `counts` by status."""

    row: Instrument
    state: State
    kept: int
    counts: Tally = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def lines(reader: Reader) -> list[Line]:
    """All instruments in the order of their adoption; three queries."""
    on = today()
    asked = reader.recommendations.filter(review__instrument__isnull=False)
    tallies = by_status_within(asked, "review__instrument", "")
    kept = kept_by_instrument()
    return [
        Line(
            row=row,
            state=state_of(standing(row), on),
            kept=kept[row.pk],
            counts=tallies.get(row.pk, {}),
        )
        for row in Instrument.objects.with_ratification()
    ]


def kept_by_instrument() -> Counter[int]:
    """How many reservations and declarations stand; one query."""
    rows = Reservation.objects.filter(withdrawn_on__isnull=True).order_by()
    return Counter(rows.values_list("ratification__instrument", flat=True))


@dataclass(frozen=True, slots=True)
class Statement:
    """A reservation or declaration: word for word, and in the reader's language where that is there."""

    row: Reservation
    translation: str


def statements(row: Ratification | None) -> list[Statement]:
    """Those that stand first, then those that were withdrawn."""
    if row is None:
        return []
    found = sorted(row.reservations.all(), key=lambda one: one.withdrawn_on is not None)
    return [statement(one) for one in found]


def statement(row: Reservation) -> Statement:
    words = translated(row, "text")
    return Statement(row, words if words != row.text else "")


def reviews_of(reader: Reader, row: Instrument) -> list[tuple[Review, Tally]]:
    """Reviews of this instrument, the latest first, with what was asked in each by status."""
    found = list(Review.objects.filter(instrument=row))
    asked = reader.recommendations.filter(review__in=[one.pk for one in found])
    tallies = by_status_within(asked, "review", "")
    return [(one, tallies.get(one.pk, {})) for one in found]


def total_of(tallies: Iterable[Tally]) -> Tally:
    found: Tally = {}
    for tally in tallies:
        for status, number in tally.items():
            found[status] = found.get(status, 0) + number
    return found


def register_of(reviews: Iterable[Review]) -> str:
    """The register narrowed to these reviews."""
    query = "&".join(f"review={one.slug}" for one in reviews)
    return f"{reverse('portal:register')}?{query}"


@dataclass(frozen=True, slots=True)
class Report:
    """The next State report: on record as an obligation, or computed from the instrument's rule."""

    due_on: dt.date
    note: str
    url: str = ""


def next_report(reader: Reader, row: Instrument) -> Report | None:
    """None where the instrument asks for no report, or nothing is known of it.

    Once the body has examined the State, what follows is known from an obligation alone: bodies
    print their own dates, and the rule would name the report that was examined.
    """
    if row.initial_months is None and row.periodic_months is None:
        return None
    of_this = Q(review__instrument=row)
    if row.periodic_months is not None:
        of_this |= Q(review__isnull=True, mechanism=row.monitored_by)
    reports = visible_obligations(reader.user).filter(of_this, kind=ObligationKind.STATE_REPORT)
    rows: list[Any] = list(reports.order_by("due_on", "pk"))
    coming = [one for one in rows if one.due_on >= today()]
    if coming:
        first = coming[0]
        url = reverse("portal:obligation", args=[first.slug])
        return Report(first.due_on, first.get_due_source_display(), url)
    found = _computed(row, rows[-1].due_on if rows else None)
    if found is None or Review.objects.filter(instrument=row, held_on__gte=found.due_on).exists():
        return None
    return Report(found.due_on, f"{found.explanation} ({found.checked})")


def _computed(row: Instrument, last_due_on: dt.date | None) -> Suggestion | None:
    known = standing(row)
    if known is None or known.in_force_on is None or known.denounced_on:
        return None
    return of_instrument(row, in_force_on=known.in_force_on, last_due_on=last_due_on)


def facts_of(row: Instrument) -> list[dict[str, Any]]:
    """What the instrument is, and what the State did about it, day by day."""
    known, body = standing(row), row.monitored_by
    facts: list[dict[str, Any]] = [
        {"label": _("Kind"), "value": row.get_kind_display()},
        {"label": _("Monitored by"), "value": body.label, "url": body.get_absolute_url()},
        {"label": _("Adopted"), "value": row.adopted_on},
        {"label": _("In force since"), "value": row.in_force_on},
    ]
    if known is None:
        return facts
    act = str(Act(known.act).label) if known.act else _("Ratification")
    return [
        *facts,
        {"label": _("Signed by the State"), "value": known.signed_on},
        {"label": act, "value": known.deposited_on},
        {"label": _("In force for the State"), "value": known.in_force_on},
        {"label": _("Denounced"), "value": known.denounced_on},
        _procedure(_("Individual communications"), known.communications, known.communications_on),
        _procedure(_("Inquiry procedure"), known.inquiry, known.inquiry_on),
        {"label": _("Depositary notification"), "value": known.symbol, "isolate": True},
        {"label": _("Source"), "value": known.source, "url": known.source_url},
    ]


def _procedure(label: str, said: str, on: dt.date | None) -> dict[str, Any]:
    if said == Procedure.NONE:
        return {"label": label, "value": ""}
    words = str(Procedure(said).label)
    if on is None:
        return {"label": label, "value": words}
    day = date_format(on, "DATE_FORMAT")
    return {"label": label, "value": _("%(what)s, %(day)s") % {"what": words, "day": day}}
