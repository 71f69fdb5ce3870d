"""Word documents that are no list, or would cost too much to read."""

import zipfile

import pytest

from recommendations.parsers import Limits
from tests.recommendations.word_files import ROW_2014, TITLES_2014, Raw, docx_file, table

from .word_reading import refusal

# Documents that are no list.


def test_a_document_without_a_table_says_how_it_begins(tmp_path):
    error = refusal(docx_file(tmp_path, "Dear colleagues,"))
    assert error.what == "no list"
    assert "Dear colleagues," in error.message


def test_a_document_of_other_tables_says_what_they_are(tmp_path):
    error = refusal(docx_file(tmp_path, table(["Item", "Amount"], ["Desk", "5"])))
    assert error.what == "no list"
    assert "Item | Amount" in error.message


def test_a_list_without_rows(tmp_path):
    assert refusal(docx_file(tmp_path, table(TITLES_2014))).what == "no rows"


def test_a_foreign_document_referred_to_is_not_followed(tmp_path):
    chunk = Raw("<w:altChunk r:id='rId9' xmlns:r='r'/>")
    parts = {"word/afchunk.html": "<table><tr><td>Recommendation</td></tr></table>"}
    assert refusal(docx_file(tmp_path, chunk, **parts)).what == "no list"


DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", ["word/document.xml", "word/header1.xml", "docProps/core.xml"])
def test_entities_are_refused(tmp_path, part):
    path = docx_file(tmp_path, table(TITLES_2014, ROW_2014))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts[part] = f"<?xml version='1.0'?>{DTD}" + parts.get(part, "<x/>").partition("?>")[2]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert refusal(path).what == "xml entities"


@pytest.mark.parametrize("piece", ["<w:tbl><w:tr><w:tc>", "<w:ins>", "<w:p>"])
def test_deep_nesting_is_refused(tmp_path, piece):
    assert refusal(docx_file(tmp_path, Raw(piece * 300_000))).what == "damaged archive"


def test_a_row_without_end_is_refused(tmp_path):
    path = docx_file(tmp_path, Raw("<w:tbl><w:tr>" + "<w:tc/>" * 100_000))
    assert refusal(path).what == "damaged archive"


def test_a_huge_cell_is_refused_and_named(tmp_path):
    rows = table(TITLES_2014, ROW_2014, ["122.1 " + "word " * 300_000, *ROW_2014[1:]])
    error = refusal(docx_file(tmp_path, rows), Limits(record=1024 * 1024))
    assert (error.what, error.where) == ("record too long", "table row 3")


def test_every_truncation_is_refused(tmp_path):
    whole = docx_file(tmp_path, table(TITLES_2014, ROW_2014)).read_bytes()
    for length in range(1, len(whole) - 1, 23):
        path = tmp_path / "cut.docx"
        path.write_bytes(whole[:length])
        refusal(path)
