"""The rows that are read of an export of UHRI."""

import datetime as dt
from contextlib import closing

from recommendations.parsers import Limits, ParsedRow, open_source
from tests.recommendations.uhri_files import cells, json_file, record, xlsx_file


def rows_of(path, **limits) -> list[ParsedRow]:
    with closing(open_source(path, Limits(**limits))) as source:
        return list(source.rows)


def only(path) -> ParsedRow:
    (row,) = rows_of(path)
    return row


def from_json(folder, **changes) -> ParsedRow:
    return only(json_file(folder, record(**changes)))


def from_cells(folder, **changes) -> ParsedRow:
    return only(xlsx_file(folder, cells(record()) | changes))


def problem_of(row):
    (problem,) = row.problems
    return problem.field, problem.value


EXPECTED = ParsedRow(
    position=1,
    annotation_id="a9ceae8c-fe1c-40f9-a326-1529e0ab678f",
    kind="recommendation",
    body="UPR",
    symbol="A/HRC/43/15",
    document_id="41a0b08f-5a9a-4eb5-985f-05b47986ad82",
    paragraph="122.7",
    text_raw="<p>122.7 Ratify it (Portugal, Iran (Islamic Republic of));</p>",
    text="Ratify it",
    countries=("Slovenia",),
    recommending_states=("Portugal", "Iran (Islamic Republic of)"),
    themes=("Children: definition; general principles; protection", "Right to health"),
    groups=("Women & girls", "Children"),
    sdgs=("16 - PEACE, JUSTICE AND STRONG INSTITUTIONS", "16.3 - Promote the rule of law"),
    upr_position="supported",
    upr_cycle=3,
    upr_session=34,
    published_on=dt.date(2020, 1, 6),
    uhri_published_on=dt.date(2020, 2, 3),
)
