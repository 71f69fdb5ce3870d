"""Files that mean harm or are simply broken, of every format; and a program that tries them all.

    python -m tests.recommendations.hostile_files FOLDER

prints one JSON line for each file: its name, what became of it, and the seconds it took; at last
the most memory that the process ever held, in kilobytes. Run apart, so that the peak is its own.
"""

import io
import json
import random
import struct
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from recommendations.parsers import BadFile, Limits, TableMapping, open_source, peek_table
from tests.recommendations.uhri_files import (
    Formula,
    cells,
    json_file,
    record,
    sheets_file,
    xlsx_file,
)
from tests.recommendations.word_files import ROW_2014, ROW_2019, TITLES_2014, W, docx_file, table

SHEET, STRINGS, DOCUMENT = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "word/document.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UPR_INFO = (
    "To,Text,From,Response,Action,Issue,Session\n"
    'Marisola,"Ratify it, ""now""",Peru,Accepted,5,"Justice,NHRI",19\nMarisola,Act,Chad,Noted,4,,20\n'
)
TABLE = "What;Who;When\nKeep girls in school;CEDAW;2024-12-31\nAct;CRC;31/12/2024\n"
MAPPING = TableMapping({"text": "What", "body": "Who", "issued_on": "When"})
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12))
DTDS = {
    "laughs": f"<!DOCTYPE x [{LAUGHS}]>",
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>',
    "file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://example.org/x.dtd"> %a;]>',
    "outside": '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
}


