"""A stranger who follows every link, and keeps all that the site answers."""

import gzip
import io
import json
import re
import zipfile
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit
from zlib import crc32

import pyarrow.parquet as pq
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import get_language_from_path
from lxml import html as lxml_html
from PIL import Image
from pypdf import PdfReader

LINKING = ("href", "src", "action", "formaction")
# Where programs start that no page leads to.
DOORS = ("/", "/robots.txt", "/api/v1/")
READ = {
    *("text/plain", "text/csv", "text/calendar", "application/json", "application/ld+json"),
    *("application/xml", "application/atom+xml", "application/feed+json"),
    *("application/manifest+json", "application/opensearchdescription+xml"),
}
LANGUAGES = ("en", "fr", "ar")
OWN = re.compile(rf"{re.escape(settings.SITE_URL)}(/[^\s\"'<>\\)}}]*)")
PATHS = re.compile(r'"(/(?:api|data|recommendations|ar|fr)/[^\s"<>{}]*)"')


@dataclass(frozen=True)
class Kind:
    """A view in a language, empty where it has none, its file's ending, and the names in its query."""

    view: str
    language: str
    ending: str
    asked: frozenset[str]

    def marks(self) -> set[tuple[str, str]]:
        """What an answer of this kind shows for the first time or once more.

        Each view is looked at in every language; each question that can be asked of it, in one.
        """
        if not self.asked:
            return {(self.view, f"{self.language}.{self.ending}")}
        mine = {name for name in self.asked if LANGUAGES[crc32(name.encode()) % 3] == self.language}
        return {(self.view, f"?{name}") for name in (mine if self.language else self.asked)}


@dataclass
class Answer:
    """What one address answered, and the page that led there."""

    path: str
    kind: Kind
    came_from: str
    status: int
    type: str
    body: bytes
    location: str = ""

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.type == "text/html"

    @cached_property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @cached_property
    def tree(self):
        return lxml_html.document_fromstring(self.body)

    def links(self):
        """All that it leads to, as it is written there; what a page only shows as text is none."""
        if self.location:
            yield self.location
        elif self.is_page:
            for attribute in LINKING:
                for element in self.tree.iterfind(f".//*[@{attribute}]"):
                    if element.get("method", "get") == "get":
                        yield element.get(attribute)
            for words in (*self.tree.xpath("//meta/@content"), *map(json.dumps, self.facts())):
                yield from OWN.findall(words)
        # The description of the API has examples, which are nobody's records.
        elif self.type in READ and self.kind.view != "api:openapi":
            yield from OWN.findall(self.text.replace("&amp;", "&"))
            yield from PATHS.findall(self.text)

    def facts(self):
        """What the page tells programs."""
        blocks = self.tree.xpath("//script[@type='application/ld+json']/text()")
        return [json.loads(block) for block in blocks]

    def said(self) -> str:
        """All that it holds, inside of workbooks, archives, columns and pictures too."""
        return contents(self.body)


def contents(data: bytes) -> str:
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(contents(archive.read(name)) + name for name in archive.namelist())
    if data[:2] == b"\x1f\x8b":
        return contents(gzip.decompress(data))
    if data[:4] == b"PAR1":
        found = pq.read_table(io.BytesIO(data))
        return f"{found.schema.metadata} {found.to_pylist()} {found.schema}"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            return f"{picture.info}"
    if data[:5] == b"%PDF-" and b"%%EOF" in data[-1024:]:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return data.decode(errors="replace")


def kind_of(path: str) -> Kind | None:
    """None where the address is nobody's here."""
    parts = urlsplit(path)
    language = get_language_from_path(parts.path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            view = resolve(unquote(parts.path)).view_name
        except Resolver404:
            return None
    if view.startswith(("api:", "web:", "data")):
        language = ""
    ending = parts.path.rpartition("/")[2].rpartition(".")[2] if "." in parts.path else ""
    return Kind(view, language, ending, frozenset(name for name, _value in parse_qsl(parts.query)))


@dataclass
class Visit:
    """Answers by address; every address that is named, by whom; those that nothing answers to."""

    answers: dict[str, Answer] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)

    @property
    def pages(self) -> list[Answer]:
        return [answer for answer in self.answers.values() if answer.is_page]


def crawl(*doors: str) -> Visit:
    client, visit = Client(), Visit(named=dict.fromkeys((*DOORS, *doors), ""))
    waiting, marked = deque(visit.named), set()
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if kind is None:
            if not _is_file(path):
                visit.lost[path] = visit.named[path]
            continue
        if kind.marks() <= marked:
            continue
        marked |= kind.marks()
        answer = visit.answers[path] = _ask(client, path, kind, visit.named[path])
        for link in answer.links():
            found = _own(urljoin(path, link))
            if found and found not in visit.named:
                visit.named[found] = path
                waiting.append(found)
    return visit


def _is_file(path: str) -> bool:
    name = urlsplit(path).path
    return name.startswith("/static/") and finders.find(name.removeprefix("/static/")) is not None


def _ask(client: Client, path: str, kind: Kind, source: str) -> Answer:
    response = client.get(path)
    body = b"".join(response) if response.streaming else response.content
    return Answer(
        *(path, kind, source, response.status_code),
        type=response.get("Content-Type", "").partition(";")[0],
        body=body,
        location=response.get("Location", ""),
    )


def _own(address: str) -> str | None:
    """The path and query if it is of this site."""
    parts = urlsplit(address.removeprefix(settings.SITE_URL))
    if parts.scheme or parts.netloc or "{" in unquote(address):
        return None
    return parts._replace(fragment="").geturl() or "/"
