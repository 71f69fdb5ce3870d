"""A table of activities, CSV or XLSX: one row each, known again by its code.

Several values of a cell stand apart by semicolons, references and codes by commas too; milestones
and money are lines, their parts apart by "|", which within a part is written "\\|". The same columns
are written by exports, so that a file comes back as it went.
"""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.choices import ActivityStatus, BudgetKind
from activities.currencies import CURRENCIES
from recommendations.parsers.delimited import CsvFile
from recommendations.parsers.recognise import CSV, XLSX, recognise
from recommendations.parsers.rows import MEGABYTE, BadFile, Limits, Problem, Unreadable
from recommendations.parsers.sheet_xml import Cell
from recommendations.parsers.text import storable
from recommendations.parsers.titles import Book, find_titles
from recommendations.parsers.values import parse_date
from recommendations.parsers.xlsx import Workbook

from .objectives import languages

LIMITS = Limits(file=5 * MEGABYTE, record=MEGABYTE, unpacked=100 * MEGABYTE)
MOST_ROWS = 3000
_BETWEEN = re.compile(r"[,;\n]+")
# Names of institutions have commas in them.
_BETWEEN_NAMES = re.compile(r"[;\n]+")
_BAR = re.compile(r"(?<!\\)\|")
# An apostrophe that keeps spreadsheets from taking a text for a formula.
_GUARDED = re.compile(r"^'(?=[\s=+\-@＝＋－＠])")

# What each column holds, in the order of an export.
COLUMNS: dict[str, str | Promise] = {
    "code": gettext_lazy("Your own number of the activity, by which it is known again; needed"),
    "address": gettext_lazy(
        "End of the address of one that is there, by which it is known besides"
    ),
    "title": gettext_lazy("Title, at most 200 characters; needed for a new one"),
    **{
        f"title_{code}": gettext_lazy("Title in the language that the name of the column ends with")
        for code in languages()
    },
    "lead": gettext_lazy("Lead institution: the end of its address, or its name; needed"),
    "starts_on": gettext_lazy("First planned day, as 2026-01-31; needed for a new one"),
    "ends_on": gettext_lazy("Last planned day; needed for a new one"),
    "status": gettext_lazy("planned, in_progress, completed or cancelled"),
    "started_on": gettext_lazy("Day on which it really started"),
    "ended_on": gettext_lazy("Day on which it really ended"),
    "description": gettext_lazy("What is done"),
    "expected_result": gettext_lazy("What will be different for people"),
    "kind_of_act": gettext_lazy("Code of the kind of act, as LEG"),
    "territory": gettext_lazy("Where it takes place"),
    "contributing": gettext_lazy("Contributing institutions, as for lead; apart by semicolons"),
    "partners": gettext_lazy("Partners, as for lead; apart by semicolons"),
    "other_partners": gettext_lazy("Partners that have no entry here, as one text"),
    "recommendations": gettext_lazy("References, as UPR-4-140.26; apart by commas or semicolons"),
    "clusters": gettext_lazy("Ends of the addresses of clusters; apart by semicolons"),
    "objectives": gettext_lazy("Objectives of plans, as national-plan/2.1; apart by semicolons"),
    "groups": gettext_lazy("Codes of the people whom it is for; apart by semicolons"),
    "milestones": gettext_lazy("One a line: day due | what is to be done | day done"),
    "budget": gettext_lazy(
        "One a line: planned, committed or spent | year | amount | currency | source | funder"
    ),
}
DAYS = ("starts_on", "ends_on", "started_on", "ended_on")
LISTS = ("contributing", "partners", "recommendations", "clusters", "objectives", "groups")
TITLES = {f"title_{code}": code for code in languages()}
LENGTHS = {"code": 40, "title": 200, "territory": 200, "other_partners": 300}
LENGTHS |= dict.fromkeys(TITLES, 200)


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone in a file."""

    title: str
    due_on: dt.date
    done_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a file; `funder` is how an institution is named there, "" for none."""

    kind: str
    year: int
    amount: Decimal
    currency: str
    source: str
    funder: str


@dataclass(slots=True)
class Row:
    """One activity of a file. What the file has no column for is in none of the mappings."""

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    days: dict[str, dt.date | None] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    steps: list[Step] | None = None
    money: list[Money] | None = None
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, column: str, value: object, message: str) -> None:
        self.problems.append(Problem(column, str(value)[:80], message))


def read(path: Path, today: dt.date) -> list[Row]:
    """All rows, those with problems among them. Raises BadFile where the file as a whole is none."""
    found = recognise(path, LIMITS)
    if found not in (CSV, XLSX):
        raise BadFile(_("This is no table: save it as .xlsx or as CSV."), what="no table")
    book: Book = Workbook(path, LIMITS) if found == XLSX else CsvFile(path, LIMITS)
    with closing(book):
        return list(_rows(book, today))


