"""Charts as pictures: with caption, day and source, in each language, for every site."""

import io

import pytest
from django.test import Client
from django.utils.translation import override
from PIL import Image

from nmirf.common.sheets import SPARE, Sheet, folded, to_png, width_of
from recommendations.models import ThemeLink
from tests import factories as make

from .charting import SVG, build, parsed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def register():
    return build()


def test_a_picture_carries_its_caption_day_and_source(client, register):
    answer = client.get("/charts/theme.svg?mechanism=upr")
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    root = parsed(answer.content)
    said = " ".join("".join(node.itertext()) for node in root.iter(f"{SVG}text"))
    assert "Status by theme" in said
    assert "Who asked: UPR" in said
    assert "n = 5 published recommendations" in said
    assert "/charts/theme/" in said
    assert "Partly implemented" not in said
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Status by theme"
    assert "Top: Implemented 1" in root.find(f"{SVG}desc").text
    assert b"href" not in answer.content  # nothing is fetched, nothing can be run
    assert b"style" not in answer.content


def test_a_picture_is_cacheable_by_all(client, register):
    first = client.get("/charts/flow.svg")
    assert first["Cache-Control"] == "public, max-age=300"
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Last-Modified"]
    assert "Set-Cookie" not in first
    again = client.get("/charts/flow.svg", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Access-Control-Allow-Origin"] == "*"
    since = client.get("/charts/flow.svg", headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304
    head = client.head("/charts/flow.svg")
    assert (head.status_code, head["ETag"], head.content) == (200, first["ETag"], b"")
    assert client.post("/charts/flow.svg").status_code == 405
    make.RecommendationFactory()
    changed = client.get("/charts/flow.svg", headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)


def test_the_same_picture_for_everybody(client, register):
    client.force_login(make.secretariat())
    mine = client.get("/charts/institution.svg")
    assert mine.content == Client().get("/charts/institution.svg").content


def test_the_language_is_in_the_address(client, register):
    arabic = client.get("/charts/theme.svg?lang=ar")
    assert arabic["Content-Language"] == "ar"
    assert arabic.content == client.get("/ar/charts/theme.svg").content
    assert "منفَّذة" in arabic.content.decode()
    root = parsed(arabic.content)
    title = next(root.iter(f"{SVG}text"))
    assert (title.get("x"), title.get("text-anchor")) == ("776", "end")


def test_bars_grow_from_the_right_where_reading_begins_there(client, register):
    def first_bar(language):
        content = client.get(f"/charts/mechanism.svg?lang={language}").content
        bars = [r for r in parsed(content).iter(f"{SVG}rect") if r.get("stroke")]
        return float(bars[0].get("x")), float(bars[0].get("width"))

    left, width = first_bar("en")
    assert first_bar("ar") == (pytest.approx(800 - left - width, abs=0.02), pytest.approx(width))


def test_the_same_in_dots(client, register):
    answer = client.get("/charts/heat-map.png")
    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.width == 1600
        colours = picture.convert("RGB").getcolors(1 << 20)
    assert len(colours) > 20
    assert answer["ETag"] != client.get("/charts/heat-map.svg")["ETag"]


def test_arabic_letters_are_joined():
    """A word takes less room than its letters one by one, for joined forms are narrower."""

    def ink(words):
        sheet = Sheet(language="ar", mirrored=True)
        sheet.text(24, 60, words, size=40)
        sheet.height = 100
        svg = sheet.svg(title="", description="")
        with Image.open(io.BytesIO(to_png(svg))) as picture:
            left, _top, right, _bottom = (
                picture.convert("L").point(lambda dot: 255 if dot < 128 else 0).getbbox()
            )
        return right - left

    word = "منفذة"
    assert 0 < ink(word) < 0.8 * ink("\u200c".join(word))


def test_lines_are_folded_within_their_room():
    for words in ("one two three " * 20, "x" * 300, "", "حالة التوصيات " * 20):
        for line in folded(words, 13, 200):
            assert width_of(line, 13) * SPARE <= 200
    assert folded("one two three four five", 13, 80, most=2)[-1].endswith("…")


def test_what_is_written_cannot_leave_its_place(client):
    name = '<script>alert("1")</script> & \x07'
    row = make.RecommendationFactory()
    ThemeLink.objects.create(recommendation=row, theme=make.ThemeFactory(code="t", name=name))
    content = client.get("/charts/theme.svg").content
    parsed(content)
    assert b"<script" not in content
    assert b"<script>alert" not in client.get("/charts/theme/").content


def test_embedding_says_where_the_picture_leads(client, register):
    with override("ar"):
        page = client.get("/ar/charts/theme/?mechanism=upr")
    embed = page.context["embed"]
    assert "/ar/charts/theme.svg?mechanism=upr" in embed
    assert 'href="http' in embed
    assert page.text.count("<h1") == 1
