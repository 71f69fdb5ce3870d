"""A review goes over the table: a projector, three phones in browsers, twelve more over HTTP."""

import threading
import uuid

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from recommendations.models import Assignment, TableItem, ThematicTable
from reporting.models import RenderedFile
from tests import factories as make

from .conftest import PATIENCE

pytestmark = pytest.mark.browser
PHONES = 12


@pytest.fixture
def guests(marisola):
    return [make.InstitutionFactory(name=f"Agency {n:02}") for n in range(PHONES)]


@pytest.fixture
def review(marisola):
    review = make.ReviewFactory(title="Fourth cycle", symbol="A/HRC/59/15")
    for n in range(1, 4):
        make.RecommendationFactory(
            reference=f"UPR-4-{n}", review=review, paragraph=str(n), paragraph_key=f"{n:04}"
        )
    return review


def signed_in(person):
    """A client with a session of its own, second factor given."""
    client = Client()
    client.force_login(person)
    session = client.session
    session["has_second_factor"] = True
    session.save()
    return client


@pytest.fixture
def phone(browser, live_server):
    """`phone(person, path)`: a page of 390 pixels in a context of its own, already at the table."""
    contexts = []

    def open_phone(person, path):
        context = browser.new_context(viewport={"width": 390, "height": 844})
        contexts.append(context)
        name = settings.SESSION_COOKIE_NAME
        value = signed_in(person).cookies[name].value
        context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(live_server.url + path)
        page.locator("button.press").first.click()
        return page

    yield open_phone
    for context in contexts:
        context.close()


def all_press(table, guests, said):
    """Each guest's phone at the same instant; the answers."""
    table.refresh_from_db()
    answers, barrier = [], threading.Barrier(len(guests))
    url = reverse("recommendations:press", args=[table.meeting.reference])

    def run(client, institution):
        data = {"for": institution.slug, "item": table.current_id, "said": said}
        barrier.wait()
        answers.append(client.post(url, data | {"key": uuid.uuid4()}).status_code)
        connections.close_all()

    threads = []
    for institution in guests:
        client = signed_in(make.focal_point(institution))
        threads.append(threading.Thread(target=run, args=[client, institution]))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_a_review_is_given_out_at_a_table(walk, marisola, guests, review, phone):
    # The officer prepares the table and opens it.
    walk.sign_in_as(marisola.officer, "/workspace/tables/")
    walk.follow("Prepare a table")
    walk.fill(
        {
            "Title": "Table on the fourth cycle",
            "Begins": "2031-03-04T09:00",
            "Ends": "2031-03-04T17:00",
            "Recommendations of the review": review.label,
        }
    )
    walk.page.locator("details.picker summary").click()
    for name in ("Ministry of the Interior", "Ministry of Labour", *(one.name for one in guests)):
        walk.tick(name)
    walk.press("Prepare")
    table = ThematicTable.objects.get()
    path = reverse("recommendations:table_phone", args=[table.meeting.reference])
    projector = walk.page

    # Three people take their seats; the projector shows it before it is opened.
    interior = phone(marisola.focal_point, path)
    labour = phone(marisola.other_focal_point, path)
    deputy = phone(marisola.deputy, path)
    expect(interior.locator("#now")).to_contain_text("opens soon", timeout=PATIENCE)
    walk.reads("Ilse Brandt", "Vera Sandoval", "Tomas Oduya")
    walk.press("Open the table")

    # The first: one leads, one contributes, twelve more at once; it is settled.
    expect(interior.locator("#now")).to_contain_text("UPR-4-1", timeout=PATIENCE)
    interior.get_by_role("button", name="We lead").click()
    expect(labour.locator("#now")).to_contain_text(
        "Ministry of the Interior: Lead", timeout=PATIENCE
    )
    labour.get_by_role("button", name="We contribute").click()
    expect(labour.locator("#now")).to_contain_text("we contribute", timeout=PATIENCE)
    assert all_press(table, guests, "contributing") == [302] * PHONES
    claims = projector.locator(".board-claims > li")
    expect(claims).to_have_count(PHONES + 2, timeout=PATIENCE)
    projector.keyboard.press("s")
    expect(projector.locator(".notice.good")).to_be_visible(timeout=PATIENCE)
    assert Assignment.objects.filter(meeting=table.meeting, state="accepted").count() == PHONES + 2
    expect(deputy.locator("#now")).to_contain_text("It is settled", timeout=PATIENCE)

    # The second: both want to lead; it is parked.
    projector.keyboard.press("ArrowRight")
    for page in (interior, labour):
        expect(page.locator("#now")).to_contain_text("UPR-4-2", timeout=PATIENCE)
        page.get_by_role("button", name="We lead").click()
        expect(page.locator("#now")).to_contain_text("You said: we lead.", timeout=PATIENCE)
    walk.reads("Contested: more than one wants to lead.")
    projector.keyboard.press("p")
    projector.keyboard.type("Two ministers have to agree.")
    projector.keyboard.press("Enter")
    walk.reads("Parked: Two ministers have to agree.")

    # The third is nobody's: at the end it stays, and the table is closed.
    projector.locator("h1").click()
    projector.keyboard.press("e")
    walk.reads("Two ministers have to agree.", "UPR-4-3")
    walk.follow("Close the table")
    walk.reads("1 is settled.", "1 stays parked.", "1 was not discussed.")
    walk.press("Close the table")
    assert sorted(TableItem.objects.values_list("state", flat=True)) == [
        *("parked", "settled", "waiting")
    ]
    walk.press("Technical report (PDF)")
    walk.reads("Download the file")
    assert RenderedFile.objects.get(kind="table").state == "ready"
    expect(interior.locator("#now")).to_contain_text("The table is closed.", timeout=PATIENCE)
