"""The content files: YAML in which every value is a text, a list or a mapping.

Values are never guessed to be numbers or truths, so that the SDG target 16.10 stays 16.10.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "content"
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Entry = dict[str, Any]


def read(name: str) -> Any:
    """The content of `content/<name>.yaml`."""
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_LOADER)  # noqa: S506 - builds texts, lists and mappings only


def entries(name: str) -> list[Entry]:
    """The list that `content/<name>.yaml` is."""
    found: list[Entry] = read(name)
    return found


def files(folder: str) -> Iterator[Any]:
    """The content of every file of `content/<folder>/`, in the order of their names."""
    for path in sorted((FOLDER / folder).glob("*.yaml")):
        yield read(f"{folder}/{path.stem}")


def words(entry: Entry, key: str) -> list[str]:
    """The codes under `key`, written with spaces between them; none where there is no such key."""
    return str(entry.get(key, "")).split()


def number(entry: Entry, key: str, default: int = 0) -> int:
    return int(entry[key]) if entry.get(key) else default


def translations(entry: Entry, suffix: str = "") -> dict[str, str]:
    """French and Arabic of a label: the keys `fr` and `ar`, or `fr_<suffix>` and `ar_<suffix>`."""
    keys = {language: f"{language}_{suffix}" if suffix else language for language in ("fr", "ar")}
    return {language: entry[key] for language, key in keys.items() if entry.get(key)}