class Base:
    """One sound file of each format, as bytes."""

    def __init__(self, folder: Path) -> None:
        records = [record(n) for n in range(1, 6)]
        grid = [
            ["What", "Who", "When"],
            ["Keep girls in school", "CEDAW", 45657],
            ["Act", "CRC", ""],
        ]
        self.files = {
            "uhri.json": json_file(folder, *records).read_bytes(),
            "uhri.xlsx": xlsx_file(folder, *map(cells, records)).read_bytes(),
            "list.docx": docx_file(folder, table(TITLES_2014, ROW_2014, ROW_2019)).read_bytes(),
            "upr_info.csv": UPR_INFO.encode(),
            "table.csv": TABLE.encode(),
            "table.xlsx": sheets_file(folder / "t.xlsx", {"Sheet": grid}).read_bytes(),
        }


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def hostile(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file; the same ones in every run."""
    base = Base(folder)
    yield from _broken(base)
    yield from _swapped(base)
    yield from _archives(base)
    yield from _xml(base)
    yield from _sheets(folder, base)
    yield from _words(folder)
    yield from _json()
    yield from _texts()


def _broken(base: Base) -> Iterator[tuple[str, bytes]]:
    """Cut off, bytes changed, parts repeated or left out: 25 of each format."""
    chance = random.Random(20_261_126)
    for name, data in base.files.items():
        for n in range(12):
            yield f"cut-{n}-{name}", data[: chance.randrange(1, len(data))]
        for n in range(12):
            changed = bytearray(data)
            for _byte in range(chance.choice([1, 3, 40])):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            yield f"changed-{n}-{name}", bytes(changed)
        at = chance.randrange(len(data))
        yield f"doubled-{name}", data[:at] + data
        yield f"nul-{name}", data[:at] + b"\0" * 50 + data[at:]
        yield f"junk-{name}", chance.randbytes(len(data))
        yield f"marked-{name}", b"\xef\xbb\xbf" + data
        yield f"utf16-{name}", b"\xff\xfe" + data
        yield f"latin-{name}", data.replace(b"a", b"\xe9")


def _swapped(base: Base) -> Iterator[tuple[str, bytes]]:
    """The content of one kind under the name of another, and kinds that are none of ours."""
    for name, data in base.files.items():
        for ending in ("json", "xlsx", "docx", "csv", "exe"):
            yield f"swapped-{name}.{ending}", data
    encrypted = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    for kind, data in {
        "ole": OLE + b"\0" * 5_000,
        "encrypted": encrypted,
        "pdf": b"%PDF-1.7\n" + b"x" * 500,
        "gzip": b"\x1f\x8b\x08\x00" + b"\0" * 50,
        "elf": b"\x7fELF\x02\x01\x01" + b"\0" * 100,
        "html": b"<html><table><tr><td>Text</td></tr></table>",
        "rtf": b"{\\rtf1\\ansi Recommendation}",
        "spaces": b" \n" * 5_000,
        "nothing": b"",
        "zeros": b"\0" * 100_000,
        "lf": b"\n",
        "mark": b"\xef\xbb\xbf",
        "wide": b"\xff\xfe",
    }.items():
        yield f"kind-{kind}", data


def _archives(base: Base) -> Iterator[tuple[str, bytes]]:
    for name in ("uhri.xlsx", "list.docx"):
        parts = parts_of(base.files[name])
        main = DOCUMENT if name == "list.docx" else SHEET
        yield f"bomb-{name}", packed(parts | {main: b"\0" * (40 * 1024 * 1024)})
        yield f"bomb-beside-{name}", packed(parts | {"media/x": b"\0" * (40 * 1024 * 1024)})
        yield f"many-{name}", packed(parts | {f"part{n}": b"" for n in range(2_500)})
        yield f"climbing-{name}", packed(parts | {"../../../etc/cron.d/x": b"x", "/abs": b"x"})
        yield (
            f"macro-{name}",
            packed(parts | {"word/vbaProject.bin": OLE, "xl/vbaProject.bin": OLE}),
        )
        yield f"case-{name}", packed(parts | {main.upper(): parts[main]})
        for part in parts:
            yield f"without-{part}-{name}", packed({k: v for k, v in parts.items() if k != part})
            yield f"empty-{part}-{name}", packed(parts | {part: b""})
        data = bytearray(base.files[name])
        data[data.index(b"PK\x01\x02") + 8] |= 1
        yield f"locked-{name}", bytes(data)
        yield f"overlap-{name}", _overlapping(base.files[name])
        yield f"comment-{name}", base.files[name][:-2] + b"\xff\xff" + b"x" * 65_535


def _overlapping(data: bytes) -> bytes:
    """Every entry of the directory leads to the first part, as in a bomb without layers."""
    changed = bytearray(data)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", changed, at + 42, 0)
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def _xml(base: Base) -> Iterator[tuple[str, bytes]]:
    for name, targets in {
        "uhri.xlsx": (
            SHEET,
            STRINGS,
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "_rels/.rels",
        ),
        "list.docx": (DOCUMENT, "word/header1.xml"),
    }.items():
        parts = parts_of(base.files[name])
        for target in targets:
            start, mark, rest = parts[target].rpartition(b"?>")
            for kind, dtd in DTDS.items():
                yield (
                    f"dtd-{kind}-{target}-{name}",
                    packed(parts | {target: start + mark + dtd.encode() + rest}),
                )
            yield f"deep-{target}-{name}", packed(parts | {target: b"<a>" * 400_000})
            yield f"wide-{target}-{name}", packed(parts | {target: b"<a>" + b"<b/>" * 400_000})
            attributes = b" ".join(b'a%d=""' % n for n in range(100_000))
            yield (
                f"attributes-{target}-{name}",
                packed(parts | {target: b"<a " + attributes + b"/>"}),
            )
            yield (
                f"open-{target}-{name}",
                packed(parts | {target: rest[:200] + b"<a b='" + b"x" * 10**6}),
            )
            yield (
                f"utf7-{target}-{name}",
                packed(parts | {target: b"<?xml version='1.0' encoding='UTF-7'?>" + rest}),
            )


def _sheets(folder: Path, base: Base) -> Iterator[tuple[str, bytes]]:
    row = cells(record())
    for title in ("Text", "Document Symbol", "OHCHR Annotation Id", "Document Publication Date"):
        for n, formula in enumerate(
            ("=HYPERLINK(A1)", "=cmd|' /C calc'!A0", '=WEBSERVICE("http://example.org")')
        ):
            path = xlsx_file(folder, row | {title: Formula(formula)})
            yield f"formula-{n}-{title}.xlsx", path.read_bytes()
    parts = parts_of(base.files["uhri.xlsx"])
    sheet = parts[SHEET]
    for n, (old, new) in enumerate(
        [
            (b'r="A2"', b'r="ZZZ2"'),
            (b'r="A2"', b'r="A99999999999999999999"'),
            (b'<row r="2"', b'<row r="-5"'),
            (b'<row r="2"', b'<row r="' + b"9" * 5_000 + b'"'),
            (b"<v>16</v>", b"<v>1e999</v>"),
            (b"<v>16</v>", b"<v>" + b"9" * 5_000 + b"</v>"),
            (
                b"<sheetData>",
                b"<sheetData>" + b"<row><c><v>1</v></c>" + b"<c/>" * 50_000 + b"</row>",
            ),
            (b"<sheetData>", b"<sheetData>" + b"<row/>" * 300_000),
        ]
    ):
        yield f"sheet-{n}.xlsx", packed(parts | {SHEET: sheet.replace(old, new, 1)})
    shared = b"<sst><si><t>" + b"long " * 700_000 + b"</t></si></sst>"
    many = b"".join(b'<c t="s"><v>0</v></c>' for _n in range(2_000))
    yield "amplified.xlsx", packed(
        parts | {STRINGS: shared, SHEET: b"<worksheet><sheetData><row>" + many + b"</row></sheetData></worksheet>"}
    )  # fmt: skip


def _words(folder: Path) -> Iterator[tuple[str, bytes]]:
    for n, body in enumerate(
        [
            "<w:tbl>" * 30 + "</w:tbl>" * 30,
            "<w:tbl><w:tr>" + "<w:tc/>" * 100_000 + "</w:tr></w:tbl>",
            "<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 20_000 + "</w:tbl>",
            "<w:tr><w:tc><w:p><w:r><w:t>Recommendation</w:t></w:r></w:p></w:tc></w:tr>",
            "<w:p/>" * 100_000,
            "<w:p><w:r><w:t>" + "word " * 1_000_000 + "</w:t></w:r></w:p>",
            "<w:altChunk r:id='rId1' xmlns:r='r'/>",
            "<w:p><w:r><w:instrText>INCLUDETEXT C:\\\\x</w:instrText></w:r></w:p>",
            "<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe</w:instrText></w:r></w:p>",
            "<w:sdtContent/>" * 10,
            "<w:sdt/><w:tc/><w:gridSpan w:val='-1'/><w:vMerge/>",
            table(TITLES_2014, ROW_2014).replace(
                "<w:tcPr>", "<w:tcPr><w:gridSpan w:val='99999999'/>"
            ),
            table(TITLES_2014, ROW_2014).replace("<w:tcPr>", "<w:tcPr><w:vMerge/>"),
            table(TITLES_2014, ["1.1 " + "(" * 50_000, "Noted", "", ""]),
            table(TITLES_2014, ["1.1 " + "(Peru); Act " * 5_000, "Noted", "", ""]),
            table(TITLES_2014, ["1.1 \u202eevil\u202c\ufeff\u0007" * 50, "Noted", "", ""]),
        ]
    ):
        path = docx_file(folder, name="hostile.docx")
        parts = parts_of(path.read_bytes())
        yield (
            f"word-{n}.docx",
            packed(
                parts | {DOCUMENT: f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()}
            ),
        )


def _json() -> Iterator[tuple[str, bytes]]:
    whole = json.dumps([record(1), record(2)])
    for n, text in enumerate(
        [
            "[" * 100_000,
            '[{"a":' * 100_000,
            "[" + "9" * 100_000 + "]",
            "[1e400]",
            "[NaN]",
            json.dumps([record(1), record(1)]),
            json.dumps([record(1, Text="\ud800 lone")]),
            json.dumps([record(1, Text="\u202e\u0000\u200f" * 100)]),
            json.dumps([record(1, Text="x" * 300_000)]),
            json.dumps([record(1, Text=[["deep"] * 5])]),
            json.dumps([record(1, Themes={"a": 1})]),
            json.dumps([record(1, Countries=["x" * 20_000])]),
            json.dumps([record(1, PublicationDate="31/02/2020")]),
            json.dumps([record(1, PublicationDate=1e308)]),
            json.dumps([record(1, AnnotationId="../../etc/passwd")]),
            json.dumps([record(1, Text="<" * 90_000)]),
            json.dumps([record(1, Text="&amp;" * 18_000)]),
            json.dumps([record(1, Text="1.1 " + "(" * 90_000)]),
            json.dumps([record(1, Text="<script>" * 10_000)]),
            whole.replace('"Text"', '"Text": 1, "Text"', 1),
            whole + whole,
            whole[:-1] + ",",
        ]
    ):
        yield f"json-{n}.json", text.encode("utf-8", "surrogatepass")


def _texts() -> Iterator[tuple[str, bytes]]:
    for name, text in {"upr_info": UPR_INFO, "table": TABLE}.items():
        for n, changed in enumerate(
            [
                text + '"' + "x" * 1_000,
                text + '"' + "x\n" * 3_000_000,
                text + "," * 1_000_000,
                text + ";" * 1_000_000 + "\n",
                text + "x" * 6_000_000,
                text.replace("Act", "A\0ct"),
                text.replace("Act", "A\u202ect\u2066"),
                text.replace("Act", "=cmd|' /C calc'!A0"),
                text.replace("2024-12-31", "31/02/2020").replace("19", "99999999999999999999"),
                text.replace("2024-12-31", "9" * 400).replace("19", "-1"),
                text.replace("\n", "\r\r\n\n"),
                text.replace("\n", "\u2028"),
                "sep=\n" + text,
                "sep=" + text,
                '"' * 99_999,
                ("a,b\n" * 10) + text,
                text.splitlines()[0] + "\n",
                text + "\n" * 500_000,
            ]
        ):
            yield f"{name}-{n}.csv", changed.encode("utf-8", "surrogatepass")
        for encoding in ("utf-16", "utf-16-be", "utf-32", "cp037", "utf-7", "shift_jis", "cp1251"):
            written = text.replace("Act", "Действовать немедленно").encode(encoding, "replace")
            yield f"{name}-{encoding}.csv", written
        yield f"{name}-lone.csv", text.encode() + b"\xed\xa0\x80,\xff\xfe\xfd\n"


def outcome(path: Path) -> str:
    """ "rows N" or "refused WHAT"; whatever else happens is raised."""
    limits = Limits(record=4 * 1024 * 1024)
    said = []
    for options in ({}, {"mapping": MAPPING}, {"state_hint": frozenset({"marisola"})}):
        try:
            source = open_source(path, limits, **options)
            said.append(f"rows {sum(1 for _row in source.rows)}")
        except BadFile as error:
            if not (error.message.strip() and error.what):
                raise AssertionError(f"{path.name}: an empty refusal") from error
            said.append(f"refused {error.what}")
    try:
        peek_table(path, limits)
    except BadFile as error:
        said.append(f"no peek {error.what}")
    return ", ".join(said)


def _tell(*what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(folder: Path) -> None:
    settings.configure(USE_I18N=False)
    path = folder / "hostile"
    for name, content in hostile(folder):
        path.write_bytes(content)
        started = time.process_time()
        said = outcome(path)
        _tell(name, said, round(time.process_time() - started, 2))
    status = Path("/proc/self/status").read_text()
    _tell("peak", "", int(status.partition("VmHWM:")[2].split()[0]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
