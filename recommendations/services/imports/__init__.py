"""Files of recommendations on their way into the register.

A file is read (a dry run that writes nothing but its own report), a person decides, and what it
brings is written in one transaction. The page and the command are two doors to the same deeds.
"""

from .batches import (
    commit_import,
    discard_import,
    fail_abandoned,
    read_import,
    request_commit,
    retry_import,
    start_import,
)
from .direct import import_file
from .report import Report
from .shown import ShownRow, shown

__all__ = [
    "Report",
    "ShownRow",
    "commit_import",
    "discard_import",
    "fail_abandoned",
    "import_file",
    "read_import",
    "request_commit",
    "retry_import",
    "shown",
    "start_import",
]
