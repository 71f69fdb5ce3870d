"""How institutions become others: what would move, and the moving, in one transaction."""

from .plans import Plan, Target
from .previews import Group, Line, Preview, preview
from .running import AlreadyDoneError, Orders, carry_out
from .things import KEPT, THINGS
from .waiting import give, waiting

__all__ = [
    "KEPT",
    "THINGS",
    "AlreadyDoneError",
    "Group",
    "Line",
    "Orders",
    "Plan",
    "Preview",
    "Target",
    "carry_out",
    "give",
    "preview",
    "waiting",
]
