"""What one holder of a post leaves to the next: collected, written, handed over, acknowledged."""

from .acknowledging import acknowledge, answer, ask
from .collecting import Found, collect
from .reading import Shown, items_of, memory_of
from .telling import tell_followers
from .writing import (
    Added,
    bring_up_to_date,
    cancel,
    due_by,
    hand_over,
    remove_item,
    save_handover,
    start_handover,
)

__all__ = [
    "Added",
    "Found",
    "Shown",
    "acknowledge",
    "answer",
    "ask",
    "bring_up_to_date",
    "cancel",
    "collect",
    "due_by",
    "hand_over",
    "items_of",
    "memory_of",
    "remove_item",
    "save_handover",
    "start_handover",
    "tell_followers",
]
