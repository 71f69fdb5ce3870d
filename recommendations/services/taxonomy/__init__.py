"""Lists of terms: one service a deed; spellings are compared as imports compare them."""

from .merging import Moves, merge_terms, unmerge_term, what_moves
from .others import add_alias, set_aliases
from .terms import (
    create_term,
    delete_term,
    edit_term,
    move_term,
    restore_term,
    retire_term,
    what_refers,
)

__all__ = [
    "Moves",
    "add_alias",
    "create_term",
    "delete_term",
    "edit_term",
    "merge_terms",
    "move_term",
    "restore_term",
    "retire_term",
    "set_aliases",
    "unmerge_term",
    "what_moves",
    "what_refers",
]
