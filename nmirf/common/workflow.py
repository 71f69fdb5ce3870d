"""What a move between states is; each app lists its own moves in choices.py."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from .errors import DomainError


class WorkflowError(DomainError):
    """The record is not in a state from which this move starts."""


@dataclass(frozen=True, slots=True)
class Move:
    sources: frozenset[str]
    target: str
    label: str | Promise = ""
    needs_note: bool = False


def edges(moves: Mapping[str, Move]) -> list[tuple[str, str]]:
    """All (from, to) pairs, sorted; for the trigger that guards the column."""
    return sorted(
        {(str(source), str(move.target)) for move in moves.values() for source in move.sources}
    )
