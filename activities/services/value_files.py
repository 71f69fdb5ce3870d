"""Files of values: looked at first, taken over whole or not at all."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.breakdowns import key_of
from activities.choices import ValueImportState
from activities.models import Category, Indicator, IndicatorValue, Unit, ValueImport
from activities.parsers import columns
from activities.parsers.numbers import parse_cases, parse_number
from activities.parsers.periods import Period, parse_period
from activities.parsers.value_files import RawValue, ValueFile, read_values
from activities.services.values import FACTS, Said, as_row, check_begun, check_fits
from documents.services import files_follow_rows
from documents.services.keeping import follow
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from nmirf.common.reference import fold_spelling
from nmirf.common.workflow import WorkflowError
from recommendations.parsers.rows import BadFile

# Bytes beyond which a worker reads the file: some thousand values; of Excel's, which are packed.
LARGE, LARGE_PACKED = 200_000, 60_000
# In characters, of source and note.
_MOST_TEXT = 300
# Of the values of a file, what would become of each.
NEW, REVISED, UNCHANGED, WITHHELD, MISSING = "new", "revised", "unchanged", "withheld", "missing"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value cannot be taken over: the row, the column, what stands there, and the reason."""

    row: str
    column: str
    value: str
    reason: str


class RefusedError(DomainError):
    """One cell cannot be used."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value = column, value


@dataclass(frozen=True, slots=True)
class Change:
    """A value that would be written; `before` is what it would revise."""

    indicator: Indicator
    period: Period
    groups: dict[str, str]
    said: Said
    before: IndicatorValue | None


@dataclass(slots=True)
class Report:
    """What a file would do. Nothing is written while there is a problem."""

    layout: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    series: int = 0

    def as_counts(self) -> dict[str, int]:
        return dict(self.counts) | {"wrong": len(self.problems), "series": self.series}


def upload(*, actor: User, file: Any) -> ValueImport:
    """Keep a file to be looked at; a large one is read by a worker.

    Raises PermissionDenied, and DomainError where a small one cannot be read.
    """
    require(policies.can_import_values(actor))
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    with files_follow_rows(), transaction.atomic(), because(_("File of values uploaded")):
        batch = ValueImport(
            filename=str(file.name)[:200], sha256=digest.hexdigest(), started_by=actor
        )
        batch.file.save(batch.filename, file, save=False)
        follow(batch.file.name)
        if is_large(batch):
            batch.state = ValueImportState.READING
            batch.save(force_insert=True)
            enqueue("activities.read_values", batch.pk)
            return batch
        report = examine(batch, actor)
        batch.layout, batch.counts = report.layout, report.as_counts()
        batch.save(force_insert=True)
    return batch


def is_large(batch: ValueImport) -> bool:
    """Whether a worker reads it and takes it over: more than a person waits for."""
    with batch.file.open() as file:
        packed = file.read(2) == b"PK"
    return bool(batch.file.size > (LARGE_PACKED if packed else LARGE))


def examine(batch: ValueImport, actor: User) -> Report:
    """What the file would do now; it writes nothing. Raises DomainError where it cannot be read."""
    found = _read(batch)
    return _judge(found, _Reading.of(found.values, actor))


def _read(batch: ValueImport) -> ValueFile:
    path = Path(batch.file.path)
    try:
        return read_values(path, path.stat().st_size)
    except (BadFile, OSError) as error:
        raise DomainError(str(error)) from error


def _judge(found: ValueFile, reading: "_Reading") -> Report:
    report = Report(layout=found.layout, ignored=found.ignored)
    for raw in found.values:
        try:
            outcome, change = reading.one(raw)
        except RefusedError as error:
            problem = Problem(raw.row, error.column, error.value[:80], str(error))
            report.problems.append(problem)
            continue
        report.counts[outcome] += 1
        if change is not None:
            report.changes.append(change)
    report.series = len(reading.seen_series)
    return report


@transaction.atomic
def commit(*, pk: int, actor: User) -> ValueImport:
    """Take the file over as it stands against the values of now: all of it or nothing.

    Of a large file it is decided here, and a worker writes. Changed values become revisions; a second time finds nothing to do. Raises PermissionDenied,
    WorkflowError where it was taken over already, DomainError where something is wrong.
    """
    require(policies.can_import_values(actor))
    batch = policies.visible_imports(actor).select_for_update(of=("self",)).get(pk=pk)
    if batch.state == ValueImportState.COMMITTED:
        raise WorkflowError(_("This file is taken over already."))
    if batch.state != ValueImportState.CHECKED:
        raise WorkflowError(_("This cannot be done now: someone may have been faster."))
    batch.taken_by = actor
    if is_large(batch):
        with because(_("Values to be imported from %(file)s") % {"file": batch.filename}):
            batch.state, batch.attempts, batch.error = ValueImportState.TAKING, 0, ""
            batch.save()
        enqueue("activities.take_values", batch.pk)
        return batch
    return take(batch, actor)


def take(batch: ValueImport, actor: User) -> ValueImport:
    """Write what a locked import brings, in the caller's transaction. Raises DomainError."""
    found = _read(batch)
    named = _Reading.of(found.values, actor).indicators.values()
    # In one order, so that two files that meet wait for each other.
    locked = Indicator.objects.filter(pk__in={row.pk for row in named})
    list(locked.order_by("pk").select_for_update(of=("self",)))
    report = _judge(found, _Reading.of(found.values, actor))
    if report.problems:
        raise DomainError(_("Something in the file is wrong: nothing was taken over."))
    with because(_("Values imported from %(file)s") % {"file": batch.filename}):
        _write(report, actor)
        batch.state, batch.committed_at = ValueImportState.COMMITTED, timezone.now()
        batch.counts = report.as_counts()
        batch.save()
    return batch


