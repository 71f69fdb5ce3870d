"""The files of a gap report; apart from the rest, since what writes them takes a process tens of megabytes."""

import io
from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from nmirf.common.pdf import to_pdf
from reporting import gap_report
from reporting.gap_report import Contents
from reporting.models import GapReport, RenderedFile
from reporting.services import gap_reports

# References that a file names of each change; how many more there are is said, and the page has all.
NAMED = 400
# Columns of the table in the file to be worked on: the gap, then its numbers.
WIDE, NARROW = Cm(6.5), Cm(2.1)


def make(rendered: RenderedFile, tell: Callable[[int], None]) -> bytes:
    report = gap_reports.take(pk=rendered.options["gap_report"])
    tell(5)
    contents = gap_report.gather(report)
    if rendered.format == "docx":
        return to_docx(contents, rendered.language)
    html = render_to_string(
        "reporting/pdf/gaps.html",
        {"contents": contents, "language": rendered.language, "named": NAMED},
    )
    return to_pdf(html, tell)


def to_docx(contents: Contents, language: str) -> bytes:
    """The same words and numbers as the PDF, to be worked on."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(2))
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Noto Sans", Pt(10)
    bidi = get_language_info(language)["bidi"]
    document.core_properties.title = _heading(contents)
    document.core_properties.author = contents.state
    document.core_properties.language = language
    document.add_heading(_heading(contents), level=1)
    for words in _opening(contents):
        document.add_paragraph(words)
    _numbers(document, contents)
    for line in contents.changed:
        document.add_heading(capfirst(line.label), level=2)
        for label, found in ((_came(), line.came), (_went(), line.went)):
            if found:
                document.add_paragraph(f"{label} ({len(found)}): {listed(found)}")
    if bidi:
        _turn(document)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def listed(references: list[str]) -> str:
    """References in a row, of many the first."""
    words = ", ".join(references[:NAMED])
    more = len(references) - NAMED
    return words + (" " + _("and %(n)d more") % {"n": more} if more > 0 else "")


def _heading(contents: Contents) -> str:
    return _("What is missing, %(day)s") % {"day": _day(contents.report)}


def _day(report: GapReport) -> str:
    return date_format(report.as_of, "DATE_FORMAT") if report.as_of else ""


def _opening(contents: Contents) -> list[str]:
    report, previous = contents.report, contents.previous
    scope = "; ".join(report.words) or _("the whole register")
    words = [
        _("Scope: %(scope)s") % {"scope": scope},
        _("Recommendations in the scope: %(n)d") % {"n": report.total},
    ]
    if previous is None:
        return [*words, _("This is the first report on this scope.")]
    day = _day(previous)
    facts = {"day": day, "n": previous.total}
    return [*words, _("Held against the report of %(day)s, with %(n)d recommendations.") % facts]


def _numbers(document: Any, contents: Contents) -> None:
    change = pgettext("of a number", "Change")
    titles = [_("Gap"), _("Now"), _("Before"), change, _came(), _went()]
    table = document.add_table(rows=1, cols=len(titles))
    table.style = "Table Grid"
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        cell.text = title
        cell.paragraphs[0].runs[0].bold = True
    _repeat(table.rows[0])
    for line in contents.lines:
        values = [capfirst(line.label), line.count, *_change(line)]
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = str(value)
    table.autofit = False
    for at, column in enumerate(table.columns):
        column.width = NARROW if at else WIDE
        for cell in column.cells:
            cell.width = column.width
            if at:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _came() -> str:
    return pgettext("to a gap", "Came")


def _went() -> str:
    return pgettext("from a gap", "Went")


def _change(line: gap_report.Line) -> list[Any]:
    if line.before is None:
        return ["–"] * 4
    return [line.before, line.signed, len(line.came), len(line.went)]


def _repeat(row: Any) -> None:
    """The head of the table on each page, as assistive technology reads it too."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _turn(document: Any) -> None:
    """Right to left: paragraphs and the table."""
    for table in document.tables:
        table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    for paragraph in [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]:
        properties = paragraph._p.get_or_add_pPr()
        properties.append(OxmlElement("w:bidi"))
        for run in paragraph.runs:
            mark = OxmlElement("w:rtl")
            mark.set(qn("w:val"), "1")
            run._r.get_or_add_rPr().append(mark)
