"""No edition that anybody gets holds a record that was retired to protect someone.

The door asks at once; the next run deletes the editions that hold one, and notes for which records
it has looked through all of them, so that the door need not read any file from then on.
"""

import json
from functools import lru_cache
from json.encoder import encode_basestring
from pathlib import Path

from portal import withheld

from . import editions
from .editions import Edition
from .tables.register import RECOMMENDATIONS

LINES = f"{RECOMMENDATIONS.name}.jsonl"


def is_open(edition: Edition) -> bool:
    """Whether it holds none of them. One query; reads its lines where no run has looked yet."""
    return not _holds(edition, withheld.references() - _looked_for())


def close(newest: Edition | None) -> list[str]:
    """Delete the editions that hold one; their versions. `newest` is what this run has made.

    Older ones are only asked for what nobody looked for in them: what is withheld is written into none.
    """
    sought = withheld.references()
    new = sought - _looked_for()
    found = [one for one in map(editions.find, editions.versions()) if one is not None]
    closed = [one for one in found if _holds(one, sought if one == newest else new)]
    editions.delete(closed)
    _note(sought)
    return [one.version for one in closed]


def _holds(edition: Edition, references: frozenset[str]) -> bool:
    file = edition.files.get(LINES)
    if file is None or not references:
        return False
    return _names_any(edition.path(LINES), file.sha256, references)


@lru_cache(maxsize=512)
def _names_any(path: Path, sha256: str, references: frozenset[str]) -> bool:
    """Whether a line begins with one of the references; a million lines take about a second."""
    starts = tuple(
        f'{{"{RECOMMENDATIONS.key[0]}": {encode_basestring(one)}'.encode() for one in references
    )
    try:
        with path.open("rb") as lines:
            return any(line.startswith(starts) for line in lines)
    except FileNotFoundError:
        return False


def _looked_for() -> frozenset[str]:
    try:
        return frozenset(json.loads((editions.root() / "withdrawn").read_bytes()))
    except FileNotFoundError:
        return frozenset()


def _note(references: frozenset[str]) -> None:
    place = editions.root() / "withdrawn"
    draft = place.with_suffix(".new")
    draft.write_text(json.dumps(sorted(references)), encoding="utf-8")
    draft.replace(place)
