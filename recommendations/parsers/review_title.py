"""What the title of a Word list, or the head of its pages, says of the review."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

from . import values
from .rows import Stated
from .text import clean_text

_SYMBOL = re.compile(r"\bA/HRC/(?:[\w.()-]+/)*\d+(?:/[\w.()-]+)*")
_ADDENDA = re.compile(r"(?:/(?:Add|Corr|Rev)\.?\s?\d*)+$", re.IGNORECASE)

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_ORDINAL = r"(\d{1,3})\s?(?:st|nd|rd|th|ère|er|ème|e|º|ª|°|o|a)?\.?"
_CYCLE = re.compile(
    rf"(?:{_ORDINAL}|\b({'|'.join(_ORDINALS)}))\s+(?:upr\s+)?(?:cycle|ciclo)\b"
    r"|\b(?:cycle|ciclo)\s*:?\s*(\d)(?!\d)",
    re.IGNORECASE,
)
_SESSION = re.compile(
    rf"{_ORDINAL}\s+(?:upr\s+)?(?:session|per[ií]odo)|\bsession\s*:?\s*(\d{{1,3}})(?!\d)"
    r"|\bUPR\s?(\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_COUNTRY = (
    re.compile(
        r"\b(?:UPR|universal periodic review|EPU|examen p[ée]riodi(?:que|co) universel?)\s*"
        r"(?:\(UPR\)\s*)?(?:of|[–:-]|de l['’]|de la|des|du|de|del)\s+(?:the\s)?"
        r"([^\W\d_][^\n|;:–]{2,80}?)\s*(?=\(\s*(?:\d|first|second|third|fourth|cycle)|[–;:|]|\n|$)",
        re.IGNORECASE,
    ),
    re.compile(r"\bUPR\s?\d{1,2}[ _]+([^\W\d_][^\n_]{2,60}?)[ _]+thematic", re.IGNORECASE),
)
_DOCUMENT = "document:"
_FACT = re.compile(r"(cycle|session) (\d{1,3})")
_STATE = re.compile(r"[A-Z]{3}")
_NO_COUNTRY = re.compile(
    r"\d|\b(?:cycle|ciclo|session|thematic|list|report|review|examen|working|recommend)",
    re.IGNORECASE,
)


class About(NamedTuple):
    """What the document says of all its rows; None or "" where it says nothing."""

    country: str
    session: int | None
    cycle: int | None
    symbol: str


def report_symbol(source: str) -> str:
    """The symbol of the review's report, from that of the answer to it: without "/Add.1".

    Source: the Council's own reports carry the number 2 in each session (A/HRC/43/2); a position
    taken orally is found there, and the review's report is another.
    """
    found = _SYMBOL.search(source)
    symbol = _ADDENDA.sub("", found.group()) if found else ""
    return "" if re.fullmatch(r"A/HRC/\d+/2", symbol) else symbol


def document_of(line: str) -> Stated | None:
    """The document that a row over all columns names; None where it names none.

    "Document: A/HRC/43/15 | UPR | SVN | cycle 3 | session 34 | 2019-12-26", with "–" for no symbol;
    this register's own files have such rows.
    """
    symbol, *facts = (fact.strip() for fact in line.strip().split("|"))
    if not facts or not symbol.casefold().startswith(_DOCUMENT):
        return None
    numbers: dict[str, int] = {}
    published_on, state = None, ""
    for fact in facts[1:]:
        if found := _FACT.fullmatch(fact):
            numbers[found.group(1)] = int(found.group(2))
        elif _STATE.fullmatch(fact):
            state = fact
        else:
            published_on = published_on or _day(fact)
    return Stated(
        symbol=symbol[len(_DOCUMENT) :].strip(" –"),
        body=facts[0],
        cycle=numbers.get("cycle"),
        session=numbers.get("session"),
        published_on=published_on,
        state=state,
    )


def about(texts: Iterable[str]) -> About:
    """Country, session and cycle from the title of the document or the head of its pages."""
    country, session, cycle, symbol = "", None, None, ""
    for text in (_spaced(text) for text in texts):
        country = country or _country(text)
        session = session or _number(_SESSION.search(text))
        cycle = cycle or _number(_CYCLE.search(text))
        symbol = symbol or report_symbol(text)
    if cycle is None and session:
        cycle = values.cycle_of_session(session)
    return About(country, session, cycle, symbol)


def _spaced(text: str) -> str:
    """Clean, line by line."""
    return "\n".join(filter(None, map(clean_text, text.split("\n"))))


def _country(text: str) -> str:
    for known in _COUNTRY:
        for found in known.finditer(text):
            name = found.group(1).strip()
            if not _NO_COUNTRY.search(name):
                return name
    return ""


def _day(fact: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(fact)
    except ValueError:
        return None


def _number(found: re.Match[str] | None) -> int | None:
    said = next(filter(None, found.groups()), "") if found else ""
    return int(said) if said.isdecimal() else _ORDINALS.get(said.lower())
