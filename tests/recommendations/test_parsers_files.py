"""Files that are not what they seem, or are damaged: refused in words, row and byte named."""

import contextlib
import json
import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.parsers import BadFile, open_source
from recommendations.parsers.rows import MEGABYTE
from tests.recommendations.uhri_files import (
    cells,
    json_file,
    patched,
    record,
    sheets_file,
    xlsx_file,
)

from .file_reading import SHEET, archive_of, file_of, read_all, refusal

MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Files of another kind, recognised by content whatever they are called.

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
OTHERS = {
    "empty": b"",
    "html": b"<!DOCTYPE html><html><body><table><tr><td>Text</td></tr></table></body></html>",
    "html ": b"\xef\xbb\xbf  \n<HTML><head></head></HTML>",
    "html  ": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'></html>",
    "xml": b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
    "xml ": b"<?xml version='1.0'?><rows/>",
    "xls": OLE + "Workbook".encode("utf-16-le"),
    "encrypted": OLE + "EncryptedPackage".encode("utf-16-le"),
    "pdf": b"%PDF-1.7 ...",
    "gzip": b"\x1f\x8b\x08\x00",
    "image": b"\x89PNG\r\n\x1a\n",
    "utf-16": "[]".encode("utf-16"),
    "text": b"Dear colleagues,\nplease find the file enclosed.\n",
    "needs mapping": b'Text,Countries Concerned\n"Ratify it",Chad\n',
    "json object": b'{"AnnotationId": "x"}',
    "unknown": bytes(range(128, 256)) * 4,
    "no rows": b" [ ] ",
    "foreign json": b'[{"type": "Feature"}, {"type": "Feature"}]',
    "foreign json ": b"[1, 2, 3]",
    "foreign json  ": json.dumps([[]] * 100).encode(),
}


@pytest.mark.parametrize(("what", "content"), OTHERS.items(), ids=OTHERS)
@pytest.mark.parametrize("name", ["export.json", "export.xlsx", "no-ending"])
def test_other_files_are_refused_for_what_they_are(tmp_path, what, content, name):
    assert refusal(file_of(tmp_path, content, name)).what == what.strip()


@pytest.mark.parametrize(
    ("what", "part"),
    [
        ("pptx", "ppt/presentation.xml"),
        ("xlsb", "xl/workbook.bin"),
        ("ods", "content.xml"),
        ("zip", "export.json"),
    ],
)
def test_other_archives_are_refused_for_what_they_are(tmp_path, what, part):
    path = archive_of(tmp_path, {part: "content", "[Content_Types].xml": "<Types/>"})
    assert refusal(path).what == what


def test_real_formats_are_recognised_under_any_name(tmp_path):
    sheet = xlsx_file(tmp_path, cells(record()), name="export.json")
    assert open_source(sheet).format == "uhri_xlsx"
    assert open_source(json_file(tmp_path, record(), name="export.xlsx")).format == "uhri_json"


def test_a_file_that_is_not_there_or_a_folder(tmp_path):
    assert refusal(tmp_path / "missing.json").what == "unreadable"
    assert refusal(tmp_path).what == "unreadable"


