"""What a source says of one recommendation, in a form that two imports can compare.

Codes stand for terms, so that a label that became known since shows as a change; whatever depends
on the file's format alone is left out, so that the same row of a JSON and of an XLSX is equal.
"""

from collections.abc import Iterable
from typing import Any

from mechanisms.models import Mechanism
from recommendations.choices import Position
from recommendations.models import Recommendation, RecommendationText
from recommendations.parsers import ParsedRow

from .terms import UNKNOWN, Terms

Payload = dict[str, Any]
Changes = dict[str, list[Any]]

COMPARED = (
    *("mechanism", "symbol", "paragraph", "kind", "heading", "text", "countries", "position"),
    *("recommending_states", "themes", "groups", "sdgs", "cycle", "session", "issued_on"),
)
# Each kind of term that may match nothing, by the name of its list in the payload.
TERM_LISTS = ("themes", "groups", "sdgs", "recommending_states")


def payload_of_row(row: ParsedRow, mechanism: Mechanism, terms: Terms, language: str) -> Payload:
    return {
        "annotation_id": row.annotation_id,
        "mechanism": mechanism.code,
        "symbol": row.symbol,
        "paragraph": row.paragraph,
        "kind": row.kind,
        "language": language,
        "heading": row.heading,
        "text": row.text,
        "raw": row.text_raw,
        "countries": terms.state_codes(row.countries),
        "recommending_states": terms.state_codes(row.recommending_states),
        "themes": terms.theme_codes(row.themes),
        "groups": terms.group_codes(row.groups),
        "sdgs": terms.sdg_codes(row.sdgs),
        "position": row.upr_position or str(Position.NOT_STATED),
        "cycle": row.upr_cycle,
        "session": row.upr_session,
        "issued_on": row.published_on.isoformat() if row.published_on else None,
    }


def payload_of_record(record: Recommendation) -> Payload:
    """What the register itself says now; reads the links, so prefetch them for more than one."""
    text = record.authentic or RecommendationText()
    review = record.review
    sdgs = [str(link.goal.number) for link in record.sdg_goal_links.all()]
    sdgs += [link.target.code for link in record.sdg_target_links.all()]
    return {
        "annotation_id": str(record.annotation_id) if record.annotation_id else None,
        "mechanism": record.mechanism.code,
        "symbol": record.symbol,
        "paragraph": record.paragraph,
        "kind": record.kind,
        "language": text.language,
        "heading": text.heading,
        "text": text.text,
        "raw": text.raw,
        "countries": [record.addressed_to.iso3],
        "recommending_states": sorted(state.iso3 for state in record.recommending_states.all()),
        "themes": sorted(link.theme.code for link in record.theme_links.all()),
        "groups": sorted(link.group.code for link in record.group_links.all()),
        "sdgs": sorted(sdgs),
        "position": record.position,
        "cycle": review.cycle if review else None,
        "session": review.session if review else None,
        "issued_on": record.issued_on.isoformat() if record.issued_on else None,
    }


def difference(before: Payload, after: Payload) -> Changes:
    """Field → [before, after] of what the source changed.

    An id that is new to the register is a change too: the source has caught up with a record that
    was typed by hand. With the text comes its raw form.
    """
    changes = {
        field: [before.get(field), after[field]]
        for field in COMPARED
        if before.get(field) != after[field]
    }
    if after["annotation_id"] and not before.get("annotation_id"):
        changes["annotation_id"] = [None, after["annotation_id"]]
    if changes.keys() & {"text", "heading", "paragraph"}:
        changes["raw"] = [before.get("raw"), after["raw"]]
    return changes


def known(codes: Iterable[str]) -> set[str]:
    """The codes among them, without labels that matched nothing."""
    return {code for code in codes if not code.startswith(UNKNOWN)}


def unmatched(payload: Payload) -> list[tuple[str, str]]:
    """(list, label) of every term of the row that no list knows."""
    return [
        (name, code.removeprefix(UNKNOWN))
        for name in TERM_LISTS
        for code in payload[name]
        if code.startswith(UNKNOWN)
    ]
