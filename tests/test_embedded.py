"""The servers of the demo: shared by processes, gone when the last of them is, however it ended."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from nmirf import embedded
from tests.conftest import wait_until

PROJECT = Path(__file__).resolve().parent.parent
# Prints the addresses it got, then waits for its standard input to close.
USER = """
import json, os, sys
from nmirf import embedded
try:
    embedded.ensure(durable=False)
except embedded.EmbeddedError as error:
    sys.exit(str(error))
names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEY")
print(json.dumps({name: os.environ.get(name) for name in names}), flush=True)
sys.stdin.read()
"""
ASK = """
import json, sys, psycopg, redis
given = json.loads(sys.stdin.read())
with psycopg.connect(given["DATABASE_URL"]) as connection:
    print(connection.execute("SELECT upper('é')").fetchone()[0])
print(redis.Redis.from_url(given["REDIS_URL"]).ping())
"""


@pytest.fixture
def var():
    """A short path: a test's own directory is often too deep for a socket."""
    path = Path(tempfile.mkdtemp(prefix="nv-", dir="/tmp"))
    path.chmod(0o711)
    yield path / "v"
    wait_until(lambda: not keeper_lives(path / "v"))
    shutil.rmtree(path)


def environment(var: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "NMIRF_VAR": str(var), **more}


def join(var: Path, **more: str) -> tuple[subprocess.Popen, dict[str, str]]:
    """A process that uses the servers, and what it was told."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER],
        cwd=PROJECT,
        env=environment(var, **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline()
    if not line and not more:
        logs = [log.read_text() for log in var.glob("embedded/*.log")]
        pytest.fail("\n".join(["the servers did not start:", process.communicate()[1], *logs]))
    return process, json.loads(line) if line else {}


def leave(process: subprocess.Popen) -> None:
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()
    process.stderr.close()


def keeper_lives(var: Path) -> bool:
    path = var / "embedded" / "keeper.lock"
    if not path.exists():
        return False
    with embedded.lock_file(path) as lock:
        return not embedded.try_lock(lock, embedded.fcntl.LOCK_SH)


def test_two_processes_share_the_servers_and_the_last_one_stops_them(var):
    first, told = join(var)
    second, also_told = join(var)
    assert told == also_told
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.split() == ["É", "True"]
    leave(first)
    assert keeper_lives(var)
    leave(second)
    assert not keeper_lives(var)
    assert not (var / "embedded" / "servers.json").exists()


def test_killing_the_only_user_stops_the_servers_and_the_next_one_starts_them(var):
    process, told = join(var)
    process.kill()
    process.communicate()
    wait_until(lambda: not keeper_lives(var))
    again, told_again = join(var)
    assert told_again["SECRET_KEY"] == told["SECRET_KEY"]
    leave(again)


def test_a_killed_keeper_takes_its_servers_along_and_is_replaced(var):
    process, _told = join(var)
    pid = int((data_of(var) / "postmaster.pid").read_text().split()[0])
    parent = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    os.kill(parent, signal.SIGKILL)
    wait_until(lambda: not (data_of(var) / "postmaster.pid").exists())
    other, told = join(var)
    assert told["DATABASE_URL"]
    leave(other)
    leave(process)


def data_of(var: Path) -> Path:
    note = var / "embedded" / "elsewhere"
    return (Path(note.read_text()) if note.exists() else var / "embedded") / "postgres"


def test_secrets_are_made_once_and_read_by_their_owner_alone(var, monkeypatch):
    monkeypatch.setenv("NMIRF_VAR", str(var))
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEY"):
        monkeypatch.delenv(name)
    embedded.ensure(servers=False)
    assert os.environ["SECRET_KEY"] != os.environ["FIELD_KEY"]
    for name in ("secret_key", "field_key"):
        assert stat.S_IMODE((var / name).stat().st_mode) == 0o600
        assert (var / name).read_text() == os.environ[name.upper()]
    assert not keeper_lives(var)


def test_no_secret_is_made_up_for_a_database_of_others(var, monkeypatch):
    monkeypatch.setenv("NMIRF_VAR", str(var))
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/nmirf")
    for name in ("REDIS_URL", "SECRET_KEY"):
        monkeypatch.delenv(name)
    embedded.ensure(servers=False)
    assert os.environ["DATABASE_URL"] == "postgresql://db/nmirf"
    assert os.environ["REDIS_URL"]
    assert "SECRET_KEY" not in os.environ


def test_nothing_is_filled_in_where_it_is_forbidden(var, monkeypatch):
    monkeypatch.setenv("NMIRF_VAR", str(var))
    monkeypatch.setenv("NMIRF_EMBEDDED", "off")
    monkeypatch.delenv("DATABASE_URL")
    embedded.ensure()
    assert "DATABASE_URL" not in os.environ
    assert not var.exists()


def test_a_directory_with_other_files_is_neither_used_nor_deleted(var, monkeypatch):
    var.mkdir()
    (var / "thesis.odt").write_text("years of work")
    monkeypatch.setenv("NMIRF_VAR", str(var))
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(embedded.EmbeddedError, match="empty directory"):
        embedded.ensure()
    with pytest.raises(embedded.EmbeddedError, match="nothing was deleted"):
        embedded.reset()
    assert (var / "thesis.odt").exists()


def test_reset_waits_for_nobody_and_refuses_while_someone_works(var, monkeypatch):
    process, _told = join(var)
    monkeypatch.setenv("NMIRF_VAR", str(var))
    with pytest.raises(embedded.EmbeddedError, match="stop it first"):
        embedded.reset()
    leave(process)
    assert embedded.reset().startswith("Deleted")
    assert not var.exists()


def test_permissions_of_directories_outside_stay_as_they_are(var):
    """As root the servers run as another user, who cannot get through a private directory."""
    private = var.parent / "private"
    private.mkdir(mode=0o700)
    process, told = join(private / "checkout" / "var")
    leave(process)
    assert told["DATABASE_URL"]
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert stat.S_IMODE(var.parent.stat().st_mode) == 0o711
    data = data_of(private / "checkout" / "var")
    assert data.is_relative_to(private) == (os.geteuid() != 0)
    order = [sys.executable, "-m", "nmirf.embedded", "reset"]
    subprocess.run(order, cwd=PROJECT, env=environment(private / "checkout" / "var"), check=True)
    assert not data.exists()


def test_a_path_too_long_for_a_socket_is_no_obstacle(var):
    deep = var / ("long-name-" * 6) / ("long-name-" * 6)
    process, told = join(deep, LANG="xx_XX.UTF-8", LC_ALL="xx_XX.UTF-8")
    socket_dir = Path(told["DATABASE_URL"].split("?host=")[1])
    assert socket_dir.is_dir()
    leave(process)
    assert not socket_dir.exists() or socket_dir.is_relative_to(deep)


@pytest.mark.parametrize("program", ["keeper", "supervisor"])
def test_the_small_processes_need_no_package(program):
    order = f"import runpy; runpy.run_path('nmirf/{program}.py', run_name='loaded')"
    subprocess.run([sys.executable, "-S", "-P", "-c", order], cwd=PROJECT, check=True)
