"""Files that aren't exports, are broken, or mean harm: always BadFile, never another exception."""

import contextlib
import io
import json
import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.parsers import BadFile, Limits, open_source
from recommendations.parsers.rows import MEGABYTE
from tests.recommendations.uhri_files import (
    cells,
    json_file,
    patched,
    record,
    sheets_file,
    xlsx_file,
)

SHEET = "xl/worksheets/sheet1.xml"
MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read_all(path, **limits) -> list:
    with contextlib.closing(open_source(path, Limits(**limits))) as source:
        return list(source.rows)


def refusal(path, **limits) -> BadFile:
    with pytest.raises(BadFile) as caught:
        read_all(path, **limits)
    assert caught.value.message
    return caught.value


def file_of(folder, content: bytes, name="upload.json"):
    path = folder / name
    path.write_bytes(content)
    return path


def archive_of(folder, parts: dict[str, bytes | str], name="upload.xlsx"):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path


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


# Bombs.


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
