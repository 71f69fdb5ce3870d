"""Loaded before Django's settings are: servers of the tests' own, and one keyspace per process.

Everything lies in `var/test/`, so that a run never touches the data of a demo. The first process
starts the servers; the others of pytest-xdist inherit its environment.
"""

import base64
import os
import shutil
import sys
from pathlib import Path

import pytest

from nmirf import embedded

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
REAL_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
ENVIRONMENT = {
    "CELERY_TASK_ALWAYS_EAGER": "1",
    "DEBUG": "0",
    "DEMO_MODE": "0",
    # Playwright's event loop runs in the thread of the test.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    "EMAIL_URL": "memorymail://",
    "HTTPS": "0",
    "LANGUAGES": "en,fr,ar",
    "LANGUAGE_CODE": "en",
    "LOG_LEVEL": "WARNING",
    # Tests look at what pages say now; those of what is kept switch it on.
    "PAGE_CACHE_SECONDS": "0",
    "STATE_CODE": "XMA",
    "TIME_ZONE": "UTC",
    "TRUSTED_PROXY_COUNT": "0",
}


def _keep_what_is_compiled() -> None:
    """Where the environment forbids it, each process of a run would compile all modules anew.

    They are three thousand, and the processes many: those of pytest-xdist, workers, commands.
    """
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _start() -> None:
    if WORKER == "main":
        embedded.prepare(embedded.var_dir())
        os.environ["NMIRF_TEST_VAR"] = str(embedded.var_dir() / "test")
        os.environ["NMIRF_VAR"] = os.environ["NMIRF_TEST_VAR"]
        os.environ.update(ENVIRONMENT)
        embedded.ensure(durable=False)
        os.environ.setdefault("SECRET_KEY", "tests " * 10)
        os.environ.setdefault("FIELD_KEY", base64.urlsafe_b64encode(b"tests".ljust(32)).decode())
    _separate()


def _separate() -> None:
    """Give this process files and a Redis database that no other process of the run writes to."""
    shared = Path(os.environ["NMIRF_TEST_VAR"])
    own = shared / f"files-{WORKER}"
    shutil.rmtree(own, ignore_errors=True)
    (own / "static").mkdir(parents=True)
    (shared / "assets").mkdir(exist_ok=True)
    (own / "assets").symlink_to(shared / "assets")
    os.environ["NMIRF_VAR"] = str(own)
    number = 1 if WORKER == "main" else 2 + int(WORKER.removeprefix("gw"))
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{number}"


_keep_what_is_compiled()
try:
    _start()
except embedded.EmbeddedError as error:
    sys.exit(str(error))


class _NotRun:
    """How many tests were left out because the real files are not beside this checkout."""

    count = 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if REAL_DATA.is_dir():
        return
    left_out = [item for item in items if item.get_closest_marker("realdata")]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
        _NotRun.count = len(left_out)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["not_run"] = _NotRun.count


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    _NotRun.count = max(_NotRun.count, getattr(node, "workeroutput", {}).get("not_run", 0))


def pytest_terminal_summary(terminalreporter) -> None:
    if _NotRun.count:
        terminalreporter.write_line(
            f"not run: {_NotRun.count} tests on real files, which this checkout does not have "
            "beside it (../shared/data)",
            yellow=True,
        )