def _write(report: Report, actor: User) -> None:
    revised = [change.before.pk for change in report.changes if change.before is not None]
    old = IndicatorValue.objects.filter(pk__in=revised)
    old.update(is_current=False, updated_at=timezone.now())
    rows = []
    for change in report.changes:
        row = as_row(change.indicator, actor, change.period, change.groups, change.said)
        row.revises = change.before
        # A file says nothing of documents: one speaks for the number that it was attached to.
        if change.before is not None and change.before.value == row.value:
            row.document_id = change.before.document_id
        rows.append(row)
    IndicatorValue.objects.bulk_create(rows, batch_size=1000)


@dataclass
class _Reading:
    """The lists against which a file is read, and what of it was seen."""

    actor: User
    indicators: dict[str, Indicator]
    fillable: set[int]
    units: dict[str, Unit]
    groups: dict[tuple[str, str], str]
    current: dict[tuple[int, str, str], IndicatorValue]
    seen: dict[tuple[int, str, str], str] = field(default_factory=dict)
    periods: dict[str, Period] = field(default_factory=dict)
    seen_series: set[tuple[int, str]] = field(default_factory=set)

    @classmethod
    def of(cls, values: list[RawValue], actor: User) -> "_Reading":
        named = {fold_spelling(raw.cells.get("indicator", "")) for raw in values}
        rows = policies.visible_indicators(actor).select_related("unit", "custodian")
        known: dict[str, Indicator] = {}
        for row in rows:
            for spelling in (row.name, *row.name_translations.values(), row.code):
                if fold_spelling(spelling) in named:
                    known[fold_spelling(spelling)] = row
        keys = {row.pk for row in known.values()}
        current = IndicatorValue.objects.current().filter(indicator__in=keys)
        return cls(
            actor=actor,
            indicators=known,
            fillable=set(
                policies.fillable_indicators(actor).filter(pk__in=keys).values_list("pk", flat=True)
            ),
            units=_units(),
            groups=_groups(),
            current={(row.indicator_id, row.period, row.breakdown_key): row for row in current},
        )

    def one(self, raw: RawValue) -> tuple[str, Change | None]:
        """What becomes of one value. Raises RefusedError."""
        for name, cell in raw.unreadable.items():
            raise RefusedError(raw.title(name), cell.shown, cell.message)
        indicator, period, groups = self._indicator(raw), self._period(raw), self._groups(raw)
        place = (indicator.pk, period.code, key_of(groups))
        if place in self.seen:
            reason = _("The same period and group stand in %(row)s too.")
            raise RefusedError(raw.title("period"), period.code, reason % {"row": self.seen[place]})
        self.seen[place] = raw.row
        self.seen_series.add((indicator.pk, place[2]))
        absent = _absent(raw)
        if absent:
            return absent, None
        value = self._value(raw, indicator)
        before, stated = self.current.get(place), _stated(raw) | {"value": value}
        if before is not None and all(getattr(before, n) == v for n, v in stated.items()):
            return UNCHANGED, None
        kept = {name: getattr(before, name) for name in FACTS if name != "note"} if before else {}
        said = Said(**(kept | stated))
        return REVISED if before else NEW, Change(indicator, period, groups, said, before)

    def _indicator(self, raw: RawValue) -> Indicator:
        said = raw.cells.get("indicator", "")
        column = raw.title("indicator")
        if not said:
            raise RefusedError(column, "", _("Say which indicator."))
        found = self.indicators.get(fold_spelling(said))
        if found is None:
            raise RefusedError(column, said, _("There is no such indicator."))
        if found.pk not in self.fillable:
            reason = _("Its values are entered by %(custodian)s or the secretariat.")
            raise RefusedError(column, said, reason % {"custodian": found.custodian.label})
        unit = raw.cells.get("unit", "")
        if unit and self.units.get(fold_spelling(unit)) is None:
            raise RefusedError(raw.title("unit"), unit, _("There is no such unit."))
        if unit and self.units[fold_spelling(unit)].pk != found.unit_id:
            reason = _("The indicator is counted in another unit: %(unit)s.")
            raise RefusedError(raw.title("unit"), unit, reason % {"unit": found.unit.label})
        return found

    def _period(self, raw: RawValue) -> Period:
        period = self.periods.get(raw.period)
        if period is None:
            try:
                period = parse_period(raw.period)
                check_begun(period)
                self.periods[raw.period] = period
            except DomainError as error:
                raise RefusedError(raw.title("period"), raw.period, str(error)) from error
        frequency = raw.cells.get("frequency", "").upper()
        if frequency in set("ASQM") - {period.frequency}:
            reason = _("The period %(period)s does not fit.") % {"period": period.code}
            raise RefusedError(raw.title("frequency"), frequency, reason)
        return period

    def _groups(self, raw: RawValue) -> dict[str, str]:
        found = {}
        for dimension, said in raw.groups.items():
            if fold_spelling(said) in columns.EVERYBODY:
                continue
            code = self.groups.get((dimension, fold_spelling(said)))
            if code is None:
                raise RefusedError(raw.title(dimension), said, _("There is no such group."))
            found[dimension] = code
        return found

    def _value(self, raw: RawValue, indicator: Indicator) -> Decimal:
        try:
            value = parse_number(raw.value)
            check_fits(indicator.unit, value)
        except DomainError as error:
            raise RefusedError(raw.title("value"), str(raw.value), str(error)) from error
        return value


