"""Each number that is told has one definition, and it stands here.

Pages, files and reports ask for a figure by its name and show what it says with its n, its day and
its definition. All figures count what is published, whoever reads, so that the same number stands
on a page, in a workbook and in a PDF. `docs/figures.md` lists them.
"""

from .base import Figure, Line, Reading, Unit, count
from .crossed import FIGURES as _CROSSED
from .deeds import FIGURES as DEEDS
from .recommendations import FIGURES as RECOMMENDATIONS
from .scope import Scope
from .told import FIGURES as TOLD

FIGURES: dict[str, Figure] = {one.code: one for one in (*RECOMMENDATIONS, *DEEDS, *TOLD)}
# Of two things at once: charts draw them, and their tables are too long for a page of all figures.
CROSSED: dict[str, Figure] = {one.code: one for one in _CROSSED}

__all__ = ["CROSSED", "FIGURES", "Figure", "Line", "Reading", "Scope", "Unit", "count", "read"]


def read(code: str, scope: Scope) -> Reading:
    """What the figure of this name says within `scope`."""
    return (FIGURES | CROSSED)[code].read(scope)
