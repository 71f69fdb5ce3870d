"""Editions are made here: read at one moment, written aside, seen by all in one step.

What goes wrong on the way, the end of the process included, leaves the newest edition as it is.
Only one run makes anything at a time; whoever else asks is told so.
"""

import datetime as dt
import gzip
import hashlib
import json
import os
import shutil
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import Min
from django.utils import translation

from nmirf.common.dates import day_of
from portal.reader import Reader

from . import editions, marks, reading, withdrawn
from .catalogue import catalogue
from .columns import Table
from .describing import (
    CATALOGUE,
    EVERYTHING,
    FORMATS,
    MEDIA_TYPES,
    PACKAGE,
    SUMS,
    Publisher,
    about,
    package,
    shape,
)
from .editions import Contents, Edition, File
from .formats import WRITERS
from .formats.lines import rows
from .tables import TABLES

LOCK = "portal.opendata"
CHUNK = 1024 * 1024
# Files of these endings, unless they are very small, lie beside themselves compressed.
SQUEEZED = ("csv", "jsonl", "json", "jsonld")
SMALLEST_SQUEEZED = 1024


class State(StrEnum):
    MADE = "made"
    UNCHANGED = "unchanged"
    BUSY = "busy"  # another run is at it


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did; `changed` names the tables of which there is something new."""

    state: State
    edition: Edition | None = None
    changed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass
class Draft:
    """An edition that is being made, in a folder of its own."""

    folder: Path
    now: dt.datetime
    before: Edition | None
    tables: dict[str, Contents] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    first_day: dt.date | None = None

    def add(self, name: str, media_type: str) -> None:
        """Take in a file that was written, with its sum, and compressed where that is worth it."""
        path = self.folder / name
        size, digest = path.stat().st_size, _sum(path)
        squeezed = 0
        if name.rpartition(".")[2] in SQUEEZED and size >= SMALLEST_SQUEEZED:
            squeezed = _squeeze(path)
        _keep(path)
        self.files[name] = File(name, media_type, size, digest, self.now, squeezed)

    def is_as_before(self, table: Table) -> bool:
        """Whether the edition before says the same of this table, and is whole."""
        if self.before is None:
            return False
        known = self.before.tables.get(table.name)
        if known is None or known.shape != shape(table):
            return False
        lines = f"{table.name}.jsonl"
        names = [name for ending in FORMATS for name in self._own(f"{table.name}.{ending}")]
        return all(self.before.path(name).exists() for name in names) and self.before.files[
            lines
        ].sha256 == _sum(self.folder / lines)

    def take_over(self, name: str) -> None:
        """The file as the edition before has it, in the same place of the disk."""
        if self.before is None:
            raise LookupError(name)
        for own in self._own(name):
            target = self.folder / own
            target.unlink(missing_ok=True)
            _link(self.before.path(own), target)
        self.files[name] = self.before.files[name]

    def _own(self, name: str) -> list[str]:
        """The file of the edition before, and what lies beside it."""
        squeezed = self.before and self.before.files[name].squeezed
        return [name, f"{name}.gz"] if squeezed else [name]


def publish(*, now: dt.datetime, thorough: bool) -> Outcome:
    """Make an edition if there is anything new in it.

    Unless `thorough`, nothing is read where history says that nothing changed.
    """
    with _alone() as is_mine:
        if not is_mine:
            return Outcome(State.BUSY, editions.newest())
        before, mark = editions.newest(), marks.mark()
        if before is not None and not thorough and mark == _seen():
            return Outcome(State.UNCHANGED, before)
        with translation.override(settings.LANGUAGE_CODE), _workshop() as folder:
            made, changed = _make(Draft(folder, now.replace(microsecond=0), before))
        _note(mark)
        state = State.MADE if made != before else State.UNCHANGED
        dropped = [*withdrawn.close(made), *editions.prune(now)]
        return Outcome(state, made, tuple(changed), tuple(dropped))


def _make(draft: Draft) -> tuple[Edition | None, list[str]]:
    """The new edition, or the one before where nothing is new."""
    publisher = Publisher.read()
    told = about(publisher)
    with _one_moment():
        lengths = _read(draft)
    for table in TABLES.values():
        _settle(draft, table, lengths[table.name])
    if draft.before is not None and not draft.changed and draft.before.about == told:
        return draft.before, []
    _finish(draft, publisher, told)
    return editions.newest(), draft.changed


def _read(draft: Draft) -> dict[str, int]:
    """Write the lines of every table; how many each has."""
    reader, known, lengths = Reader(AnonymousUser()), reading.Known(), {}
    for table in TABLES.values():
        lengths[table.name] = 0
        with (draft.folder / f"{table.name}.jsonl").open("wb") as file:
            for line in reading.lines(table, reader, known):
                file.write(line)
                lengths[table.name] += 1
    draft.first_day = reader.recommendations.aggregate(day=Min("issued_on"))["day"]
    return lengths


def _settle(draft: Draft, table: Table, length: int) -> None:
    """The files of one table: those of the edition before where it says the same."""
    if draft.before is not None and draft.is_as_before(table):
        for ending in FORMATS:
            draft.take_over(f"{table.name}.{ending}")
        draft.tables[table.name] = draft.before.tables[table.name]
        return
    draft.changed.append(table.name)
    draft.tables[table.name] = Contents(length, draft.now, shape(table))
    lines = draft.folder / f"{table.name}.jsonl"
    for ending, write in WRITERS.items():
        write(table, rows(table, lines), draft.folder / f"{table.name}.{ending}")
    for ending, (media_type, _name) in FORMATS.items():
        draft.add(f"{table.name}.{ending}", media_type)


def _finish(draft: Draft, publisher: Publisher, told: str) -> None:
    """Describe what there is, and give the folder its name: from then on it is the newest edition."""
    version, folder = _next_version(draft), draft.folder
    facts: dict[str, Any] = {"tables": draft.tables, "files": draft.files, "version": version}
    described = package(publisher, made_at=f"{draft.now:%Y-%m-%dT%H:%M:%SZ}", **facts)
    listed = catalogue(publisher, made_at=draft.now, first_day=draft.first_day, **facts)
    for name, said in ((PACKAGE, described), (CATALOGUE, listed)):
        _write_json(folder / name, said)
        draft.add(name, MEDIA_TYPES[name])
    _zip(draft)
    draft.add(EVERYTHING, MEDIA_TYPES[EVERYTHING])
    sums = [f"{file.sha256}  {file.name}\n" for file in draft.files.values()]
    (folder / SUMS).write_text("".join(sorted(sums, key=lambda line: line[66:])), encoding="utf-8")
    draft.add(SUMS, MEDIA_TYPES[SUMS])
    _write_json(
        folder / editions.MANIFEST,
        {
            "version": version,
            "made_at": draft.now.isoformat(),
            "about": told,
            "tables": {name: _as_json(one) for name, one in draft.tables.items()},
            "files": {name: _as_json(one) for name, one in draft.files.items()},
        },
    )
    _keep(folder / editions.MANIFEST)
    _keep(folder)
    place = editions.root() / "editions"
    place.mkdir(exist_ok=True)
    folder.rename(place / version)
    _keep(place)


def _next_version(draft: Draft) -> str:
    """The State's day, and from the second edition of the day on which one it is; never one before."""
    day, known = day_of(draft.now).isoformat(), editions.versions()
    if known and known[0] >= day:
        day, number = editions.order(known[0])
        return f"{day}.{number + 1}"
    return day


