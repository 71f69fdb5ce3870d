"""Recommendations by hand, in a real browser: the keyboard is enough, and axe finds nothing."""

import pytest

from recommendations.models import Recommendation, Suggestion
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer(page, sign_in):
    make.NationalMechanismFactory()
    make.StateFactory()
    make.MechanismFactory()
    return sign_in(page, make.secretariat())


def test_one_is_typed_after_the_other(officer, live_server, check_accessibility):
    page = officer
    review = make.ReviewFactory(symbol="CRC/C/XMA/CO/5")
    make.ThemeFactory(name="Water")
    make.ThemeFactory(name="Éducation")
    page.goto(f"{live_server.url}/workspace/recommendations/new/")
    check_accessibility(page)
    page.get_by_label("Mechanism").select_option(str(review.mechanism_id))
    page.get_by_label("Review").select_option(str(review.pk))
    page.get_by_label("Paragraph").fill("12")
    page.get_by_label("Text", exact=True).fill("Build schools.")
    themes = page.get_by_role("group", name="Themes")
    themes.locator("summary").focus()
    page.keyboard.press("Enter")
    themes.get_by_role("searchbox").fill("educ")
    assert not themes.get_by_label("Water").is_visible()
    themes.get_by_label("Éducation").check()
    page.get_by_role("button", name="Save and add the next").click()
    page.wait_for_url("**/new/?after=*")
    assert page.get_by_label("Paragraph").input_value() == "13"
    row = Recommendation.objects.get()
    assert [theme.name for theme in row.themes.all()] == ["Éducation"]


def test_the_pages_of_pairs_are_accessible(officer, live_server, check_accessibility):
    page = officer
    first, second = make.RecommendationFactory(), make.RecommendationFactory()
    Suggestion.objects.create(kind="same_as", subject=first, other=second, score=90)
    for address in (
        "/workspace/doubles/",
        f"/workspace/recommendations/{first.reference}/merge/?other={second.reference}",
        f"/workspace/recommendations/{first.reference}/edit/",
        f"/workspace/recommendations/{first.reference}/repeats/",
        "/workspace/recommendations/paste/",
    ):
        page.goto(live_server.url + address)
        check_accessibility(page)
