"""Files made to cost too much: refused before they are unpacked."""

import io
import random
import zipfile

import pytest

from recommendations.parsers.rows import MEGABYTE
from tests.recommendations.uhri_files import cells, patched, record, xlsx_file

from .file_reading import SHEET, archive_of, file_of, refusal


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    parts = {"xl/workbook.xml": "<workbook/>", SHEET: b"\0" * (100 * MEGABYTE)}
    path = archive_of(tmp_path, parts)
    assert path.stat().st_size < MEGABYTE
    assert refusal(path).what == "zip bomb"


def test_an_archive_of_too_many_parts_is_not_opened(tmp_path):
    path = archive_of(tmp_path, {f"part{n}": "" for n in range(3000)})
    assert refusal(path).what == "zip bomb"


def test_a_directory_of_parts_that_is_itself_a_bomb_is_not_read(tmp_path):
    path = archive_of(tmp_path, {f"{n:05}{'x' * 60_000}": "" for n in range(60)})
    assert refusal(path).what == "zip bomb"


def test_an_archive_that_unpacks_to_too_much_is_not_opened(tmp_path):
    path = archive_of(tmp_path, {SHEET: random.Random(1).randbytes(3 * MEGABYTE)})
    assert refusal(path, unpacked=2 * MEGABYTE).what == "zip bomb"


def test_a_part_that_lies_about_its_size_is_refused(tmp_path):
    path = xlsx_file(tmp_path, *(cells(record(n)) for n in range(1, 200)))
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size
    data = path.read_bytes().replace(size.to_bytes(4, "little"), (size // 2).to_bytes(4, "little"))
    assert refusal(file_of(tmp_path, data, "lying.xlsx")).what == "damaged archive"


def test_an_encrypted_archive_is_named(tmp_path):
    path = xlsx_file(tmp_path, cells(record()))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(file_of(tmp_path, bytes(data), "locked.xlsx")).what == "encrypted"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12))
DTDS = {
    "entities": f"<!DOCTYPE worksheet [{LAUGHS}]>",
    "external": '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "elsewhere": '<!DOCTYPE worksheet SYSTEM "http://example.org/x.dtd">',
}


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("dtd", DTDS.values(), ids=DTDS)
def test_xml_with_a_dtd_is_refused(tmp_path, part, dtd):
    path = patched(xlsx_file(tmp_path, cells(record())), part, "?>", f"?>{dtd}")
    assert refusal(path).what == "xml entities"


@pytest.mark.parametrize(
    "opening", ["<c r='A2' t='inlineStr'><is><t>", "<c r='A2' t='str'><v>", "<", "<c a='"]
)
def test_a_cell_without_end_is_not_read_into_memory(tmp_path, opening):
    buffer = io.StringIO()
    buffer.write("<worksheet><sheetData><row r='1'>")
    for column, title in enumerate(cells(record())):
        buffer.write(f"<c r='{chr(65 + column)}1' t='inlineStr'><is><t>{title}</t></is></c>")
    noise = random.Random(1).choices("abcdefgh", k=MEGABYTE)
    buffer.write("</row><row r='2'>" + opening + "".join(noise) * 4)
    with zipfile.ZipFile(xlsx_file(tmp_path, cells(record()))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    path = archive_of(tmp_path, parts | {SHEET: buffer.getvalue()})
    error = refusal(path, record=MEGABYTE)
    assert error.what == "record too long"
    assert "“Sheet”, row" in error.where


def test_a_sheet_outside_the_archive_is_not_followed(tmp_path):
    path = patched(
        xlsx_file(tmp_path, cells(record())),
        "xl/_rels/workbook.xml.rels",
        'Target="worksheets/sheet1.xml"',
        'Target="file:///etc/passwd" TargetMode="External"',
    )
    assert refusal(path).what == "no rows"


def test_the_message_names_the_place_and_reads_alone(tmp_path):
    error = refusal(file_of(tmp_path, b"[tru"))
    assert str(error) == f"{error.where}: {error.message}"
    assert str(refusal(file_of(tmp_path, b""))) == "The file is empty."
