"""A post changes hands in a real browser: typed text is kept, one tap acknowledges, axe finds nothing."""

import datetime as dt
import re

import pytest

from focalpoints.choices import HandoverState, Role
from nmirf.common.dates import today
from reporting.services import handovers as services
from tests import factories as make

ONE = re.compile(r"Acknowledge\s?:")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def post():
    make.NationalMechanismFactory()
    institution = make.InstitutionFactory(name="Ministry of Health", slug="health")
    row = make.AppointmentFactory(role=Role.FOCAL_POINT, institution=institution)
    make.RecommendationFactory(lead=institution)
    make.ActivityFactory(lead=institution, title="Mobile clinics")
    make.SectionFactory(
        draft=make.ReportDraftFactory(title="Sixth report", stage="drafting"),
        heading="Health",
        assigned_to=institution,
    )
    return row


def test_what_one_writes_the_next_acknowledges(
    page, post, sign_in, live_server, check_accessibility, settings
):
    settings.DEMO_MODE = True
    row = services.start_handover(
        actor=post.user, appointment=post, due_on=today() + dt.timedelta(days=9)
    )
    here = f"{live_server.url}/workspace/handovers/{row.reference}/"
    sign_in(page, post.user)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(here + "write/")
    check_accessibility(page)
    page.get_by_label("What your successor should know").fill("Call the registry first.")
    page.get_by_text("Draft saved").wait_for()
    row.refresh_from_db()
    assert row.note == "Call the registry first."
    page.get_by_label("What it is", exact=True).fill("Key of the archive")
    page.get_by_role("button", name="Save and hand over").click()
    page.wait_for_url("**/hand/")
    check_accessibility(page)
    page.get_by_role("button", name="Hand over").click()
    page.wait_for_url(here)

    sign_in(page, make.focal_point(post.institution))
    page.goto(here)
    check_accessibility(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    for left in (3, 2, 1):
        page.get_by_role("button", name=ONE).first.click()
        page.get_by_text(f"{left} of 4 to acknowledge").wait_for()
    page.get_by_role("button", name=ONE).click()
    page.get_by_text("the handover is done").wait_for()
    row.refresh_from_db()
    assert row.state == HandoverState.ACKNOWLEDGED
    for address in (
        "/workspace/handovers/",
        f"/workspace/handovers/{row.reference}/print/",
        "/workspace/memory/health/",
        post.get_absolute_url(),
    ):
        page.goto(live_server.url + address)
        check_accessibility(page)
