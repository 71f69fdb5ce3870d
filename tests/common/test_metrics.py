"""Figures are for whoever brings the token, and are whole however many processes serve."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.test import Client
from redis import Redis

TOKEN = "a token of some length"
ASK = {"Authorization": f"Bearer {TOKEN}"}
COUNTED = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    *django_settings.MIDDLEWARE,
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]


@pytest.fixture
def opened(settings):
    settings.METRICS_TOKEN = TOKEN


def test_without_a_token_in_the_settings_there_is_no_such_page(client, settings, db):
    settings.METRICS_TOKEN = ""
    for headers in ({}, {"Authorization": "Bearer "}, ASK):
        assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("given", [None, "Bearer", "Bearer other", TOKEN, "Bearer \u00e9"])
def test_without_the_right_token_it_is_refused(client, given):
    headers = {"Authorization": given} if given else {}
    response = client.get("/metrics", headers=headers)
    assert (response.status_code, response.content) == (401, b"")


@pytest.mark.usefixtures("opened")
def test_requests_are_counted_by_page_and_answer(settings, db):
    settings.MIDDLEWARE = COUNTED
    client = Client()
    client.get("/health/live")
    text = client.get("/metrics", headers=ASK).text
    assert "django_http_responses_total_by_status_view_method_total{" in text
    assert 'view="health_live"' in text


@pytest.mark.usefixtures("opened")
def test_waiting_tasks_are_counted(client, settings):
    with Redis.from_url(settings.REDIS_URL) as broker:
        broker.delete("celery")
        broker.rpush("celery", "one", "two")
        text = client.get("/metrics", headers=ASK).text
        broker.delete("celery")
    assert "nmirf_tasks_waiting 2.0" in text


@pytest.mark.usefixtures("opened")
def test_a_broker_that_is_away_leaves_the_other_figures(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/metrics", headers=ASK)
    assert response.status_code == 200
    assert "nmirf_tasks_waiting" not in response.text


def test_all_processes_that_serve_add_up(tmp_path):
    """As gunicorn does: loaded once, then several processes, of which any may be asked."""
    (tmp_path / "assets").mkdir()
    program = f"""
import os
from nmirf.wsgi import application
from django.test import Client
def ask(path, **headers):
    return Client(SERVER_NAME="localhost", headers=headers).get(path)
for _ in range(3):
    if os.fork() == 0:
        ask("/health/live")
        os._exit(0)
    os.wait()
print(ask("/metrics", Authorization="Bearer {TOKEN}").text)
"""
    given = os.environ | {
        "METRICS_TOKEN": TOKEN,
        "NMIRF_VAR": str(tmp_path),
        "NMIRF_EMBEDDED": "off",
    }
    printed = subprocess.run(
        [sys.executable, "-c", program], env=given, capture_output=True, text=True, check=False
    )
    assert printed.returncode == 0, printed.stderr
    (line,) = [
        line
        for line in printed.stdout.splitlines()
        if line.startswith("django_http_responses_total_by_status_view_method_total{")
        and "health_live" in line
    ]
    assert line.endswith(" 3.0")
