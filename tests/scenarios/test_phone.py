"""The same site on a phone, and from right to left."""

import pytest

from recommendations.choices import AssignmentState
from recommendations.models import Assignment
from tests import factories as make

pytestmark = pytest.mark.browser

ASKED = "CRC-5-12"
FORMER = "CRC-5-30"


@pytest.fixture
def phone(walk):
    walk.page.set_viewport_size({"width": 390, "height": 844})
    walk.fits = True
    return walk


@pytest.fixture
def asked(marisola):
    """One recommendation that is offered to the ministry, and one that it has led on for long."""
    review = make.ReviewFactory(title="Concluding observations of 2023", symbol="CRC/C/XMA/CO/5")
    recommendation = make.RecommendationFactory(reference=ASKED, review=review)
    Assignment.objects.create(
        recommendation=recommendation,
        institution=marisola.interior,
        state=AssignmentState.PROPOSED,
        proposed_by=marisola.officer,
    )
    make.RecommendationFactory(
        reference=FORMER,
        review=review,
        lead=marisola.interior,
        text="Give every prison a complaints box that only the ombudsman opens.",
    )
    return recommendation


def test_a_focal_point_does_it_on_the_phone(phone, marisola, asked):
    phone.sign_in_as(marisola.focal_point)
    phone.follow("Accept", first=True)
    phone.press("Accept")
    phone.reads("Done")

    phone.unfold("Workspace")
    phone.follow("Updates")
    phone.follow("Write update", first=True)
    phone.reads(ASKED, FORMER)
    phone.follow(f"Write update : {ASKED}")
    phone.fill(
        {
            "Headline": "Births are registered in every hospital",
            "What was done": "Since March, free of charge.",
            "Source of the information": "Decree 12",
        }
    )
    phone.press("Save and go on to submit")
    phone.press("Submit")
    phone.reads("Submitted: the secretariat verifies it now")

    phone.open("/workspace/updates/new/")
    phone.follow(f"Write update : {FORMER}")
    phone.follow("Nothing new")
    phone.reads("The secretariat is told that nothing has changed")
    phone.press("Submit: nothing new")
    phone.reads("Submitted: nothing new")


@pytest.mark.parametrize("path", ["/ar/", "/ar/recommendations/", f"/ar/recommendations/{ASKED}/"])
def test_readers_from_right_to_left(phone, asked, path):
    phone.open(path)
    phone.examine()
    html = phone.page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
    assert phone.page.locator("h1").count() == 1