def test_a_file_over_the_limit_is_not_read(tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.write(b"[")
        file.truncate(2 * 1024 * MEGABYTE)
    error = refusal(path)
    assert error.what == "too large"
    assert "2048 MB" in error.message
    assert "1024 MB" in error.message
    assert refusal(json_file(tmp_path, record()), file=100).where == "byte 100"


# JSON.


def test_a_byte_order_mark_and_any_white_space_are_accepted(tmp_path):
    content = b"\xef\xbb\xbf\r\n [ \t" + json.dumps(record()).encode() + b"\n]\n \n"
    assert len(read_all(file_of(tmp_path, content))) == 1


def test_a_long_list_is_read_across_buffers(tmp_path):
    rows = read_all(
        json_file(tmp_path, *(record(n, Text=f"1.{n} Käse " * 50) for n in range(1, 1500)))
    )
    assert [row.position for row in rows] == list(range(1, 1500))
    assert {row.text_raw.count("Käse") for row in rows} == {50}
    assert not any(row.problems for row in rows)


def test_a_download_that_broke_off_names_row_and_byte(tmp_path):
    whole = json_file(tmp_path, record(1), record(2)).read_bytes()
    cut = whole.index(b"Slovenia", len(whole) // 2)
    error = refusal(file_of(tmp_path, whole[:cut]))
    assert (error.what, error.where) == ("truncated json", f"row 2, byte {cut}")


def test_a_mistake_names_row_and_byte(tmp_path):
    whole = json_file(tmp_path, *(record(n, Text="1.1 Käse") for n in range(1, 900))).read_bytes()
    place = whole.index(b'"Body"', whole.index(f"{384:012x}".encode()))
    error = refusal(file_of(tmp_path, whole[:place] + b"?" + whole[place:]))
    assert (error.what, error.where) == ("broken json", f"row 384, byte {place}")


def test_a_mistake_far_into_the_file_comes_after_good_rows(tmp_path):
    whole = json_file(tmp_path, *(record(n) for n in range(1, 200))).read_bytes()
    source = open_source(file_of(tmp_path, whole[: -len(whole) // 4]))
    for _good in range(120):
        assert not next(source.rows).problems
    with pytest.raises(BadFile) as caught:
        list(source.rows)
    assert caught.value.where.startswith("row 1")


def test_another_encoding_names_the_byte(tmp_path):
    content = b'[{"Text": "Caf\xe9"}]'
    error = refusal(file_of(tmp_path, content))
    assert (error.what, error.where) == ("encoding", f"row 1, byte {content.index(0xE9)}")


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 200_000,
        b'[{"a":' * 100_000,
        b"[" + b"9" * 10_000 + b"]",
        b"[NaN]",
        b"[1e999999]",
        b"[,]",
        b"[1,]",
        b"[1 2]",
        b"[]]",
        b"[] x",
        b"[",
        b"[tru",
        b'["\\u12',
        b'["\x01"]',
    ],
    ids=range(14),
)
def test_broken_lists(tmp_path, content):
    refusal(file_of(tmp_path, content))


def test_a_record_without_end_is_not_read_into_memory(tmp_path):
    content = b'[{"Text": "' + b"x" * (3 * MEGABYTE)
    error = refusal(file_of(tmp_path, content), record=MEGABYTE)
    assert error.what == "record too long"
    assert error.where.startswith("row 1, byte ")


def test_every_truncation_of_a_list_is_refused(tmp_path):
    whole = json_file(tmp_path, record(1), record(2, Text="1.2 Käse “\ud83e\uddc0”")).read_bytes()
    for length in range(0, len(whole) - 1, 7):
        refusal(file_of(tmp_path, whole[:length]))


@MANY
@given(st.binary(max_size=300))
def test_random_bytes_are_refused(tmp_path, content):
    for start in (b"", b"[", b"PK\x03\x04", b'[{"Text": "'):
        with contextlib.suppress(BadFile):
            read_all(file_of(tmp_path, start + content))


@MANY
@given(place=st.floats(0, 1, exclude_max=True), noise=st.binary(min_size=1, max_size=6))
def test_a_damaged_list_gives_rows_or_a_refusal(tmp_path, place, noise):
    whole = json_file(tmp_path, record(1), record(2)).read_bytes()
    at = int(place * len(whole))
    with contextlib.suppress(BadFile):
        read_all(file_of(tmp_path, whole[:at] + noise + whole[at + len(noise) :]))


# Workbooks.


def test_every_truncation_of_a_workbook_is_refused(tmp_path):
    whole = xlsx_file(tmp_path, cells(record())).read_bytes()
    for length in range(1, len(whole) - 1, 61):
        refusal(file_of(tmp_path, whole[:length], "cut.xlsx"))


def test_a_damaged_workbook_gives_rows_or_a_refusal(tmp_path):
    whole = xlsx_file(tmp_path, *(cells(record(n)) for n in range(1, 40))).read_bytes()
    chance = random.Random(20_260_225)
    for _attempt in range(400):
        damaged = bytearray(whole)
        for _byte in range(chance.choice([1, 2, 20])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(BadFile):
            read_all(file_of(tmp_path, bytes(damaged), "damaged.xlsx"))


@MANY
@given(noise=st.text(max_size=8), place=st.integers(0, 10**9), part=st.sampled_from([0, 1, 2, 3]))
def test_a_workbook_of_strange_xml_gives_rows_or_a_refusal(tmp_path, noise, place, part):
    path = xlsx_file(tmp_path, cells(record()))
    names = [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[names[part]]
    at = place % len(text)
    parts[names[part]] = text[:at] + noise.encode(errors="replace") + text[at + len(noise) :]
    with contextlib.suppress(BadFile):
        read_all(archive_of(tmp_path, parts))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="A2"', 'r="AAAA2"'),
        ('r="A2"', 'r="2"'),
        ('r="A2"', 'r="É2"'),
        ('<row r="2"', '<row r="two"'),
        ("<v>16</v>", "<v>99999</v>"),
        ("<v>16</v>", "<v>-1</v>"),
        ("<v>16</v>", "<v>x</v>"),
        ("</sheetData>", ""),
        ('encoding="UTF-8"', 'encoding="none-such"'),
    ],
)
def test_a_sheet_that_breaks_its_own_rules_names_the_place(tmp_path, old, new):
    path = patched(xlsx_file(tmp_path, cells(record())), SHEET, old, new)
    error = refusal(path)
    assert error.what == "damaged archive"
    assert "“Sheet”, row" in error.where


def test_sheets_without_the_columns_are_refused_and_name_what_they_have(tmp_path):
    path = sheets_file(tmp_path / "budget.xlsx", {"Costs": [["Item", "Amount"], ["Desk", 5]]})
    error = refusal(path)
    assert (error.what, error.where) == ("needs mapping", "sheet “Costs”, row 1")
    assert "Item, Amount" in error.message


def test_a_missing_column_is_named(tmp_path):
    row = cells(record())
    del row["OHCHR Annotation Id"]
    error = refusal(xlsx_file(tmp_path, row))
    assert error.what == "needs mapping"
    assert "OHCHR Annotation Id" in error.message
    assert "Countries" not in error.message


def test_a_column_that_comes_twice_is_refused(tmp_path):
    row = cells(record()) | {"Recommending Body": "- CRC"}
    assert refusal(xlsx_file(tmp_path, row)).what == "double title"


def test_workbooks_without_rows(tmp_path):
    assert (
        refusal(sheets_file(tmp_path / "a.xlsx", {"Sheet": [list(cells(record()))]})).what
        == "no rows"
    )
    assert refusal(sheets_file(tmp_path / "b.xlsx", {"Sheet": []})).what == "no rows"


def test_macros_are_left_alone(tmp_path):
    path = xlsx_file(tmp_path, cells(record()))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    assert len(read_all(path)) == 1


def test_a_prefix_before_every_tag_makes_no_difference(tmp_path):
    path = xlsx_file(tmp_path, cells(record()))
    before = read_all(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in (SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"):
        start, _, rest = parts[name].partition(b"?>")
        tags = rest.replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:")
        parts[name] = start + b"?>" + tags.replace(b" xmlns=", b" xmlns:x=", 1)
    assert read_all(archive_of(tmp_path, parts)) == before


def test_rows_and_cells_without_their_places_are_counted(tmp_path):
    path = xlsx_file(tmp_path, cells(record()))
    before = read_all(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts[SHEET].decode()
    for column in range(16):
        letter = chr(ord("A") + column)
        sheet = sheet.replace(f'<c r="{letter}1"', "<c").replace(f'<c r="{letter}2"', "<c")
    parts[SHEET] = sheet.replace('<row r="1"', "<row").replace('<row r="2"', "<row").encode()
    assert read_all(archive_of(tmp_path, parts)) == before
