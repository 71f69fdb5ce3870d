"""A large file read by a process of its own, so that parsing and the database work at once."""

import multiprocessing
from collections.abc import Iterator
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import django
from django.utils import translation

from .opening import open_source
from .rows import ParsedRow, Source

_CHUNK = 500


def open_aside(path: Path, *arguments: Any, **options: Any) -> Source:
    """As `open_source`, with the same arguments. Closing the source, or dying, ends the process.

    Not for workers of the queue, which may not start processes.
    """
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    order = (theirs, translation.get_language(), path, arguments, options)
    process = context.Process(target=_read, args=order, daemon=True)
    process.start()
    theirs.close()
    rows = _rows(process, mine)
    # The generator holds the process from here on, and ends it.
    source: Source = next(rows)
    source.rows = rows
    return source


def _rows(process: Any, pipe: Connection) -> Iterator[Any]:
    """The source without its rows, then each row. Raises what reading raised."""
    try:
        while True:
            found = pipe.recv()
            if isinstance(found, Exception):
                raise found
            if isinstance(found, Source):
                yield found
            elif found:
                yield from found
            else:
                return
    except EOFError:
        raise ChildProcessError("The process that read the file has died.") from None
    finally:
        pipe.close()
        process.terminate()
        process.join()


def _read(pipe: Connection, language: str | None, path: Path, arguments: Any, options: Any) -> None:
    """In the process: send the source, then its rows by chunks, at last an empty chunk."""
    django.setup()
    translation.activate(language or "en")
    try:
        source = open_source(path, *arguments, **options)
        rows: Iterator[ParsedRow] = source.rows
        source.rows = iter(())
        pipe.send(source)
        while chunk := list(islice(rows, _CHUNK)):
            pipe.send(chunk)
        pipe.send([])
    except BrokenPipeError:
        # Nobody reads any more.
        return
    except Exception as error:
        pipe.send(error)
