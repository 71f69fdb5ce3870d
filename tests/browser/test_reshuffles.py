"""Institutions and reshuffles in a real browser: by keyboard and on a phone, and axe finds nothing."""

import datetime as dt

import pytest

from focalpoints.models import Absence, Committee, Institution, Seat
from nmirf.common.dates import today
from recommendations.models import Assignment, ThemeLink
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, SCREEN = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def officer(page, sign_in):
    make.NationalMechanismFactory()
    return sign_in(page, make.secretariat())


@pytest.fixture
def water():
    """A ministry with people, work, an agency below it and a name that it had."""
    row = make.InstitutionFactory(
        name="Ministry of Water, Sanitation and Rural Development", slug="water", acronym="MWSRD"
    )
    agency = make.InstitutionFactory(
        name="River Agency", kind="agency", parent=row, slug="rivers", territory="North"
    )
    make.InstitutionFactory(name="Town of Aube", kind="local", parent=agency, territory="North")
    post = make.AppointmentFactory(institution=row, portfolio="Rivers and lakes")
    Absence.objects.create(appointment=post, starts_on=today(), ends_on=today())
    theme = make.ThemeFactory(name="Right to water", code="water")
    for number in range(4):
        record = make.RecommendationFactory(lead=row)
        Assignment.objects.filter(recommendation=record).update(decided_at="2025-01-10T12:00Z")
        if number % 2:
            ThemeLink.objects.create(recommendation=record, theme=theme, method="human")
        make.UpdateFactory(
            institution=row, on=[record], state="submitted", submitted_at="2026-01-09T12:00Z"
        )
    make.ActivityFactory(lead=row, title="Wells for every village of the northern plateau")
    committee = Committee.objects.create(slug="main", name="Main committee", kind="main")
    Seat.objects.create(committee=committee, institution=row, starts_on=dt.date(2020, 1, 1))
    return row


def widths(page, check_accessibility):
    """At the width of a phone and of a screen: nothing sticks out, axe finds nothing."""
    for size in (PHONE, SCREEN):
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], f"{page.url} is {wide} px wide at {size['width']}"
        check_accessibility(page)


@pytest.mark.parametrize(
    "address",
    [
        "people/institutions/",
        "people/institutions/?q=river",
        "people/institutions/water/edit/",
        "institutions/water/",
        "reshuffles/",
        "reshuffles/new/?kind=merge&institution=water",
        "reshuffles/new/?kind=split&institution=water",
    ],
)
def test_its_pages_fit_and_are_accessible(
    officer, water, live_server, check_accessibility, address
):
    officer.goto(f"{live_server.url}/workspace/{address}")
    widths(officer, check_accessibility)


def test_a_ministry_is_divided_by_keyboard(officer, water, live_server, check_accessibility):
    page = officer
    page.goto(f"{live_server.url}/workspace/reshuffles/new/?kind=split&institution=water")
    page.get_by_label("Part 2: name of a new one").fill("Ministry of Rural Development")
    page.get_by_label("Law or decree").fill("Decree 12/2026")
    page.get_by_role("button", name="See what moves").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**act=*")
    widths(page, check_accessibility)
    page.get_by_label("Give", exact=True).select_option(label="Everything on: Right to water")
    page.get_by_label("to", exact=True).select_option(label="Ministry of Rural Development")
    for name in ("Give", "Go on"):
        with page.expect_navigation():
            page.get_by_role("button", name=name).click()
    widths(page, check_accessibility)
    page.get_by_label("I know that it cannot be taken back by a click").check()
    page.get_by_role("button", name="Divide").click()
    page.wait_for_url("**/reshuffles/*-*/")
    widths(page, check_accessibility)
    rural = Institution.objects.get(name="Ministry of Rural Development")
    assert Assignment.objects.accepted().filter(institution=rural).count() == 2
    assert Assignment.objects.accepted().filter(institution=water).count() == 2


def test_the_public_page_of_what_ended_is_accessible(page, water, live_server, check_accessibility):
    from focalpoints.models import Reshuffle, ReshufflePart

    heir = make.InstitutionFactory(name="Ministry of Rural Development", slug="rural")
    act = Reshuffle.objects.create(
        kind="merge",
        effective_on=today(),
        act="Decree",
        carried_out_by=make.secretariat(),
    )
    ReshufflePart.objects.create(reshuffle=act, institution=water, side="before")
    ReshufflePart.objects.create(reshuffle=act, institution=heir, side="after")
    Institution.objects.filter(pk=water.pk).update(dissolved_on=today() - dt.timedelta(days=1))
    for slug in ("water", "rural"):
        page.goto(f"{live_server.url}/institutions/{slug}/")
        widths(page, check_accessibility)
