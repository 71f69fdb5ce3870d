"""Starts the process inside and waits for what it says, no longer than it may take."""

import contextlib
import enum
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from .limits import Limits

_ROOT = str(Path(__file__).resolve().parents[2])
_START = (
    "import sys; sys.path.append(sys.argv[1]); from documents.sandbox import inside; inside.main()"
)


class Outcome(enum.IntEnum):
    """How it ended; the numbers are the codes with which the process inside leaves."""

    DONE = 0
    LOCKED = 3  # a password is needed
    DAMAGED = 4
    TOO_MUCH = 5  # a limit was reached
    MARKED = 6  # who made it can still be read from it


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: Outcome
    body: bytes = field(default=b"", repr=False)


def run(job: str, extension: str, file: IO[bytes], limits: Limits | None = None) -> Answer:
    """Do `job` ("text", "picture" or "clean") on a file of this kind. It never raises for what is in it."""
    limits = limits or Limits()
    command = [sys.executable, "-I", "-c", _START, _ROOT, job, extension, *limits.as_words()]
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer:
        _copy(file, source)
        child = subprocess.Popen(
            command,
            stdin=source,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            code = child.wait(timeout=limits.seconds * 2 + 5)
        except BaseException as error:
            _end(child)
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            return Answer(Outcome.TOO_MUCH)
        answer.seek(0)
        return Answer(_meaning(code), answer.read() if code == Outcome.DONE else b"")


def _copy(file: IO[bytes], target: Any) -> None:
    """The process inside gets a copy: whatever it does to it, the original stays as it is."""
    file.seek(0)
    for chunk in iter(lambda: file.read(1024 * 1024), b""):
        target.write(chunk)
    target.flush()
    target.seek(0)
    file.seek(0)


def _end(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _meaning(code: int) -> Outcome:
    """A parser that was ended by its limits, or that broke: the first is said of signals of limits."""
    if code in (-signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGALRM, -signal.SIGKILL):
        return Outcome.TOO_MUCH
    return Outcome(code) if code in set(Outcome) else Outcome.DAMAGED
