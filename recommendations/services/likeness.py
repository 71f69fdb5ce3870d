"""How alike two texts are, and what of the register is like a text: for people to decide on.

Likeness is the share of three-letter pieces that two texts have in common, in percent, accents and
case aside (PostgreSQL's `pg_trgm`). Nothing is ever merged by it.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from mechanisms.models import Mechanism, State

# From here on a person should look whether two records of one review are the same. Word lists and
# exports differ in brackets, quotation marks and endings: such pairs lie above 80; recommendations
# of several States that ask for the same treaty in other words begin about 60.
SAME = 60
# A later cycle words the same thing anew, so that less is common to both.
REPEATED = 45


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that may be the one in question; `score` in percent, 100 where the place is the same."""

    pk: int
    reference: str
    score: int
    same_place: bool
    text: str
    language: str

    @property
    def why(self) -> str:
        if self.same_place:
            return _("The same document and paragraph")
        return _("%(score)s %% of the wording is common") % {"score": self.score}


_FIND = """
    SELECT r.id, r.reference, round(100 * nmirf_likeness(t.text, %(text)s))::int AS score,
           %(paragraph)s <> '' AND place.same AS same_place, t.text, t.language
      FROM recommendations_recommendation r
      LEFT JOIN mechanisms_review v ON v.id = r.review_id
      LEFT JOIN recommendations_recommendationtext t
        ON t.recommendation_id = r.id AND t.is_authentic
     CROSS JOIN LATERAL (
        SELECT nmirf_paragraph_key(r.paragraph) = nmirf_paragraph_key(%(paragraph)s)
           AND (nmirf_symbol_key(r.symbol) = nmirf_symbol_key(%(symbol)s)
                OR ('' IN (r.symbol, %(symbol)s) AND v.cycle = %(cycle)s)) AS same
     ) AS place
     WHERE r.mechanism_id = %(mechanism)s AND r.addressed_to_id = %(state)s
       AND r.merged_into_id IS NULL
       AND ((%(paragraph)s <> '' AND place.same)
            OR (NOT nmirf_apart(%(symbol)s, %(paragraph)s, r.symbol, r.paragraph)
                AND COALESCE(v.cycle = %(cycle)s, extract(year FROM r.issued_on) = %(year)s, true)
                AND nmirf_likeness(t.text, %(text)s) >= %(least)s))
     ORDER BY same_place DESC NULLS LAST, score DESC NULLS LAST, r.id
     LIMIT 5
"""


def alike(
    *,
    mechanism: Mechanism,
    state: State,
    symbol: str,
    paragraph: str,
    text: str,
    cycle: int | None,
    year: int | None,
) -> list[Alike]:
    """Records at the same place, then those of the same cycle or year with a like text; at most five."""
    values: dict[str, Any] = {
        "mechanism": mechanism.pk,
        "state": state.pk,
        "symbol": symbol,
        "paragraph": paragraph,
        "text": text,
        "cycle": cycle,
        "year": year,
        "least": SAME / 100,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        return [
            Alike(pk, reference, score or 0, bool(same), words or "", language or "")
            for pk, reference, score, same, words, language in cursor.fetchall()
        ]
