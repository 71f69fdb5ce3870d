"""Files of open data over HTTP: whole, in part, again, from other sites, of earlier days."""

import datetime as dt
import gzip
import hashlib

import pytest

from portal.opendata.ranges import UnsatisfiableError, part_of
from tests import factories as make
from tests.portal.open_data.conftest import NOON

pytestmark = pytest.mark.usefixtures("few_tables")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def edition(db, make_edition):
    make.RecommendationFactory(text="Register every birth. " * 100)
    return make_edition().edition


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_file_is_there_for_everyone_with_all_that_programs_ask_for(client, edition):
    for name, file in edition.files.items():
        answer = client.get(f"/data/{name}")
        assert answer.status_code == 200
        content = body(answer)
        assert hashlib.sha256(content).hexdigest() == file.sha256
        assert answer["Content-Length"] == str(len(content)) == str(file.bytes)
        assert answer["Content-Type"] == file.media_type
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Last-Modified"] == "Tue, 10 Mar 2026 12:00:00 GMT"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "public, max-age=600"
        assert answer["Accept-Ranges"] == "bytes"
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_who_has_it_is_told_so(client, edition):
    first = client.get("/data/recommendations.csv")
    for header, value in (
        ("If-None-Match", first["ETag"]),
        ("If-Modified-Since", first["Last-Modified"]),
    ):
        again = client.get("/data/recommendations.csv", headers={header: value})
        assert again.status_code == 304
        assert again["ETag"] == first["ETag"]
        assert body(again) == b""
    assert client.get("/data/all.zip", headers={"If-None-Match": '"other"'}).status_code == 200
    # Compressed it is another representation, with a mark of its own.
    squeezed = client.get(
        "/data/recommendations.csv", headers={"Accept-Encoding": "br, gzip;q=0.8"}
    )
    assert squeezed["Content-Encoding"] == "gzip"
    assert squeezed["ETag"] != first["ETag"]
    assert "Accept-Encoding" in squeezed["Vary"]
    assert gzip.decompress(body(squeezed)) == body(client.get("/data/recommendations.csv"))
    for refused in ("gzip;q=0", "br", "identity"):
        plain = client.get("/data/recommendations.csv", headers={"Accept-Encoding": refused})
        assert "Content-Encoding" not in plain


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=10-", slice(10, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=5-999999999", slice(5, None)),
    ],
)
def test_a_part_of_a_file(client, edition, asked, part):
    whole = edition.path("recommendations.jsonl").read_bytes()
    headers = {"Range": asked, "Accept-Encoding": "gzip"}
    answer = client.get("/data/recommendations.jsonl", headers=headers)
    assert answer.status_code == 206
    assert body(answer) == whole[part]
    start = part.indices(len(whole))[0]
    assert answer["Content-Range"] == f"bytes {start}-{start + len(whole[part]) - 1}/{len(whole)}"
    assert answer["Content-Length"] == str(len(whole[part]))


def test_a_part_that_is_not_there_and_the_rest_of_another_file(client, edition):
    size = edition.files["themes.csv"].bytes
    beyond = client.get("/data/themes.csv", headers={"Range": f"bytes={size}-"})
    assert beyond.status_code == 416
    assert beyond["Content-Range"] == f"bytes */{size}"
    etag = client.get("/data/themes.csv")["ETag"]
    for held, status in ((etag, 206), ('"older"', 200), ("Tue, 10 Mar 2026 12:00:00 GMT", 206)):
        headers = {"Range": "bytes=1-2", "If-Range": held}
        assert client.get("/data/themes.csv", headers=headers).status_code == status
    for odd in ("bytes=1-2,4-5", "lines=1-2", "bytes=-", "bytes=9-1", "nonsense"):
        assert client.get("/data/themes.csv", headers={"Range": odd}).status_code == 200


@pytest.mark.parametrize("size", [1, 10, 1000])
def test_parts_never_reach_beyond_the_file(size):
    for header in ("bytes=0-", "bytes=-1", "bytes=-99999", "bytes=0-0"):
        part = part_of(header, size)
        assert 0 <= part.start < part.stop <= size
    for header in (f"bytes={size}-", "bytes=-0", "bytes=9999999999999999999-"):
        with pytest.raises(UnsatisfiableError):
            part_of(header, size)


def test_head_and_options_and_other_verbs(client, edition):
    head = client.head("/data/all.zip")
    assert head.status_code == 200
    assert body(head) == b""
    assert head["Content-Length"] == str(edition.files["all.zip"].bytes)
    part = client.head("/data/all.zip", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.get("Content-Range")) == (200, None)
    assert part["Content-Length"] == head["Content-Length"]
    asked = client.options("/data/all.zip", headers={"Origin": "https://elsewhere.example"})
    assert asked.status_code == 204
    assert "Range" in asked["Access-Control-Allow-Headers"]
    assert asked["Access-Control-Allow-Origin"] == "*"
    assert client.post("/data/all.zip").status_code == 405


def test_an_earlier_version_stays_as_it_was(client, edition, make_edition):
    before = edition.path("clusters.csv").read_bytes()
    make.ClusterFactory()
    make_edition(NOON + HOUR)
    kept = client.get("/data/2026-03-10/clusters.csv")
    assert body(kept) == before
    # Not for long without asking again: it may have to be taken back.
    assert kept["Cache-Control"] == "public, max-age=600"
    newer = body(client.get("/data/clusters.csv"))
    assert newer != before
    assert body(client.get("/data/2026-03-10.2/clusters.csv")) == newer


@pytest.mark.parametrize(
    "path",
    [
        *("nothing.csv", "manifest.json", "recommendations.csv.gz", "..", "%2e%2e%2fseen", "a/b/c"),
        *("2020-01-01/all.zip", "editions/all.zip", "2026-03-10/manifest.json", "../seen"),
        *("2026-03-10.01/all.zip", "2026-03-10/..%2f..%2fseen", "x" * 5000),
    ],
)
def test_nothing_else_is_served(client, edition, path):
    assert client.get(f"/data/{path}").status_code == 404


def test_before_the_first_edition_there_are_no_files_and_the_start_leads_to_the_page(client, db):
    assert client.get("/data/all.zip").status_code == 404
    assert client.get("/data/")["Location"] == "/open-data/"
