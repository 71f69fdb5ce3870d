"""Charts: each drawn from the figure that its table shows, on a page, in a PDF and as a picture.

drawing = draw(Asked(CHARTS["theme"], request.GET, today()))
drawing.svg()
"""

import datetime as dt

from django.http import QueryDict

from focalpoints.policies import Person

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


def drawn(name: str, on: dt.date, person: Person, **narrowing: str) -> Drawing:
    """One of the charts narrowed to what another page is about."""
    data = QueryDict(mutable=True)
    data.update(narrowing)
    return draw(Asked(CHARTS[name], data, on, person))


def draw(asked: Asked) -> Drawing:
    """The chart as it was asked for, on the day asked."""
    return _DRAWN[asked.chart.look](asked)
