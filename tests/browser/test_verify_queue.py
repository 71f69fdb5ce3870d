"""The verification queue by the keyboard alone; the signing of several; the check while typing."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from activities.models import ImplementationUpdate, UpdateReading
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 30_000  # milliseconds
PASSWORD = "signing-hand-12"


@pytest.fixture(autouse=True)
def _frame(page, settings):
    settings.DEMO_MODE = True
    make.NationalMechanismFactory()
    page.set_default_timeout(PATIENCE)


@pytest.fixture
def ministry():
    return make.InstitutionFactory(name="Ministry of Interior", slug="interior")


def waiting(ministry, state, number=3):
    row = make.RecommendationFactory(reference="UPR-4-1", lead=ministry)
    return [
        make.UpdateFactory(
            institution=ministry,
            state=state,
            submitted_at=timezone.now(),
            headline=f"Number {n}",
            on=[row],
        )
        for n in range(number)
    ]


def states():
    return list(ImplementationUpdate.objects.order_by("pk").values_list("state", flat=True))


def test_the_queue_is_cleared_by_the_keyboard(
    page, live_server, sign_in, ministry, check_accessibility
):
    waiting(ministry, "submitted", 4)
    sign_in(page, make.secretariat())
    page.goto(f"{live_server.url}/workspace/updates/verify/")
    title = page.locator("main .beside h2").first
    where = page.locator(".queue-at strong")
    expect(title).to_have_text("Number 0")
    check_accessibility(page)
    # Skipped, and come back to.
    page.keyboard.press("n")
    expect(title).to_have_text("Number 1")
    page.keyboard.press("p")
    expect(title).to_have_text("Number 0")
    # One criterion after another, one taken away and given back.
    for key in "12343":
        page.keyboard.press(key)
    expect(page.locator("#id_met_2")).not_to_be_checked()
    page.keyboard.press("3")
    page.keyboard.press("v")
    expect(title).to_have_text("Number 1")
    expect(where).to_have_text("1 of 3")
    # Returned with a note: what is typed there is text, until Escape leaves it.
    for key in "123":
        page.keyboard.press(key)
    page.keyboard.press("w")
    expect(page.locator("#id_note")).to_be_focused()
    page.keyboard.type("Since when? vnr")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(title).to_have_text("Number 2")
    # All four at once.
    page.keyboard.press("a")
    page.keyboard.press("v")
    expect(title).to_have_text("Number 3")
    assert states() == ["verified", "returned", "verified", "submitted"]
    assert ImplementationUpdate.objects.get(headline="Number 1").steps.get().note.endswith("vnr")
    # Turned off, a key is a key.
    page.keyboard.press("?")
    page.locator("[data-keys] input").uncheck()
    page.locator("h1").click()
    page.keyboard.press("a")
    expect(page.locator("#id_met_0")).not_to_be_checked()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_queues_fit_the_window(
    page, live_server, sign_in, ministry, check_accessibility, width
):
    waiting(ministry, "submitted", 2)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, make.secretariat())
    for path in ("/workspace/updates/verify/", "/ar/workspace/updates/verify/"):
        page.goto(live_server.url + path)
        check_accessibility(page)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, path


def test_several_are_read_and_signed_in_one_act(
    page, live_server, sign_in, ministry, check_accessibility
):
    waiting(ministry, "verified", 3)
    authority = make.authority(ministry)
    authority.set_password(PASSWORD)
    authority.save()
    sign_in(page, authority)
    page.goto(f"{live_server.url}/workspace/updates/sign/")
    check_accessibility(page)
    page.keyboard.press("n")
    expect(page.locator("#now")).to_have_text("1 of 3")
    page.keyboard.press("n")
    expect(page.locator("#now")).to_have_text("2 of 3")
    check_accessibility(page)
    assert UpdateReading.objects.filter(person=authority).count() == 2
    page.get_by_role("link", name="Sign the 2 that you have read").click()
    # Who signs shows who they are, once for all of them.
    page.locator("main input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("input[name=chosen]:checked")).to_have_count(2)
    check_accessibility(page)
    page.get_by_role("button", name="Sign them all").click()
    expect(page.locator("main, .messages").first).to_be_visible()
    expect(page.get_by_text("2 updates are signed")).to_be_visible()
    assert states() == ["signed", "signed", "verified"]


def test_the_check_comes_while_one_types(page, live_server, sign_in, ministry, check_accessibility):
    make.RecommendationFactory(reference="UPR-4-1", lead=ministry)
    sign_in(page, make.focal_point(ministry))
    page.goto(f"{live_server.url}/workspace/updates/new/?recommendation=UPR-4-1")
    page.locator("#id_narrative").fill("Ana Ruiz was heard by the BCRX on the spot.")
    hints = page.locator("#hints")
    expect(hints).to_contain_text("This may be the name of a person", timeout=PATIENCE)
    expect(hints).to_contain_text("BCRX")
    expect(page.locator("#saved")).to_contain_text("things to look at")
    check_accessibility(page)
    page.locator("#id_narrative").fill(
        "Every hospital registers births on the spot, free of charge."
    )
    expect(hints).not_to_contain_text("Ana Ruiz", timeout=PATIENCE)
