"""Fixtures that every test may use."""

import fcntl
import gc
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import django
import hypothesis
import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from psycopg import sql

from nmirf.celery import app as celery_app
from nmirf.common import fonts
from tests.plugin import WORKER

hypothesis.settings.register_profile("nmirf", deadline=None)
hypothesis.settings.load_profile("nmirf")

TEST_VAR = Path(os.environ["NMIRF_TEST_VAR"])
PROJECT = Path(__file__).resolve().parent.parent


def pytest_configure() -> None:
    """Settings that make tests quick without changing what they prove."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.STORAGES = django_settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    TransactionTestCase._fixture_teardown = _empty_what_was_filled
    TransactionTestCase._should_reload_connections = lambda _self: False
    # What is loaded stays until the end: looking through it again for garbage finds none.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


# The database: one is migrated and kept as a template, every process works on a copy of it.


def _administer(*statements: sql.Composable) -> None:
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    parameters = {k: v for k, v in parameters.items() if k in {"host", "port", "user", "password"}}
    with psycopg.connect(**parameters, dbname="postgres", autocommit=True) as administrator:
        for statement in statements:
            administrator.execute(statement)


def _databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cursor.fetchall()}


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = django_settings.DATABASES["default"]["NAME"] = name


def _state_of_migrations() -> str:
    """Changes whenever any migration of any app does."""
    digest = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            digest.update(f"{app.label} {path.name}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _template(*, anew: bool) -> str:
    name = f"template_nmirf_{_state_of_migrations()}"
    with (TEST_VAR / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = _databases()
        if anew or name not in found:
            old = [n for n in found if n.startswith("template_nmirf_")]
            draft = sql.Identifier("template_nmirf_draft")
            _administer(
                *(_drop(n) for n in old),
                sql.SQL("CREATE DATABASE {}").format(draft),
            )
            original = connection.settings_dict["NAME"]
            _use("template_nmirf_draft")
            call_command("migrate", verbosity=0, interactive=False)
            _use(original)
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            _administer(rename.format(draft, sql.Identifier(name)))
    return name


def _drop(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))


# Django's `flush` truncates every table and then makes permissions and triggers anew: seconds, for
# each test that commits. Most tables are empty, and rows go quicker than tables: no trigger fires.
# A function that names each table is planned once by a connection, not three hundred times a test,
# which is why the connection stays: all that DISCARD ALL does is done to it, but for the plans.
_EMPTY = """
DO $$
BEGIN
    CREATE SCHEMA tests;
    EXECUTE 'CREATE FUNCTION tests.empty() RETURNS void LANGUAGE plpgsql '
        'SET session_replication_role = replica AS $body$ BEGIN ' || (
            SELECT string_agg(
                format('IF EXISTS (SELECT FROM %1$s) THEN DELETE FROM %1$s; END IF;', oid::regclass), ' ')
            FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
              AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
        ) || ' END $body$';
END $$
"""

_FORGET = """
CLOSE ALL; RESET ALL; UNLISTEN *; DISCARD TEMP; DISCARD SEQUENCES; SELECT pg_advisory_unlock_all()
"""


def _empty_what_was_filled(self: TransactionTestCase) -> None:
    """Leave the tables as migrations made them and the connection as a new one, for the next test."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests.empty()")
        cursor.execute(_FORGET)


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    with django_db_blocker.unblock():
        # Under xdist each process asks for itself; to build anew is one process's work.
        anew = request.config.getoption("create_db") and WORKER in {"main", "gw0"}
        template = _template(anew=anew)
        name, original = f"test_nmirf_{WORKER}", connection.settings_dict["NAME"]
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        _administer(_drop(name), copy.format(sql.Identifier(name), sql.Identifier(template)))
        _use(name)
        with connection.cursor() as cursor:
            cursor.execute(_EMPTY)
    yield
    with django_db_blocker.unblock():
        _use(original)
        _administer(_drop(name))


