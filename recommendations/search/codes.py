"""References, document symbols and paragraph numbers, recognised in what was typed.

They are compared by `nmirf_code`, a function of the database: small letters, one dash in the place
of whatever separates, a point only between digits. So "31 (b)", "31(b)" and "31b" are one.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat

_DASH = "\\-\u2010\u2011\u2012\u2013\u2014\u2212"
_NUMBER = r"\d+(?:\.\d+)*(?:[a-z]\b)?(?:\s?\(\s?(?:[a-z]|[ivx]{1,4}|\d\d?)\s?\))*"
# "para. 31(b)", in the languages of the United Nations and Portuguese.
_PARAGRAPH = re.compile(
    rf"(?:para(?:graph|graphe|s|\.)?|par(?:á|a)grafo|párrafo|párr|§|п|пункт|الفقرة|فقرة)[.]?\s*({_NUMBER})(?!\w)",
    re.IGNORECASE,
)
# "A/HRC/28/15", "CEDAW / C / XMA / CO / 8", "CRC/C/XMA/CO/6-7"
_SYMBOL = re.compile(rf"[A-Z][A-Z0-9]*(?:\s?/\s?[A-Z0-9][\w.{_DASH}]*)+(?!\w)")
# "UPR-3-114.5", "CRC-5-31b"; small letters too.
_REFERENCE = re.compile(
    rf"[A-Za-z]+(?:[{_DASH}][\w.]+)*[{_DASH}]\d[\w.]*(?:\s?\(\w{{1,4}}\))*(?!\w)"
)
_SLASHED = re.compile(r"[A-Za-z]+(?:/[\w.\-]+)*/\w*\d[\w.\-]*")
# "96.21", "31 (b)", "31": at most what a paragraph or a year needs.
_BARE = re.compile(rf"(?=\d{{1,4}}(?!\d)){_NUMBER}(?![\w/])", re.IGNORECASE)
_OPERATOR = re.compile(r'["“”„«»|*]|\b(?:OR|NOT|AND)\b|(?:^|\s)[-−]\S')


@dataclass(frozen=True, slots=True)
class Found:
    text: str
    end: int
    is_paragraph: bool = False


def read_code(typed: str, place: int) -> Found | None:
    """What stands at this place, where it looks like a reference, a symbol or a paragraph."""
    if found := _PARAGRAPH.match(typed, place):
        return Found(found[1], found.end(), is_paragraph=True)
    for pattern in (_SYMBOL, _SLASHED, _REFERENCE, _BARE):
        if found := pattern.match(typed, place):
            text = found[0].rstrip(".")
            return Found(text, found.start() + len(text))
    return None


def as_one_code(typed: str) -> str:
    """All that was typed, where it may be one reference with other separators: "UPR 3 114.5"."""
    has_digit = any(letter.isdigit() for letter in typed)
    return typed if has_digit and len(typed) <= 80 and not _OPERATOR.search(typed) else ""


def covered(code: str, *columns: str, exactly: bool = False) -> Q:
    """Rows of which one of the columns is this code or goes on from it: 96 and 96.21, 31 and 31 (b).

    With `exactly`, only those of which it is.
    The columns are the names of annotations made by `with_codes`.
    """
    typed = _normal(Value(code, output_field=TextField()))
    condition = Q()
    for column in columns:
        condition |= Q(**{column: typed})
        for separator in () if exactly else ("-", "."):
            condition |= Q(**{f"{column}__startswith": Concat(typed, Value(separator))})
    return condition


def with_codes(rows: Any) -> Any:
    """Adds `reference_code`, `symbol_code` and `paragraph_code`; each has an index behind it."""
    return rows.alias(
        **{f"{name}_code": _normal(F(name)) for name in ("reference", "symbol", "paragraph")}
    )


def _normal(text: Any) -> Func:
    return Func(text, function="nmirf_code", output_field=TextField())