def _rows(book: Book, today: dt.date) -> Iterator[Row]:
    titles = find_titles(book, lambda by_column: "code" in map(_field, by_column.values()))
    if titles is None:
        raise BadFile(_("No row of titles was found: one column has the title “code”."))
    unknown = [title for title in titles.by_column.values() if _field(title) not in COLUMNS]
    if unknown:
        words = _("There is no column “%(title)s”; the template has those that there are.")
        raise BadFile(words % {"title": unknown[0].strip()[:80]}, where=titles.place)
    named = titles.fields(_field)
    count = 0
    with closing(titles.rows()) as rows:
        for number, cells in rows:
            count += 1
            if count > MOST_ROWS:
                words = _("At most %(number)d activities are read at once: divide the file.")
                raise BadFile(words % {"number": MOST_ROWS}, where=book.place(titles.sheet, number))
            values = {name: cells.get(column, "") for column, name in named.items()}
            yield _row(number, values, book.serial_shift, today)


def _field(title: str) -> str:
    return re.sub(r"[\s_-]+", "_", title.strip().casefold())


def _row(number: int, values: dict[str, Cell], shift: int, today: dt.date) -> Row:
    row = Row(number)
    for name, value in values.items():
        if isinstance(value, Unreadable):
            row.refuse(name, value.shown, value.message)
        elif name in DAYS:
            row.days[name] = _day(row, name, value, shift)
        elif name in LISTS:
            between = _BETWEEN_NAMES if name in ("contributing", "partners") else _BETWEEN
            row.lists[name] = [part.strip() for part in between.split(_text(value)) if part.strip()]
        elif name == "milestones":
            row.steps = [*_steps(row, _text(value), today)]
        elif name == "budget":
            row.money = [*_money(row, _text(value))]
        else:
            row.texts[name] = _plain(row, name, _text(value))
    _check_days(row, today)
    return row


def _text(value: Cell) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _GUARDED.sub("", storable(str(value))).strip()


def _plain(row: Row, name: str, text: str) -> str:
    most = LENGTHS.get(name)
    if most and len(text) > most:
        words = _("This has %(length)s characters; at most %(most)s are allowed.")
        row.refuse(name, text, words % {"length": len(text), "most": most})
    if name == "status" and text not in ("", *ActivityStatus.values):
        row.refuse(name, text, _("A status is planned, in_progress, completed or cancelled."))
    return text


def _day(row: Row, name: str, value: Cell, shift: int = 0) -> dt.date | None:
    try:
        return parse_date(value + shift if isinstance(value, float) else _text(value))
    except ValueError as error:
        row.refuse(name, value, str(error))
        return None


def _check_days(row: Row, today: dt.date) -> None:
    for first, last, words in (
        ("starts_on", "ends_on", _("The activity ends before it starts.")),
        ("started_on", "ended_on", _("It ended before it started.")),
    ):
        start, end = row.days.get(first), row.days.get(last)
        if start and end and end < start:
            row.refuse(last, end, words)
    for name in ("started_on", "ended_on"):
        day = row.days.get(name)
        if day and day > today:
            row.refuse(name, day, _("This day lies ahead."))


def line_of(*parts: object) -> str:
    """The parts of a milestone or an amount, as they are read again; None is nothing."""
    words = ["" if part is None else str(part).replace("|", r"\|") for part in parts]
    while words and not words[-1]:
        words.pop()
    return " | ".join(words)


def _parts(line: str, number: int) -> list[str]:
    parts = [part.replace(r"\|", "|").strip() for part in _BAR.split(line)]
    return parts + [""] * (number - len(parts))


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _steps(row: Row, text: str, today: dt.date) -> Iterator[Step]:
    for line in _lines(text):
        due, title, done, *more = _parts(line, 3)
        due_on = _day(row, "milestones", due)
        done_on = _day(row, "milestones", done) if done else None
        if more or not due_on or not title or len(title) > 200:
            words = _("A milestone is written: day due | what is to be done | day done.")
            row.refuse("milestones", line, words)
        elif done_on and done_on > today:
            row.refuse("milestones", line, _("A milestone is done when it is done."))
        else:
            yield Step(title, due_on, done_on)


def _money(row: Row, text: str) -> Iterator[Money]:
    for line in _lines(text):
        kind, year, amount, currency, source, funder, *more = _parts(line, 6)
        found = Money(kind, _year(year), _amount(amount), currency.upper(), source, funder)
        problem = _("Too many parts are in this line.") if more else _wrong(found)
        if problem:
            row.refuse("budget", line, problem)
        else:
            yield found


def _wrong(money: Money) -> str:
    """What is wrong with an amount; "" for nothing."""
    checks = (
        (money.kind in BudgetKind.values, _("Money is planned, committed or spent.")),
        (1990 <= money.year <= 2100, _("The year is none from 1990 to 2100.")),
        (money.amount.is_finite(), _("The amount is no number; write 1250000.50.")),
        (money.amount >= 0 if money.amount.is_finite() else True, _("An amount is not negative.")),
        (
            money.currency in CURRENCIES,
            _("“%(code)s” is no currency of ISO 4217.") % {"code": money.currency},
        ),
        (0 < len(money.source) <= 200, _("Say where the money comes from.")),
    )
    return next((words for holds, words in checks if not holds), "")


def _year(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{4}", text) else 0


def _amount(text: str) -> Decimal:
    """The amount; not a number where it is none, or more exact or larger than money is."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")
    fits = re.fullmatch(r"-?[0-9]{1,14}(\.[0-9]{1,2})?", text)
    return found if fits else Decimal("NaN")
