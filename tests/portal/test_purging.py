"""A CDN is told to forget its copies once something public has changed, and not more often."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.cache import cache

from portal.serving import purging
from tests import factories as make

pytestmark = pytest.mark.django_db


class Cdn:
    """A server that notes what it is told, and answers with `status`."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, dict]] = []
        self.status = 200
        cdn = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                cdn.told.append((self.path, self.headers.get("Authorization", ""), body))
                self.send_response(cdn.status)
                self.end_headers()

            def log_message(self, *_args) -> None:
                """The test's output stays its own."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def cdn(settings):
    cdn = Cdn()
    settings.CDN_PURGE_URL = f"http://127.0.0.1:{cdn.server.server_port}/zones/1/purge_cache"
    settings.CDN_PURGE_TOKEN = "a-token"
    settings.PAGE_CACHE_SECONDS = 600
    yield cdn
    cdn.server.shutdown()
    cdn.server.server_close()


def test_it_is_told_once_of_each_change(cdn):
    assert purging.purge() is True
    assert purging.purge() is False
    make.RecommendationFactory()
    make.RecommendationFactory()
    assert purging.purge() is True
    assert cdn.told == 2 * [("/zones/1/purge_cache", "Bearer a-token", {"purge_everything": True})]


def test_what_changes_no_page_is_not_told(cdn):
    officer = make.UserFactory()
    purging.purge()
    officer.last_visit_at = None
    officer.save(update_fields=["last_visit_at"])
    assert purging.purge() is False


def test_it_is_told_again_where_it_refused(cdn):
    cdn.status = 500
    with pytest.raises(OSError, match="500"):
        purging.purge()
    cdn.status = 200
    assert purging.purge() is True


def test_where_there_is_none_nothing_is_told(cdn, settings):
    settings.CDN_PURGE_URL = ""
    assert purging.purge() is False
    assert cdn.told == []


def test_a_form_that_changes_something_tells_it_at_once(
    client, cdn, settings, django_capture_on_commit_callbacks
):
    settings.DEMO_MODE = True
    officer = make.secretariat()
    purging.purge()
    client.force_login(officer)
    with django_capture_on_commit_callbacks(execute=True):
        client.get("/workspace/")
        client.post("/export/", {})
    assert len(cdn.told) == 1
    make.RecommendationFactory()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/logout/")
    assert len(cdn.told) == 2


def test_many_changes_in_a_row_are_one_message(cdn, monkeypatch):
    queued = []
    monkeypatch.setattr(purging, "enqueue", queued.append)
    for _number in range(5):
        make.RecommendationFactory()
        purging.notice()
    assert queued == ["portal.purge"]
    purging.purge()
    purging.notice()
    assert queued == ["portal.purge"]
    assert cache.get(purging.QUEUED) is None
