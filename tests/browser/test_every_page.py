"""Every address that gives a page, by name and in every look: accessible, quiet, no wider than the window.

For `make looks`, which takes a quarter of an hour; `make test` walks the pages that are used most.
"""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests import access_table as roles
from tests import world as worlds
from tests.browser.test_pages import COLOURS, EVERYTHING, RUN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(os.environ.get("LOOKS") != "all", reason="not run: for make looks"),
]

# Language, width, and each scheme with what axe looks for in it.
LOOKS = (
    ("en", 1280, (("light", EVERYTHING), ("dark", COLOURS))),
    ("ar", 390, (("dark", EVERYTHING), ("light", COLOURS))),
    ("en", 390, (("dark", EVERYTHING), ("light", COLOURS))),
    ("ar", 1280, (("light", EVERYTHING), ("dark", COLOURS))),
)
PREFIXES = {"en": "", "ar": "/ar"}
# Whoever of these is let in first walks the page.
WALKERS = (
    *(roles.ANONYMOUS, roles.SECRETARIAT, roles.FOCAL_POINT, roles.AUTHORITY, roles.NHRI),
    *(roles.CSO, roles.PARLIAMENT, roles.CONSULTATION_OFFICER, roles.ADMINISTRATOR),
)
PARTS = {roles.ANONYMOUS: 3, roles.SECRETARIAT: 4}


@pytest.fixture
def world(transactional_db, settings):
    settings.DEMO_MODE = True
    return worlds.build()


def pages(world, role) -> list[str]:
    """Of every address by name that opens to this role first; the others of it are walked by others."""
    found = []
    for name, rule in sorted(roles.ACCESS.items()):
        walker = next((one for one in WALKERS if one in rule.allowed), None)
        if walker == role and rule.method == "get" and 200 in rule.answers:
            found.append(reverse(name, kwargs=rule.kwargs(world)))
    return found


@pytest.mark.parametrize(
    ("role", "part"),
    [(role, part) for role in WALKERS for part in range(PARTS.get(role, 1))],
)
def test_pages(page, client, live_server, sign_in, world, role, part):
    if role != roles.ANONYMOUS:
        sign_in(page, world.people[role])
    heard: list[str] = []
    page.on("console", lambda line: heard.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    found: list[str] = []
    for path in pages(world, role)[part :: PARTS.get(role, 1)]:
        if is_page(client, path):
            heard.clear()
            found += [f"{path}: {one}" for one in [*problems(page, live_server.url, path), *heard]]
    assert not found, "\n".join(found)


def is_page(client, path):
    """Neither a file, nor a piece of a page, nor what leads elsewhere or is not to be had by now."""
    answer = client.get(path)
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    return answer.status_code == 200 and is_html and b"<!doctype html>" in answer.content[:99]


def problems(page, server, path):
    """What is wrong with the page that the browser shows."""
    for language, width, schemes in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(f"{server}{PREFIXES[language]}{path}")
        for problem in (*wrong(page, answer, language), *found_by_axe(page, schemes)):
            yield f"{language}, {width}: {problem}"


def wrong(page, answer, language):
    if answer.status != 200:
        yield f"status {answer.status}"
    if page.locator("html").get_attribute("lang") != language:
        yield "another language"
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} first headings"
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wider > 0:
        yield f"{wider} pixels too wide"


def found_by_axe(page, schemes):
    page.evaluate(Axe().axe_script)
    for scheme, options in schemes:
        # Without motion a colour is there at once, and axe measures no shade on the way to it.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for rule, places in page.evaluate(RUN, options):
            yield f"{scheme}: {rule} at {places}"
