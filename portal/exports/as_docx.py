"""Word, in the layout of OHCHR's thematic lists of recommendations, so that it can be sent back.

One table, the columns of the lists of 2019: recommendation, position, themes with goals and groups,
and how far it is implemented. A row over all columns names the document wherever it changes, so
that one file can hold several reviews. Headings and terms are in English, as in OHCHR's own
lists; texts are the authentic ones. Number and States are set apart from the text by signs that no text
has, and the last column ends with the reference (`recommendations.parsers.register_list`): this
register reads the file back with nothing changed.
Source: OHCHR, UPR thematic list of recommendations (third cycle).
"""

import io
from collections.abc import Iterator
from typing import IO, Any
from xml.sax.saxutils import escape

import regex
from django.utils.translation import get_language_info, override
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from nmirf.common.charts import status_look
from recommendations.choices import Position
from recommendations.parsers import register_list

from .columns import named
from .rows import Row
from .table import Table

TITLES = (
    "Recommendation",
    "Position",
    "Full list of themes",
    "Assessment/comments on level of implementation",
)
# How the lists word a position; one that was never stated has no word.
POSITIONS = {
    Position.SUPPORTED: "Supported",
    Position.NOTED: "Noted",
    Position.SUPPORTED_NOTED: "Supported/Noted",
    Position.PENDING: "Under consideration",
}
# In twentieths of a point, together the text width of a landscape A4 page.
_WIDTHS = (6100, 1500, 3900, 2900)
_NAMESPACES = nsdecls("w")
_SMALL = '<w:sz w:val="16"/>'
_ILLEGAL = regex.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def write(table: Table, file: IO[bytes]) -> None:
    document = _frame(table)
    body = document.element.body
    grid = _table(_rows(table.rows()))
    body.insert(len(body) - 1, grid)
    content = io.BytesIO()
    document.save(content)
    file.write(content.getvalue())


def _frame(table: Table) -> Any:
    """A landscape A4 document with its title, where it comes from, and the language set."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(20))
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Noto Sans", Pt(9)
    style.paragraph_format.space_after = Pt(3)
    document.core_properties.title = table.title
    document.core_properties.author = table.source
    document.core_properties.language = "en"
    document.add_heading(clean(f"Thematic list of recommendations: {table.source}"), level=1)
    document.add_paragraph(clean(f"{table.address} · {table.made_at:%Y-%m-%d}"))
    return document


def _table(rows: Iterator[str]) -> Any:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="8B95A6"/>' for side in sides)
    head = "".join(
        _cell(_paragraph(title, bold=True), width)
        for title, width in zip(TITLES, _WIDTHS, strict=True)
    )
    return parse_xml(
        f"<w:tbl {_NAMESPACES}><w:tblPr>"
        f'<w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{''.join(rows)}</w:tbl>"
    )


def _rows(rows: Iterator[Row]) -> Iterator[str]:
    document = ""
    for row in rows:
        if (found := document_of(row)) != document:
            document = found
            merged = _cell(_paragraph(found, bold=True), sum(_WIDTHS), span=len(_WIDTHS))
            yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{merged}</w:tr>"
        cells = (_asked(row), _paragraph(_position(row)), _terms(row), _done(row))
        yield (
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(_cell(cell, width) for cell, width in zip(cells, _WIDTHS, strict=True))
            + "</w:tr>"
        )


def document_of(row: Row) -> str:
    """ "Document: A/HRC/43/15 | UPR | SVN | cycle 3 | session 34 | 2019-12-26", less what is unknown."""
    record, review = row.record, row.record.review
    facts = [record.symbol or register_list.NONE, record.mechanism.code, record.addressed_to.iso3]
    if review is not None and review.cycle:
        facts.append(f"cycle {review.cycle}")
    if review is not None and review.session:
        facts.append(f"session {review.session}")
    if record.issued_on:
        facts.append(record.issued_on.isoformat())
    return f"Document: {' | '.join(facts)}"


def _asked(row: Row) -> str:
    """Number, text and States, each told apart from the next whatever the text says itself."""
    text = row.authentic
    asked = (row.record.paragraph or register_list.NONE) + register_list.AFTER_NUMBER
    asked += register_list.plain(clean(text.text)) if text else ""
    if row.states:
        states = register_list.BETWEEN_STATES.join(named(row.states))
        asked += f"{register_list.BEFORE_STATES}{states})"
    parts = [_paragraph(asked, language=text.language if text else "en")]
    if row.record.position_source:
        source = register_list.plain(row.record.position_source)
        parts.append(_paragraph(f"{register_list.SOURCE}{source}", small=True))
    return "".join(parts)


def _position(row: Row) -> str:
    return POSITIONS.get(Position(row.record.position), "")


def _terms(row: Row) -> str:
    """Themes, then goals and groups under their headings, one a line as in OHCHR's lists."""
    bullet = register_list.BULLET
    lines = [f"{bullet}{name}" for name in named(row.themes)]
    if row.sdgs:
        lines.append(register_list.SDGS)
        lines += [f"{bullet}{term.code} - {term.name}" for term in row.sdgs]
    if row.groups:
        lines += [register_list.GROUPS, *(f"{bullet}{name}" for name in named(row.groups))]
    return "".join(map(_paragraph, lines)) or _paragraph("")


def _done(row: Row) -> str:
    """Status, day and how much was published on it, which the State sends back; and the reference,
    by which the row is known again.
    """
    with override("en"):
        lines = [str(status_look(row.record.status).label)]
        if row.record.status_on:
            lines[0] += f" ({row.record.status_on.isoformat()})"
        if row.leads:
            lines.append(f"Lead: {', '.join(row.leads)}")
        if row.updates and row.updated_at:
            words = "1 published update" if row.updates == 1 else f"{row.updates} published updates"
            lines.append(f"{words}, the latest of {row.updated_at:%Y-%m-%d}")
    lines.append(f"{register_list.REFERENCE}{row.record.reference}")
    return "".join(map(_paragraph, lines))


def _cell(content: str, width: int, span: int = 1) -> str:
    merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}</w:tcPr>{content}</w:tc>'


def _paragraph(text: str, *, bold: bool = False, small: bool = False, language: str = "en") -> str:
    """One paragraph in its own language and direction; line breaks of the text stay."""
    bidi = _is_bidi(language)
    marks = "<w:rtl/>" if bidi else ""
    looks = ("<w:b/>" if bold else "") + (_SMALL if small else "") + marks
    code = escape(language)
    words = f'<w:lang w:val="{code}" w:bidi="{code}"/>' if bidi else f'<w:lang w:val="{code}"/>'
    runs = "<w:br/>".join(
        "<w:tab/>".join(
            f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t")
        )
        for line in clean(text).split("\n")
    )
    direction = "<w:pPr><w:bidi/></w:pPr>" if bidi else ""
    return f"<w:p>{direction}<w:r><w:rPr>{looks}{words}</w:rPr>{runs}</w:r></w:p>"


def _is_bidi(language: str) -> bool:
    try:
        return bool(get_language_info(language)["bidi"])
    except KeyError:
        return False


def clean(text: str) -> str:
    """Without the characters that no XML may hold."""
    return _ILLEGAL.sub("", text)
