"""Changing many records at once: prepared and looked at, made with one reason, undone as a whole.

Every write is the deed that single records have too, in `links`, `clusters`, `assignments` and
`register`; here they are planned, put under one reason, and taken back.
"""

from .edits import REFUSALS, Edit, key_of
from .running import (
    LARGE,
    MOST,
    apply_bulk,
    discard,
    prepare,
    progress,
    request_apply,
    request_undo,
    take_up_abandoned,
    undo_bulk,
)
from .shown import Change, Sample, described, labels_of, samples

__all__ = [
    "LARGE",
    "MOST",
    "REFUSALS",
    "Change",
    "Edit",
    "Sample",
    "apply_bulk",
    "described",
    "discard",
    "key_of",
    "labels_of",
    "prepare",
    "progress",
    "request_apply",
    "request_undo",
    "samples",
    "take_up_abandoned",
    "undo_bulk",
]
