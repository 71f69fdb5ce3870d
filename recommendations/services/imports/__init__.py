"""Files of recommendations on their way into the register.

A file is read (a dry run that writes nothing but its own report), a person decides, and what it
brings is written in one transaction. The page and the command are two doors to the same deeds.
"""

from .batches import (
    commit_import,
    discard_import,
    judge_again,
    map_import,
    read_import,
    request_commit,
    retry_import,
    start_import,
)
from .decisions import decide_rows
from .direct import import_file
from .files import earlier_of, peek
from .progress import written
from .report import TOLD, Report, document_of, refusal
from .shown import ShownRow, shown
from .undoing import CannotUndoError, Obstacle, obstacles_of, undo_import
from .unknown import (
    NEEDED_LISTS,
    OPEN_LISTS,
    UnknownTerm,
    Wish,
    apply_terms,
    decide_rest,
    decide_terms,
    options_of,
    unknown_terms,
    with_help,
)
from .watch import fail_abandoned

__all__ = [
    "NEEDED_LISTS",
    "OPEN_LISTS",
    "TOLD",
    "CannotUndoError",
    "Obstacle",
    "Report",
    "ShownRow",
    "UnknownTerm",
    "Wish",
    "apply_terms",
    "commit_import",
    "decide_rest",
    "decide_rows",
    "decide_terms",
    "discard_import",
    "document_of",
    "earlier_of",
    "fail_abandoned",
    "import_file",
    "judge_again",
    "map_import",
    "obstacles_of",
    "options_of",
    "peek",
    "read_import",
    "refusal",
    "request_commit",
    "retry_import",
    "shown",
    "start_import",
    "undo_import",
    "unknown_terms",
    "with_help",
    "written",
]
