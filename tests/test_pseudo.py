"""Every public page in a made-up language: what is not marked as translated is data, or a mistake.

The catalogue of this language puts marks around whatever it is asked for. Words outside of them were
written by the program past the catalogues, unless they stand in the database.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.db import models
from django.utils import translation
from django.utils.translation import trans_real

from nmirf.common.languages import language_choices
from portal.api import openapi
from tests import world as worlds
from tests.browser.test_pages import readers_pages
from tests.test_locale import SILENT, SPOKEN, UNTRANSLATED

LANGUAGE = "fr"
MARKED = re.compile("⟦[^⟦⟧]*⟧")
ADDRESS = re.compile(r"https?://\S*|\b[\w-]+(?:\.[\w-]+)+\S*")
WORD = re.compile(r"[^\W\d_]{2,}")
# Names and codes that every language writes alike.
ALIKE = UNTRANSLATED | {"SHA", "SDMX", "PNG", "SVG", "CSL", "BibTeX", "RIS"}
CODE = SILENT | {"pre", "kbd", "title", "textarea"}


class Pseudo(trans_real.DjangoTranslation):
    """French in its rules, marks in its words."""

    def gettext(self, message: str) -> str:
        return _marked(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return _marked(singular if number == 1 else plural)


def _marked(message: str) -> str:
    # A context stands before its message, and Django takes it as missing where it is still there.
    return f"⟦{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}⟧" if message else ""


@pytest.fixture
def pseudo(monkeypatch):
    monkeypatch.setitem(trans_real._translations, LANGUAGE, Pseudo(LANGUAGE))
    # Kept by language for as long as the process lives: neither real French nor this may be met again.
    monkeypatch.setattr(openapi, "_made", openapi._made.__wrapped__)
    yield
    translation.activate(configured.LANGUAGE_CODE)


class Seen(HTMLParser):
    """What a page says and shows, in one line; foreign texts and code are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.line: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if self.open or tag in CODE or (facts.get("lang") or LANGUAGE) != LANGUAGE:
            self.open += [tag] if tag not in VOID else []
        else:
            self.line += [f" \x00 {facts[name]} \x00 " for name in SPOKEN if facts.get(name)]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                continue

    def handle_data(self, data: str) -> None:
        if not self.open:
            self.line.append(f"{data} ")


VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}


def unmarked(html: str) -> list[str]:
    """The words outside of every mark."""
    seen = Seen()
    seen.feed(html)
    seen.close()
    line, before = "".join(seen.line), ""
    while line != before:
        line, before = MARKED.sub(" ", line), line
    return WORD.findall(ADDRESS.sub(" ", line))


def own_names() -> set[str]:
    """What languages call themselves."""
    return {word for _code, name in language_choices() for word in WORD.findall(name)}


def stored_words() -> set[str]:
    """Each word that stands somewhere in the database, in small letters."""
    found: set[str] = set()
    for model in apps.get_models():
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        if names:
            for row in model._default_manager.order_by().values_list(*names)[:2000]:
                found |= {word.lower() for word in WORD.findall(repr(row))}
    return found


@pytest.mark.django_db
def test_no_public_page_speaks_past_the_catalogues(client, settings, pseudo):
    world = worlds.build()
    pages = readers_pages(world)
    known = stored_words() | {word.lower() for word in ALIKE | own_names()}
    found: dict[str, set[str]] = {}
    for page in pages:
        answer = client.get(f"/{LANGUAGE}{page}")
        html = answer.content.decode()
        assert answer.status_code == 200, page
        assert "⟦" in html, page
        words = {word for word in unmarked(html) if word.lower() not in known}
        if words:
            found[page] = words
    assert found == {}


def described(part: Any) -> Iterator[str]:
    """What a description tells people: all but names, addresses and examples of data."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in ("description", "summary", "title") and isinstance(value, str):
                yield value
            elif name != "example":
                yield from described(value)
    elif isinstance(part, list):
        for one in part:
            yield from described(one)
    elif isinstance(part, str) and " " in part:
        yield part


@pytest.mark.django_db
def test_the_description_of_the_api_does_not_speak_past_the_catalogues(client, pseudo):
    texts = set(described(client.get(f"/api/v1/openapi.json?lang={LANGUAGE}").json()))
    assert len(texts) > 300
    assert {text for text in texts if unmarked(text)} == set()


def test_words_past_the_catalogues_are_noticed(pseudo):
    assert unmarked('<p title="Read">⟦a ⟦b⟧ <b>c</b>⟧ Go</p><p lang="en">out</p>') == ["Read", "Go"]
    with translation.override(LANGUAGE):
        assert translation.gettext("Theme") == "⟦Theme⟧"
        assert translation.pgettext("short date", "j M") == "⟦j M⟧"
