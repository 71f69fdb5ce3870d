"""What people owe, computed from rows whenever it is asked: nothing of it is stored.

A duty is there because of what the rows say and gone when they say otherwise, so a reminder can
never outlive what it reminds of.
"""

from .duties import Duty, Holder
from .facts import Facts
from .mine import duties_of, facts_for, rounds_of
from .owed import duties_from, duties_of_all, facts_of_all
from .page import Desk, desk_of

__all__ = [
    "Desk",
    "Duty",
    "Facts",
    "Holder",
    "desk_of",
    "duties_from",
    "duties_of",
    "duties_of_all",
    "facts_for",
    "facts_of_all",
    "rounds_of",
]
