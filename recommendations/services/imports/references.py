"""References under which people cite a recommendation: `UPR-4-140.253`, `CESCR-6-31b`.

They follow from the document alone, so that a file gives the same ones whatever its format and
the order of its rows.
"""

import datetime as dt
import re

from django.conf import settings
from django.db import connection

from mechanisms.choices import MechanismKind
from mechanisms.models import Mechanism, State
from recommendations.models import ImportBatch

_DOCUMENT_NUMBER = re.compile(r"/CO/(\d+(?:[-–]\d+)*)", re.IGNORECASE)
_KEY_LENGTH = 60
# Room for the number that a reference may get behind it.
_LENGTH = 72


def paragraph_key(paragraph: str) -> str:
    """Paragraph numbers as text that sorts as numbers do: "9" before "10", "31" before "31 (b)"."""
    parts = re.findall(r"\d+|[^\W\d_]+", paragraph.lower())
    return ".".join(part.zfill(5) if part.isdecimal() else part for part in parts)[:_KEY_LENGTH]


def base_reference(
    *,
    mechanism: Mechanism,
    state: State,
    symbol: str,
    paragraph: str,
    cycle: int | None,
    published_on: dt.date | None,
    annotation_id: str | None,
) -> str:
    """The reference before it is made unique; safe in an address.

    `UPR-{cycle}-{paragraph}`, `{body}-{number of the concluding observations}-{paragraph}`,
    otherwise the year of the document. Another State's begins with its code. Without a paragraph
    the beginning of the annotation's id takes its place.
    """
    own = [] if state.iso3 == settings.STATE_CODE else [state.iso3]
    document = _document(mechanism, symbol, cycle, published_on)
    place = _compact(paragraph) or (annotation_id or "").split("-")[0] or "0"
    return "-".join(filter(None, [*own, mechanism.code, document, place]))[:_LENGTH]


def _document(
    mechanism: Mechanism, symbol: str, cycle: int | None, published_on: dt.date | None
) -> str:
    if mechanism.kind == MechanismKind.UPR and cycle:
        return str(cycle)
    if found := _DOCUMENT_NUMBER.search(symbol):
        return _compact(found[1])
    return str(published_on.year) if published_on else _compact(symbol) or "0"


def _compact(text: str) -> str:
    """Letters, digits and full stops alone: "31 (b)" becomes "31b", "6-7" becomes "6.7"."""
    return re.sub(r"[^0-9A-Za-z.]+", "", re.sub(r"[-–—/]+", ".", text)).strip(".")


# Of several rows with one base the first by id keeps it, the others get -2, -3 … behind whatever
# the register has already. One statement, so that a file of any length costs no memory here.
_NUMBER_ROWS = """
    WITH wanted AS (
        SELECT id, reference AS base,
               row_number() OVER (
                   PARTITION BY reference
                   ORDER BY changes->>'annotation_id', changes->>'text', position, part
               ) AS place
          FROM recommendations_importrow
         WHERE batch_id = %(batch)s AND outcome = 'create'
    ), taken AS (
        SELECT base, max(place) AS places FROM (
            SELECT reference AS base, 1 AS place FROM recommendations_recommendation
             UNION ALL
            SELECT regexp_replace(reference, '-[0-9]{1,6}$', ''),
                   substring(reference FROM '-([0-9]{1,6})$')::int
              FROM recommendations_recommendation
             WHERE reference ~ '-[0-9]{1,6}$'
        ) AS known GROUP BY base
    ), numbered AS (
        SELECT wanted.id, wanted.base, wanted.place + COALESCE(taken.places, 0) AS place
          FROM wanted LEFT JOIN taken USING (base)
    )
    UPDATE recommendations_importrow AS row
       SET reference = numbered.base || '-' || place
      FROM numbered
     WHERE row.id = numbered.id AND place > 1
"""


def number_references(batch: ImportBatch) -> None:
    """Make the references of the batch's new rows unique, among themselves and in the register."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER_ROWS, {"batch": batch.pk})
