"""The process inside: the file is its standard input, the answer its standard output."""

import os
import sys
from io import BytesIO

from . import clean, pictures, texts
from .errors import DamagedError, LockedError, MarkedError, TooMuchError
from .limits import Limits, confine

JOBS = {"text": texts.read, "picture": pictures.first_page, "clean": clean.clean}
# Most telling first; whatever else a parser trips over is damage.
_CODES = (
    (LockedError, 3),
    (TooMuchError, 5),
    (MemoryError, 5),
    (MarkedError, 6),
    (DamagedError, 4),
)


def main() -> None:
    """Do one job on stdin, within the limits; the answer goes to stdout, the outcome is the exit code."""
    job, extension, *words = sys.argv[2:]
    limits = Limits.from_words(words)
    confine(limits)
    try:
        answer = JOBS[job](BytesIO(sys.stdin.buffer.read()), extension, limits)
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    except Exception as error:
        code = next((code for kind, code in _CODES if isinstance(error, kind)), 4)
        os._exit(code)
    # Libraries of C need not tidy up behind themselves.
    os._exit(0)
