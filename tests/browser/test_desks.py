"""My desk as each role sees it: accessible, no wider than the window, and worked with the keyboard."""

from itertools import pairwise

import pytest
from django.urls import reverse

from focalpoints.models import Absence
from nmirf.common.dates import today
from tests import access_table as roles
from tests import factories as make
from tests import world as worlds
from tests.browser.test_pages import problems

pytestmark = pytest.mark.browser

ROLES = [
    roles.FOCAL_POINT,
    roles.DEPUTY,
    roles.AUTHORITY,
    roles.SECRETARIAT,
    roles.CONSULTATION_OFFICER,
    roles.NHRI,
    roles.PARLIAMENT,
    roles.CSO,
    roles.ADMINISTRATOR,
]


@pytest.fixture
def world(transactional_db, settings):
    """The records of every page, the focal point away, and enough to do for a second page."""
    settings.DEMO_MODE = True
    world = worlds.build()
    Absence.objects.get_or_create(
        appointment=world.appointment, starts_on=today(), defaults={"ends_on": today()}
    )
    meeting = make.MeetingFactory(state="held", days=-10)
    for number in range(30):
        make.DecisionFactory(
            institution=world.institution if number % 2 else None,
            meeting=meeting,
            number=number + 1,
        )
    return world


@pytest.mark.parametrize("role", ROLES)
def test_my_desk(page, live_server, sign_in, world, role):
    sign_in(page, world.people[role])
    answer = page.goto(live_server.url + reverse("reporting:desk"))
    assert not (found := list(problems(page, answer))), "\n".join(found)
    levels = page.eval_on_selector_all(
        "main :is(h1, h2, h3)", "all => all.map((heading) => Number(heading.localName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_first_line_is_done_with_the_keyboard(page, live_server, sign_in, world):
    sign_in(page, world.people[roles.DEPUTY])
    page.goto(live_server.url + reverse("reporting:desk"))
    first = page.locator(".desk > li").first
    first.locator("a").first.focus()
    page.keyboard.press("Tab")
    act = page.evaluate("document.activeElement.getAttribute('href')")
    assert act == first.locator("a.button").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{act}")
