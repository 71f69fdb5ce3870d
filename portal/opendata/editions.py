"""What was made: editions, each a directory of files that never changes once it has its name.

    open_data/editions/2026-11-27/      the first edition of that day
    open_data/editions/2026-11-27.2/    the second one
    open_data/making/…                  what is being made, or was when its worker died

The newest edition is the one that everyone gets; the others stay at their own addresses for a while.
"""

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

VERSION = re.compile(r"\d{4}-\d\d-\d\d(\.[1-9]\d{0,3})?")
MANIFEST = "manifest.json"
# An edition that is not the first of its day stays for so long after the next one took its place.
BRIEF = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class File:
    """A file of an edition; `changed_at` is when its content last became another one.

    `squeezed` is the size of the same, compressed with gzip, that lies beside it; 0 for none.
    """

    name: str
    media_type: str
    bytes: int
    sha256: str
    changed_at: dt.datetime
    squeezed: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """What an edition has of one table. `shape` changes with what the table says of itself."""

    rows: int
    changed_at: dt.datetime
    shape: str


@dataclass(frozen=True, slots=True)
class Edition:
    version: str
    made_at: dt.datetime
    folder: Path
    about: str
    tables: Mapping[str, Contents]
    files: Mapping[str, File]

    @property
    def day(self) -> str:
        return self.version.partition(".")[0]

    @property
    def is_first_of_its_day(self) -> bool:
        return self.version == self.day

    def path(self, name: str) -> Path:
        return self.folder / name


@dataclass(frozen=True, slots=True)
class Kept:
    """An edition with the moment until which it is kept; None for the newest."""

    edition: Edition
    until: dt.datetime | None


def root() -> Path:
    return Path(settings.OPEN_DATA_ROOT)


def newest() -> Edition | None:
    """The edition that everyone gets; None before the first."""
    found = versions()
    return find(found[0]) if found else None


def versions() -> list[str]:
    """Those that are there, the newest first."""
    folder = root() / "editions"
    try:
        names = [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return []
    return sorted((name for name in names if VERSION.fullmatch(name)), key=order, reverse=True)


def order(version: str) -> tuple[str, int]:
    day, _dot, number = version.partition(".")
    return day, int(number or 1)


def find(version: str) -> Edition | None:
    if not VERSION.fullmatch(version):
        return None
    folder = root() / "editions" / version
    try:
        # One that was deleted may have been followed by another one of its name.
        return _read(folder, (folder / MANIFEST).stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=64)
def _read(folder: Path, written_at: int) -> Edition:
    """What an edition says of itself. It never changes, so that it is read once."""
    said = json.loads((folder / MANIFEST).read_bytes())
    return Edition(
        version=said["version"],
        made_at=dt.datetime.fromisoformat(said["made_at"]),
        folder=folder,
        about=said["about"],
        tables={name: Contents(**_with_moment(facts)) for name, facts in said["tables"].items()},
        files={
            name: File(name=name, **_with_moment(facts)) for name, facts in said["files"].items()
        },
    )


def _with_moment(facts: dict[str, Any]) -> dict[str, Any]:
    return facts | {"changed_at": dt.datetime.fromisoformat(facts["changed_at"])}


def kept() -> list[Kept]:
    """Every edition, the newest first, with how long it stays."""
    found: list[Kept] = []
    succeeded: dt.datetime | None = None
    for version in versions():
        edition = find(version)
        if edition is not None:
            found.append(Kept(edition, succeeded and succeeded + _stay(edition)))
            succeeded = edition.made_at
    return found


def _stay(edition: Edition) -> dt.timedelta:
    if edition.is_first_of_its_day:
        return max(dt.timedelta(days=settings.OPEN_DATA_DAYS), BRIEF)
    return BRIEF


def prune(now: dt.datetime) -> list[str]:
    """Delete editions whose time is over; their versions."""
    over = [one.edition for one in kept() if one.until is not None and one.until < now]
    delete(over)
    return [edition.version for edition in over]


def delete(over: Iterable[Edition]) -> None:
    for edition in over:
        # Out of sight in one step; then at leisure.
        away = root() / "making" / f"old-{edition.version}"
        edition.folder.rename(away)
        shutil.rmtree(away)
