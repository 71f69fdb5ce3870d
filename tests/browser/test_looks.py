"""The looks of public pages that no screenshot shows: Arabic, large letters, forced colours, paper."""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests import world as worlds
from tests.browser.test_pages import COLOURS, EVERYTHING, RUN, readers_pages

pytestmark = pytest.mark.browser

# 320 pixels are a window of 1280 at four times its size. Source: WCAG 2.2, 1.4.10.
REFLOWED = 320
SIDEWAYS = """() => {
    const wider = document.documentElement.scrollWidth - innerWidth;
    if (wider <= 0) return "";
    const out = [...document.querySelectorAll("body *")].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width && (box.right > innerWidth + 1 || box.left < -1) && !one.closest(".scroll, pre, .skip, .visually-hidden");
    });
    return wider + " px: " + out.slice(-2).map((one) => one.outerHTML.slice(0, 90)).join(" | ");
}"""
# What a screen reader calls the controls, and the levels of headings as they follow each other.
HEADINGS = "() => [...document.querySelectorAll('h1,h2,h3,h4,h5')].filter((h) => h.checkVisibility()).map((h) => +h.tagName[1])"


NAMELESS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
    .filter((one) => one.checkVisibility() && !(one.innerText || one.ariaLabel || one.title
        || one.labels?.length || one.querySelector("img[alt]")))
    .map((one) => one.outerHTML.slice(0, 90))"""


@pytest.fixture
def world(transactional_db, settings):
    settings.DEMO_MODE = True
    return worlds.build()


def test_every_public_page_in_arabic_and_with_large_letters(page, live_server, world):
    """One load of a page serves three looks; what holds from left to right, test_pages tells."""
    found = []
    script = Axe().axe_script
    page.emulate_media(reduced_motion="reduce")
    for path in readers_pages(world):
        page.set_viewport_size({"width": REFLOWED, "height": 900})
        page.emulate_media(color_scheme="light")
        answer = page.goto(f"{live_server.url}/ar{path}")
        if answer.status != 200:
            found.append(f"{path}: status {answer.status}")
        if page.locator("html").get_attribute("dir") != "rtl":
            found.append(f"{path}: from left to right")
        if sideways := page.evaluate(SIDEWAYS):
            found.append(f"{path}: {sideways}")
        page.evaluate(script)
        found += [f"{path}, light: {rule}" for rule in page.evaluate(RUN, EVERYTHING)]
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 1280, "height": 900})
        found += [f"{path}, dark: {rule}" for rule in page.evaluate(RUN, COLOURS)]
    assert not found, "\n".join(found)


def test_left_to_right_pages_reflow_too(page, live_server, world):
    page.set_viewport_size({"width": REFLOWED, "height": 900})
    found = []
    for path in readers_pages(world):
        page.goto(live_server.url + path, wait_until="domcontentloaded")
        if sideways := page.evaluate(SIDEWAYS):
            found.append(f"{path}: {sideways}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", ["home", "register", "recommendation"])
def test_a_screen_reader_finds_its_way(page, live_server, world, kind):
    path = {
        "home": reverse("portal:home"),
        "register": reverse("portal:register"),
        "recommendation": world.recommendation.get_absolute_url(),
    }[kind]
    page.goto(live_server.url + path)
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1, role
    assert page.get_by_role("navigation", name="Main", exact=True).count() == 1
    levels = page.evaluate(HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(second - first <= 1 for first, second in pairwise(levels))
    assert page.evaluate(NAMELESS) == []


def test_the_keyboard_reaches_content_menu_languages_and_facets(page, live_server, world):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + reverse("portal:register"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto(live_server.url + reverse("portal:register"))
    seen = []
    for _press in range(60):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "() => { const e = document.activeElement; return e.closest('.nav') ? 'menu' :"
                " e.hreflang ? 'language' : e.closest('.facet') ? 'facet' : e.type || ''; }"
            )
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        if "facet" in seen:
            break
    assert {"menu", "language", "facet"} <= set(seen)


def test_forced_colours_leave_focus_marks_and_bars_to_be_seen(browser, live_server, world):
    context = browser.new_context(forced_colors="active", reduced_motion="reduce")
    page = context.new_page()
    page.goto(live_server.url + reverse("portal:home"))
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    fills = page.evaluate(
        "() => [...document.querySelectorAll('.bar rect')].map((e) => getComputedStyle(e).fill)"
    )
    assert fills
    assert paper not in fills
    page.goto(live_server.url + world.recommendation.get_absolute_url())
    marks = page.evaluate(
        "() => [...document.querySelectorAll('.status svg *')]"
        ".map((e) => [getComputedStyle(e).fill, getComputedStyle(e).stroke])"
    )
    assert marks
    assert any(colour not in ("none", paper) for mark in marks for colour in mark)
    moving = page.evaluate(
        "() => [...document.querySelectorAll('a, .button')]"
        ".some((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0)"
    )
    assert not moving
    context.close()


def test_paper_has_the_record_and_where_it_stands_and_no_menus(page, live_server, world):
    page.emulate_media(media="print")
    page.goto(live_server.url + world.recommendation.get_absolute_url())
    assert page.get_by_role("heading", level=1).is_visible()
    for gone in (".nav", ".meet", ".skip", ".foot nav", ".button"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator(".qr").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
