"""The rows of this register's own Word lists, which look like OHCHR's and are read without a guess.

What is written before and behind a text is set apart from it by a tab or a no-break space before a
bracket; `plain` leaves neither in the text itself. A row that names no reference was put in by a
person and is none of these.
"""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from . import values
from .rows import ParsedRow, Problem, Stated
from .text import clean_text, storable
from .uhri import MAX_TEXT, shorten

FORMAT = "register_list"
NONE = "–"
AFTER_NUMBER = "\t"
BEFORE_STATES = "\u00a0("
BETWEEN_STATES = "; "
SOURCE = "Source of Position:\t"
REFERENCE = "Reference: "
BULLET = "- "
SDGS = "SDGs:"
GROUPS = "Affected persons:"
_SPACES = re.compile(r"[^\S\n]")


def plain(text: str) -> str:
    """The text with an ordinary space for each other one; line breaks stay."""
    return _SPACES.sub(" ", text).strip()


def reference_of(cells: Mapping[str, Sequence[str]]) -> str:
    """The reference that the row names; "" in one that a register did not write."""
    lines = (line for line in cells.get("response", ()) if line.startswith(REFERENCE))
    return next((line.removeprefix(REFERENCE).strip() for line in lines), "")


def parsed(
    position: int, cells: Mapping[str, Sequence[str]], titles: Mapping[str, str], document: Stated
) -> ParsedRow:
    """What the row says; its lines of how far the recommendation is implemented say nothing new."""
    lines = list(cells.get("text", ()))
    source = lines.pop().removeprefix(SOURCE) if lines and lines[-1].startswith(SOURCE) else ""
    states = _states(lines)
    number, _tab, first = lines[0].partition(AFTER_NUMBER) if lines else ("", "", "")
    raw = storable("\n".join(filter(None, [first, *lines[1:]])))
    problems = []
    if len(raw) > MAX_TEXT:
        message = _("This is longer than %(limit)s characters.") % {"limit": MAX_TEXT}
        problems.append(Problem(titles["text"], shorten(raw), message))
    elif not clean_text(raw):
        problems.append(Problem(titles["text"], "", _("There is no text.")))
    terms = _terms(cells.get("themes", ()))
    stated = tuple(cells.get("position", ()))
    try:
        taken = values.parse_position(stated)
    except ValueError as error:
        taken = ""
        problems.append(Problem(titles["position"], shorten(" ".join(stated)), str(error)))
    return ParsedRow(
        position=position,
        kind="recommendation",
        body=document.body,
        symbol=document.symbol,
        paragraph="" if number == NONE else number,
        text_raw="" if len(raw) > MAX_TEXT else raw,
        text="" if len(raw) > MAX_TEXT else clean_text(raw),
        countries=tuple(filter(None, [document.state])),
        recommending_states=states,
        upr_position=taken,
        upr_cycle=document.cycle,
        upr_session=document.session,
        published_on=document.published_on,
        position_source=source,
        reference=reference_of(cells),
        problems=tuple(problems),
        themes=terms["themes"],
        sdgs=terms["sdgs"],
        groups=terms["groups"],
    )


def _states(lines: list[str]) -> tuple[str, ...]:
    """Take the States in brackets off the last line."""
    before, opening, named = lines[-1].rpartition(BEFORE_STATES) if lines else ("", "", "")
    if not opening:
        return ()
    lines[-1] = before
    return tuple(filter(None, named.removesuffix(")").split(BETWEEN_STATES)))


def _terms(lines: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The labels of the cell of themes by field, as they stand."""
    found: dict[str, list[str]] = {"themes": [], "sdgs": [], "groups": []}
    field = "themes"
    for line in lines:
        if heading := {SDGS: "sdgs", GROUPS: "groups"}.get(line):
            field = heading
        elif label := line.removeprefix(BULLET).strip():
            found[field].append(label)
    return {name: tuple(labels) for name, labels in found.items()}
