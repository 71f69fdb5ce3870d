"""Files of recommendations made into typed rows: no database, no request, constant memory.

    with closing(open_source(path)) as source:
        for row in source.rows: ...

A new format is one module with `FORMAT` and `read_rows(path, limits)`, and a line in `recognise`.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from . import uhri_json, uhri_xlsx
from .language import guess_language
from .recognise import recognise
from .rows import BadFile, Limits, ParsedRow, Problem, Source

__all__ = ["BadFile", "Limits", "ParsedRow", "Problem", "Source", "open_source"]

_READERS: dict[str, Callable[[Path, Limits], Iterator[ParsedRow]]] = {
    uhri_json.FORMAT: uhri_json.read_rows,
    uhri_xlsx.FORMAT: uhri_xlsx.read_rows,
}
_TOTALS: dict[str, Callable[[Path], int | None]] = {
    uhri_json.FORMAT: uhri_json.estimate_total,
}
# Rows looked at before the first is handed on: they show the language, and early mistakes.
_SAMPLE = 40


def open_source(path: Path, limits: Limits | None = None) -> Source:
    """Recognise the file by its content and begin to read it.

    Raises BadFile when it is no export, is unsafe, or has no rows; iterating over the rows raises
    it too, where a file that began well goes wrong. Rows with problems are handed over like others.
    """
    limits = limits or Limits()
    try:
        return _open(path, limits)
    except OSError as error:
        raise BadFile(
            _("The file can't be opened: %(reason)s") % {"reason": error.strerror or error},
            what="unreadable",
        ) from error


def _open(path: Path, limits: Limits) -> Source:
    found = recognise(path, limits)
    rows = _READERS[found](path, limits)
    sample = list(islice(rows, _SAMPLE))
    if not sample:
        raise BadFile(
            _("The file holds no records."), where=_("row %(row)s") % {"row": 1}, what="no rows"
        )
    return Source(
        format=found,
        kind="uhri",
        language=guess_language(row.text for row in sample),
        rows=_resume(sample, rows),
        total=_TOTALS[found](path) if found in _TOTALS else None,
    )


def _resume(sample: list[ParsedRow], rows: Iterator[ParsedRow]) -> Iterator[ParsedRow]:
    yield from sample
    sample.clear()
    yield from rows
