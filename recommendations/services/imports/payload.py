"""What a source says of one recommendation, in a form that two imports can compare.

Codes stand for terms, so that a label that became known since shows as a change; whatever depends
on the file's format alone is left out, so that the same row of a JSON and of an XLSX is equal.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from mechanisms.models import Mechanism
from recommendations.choices import Position, SourceKind
from recommendations.models import ImportBatch, Recommendation, RecommendationText
from recommendations.parsers import ParsedRow

from .terms import UNKNOWN, Terms

Payload = dict[str, Any]
Changes = dict[str, list[Any]]

# What stands for the source of a position where the file names none.
POSITION_SOURCES = {
    SourceKind.UHRI: "Universal Human Rights Index (UHRI)",
    SourceKind.OHCHR_LIST: "OHCHR thematic list of recommendations",
    SourceKind.UPR_INFO: "UPR Info",
}
_MOST_KEY = 200
_MOST_SOURCE = 200

COMPARED = (
    *("mechanism", "symbol", "paragraph", "kind", "heading", "text", "countries", "position"),
    *("recommending_states", "themes", "groups", "sdgs", "cycle", "session", "issued_on"),
    *("position_source", "response", "codings"),
)
# Each kind of term that may match nothing, by the name of its list in the payload.
TERM_LISTS = ("themes", "groups", "sdgs", "recommending_states")
# What another source may fill in where the record has nothing.
_FILLED = (
    *("annotation_id", "symbol", "paragraph", "heading", "position", "position_source"),
    *("response", "cycle", "session", "issued_on"),
)
# Of these a later word of the same source is taken over while the record says what it said before.
_FOLLOWED = ("position", "position_source", "response")


def payload_of_row(row: ParsedRow, mechanism: Mechanism, terms: Terms, language: str) -> Payload:
    labels = {
        "themes": row.themes,
        "groups": row.groups,
        "sdgs": row.sdgs,
        "recommending_states": row.recommending_states,
    }
    payload: Payload = {name: terms.codes(name, found) for name, found in labels.items()}
    payload |= {
        "annotation_id": row.annotation_id,
        "key": key_of(row),
        "mechanism": mechanism.code,
        "symbol": row.symbol,
        "paragraph": row.paragraph,
        "kind": row.kind,
        "language": language,
        "heading": row.heading,
        "text": row.text,
        "raw": row.text_raw,
        "countries": terms.addressee_codes(row.countries),
        "position": row.upr_position or str(Position.NOT_STATED),
        "position_source": row.position_source[:_MOST_SOURCE],
        "response": row.response,
        "codings": sorted([scheme[:40], value[:200]] for scheme, value in set(row.codings)),
        "cycle": row.upr_cycle,
        "session": row.upr_session,
        "issued_on": row.published_on.isoformat() if row.published_on else None,
    }
    if terms.decided:
        lent = {name: terms.lent(name, found) for name, found in labels.items()}
        payload["lent"] = {name: found for name, found in lent.items() if found}
    return payload


def key_of(row: ParsedRow) -> str:
    """The source's own name of the row; "" if it has none."""
    return (row.key or row.annotation_id or "")[:_MOST_KEY]


def whole_key(row: ParsedRow) -> str:
    """What the parts of a row are named after: its name, else its place in the document."""
    place = f"{row.symbol} {row.paragraph}" if row.symbol and row.paragraph else ""
    return key_of(row) or place


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
        "position_source": record.position_source,
        "response": record.response,
        "codings": sorted([one.scheme, one.value] for one in record.codings.all()),
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
        if (before.get(field) or None) != (after[field] or None)
    }
    if after["annotation_id"] and not before.get("annotation_id"):
        changes["annotation_id"] = [None, after["annotation_id"]]
    if changes.keys() & {"text", "heading", "paragraph"}:
        changes["raw"] = [before.get("raw"), after["raw"]]
    return changes


def additions(
    now: Payload, said: Payload, before: Payload | None, others: Sequence[Payload]
) -> Changes:
    """Field → [now, after] of what a further source adds to a record, and it never does more.

    `now` is what the register says, `said` what the source says today and `before` what it said
    last; `others` is what the other sources said. A link that any of them said before and that is
    gone was taken away by a person, and stays away.
    """
    changes: Changes = {}
    past = [one for one in (before, *others) if one]
    for name in TERM_LISTS:
        heard = set().union(*(known(one.get(name) or ()) for one in past))
        if new := known(said[name]) - known(now[name]) - heard:
            changes[name] = [now[name], sorted({*now[name], *new})]
    heard_codings = [pair for one in past for pair in one.get("codings", [])]
    codings = [c for c in said["codings"] if c not in now["codings"] and c not in heard_codings]
    if codings:
        changes["codings"] = [now["codings"], sorted([*now["codings"], *codings])]
    for name in _FILLED:
        if _adds(name, now, said, before, others):
            changes[name] = [now[name], said[name]]
    if "position" not in changes and said["position"] != now["position"]:
        # Where the position is another one, this is the source of something else.
        changes.pop("position_source", None)
    return changes


def _adds(
    name: str, now: Payload, said: Payload, before: Payload | None, others: Sequence[Payload]
) -> bool:
    value = said[name]
    if _is_nothing(value) or value == now[name]:
        return False
    if name == "position_source" and now[name] in POSITION_SOURCES.values():
        return True
    if before is not None and value == before.get(name):
        return False
    if _is_nothing(now[name]):
        return True
    return (
        name in _FOLLOWED
        and before is not None
        and now[name] == before.get(name)
        and not any(one.get(name) == now[name] for one in others)
    )


def _is_nothing(value: Any) -> bool:
    return not value or value == Position.NOT_STATED


def carry_over(before: Payload, said: Payload) -> None:
    """Let a label stand for the term that it stood for when its source was imported last."""
    for name, labels in before.get("lent", {}).items():
        for label, code in labels.items():
            if UNKNOWN + label in said[name]:
                said[name] = sorted({*said[name], code} - {UNKNOWN + label})
                said.setdefault("lent", {}).setdefault(name, {})[label] = code


def position_source_of(batch: ImportBatch, source: str) -> str:
    """What a position's source is where the file doesn't say it."""
    return POSITION_SOURCES.get(SourceKind(source), batch.filename)


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
