"""Public holidays out of a file: CSV (`date,name`) or iCalendar.

Source: RFC 5545 for iCalendar: folded lines, DATE values, DTEND as the first day after.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from nmirf.common.errors import DomainError

MOST_BYTES = 512 * 1024
# A holiday lasts days, not years: what is longer is a mistake in the file.
MOST_DAYS = 31
LONGEST_NAME = 300
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_ESCAPED = re.compile(r"\\([\\;,nN])")


class HolidayFileError(DomainError):
    """The file cannot be read; the message says where."""


def read_holidays(content: bytes) -> dict[dt.date, str]:
    """Day to name, as the file says them; of two names for one day the first.

    A repeated event (RRULE) counts on its first day alone: a year is imported at a time. Raises
    HolidayFileError.
    """
    if len(content) > MOST_BYTES:
        raise HolidayFileError(_("The file is too large for a list of holidays."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise HolidayFileError(_("The file is not text in UTF-8.")) from None
    is_calendar = text.lstrip().upper().startswith("BEGIN:VCALENDAR")
    found: dict[dt.date, str] = {}
    for day, name in _of_calendar(text) if is_calendar else _of_table(text):
        found.setdefault(day, name)
    if not found:
        raise HolidayFileError(_("The file names no holiday."))
    return dict(sorted(found.items()))


def _of_table(text: str) -> Iterator[tuple[dt.date, str]]:
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            values = [cell.strip() for cell in cells]
            if not any(values):
                continue
            day = _day(values[0])
            if day is None and number == 1:
                continue  # a row of titles
            if day is None or len(values) < 2 or not values[1]:
                raise HolidayFileError(
                    _("Row %(row)d: write a date such as 2027-01-01 and a name.") % {"row": number}
                )
            yield day, _name(values[1])
    except csv.Error as error:
        raise HolidayFileError(str(error)) from error


def _of_calendar(text: str) -> Iterator[tuple[dt.date, str]]:
    """Each day of each event that has whole days."""
    event: dict[str, str] = {}
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        head, _colon, value = line.partition(":")
        name = head.partition(";")[0].strip().upper()
        if name == "BEGIN" and value.strip().upper() == "VEVENT":
            event = {}
        elif name == "END" and value.strip().upper() == "VEVENT":
            yield from _days(event)
        elif name in {"DTSTART", "DTEND", "SUMMARY", "STATUS"}:
            event.setdefault(name, value.strip())


def _days(event: dict[str, str]) -> Iterator[tuple[dt.date, str]]:
    start = _day(event.get("DTSTART", ""))
    name = _name(_ESCAPED.sub(_unescaped, event.get("SUMMARY", "")))
    if start is None or not name or event.get("STATUS", "").upper() == "CANCELLED":
        return
    end = _day(event.get("DTEND", "")) or start
    number = max(1, (end - start).days)
    if number > MOST_DAYS:
        raise HolidayFileError(_("“%(name)s” lasts longer than a month.") % {"name": name})
    try:
        for offset in range(number):
            yield start + dt.timedelta(days=offset), name
    except OverflowError:
        return


def _unescaped(found: re.Match[str]) -> str:
    return " " if found.group(1) in "nN" else found.group(1)


def _name(text: str) -> str:
    cleaned = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(cleaned.split())[:LONGEST_NAME]


def _day(text: str) -> dt.date | None:
    found = _DATE.match(text)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
