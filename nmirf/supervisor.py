"""Web, worker and clock as children of one small process, or any one of them in its place.

Run as a program by `manage.py serve`, after which nothing of Django is left in this process; it
needs the standard library alone. A child that ends by itself is started again, later each time.
"""

import argparse
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

PROJECT = Path(__file__).resolve().parent.parent
NAMES = ("web", "worker", "beat")
# How long a child may take to finish what it is doing, in seconds, before it is told again.
PATIENCE = 20
LAST_WORDS = 3
LONGEST_PAUSE = 30
# A child that lived so long was well; the next pause is a short one again.
STEADY = 60
GIVE_UP_AFTER = 6


def command(name: str) -> list[str]:
    """The program and arguments of one child, from the environment."""
    given = os.environ.get
    var = given("NMIRF_VAR") or str(PROJECT / "var")
    heartbeat = "/dev/shm" if Path("/dev/shm").is_dir() else var
    level = given("LOG_LEVEL") or "INFO"
    celery = ["-m", "celery", "-A", "nmirf"]
    arguments = {
        "web": [
            *("-m", "gunicorn", "nmirf.wsgi", f"--bind={bind_address()}:{port()}"),
            *("--worker-class=gthread", f"--threads={given('WEB_THREADS') or 8}"),
            *(f"--workers={given('WEB_CONCURRENCY') or 1}", "--preload"),
            *("--timeout=60", "--graceful-timeout=15", f"--worker-tmp-dir={heartbeat}"),
            *("--config=python:nmirf.web_server", "--no-control-socket"),
            f"--log-level={level.lower()}",
        ],
        "worker": [
            *(*celery, "worker", f"--concurrency={given('WORKER_CONCURRENCY') or 2}"),
            *("--without-gossip", "--without-mingle", "--max-tasks-per-child=200"),
            "--max-memory-per-child=300000",
            f"--loglevel={level}",
        ],
        "beat": [
            *(*celery, "beat", f"--schedule={var}/clock/schedule", "--pidfile="),
            f"--loglevel={level}",
        ],
    }
    return [sys.executable, *arguments[name]]


def environment() -> dict[str, str]:
    """The children's environment; fewer heaps for threads, which otherwise hoard memory."""
    return {"MALLOC_ARENA_MAX": "2"} | os.environ


def bind_address() -> str:
    """This machine alone, unless BIND names another address."""
    return os.environ.get("BIND") or "127.0.0.1"


def port() -> int:
    return int(os.environ.get("PORT") or 8000)


def is_port_free() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind_address(), port()))
        except OSError:
            return False
    return True


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _ends_with_parent() -> None:
    """Ask the kernel for a SIGTERM should the supervisor itself be killed."""
    if _libc is not None:
        _libc.prctl(1, signal.SIGTERM)


class Child:
    """One of the programs, the number of its failures in a row, and when to start it again."""

    def __init__(self, name: str, logs: Path | None) -> None:
        self.name = name
        self.logs = logs
        self.failures = 0
        self.start()

    def start(self) -> None:
        self.due: float | None = None
        self.since = time.monotonic()
        output = (self.logs / f"{self.name}.log").open("ab") if self.logs else None
        # In a session of its own: Ctrl-C reaches the supervisor alone, which stops all in order.
        self.process = subprocess.Popen(
            command(self.name),
            cwd=PROJECT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_ends_with_parent,
        )
        if output:
            output.close()

    def tend(self) -> None:
        """Start the program again if it has ended and its pause is over."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if self.due is None:
            self.failures = 1 if now - self.since > STEADY else self.failures + 1
            pause = min(2 ** (self.failures - 1), LONGEST_PAUSE)
            self.due = now + pause
            say(f"{self.name} ended ({self.process.returncode}); starts again in {pause} s")
        elif now >= self.due:
            self.start()

    def signal(self, number: int) -> None:
        """Tell the program, and with SIGKILL all that it has started."""
        if number == signal.SIGKILL:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
        elif self.process.poll() is None:
            self.process.send_signal(number)


class Supervisor:
    def __init__(self, names: tuple[str, ...], logs: Path | None, ready: str) -> None:
        self.requests = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        self.ready = ready
        self.children = [Child(name, logs) for name in names]

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.requests += 1

    def run(self) -> int:
        """Tend the children until a signal comes; 0 then, 1 when one of them cannot be kept up."""
        while not self.requests:
            for child in self.children:
                child.tend()
                if child.failures >= GIVE_UP_AFTER:
                    say(f"{child.name} does not stay up; its last lines say why.")
                    self._stop()
                    return 1
            self._announce()
            time.sleep(0.2)
        self._stop()
        return 0

    def _announce(self) -> None:
        if self.ready:
            with contextlib.suppress(OSError), socket.create_connection((bind_address(), port())):
                say(self.ready)
                self.ready = ""

    def _stop(self) -> None:
        asked = self.requests
        steps = ((signal.SIGTERM, PATIENCE), (signal.SIGQUIT, LAST_WORDS), (signal.SIGKILL, 5))
        for number, seconds in steps:
            for child in self.children:
                child.signal(number)
            end = time.monotonic() + seconds
            # Asked a second time, it waits no longer.
            while self._is_any_alive() and time.monotonic() < end:
                if self.requests > asked and number == signal.SIGTERM:
                    break
                time.sleep(0.05)

    def _is_any_alive(self) -> bool:
        return any(child.process.poll() is None for child in self.children)


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="+", choices=NAMES)
    parser.add_argument("--hold", help="descriptor that keeps the embedded servers running")
    parser.add_argument("--logs", type=Path, help="directory for what the children print")
    parser.add_argument("--ready", default="", help="what to print once pages are served")
    options = parser.parse_args()
    if options.logs:
        options.logs.mkdir(parents=True, exist_ok=True)
        for name in options.names:
            (options.logs / f"{name}.log").write_bytes(b"")
    code = Supervisor(tuple(options.names), options.logs, options.ready).run()
    if options.hold:
        subprocess.run(
            [sys.executable, "-m", "nmirf.embedded", "release", options.hold],
            cwd=PROJECT,
            pass_fds=[int(options.hold)],
            check=False,
        )
    return code


if __name__ == "__main__":
    sys.exit(main())
