"""Instruments: what the State did about each, and what it said when it did."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mechanisms.choices import InstrumentKind, StatementKind
from mechanisms.models import Instrument, Ratification, Reservation
from nmirf.common.dates import today
from portal import instruments as known
from portal.reader import Reader
from portal.tallies import by_status_within

from . import schemas
from .bodies import told_reviews
from .parameters import Asked, Parameter, choice, identifier
from .resources import Json, Resource, page
from .telling import coded, coded_or_none, head, keys, of_code, tally

_STANDING = choice("standing", _("Whether the State is bound, as of today."), known.Standing.values)
_MECHANISM = identifier("mechanism", _("Id of the mechanism that monitors it."))


def _instruments(reader: Reader, asked: Asked) -> QuerySet[Instrument]:
    rows = Instrument.objects.with_ratification()
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    if asked["mechanism"]:
        rows = rows.filter(monitored_by__code__iexact=asked["mechanism"])
    if asked["standing"]:
        rows = rows.filter(pk__in=known.of_standing(asked["standing"], today()).values("pk"))
    return rows.order_by("code")


def _tell_instruments(reader: Reader, rows: list[Instrument]) -> list[Json]:
    asked = reader.recommendations.published().filter(review__instrument__in=keys(rows))
    counts = by_status_within(asked, "review__instrument", "")
    kept = known.kept_by_instrument()
    return [
        head("instruments", row.code.lower(), row.get_absolute_url())
        | {
            "code": row.code,
            "name": row.label,
            "kind": coded(row, "kind"),
            "adopted_on": row.adopted_on,
            "in_force_on": row.in_force_on,
            "monitored_by": of_code(row.monitored_by),
            "initial_months": row.initial_months,
            "periodic_months": row.periodic_months,
            "rules_note": row.rules_note,
            "source": row.source,
            "standing": _standing(known.standing(row)),
            "reservations": kept[row.pk],
            "by_status": tally(counts.get(row.pk, {})),
        }
        for row in rows
    ]


def _standing(row: Ratification | None) -> Json:
    found = known.state_of(row, today())
    return {"code": found.standing.value, "label": found.label, "since": found.on}


def _whole_instrument(reader: Reader, row: Instrument) -> Json:
    ratification, report = known.standing(row), known.next_report(reader, row)
    reviews = [one for one, _counts in known.reviews_of(reader, row)]
    return _tell_instruments(reader, [row])[0] | {
        "ratification": ratification and _ratification(ratification, row),
        "statements": [_statement(one, row) for one in known.statements(ratification)],
        "reviews": told_reviews(reader, reviews),
        "next_report": report
        and {
            "due_on": report.due_on,
            "note": report.note,
            "page": page(report.url) if report.url else None,
        },
    }


INSTRUMENTS = Resource(
    name="instruments",
    one="instrument",
    title=_("Instruments"),
    description=_(
        "Treaties and protocols, with the rules from which reports fall due, and whether the State"
        " is bound; each by its id with what the State did about it and said of it."
    ),
    schema=schemas.Instrument,
    rows=_instruments,
    tell=_tell_instruments,
    key="code",
    whole=_whole_instrument,
    whole_schema=schemas.WholeInstrument,
    parameters=(
        choice("kind", _("What kind of instrument it is."), InstrumentKind.values),
        _MECHANISM,
        _STANDING,
    ),
)


def _ratifications(reader: Reader, asked: Asked) -> QuerySet[Ratification]:
    rows = Ratification.objects.select_related("instrument")
    if asked["mechanism"]:
        rows = rows.filter(instrument__monitored_by__code__iexact=asked["mechanism"])
    if asked["standing"]:
        rows = rows.filter(
            instrument__in=known.of_standing(asked["standing"], today()).values("pk")
        )
    return rows.order_by("instrument__code")


def _ratification(row: Ratification, instrument: Instrument) -> Json:
    return {
        "instrument": of_code(instrument),
        "standing": _standing(row),
        "signed_on": row.signed_on,
        "act": coded_or_none(row, "act"),
        "deposited_on": row.deposited_on,
        "in_force_on": row.in_force_on,
        "denounced_on": row.denounced_on,
        "communications": coded(row, "communications"),
        "communications_on": row.communications_on,
        "inquiry": coded(row, "inquiry"),
        "inquiry_on": row.inquiry_on,
        "symbol": row.symbol,
        "source": row.source,
        "source_url": row.source_url,
        "is_checked": row.verified,
    }


RATIFICATIONS = Resource(
    name="ratifications",
    title=_("Ratifications"),
    description=_(
        "What the State did about each instrument: signed, ratified, denounced, and which"
        " procedures it accepted. Of an instrument that is not in this list nothing is on record."
    ),
    schema=schemas.Ratification,
    rows=_ratifications,
    tell=lambda reader, rows: [_ratification(row, row.instrument) for row in rows],
    key="",
    parameters=(_MECHANISM, _STANDING),
)


def _reservations(reader: Reader, asked: Asked) -> QuerySet[Reservation]:
    rows = Reservation.objects.select_related("ratification__instrument")
    if asked["instrument"]:
        rows = rows.filter(ratification__instrument__code__iexact=asked["instrument"])
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    if asked["withdrawn"]:
        rows = rows.filter(withdrawn_on__isnull=asked["withdrawn"] == "0")
    return rows.order_by("ratification__instrument__code", "made_on", "pk")


def _statement(one: known.Statement, instrument: Instrument) -> Json:
    row = one.row
    return {
        "instrument": of_code(instrument),
        "kind": coded(row, "kind"),
        "provision": row.provision,
        "text": row.text,
        "language": row.language,
        "translation": one.translation,
        "made_on": row.made_on,
        "withdrawn_on": row.withdrawn_on,
        "note": row.note,
        "source": row.source,
    }


def _tell_reservations(reader: Reader, rows: list[Any]) -> list[Json]:
    return [_statement(known.statement(row), row.ratification.instrument) for row in rows]


_WITHDRAWN: Parameter = choice(
    "withdrawn", _("1 for those that were withdrawn, 0 for those that stand."), ["0", "1"]
)

RESERVATIONS = Resource(
    name="reservations",
    title=_("Reservations and declarations"),
    description=_(
        "What the State said when it became bound, word for word, and what was withdrawn."
    ),
    schema=schemas.Reservation,
    rows=_reservations,
    tell=_tell_reservations,
    key="",
    parameters=(
        identifier("instrument", _("Id of the instrument.")),
        choice("kind", _("Whether it is a reservation or a declaration."), StatementKind.values),
        _WITHDRAWN,
    ),
)
