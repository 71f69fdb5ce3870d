"""Lines beside the duties: what is with others, and what happened."""

import datetime as dt
from dataclasses import dataclass

# Lines of a side list; a longer one says how many more there are.
MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a side list. `mark` is the word in bold, `note` the small print."""

    title: str
    path: str
    mark: str = ""
    note: str = ""
    at: dt.datetime | None = None
