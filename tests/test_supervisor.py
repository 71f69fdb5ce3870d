"""The supervisor's own behaviour, on small programs in place of web, worker and clock."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nmirf import supervisor
from tests.conftest import wait_until

PROJECT = Path(__file__).resolve().parent.parent
# Runs the supervisor on other programs: argv[1] is what stands for web, the rest sleeps.
PROGRAM = """
import sys
sys.path.insert(0, {directory!r})
import supervisor
programs = {programs!r}
supervisor.command = lambda name: [sys.executable, "-c", programs[name]]
supervisor.PATIENCE = supervisor.LAST_WORDS = 1
sys.argv = ["supervisor", "web", "worker", "--ready=pages are served"]
sys.exit(supervisor.main())
"""
SLEEP = "import time; time.sleep(60)"
DEAF = "import signal, time; [signal.signal(n, signal.SIG_IGN) for n in (2, 3, 15)]; time.sleep(60)"
SERVE = "import os, socket, time; s = socket.create_server(('127.0.0.1', int(os.environ['PORT']))); time.sleep(60)"


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def supervise(free_port):
    started = []

    def start(**programs: str) -> subprocess.Popen:
        text = PROGRAM.format(directory=str(PROJECT / "nmirf"), programs=programs)
        environment = os.environ | {"PORT": str(free_port)}
        process = subprocess.Popen(
            [sys.executable, "-S", "-c", text], stdout=subprocess.PIPE, text=True, env=environment
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def children(process: subprocess.Popen) -> list[int]:
    return [int(p) for p in children_file(process.pid).read_text().split()]


def children_file(pid: int) -> Path:
    return Path(f"/proc/{pid}/task/{pid}/children")


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_child_and_ends_well(supervise, number):
    process = supervise(web=SLEEP, worker=SLEEP)
    wait_until(lambda: len(children(process)) == 2)
    pids = children(process)
    process.send_signal(number)
    assert process.wait(10) == 0
    assert not any(lives(pid) for pid in pids)


def test_a_child_that_does_not_listen_is_ended_all_the_same(supervise):
    process = supervise(web=SLEEP, worker=DEAF)
    wait_until(lambda: len(children(process)) == 2)
    pids = children(process)
    time.sleep(0.3)
    process.terminate()
    assert process.wait(10) == 0
    assert not any(lives(pid) for pid in pids)


def test_children_go_when_the_supervisor_is_killed(supervise):
    process = supervise(web=SLEEP, worker=SLEEP)
    wait_until(lambda: len(children(process)) == 2)
    pids = children(process)
    time.sleep(0.3)
    process.kill()
    wait_until(lambda: not any(lives(pid) for pid in pids))


def test_a_crashed_child_starts_again_and_the_others_go_on(supervise):
    process = supervise(web=SLEEP, worker=SLEEP)
    wait_until(lambda: len(children(process)) == 2)
    first, second = children(process)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: len(set(children(process)) - {first, second}) == 1)
    assert lives(second)


def test_it_says_when_pages_are_served(supervise):
    process = supervise(web=SERVE, worker=SLEEP)
    assert process.stdout.readline().strip() == "pages are served"


def test_it_gives_up_on_a_program_that_never_stays_up(monkeypatch):
    monkeypatch.setattr(supervisor, "command", lambda name: [sys.executable, "-c", "1/0"])
    monkeypatch.setattr(supervisor, "GIVE_UP_AFTER", 2)
    handlers = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        assert supervisor.Supervisor(("web",), None, "").run() == 1
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def test_a_busy_port_is_one_plain_line(free_port):
    with socket.create_server(("127.0.0.1", free_port)):
        asked = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=PROJECT,
            env=os.environ | {"PORT": str(free_port)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert asked.returncode == 1
    assert asked.stdout == ""
    lines = asked.stderr.strip().splitlines()
    assert len(lines) == 1
    assert f"Port {free_port} is in use" in lines[0]


def test_the_pages_server_takes_its_size_from_the_environment(monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.delenv("BIND", raising=False)
    program = supervisor.command("web")
    assert "--workers=3" in program
    assert "--bind=127.0.0.1:9000" in program
