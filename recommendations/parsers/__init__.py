"""Files of recommendations made into typed rows: no database, no request, constant memory.

    with closing(open_source(path)) as source:
        for row in source.rows: ...

A new format is one module with `FORMAT` and `read_rows(path, limits)`, and a line in `recognise`.
"""

from collections.abc import Callable, Iterator, Set
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from . import ohchr_list, uhri_json, uhri_xlsx, values
from .language import guess_language
from .mapping import NeedsMapping, TableMapping, TablePeek
from .recognise import recognise
from .rows import BadFile, Limits, ParsedRow, Problem, Source, Stated

__all__ = [
    "BadFile",
    "Limits",
    "NeedsMapping",
    "ParsedRow",
    "Problem",
    "Source",
    "Stated",
    "TableMapping",
    "TablePeek",
    "open_source",
]

_READERS: dict[str, Callable[[Path, Limits], Iterator[ParsedRow]]] = {
    ohchr_list.FORMAT: ohchr_list.read_rows,
    uhri_json.FORMAT: uhri_json.read_rows,
    uhri_xlsx.FORMAT: uhri_xlsx.read_rows,
}
_TOTALS: dict[str, Callable[[Path], int | None]] = {
    uhri_json.FORMAT: uhri_json.estimate_total,
}
_KINDS = {ohchr_list.FORMAT: "ohchr_list", uhri_json.FORMAT: "uhri", uhri_xlsx.FORMAT: "uhri"}
# Rows looked at before the first is handed on: they show the language, and early mistakes.
_SAMPLE = 40


def open_source(
    path: Path,
    limits: Limits | None = None,
    *,
    mapping: TableMapping | None = None,
    stated: Stated | None = None,
    state_hint: Set[str] | None = None,
) -> Source:
    """Recognise the file by its content and begin to read it.

    `mapping` says how to read a table that nobody knows; without one, NeedsMapping is raised and
    carries the beginning of the table. `stated` fills in what the file doesn't say. `state_hint`
    holds the folded spellings of the one State that is wanted: a format that can then hands over
    rows clearly addressed to others with position, body and countries alone.

    Raises BadFile when it is no export, is unsafe, or has no rows; iterating over the rows raises
    it too, where a file that began well goes wrong. Rows with problems are handed over like others.
    """
    limits = limits or Limits()
    try:
        return _open(path, limits, stated or Stated())
    except OSError as error:
        raise BadFile(
            _("The file can't be opened: %(reason)s") % {"reason": error.strerror or error},
            what="unreadable",
        ) from error


def _open(path: Path, limits: Limits, stated: Stated) -> Source:
    found = recognise(path, limits)
    rows = _READERS[found](path, limits)
    sample = list(islice(rows, _SAMPLE))
    if not sample:
        raise BadFile(
            _("The file holds no records."), where=_("row %(row)s") % {"row": 1}, what="no rows"
        )
    language = stated.language or guess_language(row.text for row in sample)
    rows = _resume(sample, rows)
    return Source(
        format=found,
        kind=_KINDS[found],
        language=language,
        rows=rows if stated == Stated(language=stated.language) else _filled(rows, stated),
        total=_TOTALS[found](path) if found in _TOTALS else None,
    )


def _resume(sample: list[ParsedRow], rows: Iterator[ParsedRow]) -> Iterator[ParsedRow]:
    yield from sample
    sample.clear()
    yield from rows


def _filled(rows: Iterator[ParsedRow], stated: Stated) -> Iterator[ParsedRow]:
    """The rows, with what a person stated of the file where they say nothing themselves."""
    cycle = stated.cycle or (values.cycle_of_session(stated.session) if stated.session else None)
    for row in rows:
        said: dict[str, Any] = {
            "symbol": row.symbol or stated.symbol,
            "body": row.body or stated.body,
            "countries": row.countries or tuple(filter(None, [stated.state])),
            "published_on": row.published_on or stated.published_on,
        }
        if values.is_upr(said["body"]):
            said["upr_session"] = row.upr_session or stated.session
            said["upr_cycle"] = row.upr_cycle or cycle
        yield replace(row, **said)
