"""Small evidence files, the same bytes on every day: a page of PDF, a table, a text."""

from collections.abc import Sequence

from django.core.files.base import ContentFile

from accounts.models import User
from documents.choices import Classification, Kind
from documents.models import Document
from documents.services import store

from . import reading
from .people import People
from .reading import Entry

LINE_WIDTH = 84


def seed(people: People) -> dict[str, Document]:
    """Store every document of the content as its key; all are public evidence."""
    owner = people.account("secretariat")
    return {entry["key"]: _stored(entry, owner) for entry in reading.entries("documents")}


def _stored(entry: Entry, owner: User) -> Document:
    upload = ContentFile(_bytes(entry), name=f"{entry['key']}.{entry['format']}")
    return store(
        actor=owner,
        upload=upload,
        kind=Kind(entry["kind"]),
        classification=Classification.PUBLIC,
        title=entry["title"],
        language="en",
    )


def _bytes(entry: Entry) -> bytes:
    if entry["format"] == "pdf":
        return page_of_pdf(entry["title"], entry["lines"])
    lines = entry["rows"] if entry["format"] == "csv" else [entry["title"], "", *entry["lines"]]
    return ("\r\n".join(lines) + "\r\n").encode()


def page_of_pdf(title: str, lines: Sequence[str]) -> bytes:
    """One A4 page in Helvetica: a heading, a line for the State, then the text, wrapped."""
    return pdf(title, [lines])


def pdf(title: str, pages: Sequence[Sequence[str]]) -> bytes:
    """The catalogue, the tree of pages, two fonts; then each page and its content; then the facts."""
    first = 5
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(len(pages)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
    ]
    for at, lines in enumerate(pages):
        stream = _content(title, lines)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (first + 2 * at + 1),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    objects.append(f"<< /Title ({_escaped(title)}) >>".encode("cp1252", "replace"))
    return _assembled(objects)


def _content(title: str, lines: Sequence[str]) -> bytes:
    content = ["BT", "/F2 15 Tf", "56 770 Td", f"({_escaped(title)}) Tj"]
    content += ["/F1 9 Tf", "0 -20 Td", "(Republic of Marisola. A fictional document.) Tj"]
    content += ["/F1 11 Tf", "0 -14 Td", "16 TL"]
    for line in lines:
        content += [f"({_escaped(part)}) '" for part in ["", *_wrapped(line)]]
    return "\n".join([*content, "ET"]).encode("cp1252", "replace")


def _assembled(objects: Sequence[bytes]) -> bytes:
    """The objects in order, the first being the catalogue and the last the facts of the file."""
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (size, len(objects))
        + b"startxref\n%d\n%%%%EOF\n" % len(body)
    )


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _wrapped(line: str) -> list[str]:
    parts, current = [], ""
    for word in line.split():
        if current and len(current) + len(word) >= LINE_WIDTH:
            parts.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    return [*parts, current]
