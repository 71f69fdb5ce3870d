"""The interface speaks each language in full: catalogues, compiled files and templates."""

import ast
import gettext
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

BASE = Path(settings.BASE_DIR)
PLURALS = {"fr": 2, "ar": 6}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])? (".*")')

CALLS = {"_", "gettext", "ngettext", "pgettext", "npgettext", "gettext_noop"}
STRING = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.S)
TEMPLATE_CALL = re.compile(rf"\b(_|n?p?gettext)\(((?:\s*u?(?:{STRING.pattern})\s*,?)+)", re.S)

# What stands on a page as it is in every language.
UNTRANSLATED = {
    "%",
    "A",
    "B",
    "PDF",
    "CSV",
    "SDMX-CSV",
    "JSON",
    "XLSX",
    "ICS",
    "Atom",
    "SHA-256",
    "API",
}
UNTRANSLATED |= {"CC", "BY"}  # CC BY 4.0
UNTRANSLATED |= {"datapackage.json", "SHA256SUMS", "treaties.un.org"}  # names of files and sites
# Attributes that people read or hear.
SPOKEN = {"aria-label", "alt", "title", "placeholder", "data-label"}
# Elements without words: code has the same letters everywhere.
SILENT = {"script", "style", "code"}
# Pages for whoever changes the design; nobody else opens them. And attributes without an element.
EXEMPT = {"design.html", "portal/charts/_mark.html"}


class Entry(NamedTuple):
    key: str
    plural: str
    flags: str
    texts: dict[int, str]


def entries(path: Path) -> list[Entry]:
    """The entries of a .po file but its header; obsolete ones fail, for nobody maintains them."""
    found = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        assert not re.search(r"^#~", block, re.M), f"{path}: obsolete: {block}"
        flags, texts, parts, at = "", {}, {}, ("", 0)
        for line in block.splitlines():
            if line.startswith("#,"):
                flags += line
            elif match := LINE.fullmatch(line):
                at = (match[1], int(match[2] or 0))
                parts[at] = ast.literal_eval(match[3])
            elif line.startswith('"'):
                parts[at] += ast.literal_eval(line)
        texts = {index: text for (field, index), text in parts.items() if field == "msgstr"}
        name, context = parts.get(("msgid", 0), ""), parts.get(("msgctxt", 0))
        if name:
            key = name if context is None else f"{context}\x04{name}"
            found.append(Entry(key, parts.get(("msgid_plural", 0), ""), flags, texts))
    return found


def catalogue(language: str) -> Path:
    return BASE / "locale" / language / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("language", PLURALS)
def test_everything_is_translated_and_nothing_fuzzy(language):
    rows = entries(catalogue(language))

    assert len(rows) > 1000
    assert [row.key for row in rows if "fuzzy" in row.flags] == []
    wanted = {row.key: PLURALS[language] if row.plural else 1 for row in rows}
    short = [row.key for row in rows if len([*filter(None, row.texts.values())]) < wanted[row.key]]
    assert short == []


def asked_in_python(path: Path) -> set[str]:
    """The keys that a module asks the catalogues for."""
    keys = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [getattr(argument, "value", None) for argument in node.args]
            if name.removesuffix("_lazy") in CALLS and texts and isinstance(texts[0], str):
                keys.add("\x04".join(texts[:2]) if "p" in name[:2] else texts[0])
    return keys


def asked_in_template(path: Path) -> set[str]:
    """The keys that a template asks the catalogues for."""
    found = TEMPLATE_CALL.finditer(templatize(path.read_text(encoding="utf-8")))
    calls = [
        (match[1], [ast.literal_eval(text) for text in STRING.findall(match[2])]) for match in found
    ]
    return {"\x04".join(texts[:2]) if "p" in name else texts[0] for name, texts in calls}


@pytest.mark.parametrize("language", PLURALS)
def test_no_text_of_the_program_is_missing(language):
    known = {row.key for row in entries(catalogue(language))}
    asked = set()
    for app in sorted(path.parent for path in BASE.glob("*/__init__.py")):
        if app.name != "tests":
            asked |= {key for path in app.rglob("*.py") for key in asked_in_python(path)}
    for path in (BASE / "templates").rglob("*.*"):
        asked |= asked_in_template(path)

    assert len(asked) > 1000
    assert asked - known == set(), "run manage.py makemessages, translate, compilemessages"


@pytest.mark.parametrize("language", PLURALS)
def test_placeholders_are_kept(language):
    for row in entries(catalogue(language)):
        asked = set(PLACEHOLDER.findall(row.key)) | set(PLACEHOLDER.findall(row.plural))
        for text in row.texts.values():
            missing = asked - set(PLACEHOLDER.findall(text))
            assert set(PLACEHOLDER.findall(text)) <= asked, row.key
            # A plural form may say its number in words: "two recommendations" is one in Arabic.
            assert len(missing) <= (1 if row.plural else 0), f"{row.key}: {missing}"


@pytest.mark.parametrize("language", PLURALS)
def test_the_compiled_file_is_that_of_its_source(language):
    path = catalogue(language).with_suffix(".mo")
    with path.open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    expected: dict[object, str] = {}
    for row in entries(catalogue(language)):
        keys = [(row.key, index) for index in row.texts] if row.plural else [row.key]
        expected |= dict(zip(keys, row.texts.values(), strict=True))

    assert {key: text for key, text in compiled.items() if key != ""} == expected


class Words(HTMLParser):
    """Collects what a reader sees or hears of a page, outside scripts and drawings."""

    def __init__(self) -> None:
        super().__init__()
        self.silent = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def literal_words(source: str) -> list[str]:
    """The words of a template that stand outside its translation tags."""
    source = re.sub(r"{#.*?#}", "", source)
    # What stands on a key of the keyboard is no word.
    source = re.sub(r"<kbd\b[^>]*>.*?</kbd>", "", source)
    source = re.sub(r"{%\s*comment\b.*?{%\s*endcomment\s*%}", "", source, flags=re.S)
    source = re.sub(
        r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", "", source, flags=re.S
    )
    source = re.sub(r"{%.*?%}|{{.*?}}", "", source, flags=re.S)
    words = Words()
    words.feed(source)
    words.close()
    tokens = [token.strip(".,:;()“”«»") for text in words.found for token in text.split()]
    return [token for token in tokens if re.search(r"[^\W\d_]", token)]


TEMPLATES = sorted(
    str(path.relative_to(BASE / "templates"))
    for path in (BASE / "templates").rglob("*.html")
    if str(path.relative_to(BASE / "templates")) not in EXEMPT
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_speaks_outside_its_translation_tags(name):
    source = (BASE / "templates" / name).read_text(encoding="utf-8")

    assert [word for word in literal_words(source) if word not in UNTRANSLATED] == []


def test_plain_words_are_noticed():
    assert literal_words('<p title="Read">{{ x }} Go {% translate "on" %}</p>') == ["Read", "Go"]
