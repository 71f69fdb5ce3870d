"""The public's glossary: one reference file with every term in each language of the site."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

SOURCE = Path(__file__).parent / "reference" / "glossary.yaml"
# In which a term is read where the file does not have the language of the page.
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Term:
    """`id` is its anchor; `status` the status that it defines ("" is not assessed), None of none."""

    id: str
    name: str
    means: str
    language: str
    status: str | None
    see: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    name: str
    language: str
    terms: tuple[Term, ...]


def sections() -> tuple[Section, ...]:
    """In the language of the page."""
    return _sections((get_language() or FALLBACK).split("-")[0])


@cache
def _read() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return found


@cache
def _sections(asked: str) -> tuple[Section, ...]:
    rows = _read()
    language = asked if all(asked in row["name"] for row in rows) else FALLBACK
    names = {term["id"]: term["term"][language] for row in rows for term in row["terms"]}
    return tuple(
        Section(
            id=row["id"],
            name=row["name"][language],
            language=language,
            terms=tuple(_term(term, language, names) for term in row["terms"]),
        )
        for row in rows
    )


def _term(row: dict[str, Any], language: str, names: dict[str, str]) -> Term:
    return Term(
        id=row["id"],
        name=row["term"][language],
        means=row[language],
        language=language,
        status=row.get("status"),
        see=tuple((other, names[other]) for other in row.get("see", ())),
    )
