"""Gaps, questions and gap reports in a real browser: they fit a phone, axe finds nothing."""

import datetime as dt

import pytest

from nmirf.common.dates import today
from recommendations.models import Assignment
from reporting.models import InformationRequest
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, SCREEN = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def officer(page, sign_in):
    make.NationalMechanismFactory()
    return sign_in(page, make.secretariat())


def widths(page, check_accessibility):
    for size in (PHONE, SCREEN):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url
        check_accessibility(page)


def test_its_pages_fit_and_are_accessible(officer, live_server, check_accessibility):
    record = make.RecommendationFactory(lead=make.InstitutionFactory())
    make.RecommendationFactory()
    request = make.RequestFactory(on=[record])
    before = make.gap_report(today() - dt.timedelta(days=90), members={"lead": ["X-1", "X-2"]})
    report = make.gap_report(previous=before, members={"lead": [record.reference, "X-1"]})
    code = record.mechanism.code.lower()
    for address in (
        "gaps/",
        f"gaps/?mechanism={code}&months=24",
        "gaps/activity/",
        "gaps/theme/ask/",
        "gaps/report/",
        "gap-reports/",
        f"gap-reports/{report.reference}/",
        "requests/",
        f"requests/{request.reference}/",
        f"requests/{request.reference}/withdraw/",
    ):
        officer.goto(f"{live_server.url}/workspace/{address}")
        widths(officer, check_accessibility)


def test_a_gap_becomes_a_question_by_keyboard(officer, live_server, check_accessibility):
    ministry = make.InstitutionFactory(name="Ministry of Water")
    record = make.RecommendationFactory()
    Assignment.objects.create(
        institution=ministry,
        recommendation=record,
        role="lead",
        state="accepted",
        proposed_by=make.UserFactory(),
    )
    page = officer
    page.goto(f"{live_server.url}/workspace/gaps/")
    page.get_by_role("link", name="Without an activity").press("Enter")
    page.get_by_role("link", name="Ask institutions").press("Enter")
    assert page.get_by_role("row", name="Ministry of Water").is_visible()
    page.get_by_role("button", name="Ask them").press("Enter")
    page.wait_for_url("**/workspace/requests/")
    widths(page, check_accessibility)
    assert InformationRequest.objects.get().institution == ministry
