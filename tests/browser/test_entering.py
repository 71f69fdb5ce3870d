"""Entering and editing in two columns: the keyboard meets the fields in the order in which they are read."""

import itertools

import pytest

from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHERE = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  return [one.name || one.tagName, Math.round(box.left), Math.round(box.top + scrollY)];
}"""


@pytest.fixture
def officer(page, sign_in):
    make.NationalMechanismFactory()
    make.ThemeFactory(name="Water")
    return sign_in(page, make.secretariat())


def walk(page, first, last):
    """(name, left edge, top edge) of all that the tab key meets from one field to another."""
    page.locator(f"[name={first}]").focus()
    found = [page.evaluate(WHERE)]
    while found[-1][0] != last:
        page.keyboard.press("Tab")
        found.append(page.evaluate(WHERE))
        assert len(found) < 60
    return found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("form", ["new", "edit"])
def test_the_keyboard_goes_down_one_column_and_then_the_next(
    officer, live_server, check_accessibility, form, width
):
    page = officer
    page.set_viewport_size({"width": width, "height": 900})
    record = make.RecommendationFactory()
    path = "new" if form == "new" else f"{record.reference}/edit"
    page.goto(f"{live_server.url}/workspace/recommendations/{path}/")
    check_accessibility(page)
    first, last = ("mechanism", "next") if form == "new" else ("symbol", "reason")
    met = walk(page, first, last)[:-1]
    halves = page.evaluate(
        "[...document.querySelector('.halves').children].map(e => e.getBoundingClientRect().left)"
    )
    middle = max(halves) - 1
    columns = [0 if left < middle else 1 for _name, left, _top in met]
    assert columns == sorted(columns)
    if width == 1280:
        assert set(columns) == {0, 1}
    for column in set(columns):
        tops = [top for (_name, _left, top), own in zip(met, columns, strict=True) if own == column]
        # Fields beside each other may differ by the height of their help.
        assert all(after >= before - 40 for before, after in itertools.pairwise(tops))
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0
