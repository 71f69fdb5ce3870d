"""The library: a report in two versions, documents of every class and of three languages, one in quarantine.

Some of them belong to reviews.
"""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from django.core.files.base import ContentFile

from accounts.models import User
from activities.models import Evidence
from documents.choices import Classification, Kind, ScanState
from documents.models import Document, NamedReader
from documents.services.keeping import keep, prepared
from mechanisms.choices import ReviewDocumentKind
from mechanisms.models import ReviewDocument

from . import reading
from .clock import Clock
from .files import pdf
from .people import People
from .reading import Entry
from .register import Register

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>',
}
# How many pieces of evidence of the register name a page.
CITED_PAGES = 3


def seed(clock: Clock, people: People, register: Register) -> None:
    owner = people.account("secretariat")
    kept: dict[str, Document] = {}
    for entry in reading.entries("library"):
        kept[entry["key"]] = document = _kept(entry, owner, kept)
        if "named" in entry:
            person = people.answering(entry["named"])
            NamedReader.objects.create(document=document, person=person, named_by=owner)
        if "quarantined" in entry:
            document.scan_state = ScanState.INFECTED
            document.save(update_fields=["scan_state", "updated_at"])
        if "review" in entry:
            _link(entry, document, clock, register)
    _cite_pages(kept["identity-report"])


def _link(entry: Entry, document: Document, clock: Clock, register: Register) -> None:
    ReviewDocument.objects.create(
        review=register.reviews[entry["review"]],
        document=document,
        kind=ReviewDocumentKind(entry["is"]),
        symbol=entry.get("symbol", ""),
        dated_on=clock.ago(int(entry["dated"])),
        order=reading.number(entry, "order"),
    )


def _cite_pages(report: Document) -> None:
    """A few updates rest on the second page of the report as it was first."""
    links = Evidence.objects.filter(update__state="published").order_by("pk")[:CITED_PAGES]
    Evidence.objects.bulk_create(
        Evidence(update_id=link.update_id, document=report, page=2, note="Paragraph 2")
        for link in links
    )


def _kept(entry: Entry, owner: User, kept: dict[str, Document]) -> Document:
    upload = ContentFile(_bytes(entry), name=f"{entry['key']}.{entry['format']}")
    return keep(
        actor=owner,
        ready=prepared(owner, upload),
        kind=Kind(entry["kind"]),
        classification=Classification(entry["class"]),
        title=entry["title"],
        language=entry["language"],
        replaces=kept[entry["replaces"]] if "replaces" in entry else None,
    )


def _bytes(entry: Entry) -> bytes:
    if entry["format"] == "pdf":
        return pdf(entry["title"], entry["pages"])
    lines = [entry["title"], *(line for page in entry["pages"] for line in page)]
    if entry["format"] == "docx":
        return word(lines)
    return ("\r\n".join(lines) + "\r\n").encode()


def word(paragraphs: Sequence[str]) -> bytes:
    """A document of Word, the same bytes on every day, without a word about its author."""
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    text = f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, part in {**_PARTS, "word/document.xml": text}.items():
            container.writestr(zipfile.ZipInfo(name), part)
    return buffer.getvalue()
