"""All writes to documents, in modules by noun. A file lies on disk only as long as a row tells of it."""

from .keeping import discard, files_follow_rows, store, sweep
from .versions import add_document, add_version

__all__ = ["add_document", "add_version", "discard", "files_follow_rows", "store", "sweep"]
