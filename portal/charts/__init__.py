"""Charts: each drawn from the figure that its table shows, on a page, in a PDF and as a picture.

drawing = draw(Asked(CHARTS["theme"], request.GET, today()))
drawing.svg()
"""

from focalpoints.policies import Person
from reporting.figures import Scope

from .asked import Asked
from .bars import Bars, Heat
from .catalogue import CHARTS, Chart, Look
from .drawing import Drawing
from .flow import Flow
from .series import Series
from .year import Year

__all__ = ["CHARTS", "Asked", "Chart", "Drawing", "Look", "Series", "draw", "drawn"]

_DRAWN: dict[Look, type[Drawing]] = {
    Look.BARS: Bars,
    Look.HEAT: Heat,
    Look.FLOW: Flow,
    Look.SERIES: Series,
    Look.YEAR: Year,
}


def drawn(name: str, scope: Scope, person: Person, **narrowing: str) -> Drawing:
    """One of the charts, of what another page is about."""
    return draw(Asked.within(CHARTS[name], scope, person, **narrowing))


def draw(asked: Asked) -> Drawing:
    """The chart as it was asked for, on the day asked."""
    return _DRAWN[asked.chart.look](asked)
