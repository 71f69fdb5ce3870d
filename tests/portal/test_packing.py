"""What everybody may keep travels compressed where the client takes that, and never what is one reader's."""

import gzip

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db
PACKED = {"accept-encoding": "br, gzip"}


@pytest.fixture
def row():
    make.NationalMechanismFactory()
    rows = make.RecommendationFactory.create_batch(3)
    return rows[0]


@pytest.mark.parametrize(
    "path",
    [
        *("/api/v1/recommendations", "/api/v1/openapi.json", "/feeds/recommendations.atom"),
        *("/feeds/changes.json", "/sitemap.xml", "/sitemap-recommendations-1.xml"),
        *("/charts/mechanism.svg", "/charts/mechanism.csv", "/brand.css", "/icons/any.svg"),
        "/recommendations/",
    ],
)
def test_text_for_everybody_is_compressed(client, row, path):
    plain, packed = client.get(path), client.get(path, headers=PACKED)
    assert plain.status_code == packed.status_code == 200
    assert "Content-Encoding" not in plain
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer["Vary"]
    if len(plain.content) < 500:
        assert "Content-Encoding" not in packed
        return
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content)
    bare = client.head(path, headers=PACKED)
    assert (bare.content, bare["Content-Length"]) == (b"", packed["Content-Length"])


@pytest.mark.parametrize(
    "path", ["/api/v1/recommendations", "/feeds/recommendations.atom", "/charts/mechanism.svg"]
)
def test_who_has_it_compressed_is_told_so(client, row, path):
    packed = client.get(path, headers=PACKED)
    assert packed["ETag"] != client.get(path)["ETag"]
    again = client.get(path, headers=PACKED | {"if-none-match": packed["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Accept-Encoding" in again["Vary"]


@pytest.mark.parametrize("path", ["/favicon.ico", "/icons/32.png"])
def test_what_is_packed_already_is_not_packed_again(client, row, path):
    assert "Content-Encoding" not in client.get(path, headers=PACKED)


def test_what_is_one_readers_is_not_compressed(client, row, settings):
    settings.DEMO_MODE = True
    client.force_login(make.secretariat())
    for path in ("/recommendations/", "/workspace/"):
        assert "Content-Encoding" not in client.get(path, headers=PACKED)
