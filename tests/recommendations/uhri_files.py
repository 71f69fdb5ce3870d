"""Exports made for tests: one record with everything, as JSON and as the rows of a sheet."""

import json
import zipfile
from pathlib import Path

import xlsxwriter

RECORD = {
    "AffectedPersons": ["Women & girls", "Children"],
    "AnnotationId": "a9ceae8c-fe1c-40f9-a326-1529e0ab678f",
    "AnnotationType": "- Recommendations",
    "Body": "- UPR",
    "Countries": ["Slovenia"],
    "DocumentId": "41a0b08f-5a9a-4eb5-985f-05b47986ad82",
    "PublicationDate": "2020-01-06T00:00:00",
    "PublicationDateOnUhri": "2020-02-03T10:53:45.827",
    "Regions": ["Eastern Europe "],
    "Sdgs": ["16 - PEACE, JUSTICE AND STRONG INSTITUTIONS", "16.3 - Promote the rule of law"],
    "Symbol": "A/HRC/43/15",
    "Text": "<p>122.7 Ratify it (Portugal, Iran (Islamic Republic of));</p>",
    "Themes": ["Children: definition; general principles; protection", "Right to health"],
    "UprCycle": "- Cycle 3",
    "UprPositions": ["- Supported"],
    "UprRecommendingCountry": ["Portugal", "Iran (Islamic Republic of)"],
    "UprRecommendingRegions": [],
    "UprSession": ["- 34th Session - Cycle 3"],
}

COLUMNS = {
    "Text": "Text",
    "Countries Concerned": "Countries",
    "Reccomending Body": "Body",
    "Document Symbol": "Symbol",
    "Themes": "Themes",
    "Affected Persons": "AffectedPersons",
    "Sdgs": "Sdgs",
    "Document Publication Date": "PublicationDate",
    "UPR Reccomending States": "UprRecommendingCountry",
    "UPR Position": "UprPositions",
    "Type": "AnnotationType",
    "OHCHR Annotation Id": "AnnotationId",
    "UPR Session": "UprSession",
    "Regions Concerned": "Regions",
    "Recommending Regions": "UprRecommendingRegions",
    "Date of publication on UHRI": "PublicationDateOnUhri",
}


class Formula(str):
    """A formula with the result that the program which saved it left in the cell."""

    result = "A/HRC/43/15"


def record(number: int = 0, **changes: object) -> dict[str, object]:
    """A record of its own id, with some keys changed."""
    own = {"AnnotationId": f"a9ceae8c-fe1c-40f9-a326-{number:012x}"} if number else {}
    return RECORD | own | changes


def json_file(folder: Path, *records: object, name: str = "export.json") -> Path:
    """The records as one JSON list, indented as the real export is not: that must not matter."""
    path = folder / name
    path.write_text(json.dumps(records, indent=1), encoding="utf-8")
    return path


def cells(of: dict[str, object]) -> dict[str, object]:
    """The row of a sheet that UHRI writes for a record, by column title."""
    return {title: _cell(of[key]) for title, key in COLUMNS.items()}


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "\n".join(f"- {item.removeprefix('- ')}" for item in value)
    return value


def xlsx_file(folder: Path, *rows: dict[str, object], name="export.xlsx", **options) -> Path:
    """The rows as a workbook; the titles are the keys of the first one."""
    path = folder / name
    titles = list(rows[0])
    return sheets_file(
        path, {"Sheet": [titles, *([row.get(t) for t in titles] for row in rows)]}, **options
    )


def sheets_file(path: Path, sheets: dict[str, list[list[object]]], **options) -> Path:
    """A workbook of several sheets, cell by cell; None leaves a cell out."""
    fixed = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(path, fixed | options)
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, Formula):
                    sheet.write_formula(number, column, value, None, value.result)
                elif isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
    workbook.close()
    return path


def patched(path: Path, part: str, old: str, new: str) -> Path:
    """A copy of an archive in which one part has another text: what no writer would write."""
    copy = path.with_name(f"patched-{path.name}")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            data = before.read(name)
            if name == part:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            after.writestr(name, data)
    return copy
