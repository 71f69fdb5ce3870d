from pathlib import Path

import pytest
from django.conf import settings

from nmirf.common import charts, markup
from nmirf.common.design_parts import tokens

SHEET = Path(settings.BASE_DIR) / "static" / "css" / "main.css"


@pytest.fixture
def demo(settings):
    settings.DEMO_MODE = True


def test_the_style_page_is_for_demonstrations_alone(client, db) -> None:
    assert client.get("/design/").status_code == 404


def test_no_page_carries_inline_style_or_script(client, db, demo) -> None:
    html = client.get("/design/").content.decode()
    assert "style=" not in html
    assert "<style" not in html
    assert "onclick" not in html
    # Data for programs is not executed; see nmirf.common.jsonld.
    data = html.count('<script type="application/ld+json">')
    assert html.count("<script") == html.count("<script src=") + data
    assert html.count("<h1") == 1


def test_every_component_is_shown_there(client, db, demo) -> None:
    """A part that nobody can look at on its own is changed unseen."""
    markup.status_icon.cache_clear()  # drawn once in a process
    shown = set()
    for path in ("/design/", "/design/?of=confirm", "/design/?of=form"):
        answer = client.get(path)
        assert answer.status_code == 200
        shown |= {template.name for template in answer.templates}
    parts = (Path(settings.BASE_DIR) / "templates" / "components").glob("*.html")
    assert {f"components/{part.name}" for part in parts} - shown == set()


def test_every_colour_of_words_is_readable_on_paper() -> None:
    ratios = {token["name"]: [*map(float, token["ratios"])] for token in tokens()}
    assert len(ratios) >= 12
    for name in ("ink", "ink-2", "accent", "warn", "bad", "good"):
        assert min(ratios[name]) >= 4.5, name
    assert min(ratios["edge"]) >= 3


def test_the_style_sheet_knows_every_status_and_stays_small() -> None:
    sheet = SHEET.read_text(encoding="utf-8")
    assert all(f".{look.css}" in sheet for look in charts.STATUS_LOOKS.values())
    assert len(sheet.encode()) < 25_000


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/design/", "/ar/design/"])
def test_every_component_is_accessible(
    page, live_server, demo, check_accessibility, width, scheme, path
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    assert page.goto(live_server.url + path).ok
    check_accessibility(page)
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0


@pytest.mark.browser
def test_characters_are_counted_as_people_see_them(page, live_server, demo) -> None:
    page.goto(live_server.url + "/design/")
    page.locator("textarea").first.fill("e\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467 ok")
    assert page.locator(".counter").first.inner_text() == "6 / 700"


@pytest.mark.browser
def test_the_menu_of_a_phone_opens_without_script(browser, live_server, demo) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(live_server.url + "/design/")
    facets = page.locator(".facets")
    assert not facets.is_visible()
    page.get_by_text("Narrow down (1)").click()
    assert facets.is_visible()
    context.close()