def _as_json(facts: Contents | File) -> dict[str, Any]:
    """Without the name, under which they stand."""
    said = {name: getattr(facts, name) for name in facts.__dataclass_fields__ if name != "name"}
    return said | {"changed_at": facts.changed_at.isoformat()}


def _zip(draft: Draft) -> None:
    moment = draft.now.timetuple()[:6]
    with zipfile.ZipFile(draft.folder / EVERYTHING, "w") as archive:
        for name in sorted(draft.files):
            entry = zipfile.ZipInfo(name, moment)
            ending = name.rpartition(".")[2]
            # What is compressed already is only laid into it.
            is_text = ending in SQUEEZED
            entry.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            entry.file_size = draft.files[name].bytes
            with archive.open(entry, "w") as target, (draft.folder / name).open("rb") as source:
                shutil.copyfileobj(source, target, CHUNK)


# Files.


def _write_json(path: Path, said: Any) -> None:
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _squeeze(path: Path) -> int:
    """The same, compressed, beside it; its size. Of the same file it is always the same."""
    target = path.with_name(f"{path.name}.gz")
    with (
        path.open("rb") as source,
        target.open("wb") as file,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as squeezed,
    ):
        shutil.copyfileobj(source, squeezed, CHUNK)
    _keep(target)
    return target.stat().st_size


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copy2(source, target)


def _keep(path: Path) -> None:
    """Make sure that a power cut does not take it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _seen() -> str:
    """The mark of the last run that found what there is."""
    try:
        return (editions.root() / "seen").read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def _note(mark: str) -> None:
    place = editions.root() / "seen"
    draft = place.with_suffix(".new")
    draft.write_text(mark, encoding="ascii")
    draft.replace(place)


# Runs.


@contextmanager
def _workshop() -> Iterator[Path]:
    """A folder to write in, cleared away unless it has moved on; with it what dead runs left."""
    making = editions.root() / "making"
    shutil.rmtree(making, ignore_errors=True)
    folder = making / uuid.uuid4().hex
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone() -> Iterator[bool]:
    """False where another run is at it. A lock of the database: whoever dies gives it back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [LOCK])
        (is_mine,) = cursor.fetchone()
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [LOCK])


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read is of one moment, so that what leads to another table finds it there.

    Inside a transaction of the caller its own moments hold.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
