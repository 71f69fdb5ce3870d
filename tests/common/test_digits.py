"""Arabic digits where a State writes so, and nowhere in what people copy or programs read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmirf.common.digits import in_arabic_digits
from tests import factories as make


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>27 نوفمبر 2026، 10:30</p>", "<p>٢٧ نوفمبر ٢٠٢٦، ١٠:٣٠</p>"),
        ("<td>45 %</td><td>3,5</td>", "<td>٤٥ ٪</td><td>٣,٥</td>"),
        ("<td>1.150.000</td>", "<td>١.١٥٠.٠٠٠</td>"),
        ("<p>2019–2025</p>", "<p>٢٠١٩–٢٠٢٥</p>"),
        ("<p>بلغ العدد 612.</p>", "<p>بلغ العدد ٦١٢.</p>"),
    ],
)
def test_numbers_and_dates(html, shown):
    assert in_arabic_digits(html) == shown


@pytest.mark.parametrize(
    "html",
    [
        "<bdi>A/HRC/59/15</bdi>",
        "<p>UPR-4-140.253</p>",
        '<a href="?page=2" title="3">الصفحة</a>',
        "<p>2026-11-27</p>",
        "<p>person12@example.org http://localhost:8000/x</p>",
        '<blockquote lang="en">In 2019, <b>3</b> <blockquote>4</blockquote> were 5</blockquote>',
        '<script type="application/ld+json">{"n": 12}</script>',
        "<textarea>12</textarea><code>34</code>",
        "<p>&#39;</p>",
        "<p>منشور بموجب \u2068CC BY 4.0\u2069</p>",
    ],
)
def test_what_stays_as_it_is(html):
    assert in_arabic_digits(html) == html


@given(st.text())
def test_nothing_but_digits_is_changed(text):
    back = str.maketrans("٠١٢٣٤٥٦٧٨٩٪", "0123456789%")
    assert in_arabic_digits(text).translate(back) == text.translate(back)


@pytest.mark.django_db
def test_pages_in_arabic_follow_the_setting(client, settings):
    row = make.RecommendationFactory()
    path = row.get_absolute_url()
    address = f"/ar{path}"
    assert not set("٠١٢٣٤٥٦٧٨٩") & set(client.get(address).content.decode())
    settings.ARABIC_DIGITS = True
    html = client.get(address).content.decode()
    assert set("٠١٢٣٤٥٦٧٨٩") & set(html)
    assert f"<bdi>{row.reference}</bdi>" in html
    english = client.get(path).content.decode()
    assert not set("٠١٢٣٤٥٦٧٨٩") & set(english)
