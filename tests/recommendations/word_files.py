"""Word documents made for tests: paragraphs, and tables of cells in which each line is a paragraph."""

import zipfile
from html import escape
from pathlib import Path

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
HEADER = "UPR of Marisola (3rd Cycle – 34th session)\nThematic list of recommendations"

SPAN = '<w:gridSpan w:val="4"/>'

TITLES_2014 = [
    "Recommendation",
    "Position",
    "Full list of themes",
    "Assessment/comments on level of implementation",
]
TITLES_2025 = [
    "Recommendation and recommending State",
    "Position of the State under review",
    "Human rights themes and groups of persons",
    "Relevant SDGs",
]
TITLES_STATES = [
    "Recommendation",
    "Recommending state/s",
    "Position",
    "Full list of rights/affected persons",
]
ROW_2014 = [
    "115.1 Ratify it (Croatia);\nSource of position: A/HRC/28/15/Add.1 - Para. 3",
    "Supported",
    "A12 Acceptance of international norms\nAffected persons:\n- general",
    "Done in 2016.",
]
ROW_2019 = [
    "122.7 Ratify it (Portugal) (Peru);\nSource of Position: A/HRC/43/15/Add.1 - Para.3",
    "Noted",
    "- Right to health\n- Death penalty\nSDGs: \n- 16 - PEACE, JUSTICE\nAffected persons: \n- Children",
    "",
]
ROW_2025 = [
    "140.208 Ratify it (Dominican Republic);\nSource of Position: A/HRC/59/15/Add.1 - Para.3",
    "Supported/Noted",
    "- Right to health\nGroups of Persons: \n- Children",
    "- 16.3 - Promote the rule of law",
]
ROW_STATES = ["5.12 Ratify it", "Spain, Iran (Islamic Republic of)", "Noted", "Right to health"]


class Raw(str):
    """XML that goes into a document as it is."""


def paragraph(text: str) -> str:
    if isinstance(text, Raw):
        return text
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def cell(text: str, properties: str = "") -> str:
    lines = [text] if isinstance(text, Raw) else text.split("\n")
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(paragraph, lines))}</w:tc>"


def row(cells: list[str]) -> str:
    """One row; a row of a single text is a heading that spans the table."""
    if len(cells) == 1:
        return f"<w:tr>{cell(cells[0], SPAN)}</w:tr>"
    whole = (text if text.startswith("<w:tc") else cell(text) for text in cells)
    return f"<w:tr>{''.join(whole)}</w:tr>"


def table(*rows: list[str]) -> Raw:
    return Raw(f"<w:tbl>{''.join(map(row, rows))}</w:tbl>")


def docx_file(
    folder: Path, *blocks: str, header: str = HEADER, name: str = "list.docx", **parts: str
) -> Path:
    """A document of paragraphs and tables; `parts` are further parts of the archive."""
    body = "".join(map(paragraph, blocks))
    head = "".join(map(paragraph, header.split("\n")))
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>',
        )
        archive.writestr("word/header1.xml", f"<w:hdr {W}>{head}</w:hdr>")
        for part, content in parts.items():
            archive.writestr(part, content)
    return path
