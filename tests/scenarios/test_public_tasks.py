"""What strangers come for, done in few moves and little time: on a phone, by keyboard, without scripts."""

import csv
import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from notifications.models import Follow
from reporting.models import ErrorReport
from tests import factories as make
from tests import world as worlds
from tests.access_table import ACCESS, ANONYMOUS
from tests.browser.test_pages import EVERYTHING, RUN, readers_pages
from tests.scenarios.crawl import kind_of

pytestmark = pytest.mark.browser

# Milliseconds in which the server answers one move, on a machine that has more to do than this.
PROMPT = 3_000
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def world(transactional_db):
    records = worlds.build()
    facts = {"mechanism": records.mechanism, "review": records.review}
    for number, status in enumerate(["not_started", "not_started", "implemented"]):
        make.RecommendationFactory(
            reference=f"TASK-{number}",
            text=f"Open a shelter in province {number}.",
            lead=records.institution,
            status=status,
            **facts,
        )
    return records


class Stranger:
    """Counts what a person does to get somewhere, and how long the site takes for each of it."""

    def __init__(self, page, address: str) -> None:
        self.page, self.address, self.moves = page, address, 0
        page.set_default_timeout(30_000)

    def arrive(self, path: str = "/") -> None:
        self.page.goto(self.address + path)

    def _move(self, act) -> None:
        with self.page.expect_navigation() as going:
            act()
        answer = going.value
        self.moves += 1
        assert answer.ok, f"{answer.url}: {answer.status}"
        assert answer.request.timing["responseStart"] < PROMPT, answer.url
        wider = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{answer.url} is {wider} pixels too wide"

    def follow(self, name, *, within=None) -> None:
        link = (within or self.page).get_by_role("link", name=name).first
        self._move(link.click)

    def press(self, name, *, within=None) -> None:
        self._move((within or self.page).get_by_role("button", name=name).first.click)

    def take(self, control) -> bytes:
        """A file, by what leads to it."""
        with self.page.expect_download() as coming:
            control.click()
        self.moves += 1
        return coming.value.path().read_bytes()

    def reads(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)


@pytest.fixture
def stranger(page, live_server):
    page.set_viewport_size(PHONE)
    return Stranger(page, live_server.url)


