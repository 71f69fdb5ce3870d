"""The projector by the keyboard alone; the phone on a bad line."""

import re

import pytest
from playwright.sync_api import expect

from recommendations.models import Assignment, TableClaim
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 30_000  # milliseconds


@pytest.fixture
def guests():
    make.NationalMechanismFactory()
    return [
        make.InstitutionFactory(name="Ministry of the Interior", slug="interior", acronym="MoI"),
        make.InstitutionFactory(name="Ministry of Labour", slug="labour", acronym="MoL"),
    ]


@pytest.fixture
def table(guests):
    rows = [make.RecommendationFactory(reference=f"CRC-5-{n}") for n in (1, 2, 3)]
    return make.running_table(rows, guests, officer=make.secretariat())


def address(live_server, table, more=""):
    return f"{live_server.url}/workspace/tables/{table.meeting.reference}/{more}"


@pytest.mark.parametrize(
    ("language", "forward", "back"), [("", "Right", "Left"), ("ar", "Left", "Right")]
)
def test_a_table_is_run_by_the_keyboard(
    page, live_server, sign_in, table, check_accessibility, language, forward, back
):
    page.set_default_timeout(PATIENCE)
    sign_in(page, make.secretariat())
    path = address(live_server, table)
    if language:
        path = path.replace("/workspace/", f"/{language}/workspace/")
    page.goto(path)
    board = page.locator("#board")
    where = board.locator(".board-where")
    expect(where).to_contain_text("CRC-5-1")
    check_accessibility(page)
    page.keyboard.press(f"Arrow{forward}")
    expect(where).to_contain_text("CRC-5-2", timeout=PATIENCE)
    page.keyboard.press(f"Arrow{back}")
    expect(where).to_contain_text("CRC-5-1", timeout=PATIENCE)
    page.keyboard.press("a")
    expect(page.locator("#absentee-name")).to_be_focused()
    # What is typed is typed: it is no key of the table.
    page.keyboard.type("Ministry of Labour")
    page.keyboard.press("Enter")
    expect(board.locator(".board-claims")).to_contain_text("Ministry of Labour", timeout=PATIENCE)
    page.locator("h1").click()
    page.keyboard.press("s")
    expect(board.locator(".notice.good")).to_be_visible(timeout=PATIENCE)
    assert Assignment.objects.get().role == "lead"
    page.keyboard.press("PageDown")
    expect(where).to_contain_text("CRC-5-2", timeout=PATIENCE)
    page.keyboard.press("p")
    expect(page.locator("#park-note")).to_be_focused()
    page.keyboard.type("Two laws")
    page.keyboard.press("Enter")
    expect(board.locator(".notice.warn")).to_contain_text("Two laws", timeout=PATIENCE)
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#keys dl")).to_be_visible()
    page.locator("[data-keys] input").uncheck()
    page.locator("h1").click()
    page.keyboard.press("e")
    page.wait_for_timeout(500)
    expect(where).to_contain_text("CRC-5-2")


def test_the_chair_decides_by_the_keyboard(page, live_server, sign_in, table, guests):
    """A tick box or a radio button that has the focus leaves the letters to the table."""
    page.set_default_timeout(PATIENCE)
    for guest in guests:
        facts = {"institution": guest, "role": "lead", "made_by": make.focal_point(guest)}
        TableClaim.objects.create(item=table.current, **facts)
    sign_in(page, make.secretariat())
    page.goto(address(live_server, table))
    expect(page.locator(".notice.warn")).to_contain_text("Contested")
    page.get_by_role("radio", name="Ministry of Labour").check()
    # What was chosen is not swapped away by the next question.
    page.wait_for_timeout(2500)
    page.keyboard.press("s")
    expect(page.locator(".notice.good")).to_be_visible(timeout=PATIENCE)
    assert Assignment.objects.get(role="lead").institution == guests[1]


def test_what_others_press_appears_by_itself_and_nothing_typed_is_lost(
    page, live_server, sign_in, table, guests
):
    page.set_default_timeout(PATIENCE)
    sign_in(page, make.secretariat())
    page.goto(address(live_server, table))
    person = make.focal_point(guests[0])
    TableClaim.objects.create(
        item=table.current, institution=guests[0], role="lead", made_by=person
    )
    type(table).objects.filter(pk=table.pk).update(version=1)
    expect(page.locator(".board-claims")).to_contain_text("Interior", timeout=PATIENCE)
    page.keyboard.press("p")
    page.keyboard.type("Half a sen")
    type(table).objects.filter(pk=table.pk).update(version=2)
    page.wait_for_timeout(3000)
    expect(page.locator("#park-note")).to_have_value("Half a sen")


def test_a_press_without_a_line_is_sent_again_until_it_arrives(
    page, live_server, sign_in, table, guests, check_accessibility
):
    page.set_default_timeout(PATIENCE)
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, make.focal_point(guests[0]))
    page.goto(address(live_server, table, "phone/"))
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Take my seat")).click()
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    failures = []

    def cut(route):
        failures.append(route.request.post_data)
        if len(failures) > 2:
            route.continue_()
        else:
            route.abort()

    page.route("**/phone/press/", cut)
    page.get_by_role("button", name="We lead").click()
    expect(page.get_by_text("You said: we lead.")).to_be_visible(timeout=PATIENCE)
    assert len(failures) == 3
    assert len(set(failures)) == 1
    assert TableClaim.objects.count() == 1


def test_without_script_the_table_runs_all_the_same(
    browser, live_server, sign_in, table, guests, built_fonts
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    sign_in(page, make.focal_point(guests[0]))
    page.goto(address(live_server, table, "phone/"))
    page.get_by_role("button", name=re.compile("Take my seat")).click()
    page.get_by_role("button", name="We lead").click()
    expect(page.get_by_text("You said: we lead.")).to_be_visible()
    sign_in(page, make.secretariat())
    page.goto(address(live_server, table))
    page.get_by_role("button", name=re.compile("^Settle")).click()
    expect(page.locator(".notice.good")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".board-where")).to_contain_text("CRC-5-2")
    context.close()
