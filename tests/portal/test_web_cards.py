"""Icons, cards and embedded pages."""

import io
import json
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from PIL import Image

from nmirf.common.charts import STATUS_LOOKS
from nmirf.common.sheets import BOLD, REGULAR, Sheet, folded, to_png, width_of
from portal.charts import CHARTS
from portal.pictures import HEIGHT, MARGIN, WIDTH, Card, draw
from recommendations.models import Recommendation
from tests import factories as make

from .web_pages import head_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    make.NationalMechanismFactory()
    return make.RecommendationFactory(
        reference="CRC-51", text='Stop "</script><b>" & register.', status="in_progress"
    )


# Icons and cards


def test_the_mark_is_in_the_states_colour(client):
    make.NationalMechanismFactory(accent="#7a1f2b")
    cache.clear()
    for path, size in (("/icons/32.png", 32), ("/icons/180.png", 180), ("/favicon.ico", 32)):
        picture = Image.open(io.BytesIO(client.get(path).content)).convert("RGB")
        assert picture.size == (size, size)
        assert picture.getpixel((size // 2, size // 8)) == (0x7A, 0x1F, 0x2B)
    assert "#7a1f2b" in text_of(client, "/icons/any.svg")
    manifest = json.loads(client.get("/site.webmanifest").content)
    assert manifest["theme_color"] == "#7a1f2b"
    assert all(client.get(icon["src"]).status_code == 200 for icon in manifest["icons"])
    assert client.get("/icons/33.png").status_code == 404


def test_a_card_is_drawn_once_for_the_same_words(client, row, monkeypatch):
    first = client.get("/cards/recommendation/CRC-51.png")
    assert Image.open(io.BytesIO(first.content)).size == (1200, 630)
    assert len(first.content) < 100_000
    monkeypatch.setattr("portal.views.cards.draw", None)
    again = client.get("/cards/recommendation/CRC-51.png")
    assert again.content == first.content
    known = client.get("/cards/recommendation/CRC-51.png", headers={"if-none-match": first["ETag"]})
    assert known.status_code == 304
    monkeypatch.undo()
    Recommendation.objects.filter(pk=row.pk).update(status="implemented")
    assert client.get("/cards/recommendation/CRC-51.png")["ETag"] != first["ETag"]


def card_of(**facts):
    words = {"site": "S", "state": "M", "kind": "K", "title": "T", "colour": "#0b5fa5"}
    card = Card(**{**words, "rtl": False, "title_rtl": False, **facts})
    return Image.open(io.BytesIO(draw(card))).convert("RGB")


LATIN = "All articles, “WMW” and effective remedies (CRC/C/5-6, para. 51) "
ARABIC = "اعتماد قانون شامل من (CRC/5-6) "
NUN = "من عن "  # wider joined than its letters are alone


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize(
    "words",
    [LATIN, ARABIC, NUN, "W" * 50, "i", "人权", "доклад ", "<&>\x07 \n"],
    ids=["latin", "arabic", "nun", "long words", "one", "no glyphs", "cyrillic", "markup"],
)
def test_words_stay_within_the_margins_of_a_card(words, rtl):
    """Whatever their script and length; and the title ends above the status."""
    long = words * 40
    file = io.BytesIO()
    Image.new("RGB", (480, 20), "#7a1f5c").save(file, "PNG")
    drawn = card_of(
        **dict.fromkeys(("site", "state", "kind", "title", "status"), long),
        rtl=rtl,
        title_rtl=words in (ARABIC, NUN),
        status_key="contrary",
        note=long.replace("\n", " "),
        logo=file.getvalue() if rtl else b"",
    ).convert("L")
    assert drawn.size == (WIDTH, HEIGHT)
    ink = drawn.point(lambda dot: 255 if dot < 160 else 0)
    left, top, right, bottom = ink.crop((0, 30, WIDTH, HEIGHT)).getbbox()
    # A letter may reach a little over its own room.
    assert left >= MARGIN - 4
    assert right <= WIDTH - MARGIN + 4
    assert top + 30 > 50
    assert bottom + 30 < HEIGHT - 30
    assert ink.crop((MARGIN + 60, 526, WIDTH - MARGIN - 60, 534)).getbbox() is None


@pytest.mark.parametrize("words", [LATIN, ARABIC, NUN * 3, "AVATAR To. Ty"])
@pytest.mark.parametrize("weight", [REGULAR, BOLD])
def test_words_are_as_wide_as_they_are_measured(words, weight):
    sheet = Sheet(language="", mirrored=False)
    sheet.text(24, 40, words, size=20, weight=weight)
    with Image.open(io.BytesIO(to_png(sheet.svg(title="", description="")))) as picture:
        left, _top, right, _bottom = (
            picture.convert("L").point(lambda dot: dot < 160 and 255).getbbox()
        )
    assert right - left == pytest.approx(2 * width_of(words.strip(), 20, weight), rel=0.02, abs=6)


def test_words_that_do_not_fit_end_in_an_ellipsis():
    found = folded("word " * 50, 40, 400, 2, spare=1)
    assert len(found) == 2
    assert found[-1].endswith("…")
    [cut] = folded("w" * 200, 40, 400, 1, spare=1)
    assert 360 < width_of(cut, 40) <= 400
    assert folded("", 40, 400, 2, spare=1) == [""]


def test_a_card_bears_the_status_as_pages_draw_it():
    def sign(key):
        drawn = card_of(status="T", status_key=key)
        return drawn.crop((MARGIN, HEIGHT - 86, MARGIN + 36, HEIGHT - 50))

    assert sign("implemented").getpixel((18, 7)) == pytest.approx((0x12, 0x69, 0x3F), abs=8)
    assert sign("not_started").getpixel((18, 18)) == (255, 255, 255)
    assert len({sign(key).tobytes() for key in STATUS_LOOKS}) == len(STATUS_LOOKS)


@pytest.mark.parametrize("rtl", [False, True])
def test_a_title_begins_where_its_language_does(rtl):
    """Whichever way the page runs: here it runs the other way."""
    drawn = card_of(title="من" if rtl else "of", rtl=not rtl, title_rtl=rtl).convert("L")
    ink = drawn.point(lambda dot: 255 if dot < 160 else 0)

    def begins(top, bottom):
        left, _top, right, _bottom = ink.crop((0, top, WIDTH, bottom)).getbbox()
        return WIDTH - right if rtl else left

    assert begins(230, 330) == pytest.approx(MARGIN, abs=8)
    assert begins(50, 130) > WIDTH / 2


def test_every_kind_has_a_card_and_no_draft_has(client, row):
    make.ClusterFactory(slug="births")
    make.ClusterFactory(slug="secret", publication="draft")
    make.InstitutionFactory(slug="interior")
    for path in ("site/home", "cluster/births", "institution/interior"):
        assert client.get(f"/ar/cards/{path}.png").status_code == 200
    for path in ("cluster/secret", "cluster/none", "nothing/births", "site/other"):
        assert client.get(f"/cards/{path}.png").status_code == 404


# Embedding


def embedded(client, url, **query):
    return client.get("/oembed", {"url": url, **query})


def test_a_page_is_embedded_without_a_script(client, row, settings):
    url = f"{settings.SITE_URL}/fr/recommendations/CRC-51/"
    found = embedded(client, url, maxwidth="400").json()
    assert (found["version"], found["type"], found["width"]) == ("1.0", "rich", 400)
    assert "<script" not in found["html"]
    assert f'href="{url}"' in found["html"]
    assert "&lt;/script&gt;" in found["html"]
    assert "thumbnail_url" not in found
    assert "thumbnail_url" in embedded(client, url).json()
    assert embedded(client, url, maxwidth="100").json()["type"] == "link"
    root = ElementTree.fromstring(embedded(client, url, format="xml").content)  # noqa: S314
    assert root.find("type").text == "rich"


def test_a_chart_is_embedded_as_its_picture(client, row, settings):
    name = next(iter(CHARTS))
    url = f"{settings.SITE_URL}/ar/charts/{name}/"
    found = embedded(client, url).json()
    assert found["type"] == "photo"
    assert found["url"] == f"{settings.SITE_URL}/ar/charts/{name}.png"
    assert client.get(found["url"].removeprefix(settings.SITE_URL)).status_code == 200
    small = embedded(client, url, maxwidth="100").json()
    assert small["width"] == 100
    assert 0 < small["height"] < found["height"]
    assert embedded(client, f"{url}?status=nonsense").status_code == 404
    assert 'type="application/json+oembed"' in head_of(client, f"/charts/{name}/")


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("{site}/recommendations/SECRET-1/", 404),
        ("{site}/recommendations/NONE/", 404),
        ("{site}/account/login/", 404),
        ("{site}/charts/none/", 404),
        ("https://elsewhere.example/recommendations/CRC-51/", 404),
        ("http://[", 404),
        ("javascript:alert(1)", 404),
        ("", 400),
    ],
)
def test_what_is_not_public_is_not_embedded(client, row, settings, url, status):
    make.RecommendationFactory(reference="SECRET-1", publication="draft", published_at=None)
    assert embedded(client, url.format(site=settings.SITE_URL)).status_code == status
    assert embedded(client, url, format="yaml").status_code == 501
