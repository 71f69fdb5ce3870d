"""Charts in the browser: accessible in every look and direction, no wider than the window."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from recommendations.models import ThemeLink
from tests import factories as make

pytestmark = pytest.mark.browser

RUN = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.map((rule) => [rule.id, rule.nodes.map((n) => n.target.join(" "))]);
}"""
LOOKS = (("light", 1280, ""), ("dark", 390, ""), ("light", 390, "/ar"))
PATHS = ("", "theme/", "heat-map/", "flow/", "calendar/?year=2027", "indicator/?indicator=births")


def test_charts_are_for_everyone(page, live_server, transactional_db, settings):
    settings.DEMO_MODE = True
    row = make.RecommendationFactory(review=make.ReviewFactory(), position="supported")
    ThemeLink.objects.create(recommendation=row, theme=make.ThemeFactory(name="A theme"))
    make.ObligationFactory(due_on="2027-03-31")
    births = make.IndicatorFactory(publication="published", slug="births")
    make.ValueFactory(indicator=births)
    found = []
    for scheme, width, language in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        for path in PATHS:
            page.goto(f"{live_server.url}{language}/charts/{path}")
            page.evaluate(
                "document.querySelectorAll('details').forEach((one) => (one.open = true))"
            )
            page.evaluate(Axe().axe_script)
            found += [(scheme, width, language, path, *rule) for rule in page.evaluate(RUN)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((scheme, width, language, path, "too wide"))
    assert not found, found