# Rows that a test rolled back stay in the files of their tables, for every later test to read past.
# No autovacuum runs here: it would come at any moment, and lock a table in the middle of a race.
_SWOLLEN = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
AND pg_relation_size(oid) > 256 * 1024
"""


@pytest.fixture(scope="module", autouse=True)
def _take_out_what_was_rolled_back(django_db_blocker):
    """After each module; first of the module's fixtures, hence the last to end."""
    yield
    if connection.connection is None or connection.in_atomic_block:
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(_SWOLLEN)
        if found := [sql.Identifier(name) for (name,) in cursor.fetchall()]:
            cursor.execute(sql.SQL("VACUUM {}").format(sql.SQL(", ").join(found)))


@pytest.fixture(autouse=True)
def _begin_anew():
    """Nothing that one test counted, such as attempts to sign in, weighs on the next, nor its language."""
    cache.clear()
    translation.activate(django_settings.LANGUAGE_CODE)


# A worker of its own, for what eager tasks cannot show.


class RealWorker:
    """A Celery worker on the test's database and queue; `kill` ends it as a power cut would."""

    def __init__(self) -> None:
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        address = urlsplit(os.environ["DATABASE_URL"])
        environment = os.environ | {
            "DATABASE_URL": address._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
            "CELERY_TASK_ALWAYS_EAGER": "0",
            # Static files by their plain names, as in this process: none are collected for tests.
            "DEBUG": "1",
        }
        command = ["-m", "celery", "-A", "nmirf", "worker", "--pool=solo", "--loglevel=WARNING"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        with (TEST_VAR / f"worker-{WORKER}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command, *quiet],
                env=environment,
                cwd=PROJECT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        for _attempt in range(60):
            if celery_app.control.ping(timeout=0.5):
                return
            assert self.process.poll() is None, f"the worker ended: {log.name}"
        pytest.fail(f"the worker did not answer: {log.name}")

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(30)
            self.process = None

    def kill(self) -> None:
        self.stop(signal.SIGKILL)


@pytest.fixture
def real_worker(transactional_db):
    """Tasks are queued and carried out by another process for the length of the test."""
    celery_app.control.purge()
    celery_app.conf.task_always_eager = False
    worker = RealWorker()
    try:
        worker.start()
        yield worker
    finally:
        worker.stop()
        celery_app.conf.task_always_eager = True
        celery_app.control.purge()


def wait_until(is_so, *, seconds: float = 20) -> None:
    """Return as soon as `is_so()` holds; fail after so many seconds."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"still not so after {seconds} seconds"
        time.sleep(0.1)


# The browser.

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not Path(CHROMIUM).exists():
        pytest.fail("Chromium is missing: apt-get install --no-install-recommends chromium")
    quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking"]
    arguments = [*quiet, "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": arguments}


@pytest.fixture(scope="session")
def built_fonts():
    with (TEST_VAR / "fonts.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fonts.build(TEST_VAR / "assets" / "fonts")


@pytest.fixture
def page(page, live_server, built_fonts):
    """A page that may ask this server alone, and that must not break its own security policy."""
    foreign: list[str] = []
    refused: list[str] = []

    def watch(request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:", "about:")):
            foreign.append(request.url)

    page.context.on("request", watch)
    page.context.on(
        "console",
        lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None,
    )
    yield page
    assert not foreign, f"asked other servers: {foreign}"
    assert not refused, f"broke the content security policy: {refused}"


@pytest.fixture
def sign_in(client, live_server):
    """`sign_in(page, user)`: the page goes on as that user, second factor given; again for another."""

    def act(page, user):
        client.logout()
        client.force_login(user)
        session = client.session
        session["has_second_factor"] = True
        session.save()
        page.context.clear_cookies()
        page.context.add_cookies(
            [
                {
                    "name": django_settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[django_settings.SESSION_COOKIE_NAME].value,
                    "url": live_server.url,
                }
            ]
        )
        return page

    return act


@pytest.fixture
def check_accessibility():
    """`check_accessibility(page)` fails with axe's findings: the rule, and where it is broken."""

    def act(page):
        found = Axe().run(page).response["violations"]
        assert not found, "\n".join(
            f"{rule['id']}: {rule['help']} — {[node['target'] for node in rule['nodes']]}"
            for rule in found
        )

    return act
