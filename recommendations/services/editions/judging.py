"""Which record each row of an edition is, and what it would do to that record's texts."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Func, Prefetch, Q, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from recommendations.choices import WRITING_OUTCOMES, EditionOutcome, TextStanding
from recommendations.models import (
    Recommendation,
    RecommendationText,
    TextEdition,
    TextEditionRow,
)

# What a replaced translation is put back from.
KEPT = ("text", "heading", "raw", "is_official", "is_machine_made", "source", "translator")
# `symbol_name`, by the database.
_SYMBOL_NAME = Upper(
    Func(F("symbol"), Value(r"\s+"), Value(""), Value("g"), function="regexp_replace"),
    output_field=CharField(),
)
_NOISE = re.compile(r"[\s()\[\].,:؛،\-–]+")


def judge(edition: TextEdition, rows: Sequence[TextEditionRow]) -> None:
    """Set record, outcome, message and what would be replaced on each row; two queries.

    Rows that were rejected as they were read stay rejected. Where a person said which record a row
    is, no other row is taken for that one. Rows are not saved.
    """
    usable = [row for row in rows if row.outcome != EditionOutcome.REJECTED]
    places = _Places(_candidates(edition, usable))
    taken: dict[int, int] = {}
    for row in sorted(usable, key=lambda row: not row.is_chosen):
        found = places.chosen(row) or places.find(row, edition.review_id)
        record = found[0] if len(found) == 1 else None
        row.recommendation, row.before, row.message = record, {}, ""
        if record is None:
            row.outcome = EditionOutcome.AMBIGUOUS if found else EditionOutcome.NOT_FOUND
            row.message = ", ".join(one.reference for one in found)[:500]
        elif record.pk in taken:
            row.outcome = EditionOutcome.AMBIGUOUS
            row.message = _("Row %(number)d is of the same recommendation.") % {
                "number": taken[record.pk]
            }
        else:
            taken[record.pk] = row.position
            _compare(edition, row, record)


def fitting(
    edition: TextEdition, rows: Sequence[TextEditionRow]
) -> dict[int, list[Recommendation]]:
    """Position of a row → the records that it may be; two queries."""
    places = _Places(_candidates(edition, rows))
    return {row.position: places.find(row, edition.review_id) for row in rows}


def counts_of(rows: Iterable[TextEditionRow]) -> dict[str, int]:
    """Rows by outcome, each outcome named."""
    counts = {str(outcome): 0 for outcome in EditionOutcome}
    for row in rows:
        counts[str(row.outcome)] += 1
    return counts


def writes(counts: dict[str, int]) -> int:
    """How many texts the edition writes."""
    return sum(counts.get(str(outcome), 0) for outcome in WRITING_OUTCOMES)


def _compare(edition: TextEdition, row: TextEditionRow, record: Recommendation) -> None:
    here = next((text for text in record.texts.all() if text.language == edition.language), None)
    if here is None:
        row.outcome = EditionOutcome.NEW
    elif _plain(here.text) == _plain(row.text):
        row.outcome = EditionOutcome.EQUAL
    elif here.is_authentic:
        row.outcome = EditionOutcome.AUTHENTIC
    else:
        row.outcome = EditionOutcome.REPLACE
        row.before = {name: getattr(here, name) for name in KEPT}
        if here.is_official and edition.standing != TextStanding.OFFICIAL:
            row.message = _("It takes the place of an official translation.")


def _plain(text: str) -> str:
    return " ".join(text.split())


class _Places:
    """Records by annotation, by document and paragraph, by review and paragraph."""

    def __init__(self, records: Iterable[Recommendation]) -> None:
        self.by_key: dict[int, Recommendation] = {}
        self.by_annotation: dict[str, Recommendation] = {}
        self.by_paragraph: dict[tuple[Any, str], list[Recommendation]] = defaultdict(list)
        for record in records:
            self.by_key[record.pk] = record
            if record.annotation_id:
                self.by_annotation[str(record.annotation_id)] = record
            paragraph = paragraph_name(record.paragraph)
            if paragraph:
                self.by_paragraph[symbol_name(record.symbol), paragraph].append(record)
                self.by_paragraph[record.review_id, paragraph].append(record)

    def chosen(self, row: TextEditionRow) -> list[Recommendation]:
        """The record that a person named, as long as it is there."""
        record = self.by_key.get(row.recommendation_id or 0) if row.is_chosen else None
        return [record] if record else []

    def find(self, row: TextEditionRow, review: int | None) -> list[Recommendation]:
        """The records that the row may be; empty where there is none."""
        if row.annotation_id in self.by_annotation:
            return [self.by_annotation[row.annotation_id]]
        paragraph = paragraph_name(row.paragraph)
        if not paragraph:
            return []
        documents = (symbol_name(row.symbol), review)
        found = (self.by_paragraph.get((name, paragraph)) for name in documents if name)
        return next(filter(None, found), [])


def _candidates(edition: TextEdition, rows: Sequence[TextEditionRow]) -> Iterable[Recommendation]:
    annotations = [row.annotation_id for row in rows if _is_uuid(row.annotation_id)]
    symbols = {symbol_name(row.symbol) for row in rows if row.symbol}
    chosen = [row.recommendation_id for row in rows if row.is_chosen]
    condition = Q(annotation_id__in=annotations) | Q(named__in=symbols) | Q(pk__in=chosen)
    if edition.review_id:
        condition |= Q(review=edition.review_id)
    texts = RecommendationText.objects.filter(Q(language=edition.language) | Q(is_authentic=True))
    return (
        Recommendation.objects.alias(named=_SYMBOL_NAME)
        .filter(condition, merged_into=None)
        .prefetch_related(Prefetch("texts", texts.defer("search_vector")))
        .order_by("pk")
    )


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def symbol_name(symbol: str) -> str:
    return "".join(symbol.split()).upper()


def paragraph_name(paragraph: str) -> str:
    """A paragraph's number without what editions write differently: "22 (a)" → "22a", "٣٥" → "35".

    Dots inside of a number stay: "140.25" is not "14025".
    """
    digits = "".join(
        str(unicodedata.decimal(sign)) if unicodedata.decimal(sign, None) is not None else sign
        for sign in paragraph
    )
    parts = [_NOISE.sub("", part) for part in digits.split(".")]
    return ".".join(part for part in parts if part).lower()
