"""Log lines as the running site writes them: JSON, and silent about who was where."""

import json
import logging

import pytest

from nmirf.common.logging import render


@pytest.fixture
def written(db):
    """`written()`: the lines so far, as the console of the server gets them."""
    handler = logging.getLogger().handlers
    formatter = next(found.formatter for found in handler if type(found) is logging.StreamHandler)
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(formatter.format(record))

    keep = Keep()
    root = logging.getLogger()
    level = root.level
    root.addHandler(keep)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in lines]
    root.removeHandler(keep)
    root.setLevel(level)


def test_a_line_is_json_with_the_id_of_the_request(client, written):
    client.get("/health/live")
    line = next(line for line in written() if line.get("event") == "request_finished")
    assert line["request"] == "GET /health/live"
    assert line["request_id"]


def test_a_line_of_another_library_is_json_too(written):
    logging.getLogger("django.request").warning("Not Found: %s", "/nowhere/")
    assert written()[-1]["event"] == "Not Found: /nowhere/"


def test_a_request_for_a_consultation_leaves_no_trace_of_who(client, written):
    client.get("/consultations/x/", headers={"user-agent": "Browser 1"})
    about = [line for line in written() if "/consultations/" in json.dumps(line)]
    assert about
    for line in about:
        assert "user_id" not in line
        assert "user_agent" not in line
        assert "ip" not in line


@pytest.mark.parametrize("field", ["request", "event"])
def test_the_key_that_sets_a_password_is_in_no_line(field):
    line = {field: "GET /fr/account/password/reset/key/2r-c7k4/?x=1"}
    assert json.loads(render(None, "info", line)) == {
        field: "GET /fr/account/password/reset/key/…/?x=1"
    }


@pytest.mark.parametrize("page", ["/workspace/people/invitation/", "/ar/join/confirm/"])
def test_the_token_of_a_link_that_is_good_once_is_in_no_line(page):
    line = {"request": f"POST {page}Zx-_9/", "event": f"Gone: {page}Zx-_9/"}
    assert json.loads(render(None, "info", line)) == {
        "request": f"POST {page}…/",
        "event": f"Gone: {page}…/",
    }


@pytest.mark.parametrize(
    "path", ["/consultations/x/", "/fr/consultations/x/", "/zh-hans/consultations/"]
)
def test_lines_about_consultations_name_nobody(path):
    line = {"request": f"POST {path}", "user_id": 7, "user_agent": "Browser 1", "code": 302}
    assert json.loads(render(None, "info", line)) == {"request": f"POST {path}", "code": 302}


def test_lines_about_other_pages_name_the_account():
    line = {"request": "GET /workspace/consultations/x/", "user_id": 7}
    assert json.loads(render(None, "info", dict(line))) == line


def test_a_line_of_another_library_says_how_grave_it_is_and_when(written):
    logging.getLogger("urllib3").warning("retrying")
    line = next(line for line in written() if line.get("event") == "retrying")
    assert line["level"] == "warning"
    assert line["timestamp"].endswith("Z")
