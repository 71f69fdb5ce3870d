"""A part of a file, as a request asks for it. Source: RFC 9110, section 14."""

import re
from collections.abc import Iterator
from pathlib import Path

_ONE = re.compile(r"bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*")
_CHUNK = 256 * 1024


class UnsatisfiableError(Exception):
    """The part lies outside of the file."""


def part_of(header: str, size: int) -> range | None:
    """The bytes that are asked for; None for the whole, which several parts at once get too.

    Raises UnsatisfiableError.
    """
    found = _ONE.fullmatch(header)
    if found is None or found[1] == found[2] == "":
        return None
    first, last = found[1], found[2]
    if len(first) > 18 or len(last) > 18:
        raise UnsatisfiableError
    if not first:
        start, stop = max(size - int(last), 0), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= stop:
        raise UnsatisfiableError
    return range(start, stop)


def bytes_of(path: Path, part: range) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.start)
        left = len(part)
        while left and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