@pytest.fixture
def without_scripts(browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    # What a page without scripts cannot be asked: how wide it is.
    page.evaluate = lambda _words: 0
    yield Stranger(page, live_server.url)
    context.close()


def test_where_a_recommendation_on_a_subject_stands_without_scripts(world, without_scripts):
    stranger = without_scripts
    stranger.arrive()
    stranger.page.get_by_role("searchbox").first.fill("shelter province 2")
    stranger.press("Search")
    stranger.reads("1 recommendation")
    stranger.follow("TASK-2")
    stranger.reads("Open a shelter in province 2.", "Implemented", "Ministry of Interior")
    assert stranger.moves <= 3


def test_what_a_ministry_leads_and_has_not_done_by_keyboard(world, stranger):
    page = stranger.page
    page.set_viewport_size({"width": 1280, "height": 900})
    stranger.arrive()

    def enter(name: str) -> None:
        link = page.get_by_role("link", name=name).first
        for _press in range(150):
            page.keyboard.press("Tab")
            if link.evaluate("link => link === document.activeElement"):
                break
        else:
            raise AssertionError(f"the keyboard does not come to {name}")
        stranger._move(lambda: page.keyboard.press("Enter"))

    enter("By institution")
    enter("Ministry of Interior")
    stranger.reads("Leads 4 recommendations")
    page.get_by_text("Table", exact=True).first.focus()
    page.keyboard.press("Enter")
    page.locator("tr", has_text="Not started").get_by_role("link").focus()
    stranger._move(lambda: page.keyboard.press("Enter"))
    stranger.reads("2 recommendations", "TASK-0", "TASK-1")
    expect(page.locator("main")).not_to_contain_text("TASK-2")
    assert stranger.moves <= 3


def test_what_comes_next_and_into_ones_own_calendar(world, stranger):
    stranger.arrive()
    title = world.obligation.title
    stranger.reads("Coming next", title)
    stranger.follow("Whole calendar")
    stranger.reads(title)
    file = stranger.take(stranger.page.get_by_role("link", name=re.compile("ICS")))
    assert stranger.moves == 2
    assert file.startswith(b"BEGIN:VCALENDAR\r\n")
    lines = file.decode().replace("\r\n ", "").splitlines()
    assert any(line.startswith("SUMMARY") and title in line for line in lines)
    assert f"DTSTART;VALUE=DATE:{world.obligation.due_on:%Y%m%d}" in lines


def test_one_number_on_page_in_file_in_the_api_and_in_the_chart(world, stranger):
    page, query = stranger.page, "?status=not_started"
    stranger.arrive()
    stranger.follow("2", within=page.locator("dl.legend div", has_text="Not started"))
    stranger.reads("2 recommendations")
    assert page.url.endswith(query)
    stranger.follow("Download")
    stranger.reads("2 recommendations")
    file = stranger.take(page.get_by_role("button", name="CSV"))
    assert stranger.moves == 3
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    told = page.request.get(f"{stranger.address}/api/v1/recommendations{query}").json()
    chart = page.request.get(f"{stranger.address}/charts/mechanism.csv").body().decode("utf-8-sig")
    head, *body = csv.reader(io.StringIO(chart))
    drawn = [int(row[head.index("Not started")]) for row in body[: body.index([])]]
    assert len(rows) - 1 == 2
    assert {row["reference"] for row in told["data"]} == {"TASK-0", "TASK-1"}
    assert all(any(name in row for row in rows) for name in ("TASK-0", "TASK-1"))
    assert sum(drawn) == 2


def test_to_take_part_to_follow_and_to_report_an_error(world, stranger):
    page = stranger.page
    stranger.arrive()
    stranger.follow("Read and comment")
    form = page.locator("details[id^=comment-on]").first
    form.locator("summary").click()
    form.get_by_label("Your comment").fill("Say how long a child waits.")
    stranger.press("Send comment", within=form)
    assert world.consultation.comments.filter(text="Say how long a child waits.").exists()
    assert stranger.moves == 2

    stranger.arrive("/recommendations/TASK-0/")
    stranger.follow("Follow by e-mail")
    page.get_by_label("E-mail").fill("reader.new@example.org")
    stranger.press("Follow", within=page.locator("main form"))
    stranger.reads("Look into your mailbox")
    assert Follow.objects.filter(key="TASK-0", confirmed_at=None).count() == 1
    assert [letter.to for letter in mail.outbox][-1] == ["reader.new@example.org"]

    stranger.arrive("/recommendations/TASK-0/")
    stranger.follow("Report an error")
    page.locator("main textarea").fill("The province is another one.")
    stranger.press("Send", within=page.locator("main form"))
    assert ErrorReport.objects.filter(key="TASK-0").count() == 1
    assert stranger.moves == 6


def test_the_kinds_of_pages_that_no_other_walk_shows(world, page, live_server):
    walked = {kind_of(path).view for path in readers_pages(world)}
    names = [
        name
        for name, rule in sorted(ACCESS.items())
        if name.startswith("portal:")
        and rule.method == "get"
        and ANONYMOUS in rule.allowed
        and name not in walked
    ]
    found, shown = [], 0
    for number, name in enumerate(names):
        path = reverse(name, kwargs=ACCESS[name].kwargs(world))
        if page.request.get(live_server.url + path).headers["content-type"][:9] != "text/html":
            continue
        path = ("/ar" if number % 2 else "") + path
        page.emulate_media(color_scheme="dark" if number % 4 < 2 else "light")
        page.set_viewport_size(PHONE if number % 3 else {"width": 1280, "height": 900})
        page.goto(live_server.url + path)
        page.evaluate(Axe().axe_script)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{path}: {broken}" for broken in page.evaluate(RUN, EVERYTHING)]
        found += [f"{path}: {wider} pixels too wide"] if wider > 0 else []
        shown += 1
    assert found == []
    assert shown >= 10
