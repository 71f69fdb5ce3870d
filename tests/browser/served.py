"""The public pages as production serves them: gunicorn, collected and compressed static files."""

import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from nmirf import supervisor
from tests.plugin import WORKER

PROJECT = Path(__file__).resolve().parent.parent.parent
TEST_VAR = Path(os.environ["NMIRF_TEST_VAR"])


@contextmanager
def served() -> Iterator[str]:
    """The address of a server on the test's database; what the test wrote must be committed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = urlsplit(os.environ["DATABASE_URL"])
    environment = os.environ | {
        "DATABASE_URL": database._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "NMIRF_VAR": str(_collected()),
        "PAGE_CACHE_SECONDS": "600",
        "PORT": str(port),
        "WEB_THREADS": "4",
    }
    os.environ["PORT"] = str(port)
    with (TEST_VAR / f"served-{WORKER}.log").open("ab") as log:
        process = subprocess.Popen(
            supervisor.command("web"), env=environment, cwd=PROJECT, stdout=log, stderr=log
        )
    del os.environ["PORT"]
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _collected() -> Path:
    """A directory with the static files of this state of the code; made once, kept between runs."""
    place = TEST_VAR / "served"
    place.mkdir(exist_ok=True)
    with (TEST_VAR / "served.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "assets").exists():
            (place / "assets").symlink_to(TEST_VAR / "assets")
        command = [sys.executable, "manage.py", "prepare", "--static-only"]
        environment = os.environ | {"NMIRF_VAR": str(place)}
        subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)
    return place


def _wait_for(address: str, process: subprocess.Popen) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, f"the server ended: served-{WORKER}.log"
        try:
            urllib.request.urlopen(f"{address}/health/live", timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not answer")
