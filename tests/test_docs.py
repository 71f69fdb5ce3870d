"""What the documentation names is there: files, variables, commands, addresses, words on pages."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

PROJECT = Path(__file__).resolve().parent.parent
ROOT = [PROJECT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
PAGES = [*ROOT, *sorted((PROJECT / "docs").rglob("*.md"))]
# Where words in italics are those of buttons, links and menus.
GUIDES = [ROOT[0], PROJECT / "docs/runbook.md", *sorted((PROJECT / "docs/user").glob("*.md"))]

each_page = pytest.mark.parametrize(
    "document", PAGES, ids=lambda document: str(document.relative_to(PROJECT))
)
each_guide = pytest.mark.parametrize("document", GUIDES, ids=lambda document: document.stem)


def code(text: str) -> list[str]:
    """What stands between backticks, inline or in blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return blocks + re.findall(r"`([^`]+)`", prose)


@each_page
def test_every_file_it_links_to_exists(document):
    targets = re.findall(r"\]\(([^)#\s]+)", document.read_text())
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (document.parent / target).exists()] == []


@each_page
def test_every_variable_it_names_is_in_the_example(document):
    example = (PROJECT / ".env.example").read_text()
    known = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    named = {
        name
        for part in code(document.read_text())
        for name in re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", part)
    }
    named |= {
        name for part in code(document.read_text()) for name in re.findall(r"\b([A-Z]{3,})=", part)
    }
    assert named - known == set()


@each_page
def test_every_command_it_names_exists(document):
    text = document.read_text()
    named = set(re.findall(r"manage\.py ([a-z_]+)", text))
    named |= set(re.findall(r"compose run .*? web ([a-z_]+)", text))
    assert named - set(get_commands()) - {"-C"} == set()


@each_page
def test_every_target_of_make_it_names_exists(document):
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    named = {
        name
        for part in code(document.read_text())
        for name in re.findall(r"\bmake ([a-z]+)\b", part)
    }
    assert named - targets == set()


@each_page
def test_every_address_it_names_leads_somewhere(document):
    missing = []
    for address in code(document.read_text()):
        if re.fullmatch(r"/[a-z0-9./_-]*", address):
            try:
                resolve(address)
            except Resolver404:
                missing.append(address)
    assert missing == []


@each_page
def test_every_file_of_the_checkout_it_names_exists(document):
    named = [
        part for part in code(document.read_text()) if re.fullmatch(r"[a-z_.]+(/[a-z_.-]+)+", part)
    ]
    folders = {path.name for path in PROJECT.iterdir() if path.is_dir()} - {"var", "static"}
    ours = [name for name in named if name.split("/")[0] in folders]
    assert [name for name in ours if not (PROJECT / name).exists()] == []


@pytest.fixture(scope="module")
def words():
    """Every text of pages and code, small letters and plain spaces."""
    sources = [*PROJECT.glob("templates/**/*.html"), *PROJECT.glob("nmirf/**/*.py")]
    apps = ["accounts", "activities", "focalpoints", "mechanisms", "notifications"]
    for app in [*apps, "portal", "recommendations", "reporting"]:
        sources += (PROJECT / app).glob("**/*.py")
    text = " ".join(path.read_text() for path in sources)
    # What libraries say on their own pages, and make of our words.
    text += " Forgot your password? Add National mechanisms"
    return " ".join(text.casefold().split())


@each_guide
def test_every_label_it_names_stands_on_a_page(document, words):
    prose = re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
    prose = re.sub(r"\*\*.*?\*\*", "", prose, flags=re.DOTALL)
    labels = {" ".join(found.split()) for found in re.findall(r"\*([^*`]+)\*", prose)}
    missing = []
    for label in sorted(labels):
        # Numbers and names stand in for placeholders.
        parts = [part.strip().casefold() for part in re.split(r"…|\d+", label)]
        if not all(part in words for part in parts):
            missing.append(label)
    assert missing == []