def _absent(raw: RawValue) -> str:
    """Whether a value may not be shown, or there is none; what is confidential is never taken over."""
    empty = not isinstance(raw.value, float) and raw.value.casefold() in columns.NOTHING
    status = raw.cells.get("obs_status", "").upper()
    if _is_withheld(raw) or (status == "Q" and empty):
        return WITHHELD
    if status in columns.MISSING_STATUS and empty:
        return MISSING
    if empty and raw.value:
        return MISSING
    if empty:
        raise RefusedError(raw.title("value"), "", _("There is no value in this row."))
    return ""


def _is_withheld(raw: RawValue) -> bool:
    """Whether its office says that the value is not for publication, whether or not it stands there."""
    code = raw.cells.get("conf_status", "").partition(":")[0].strip().upper()
    withheld = raw.cells.get("withheld", "").casefold()
    return code not in ("", columns.FREE) or withheld not in columns.NOT_WITHHELD


def _stated(raw: RawValue) -> dict[str, Any]:
    """What the row says of its value besides the number; what it does not say is not there."""
    found: dict[str, Any] = {}
    status = raw.cells.get("obs_status", "").upper()
    if status and status not in columns.OBS_STATUS:
        raise RefusedError(raw.title("obs_status"), status, _("This is no status of a value."))
    found |= columns.OBS_STATUS.get(status, {})
    found |= _listed(raw, "standing", columns.STANDINGS) | _listed(
        raw, "quality", columns.QUALITIES
    )
    cases = raw.cells.get("cases")
    if cases:
        try:
            found["cases"] = parse_cases(cases)
        except DomainError as error:
            raise RefusedError(raw.title("cases"), cases, str(error)) from error
    for name in ("source", "note"):
        if text := raw.cells.get(name):
            if len(text) > _MOST_TEXT:
                reason = _("This is longer than %(limit)s characters.") % {"limit": _MOST_TEXT}
                raise RefusedError(raw.title(name), text, reason)
            found[name] = text
    return found


def _listed(raw: RawValue, name: str, known: Mapping[str, str]) -> dict[str, str]:
    """The code for a word of a short list; nothing where the cell is empty."""
    said = raw.cells.get(name, "")
    if not said:
        return {}
    code = known.get(fold_spelling(said.replace("_", " ")))
    if code is None:
        raise RefusedError(raw.title(name), said, _("This is not in the list."))
    return {name: code}


def _units() -> dict[str, Unit]:
    return {
        fold_spelling(spelling): row
        for row in Unit.objects.all()
        for spelling in (
            *(row.code, row.name, *row.name_translations.values(), *row.aliases),
            *([row.symbol] if row.symbol else []),
        )
    }


def _groups() -> dict[tuple[str, str], str]:
    return {
        (row.dimension, fold_spelling(spelling)): row.code
        for row in Category.objects.all()
        for spelling in (row.name, *row.name_translations.values(), *row.aliases, row.code)
    }
