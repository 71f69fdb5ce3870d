"""Charts of a series over time: plain values in, SVG numbers out; see also `charts`."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .charts import LABEL_ROOM, scale

# Letters of a label of the vertical scale, in units of the view box.
_LETTER = 7


@dataclass(frozen=True, slots=True)
class Dot:
    """A value: where it stands on the scale of years, what it is, and both in words."""

    position: float
    value: float
    label: str
    words: str
    is_open: bool = False  # drawn hollow: provisional


@dataclass(frozen=True, slots=True)
class Drawn:
    """A dot in the units of the view box."""

    x: float
    y: float
    label: str
    words: str
    is_open: bool
    is_named: bool  # whether its label stands below


@dataclass(slots=True)
class SeriesChart:
    """Geometry alone; `lines` are the runs between gaps, `path` is baseline to target and on."""

    width: int
    height: int
    mirrored: bool
    dots: list[Drawn] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    grid: list[tuple[float, str]] = field(default_factory=list)
    path: str = ""
    room: int = LABEL_ROOM
    ends: list[tuple[float, float]] = field(default_factory=list)
    marks: list[tuple[float, str]] = field(default_factory=list)  # years of baseline and target

    @property
    def start(self) -> int:
        return 0 if self.mirrored else self.room

    @property
    def end(self) -> int:
        return self.width - self.room if self.mirrored else self.width

    @property
    def label_x(self) -> int:
        return self.width if self.mirrored else 0


def series_chart(
    runs: Sequence[Sequence[Dot]],
    *,
    path: Sequence[tuple[float, float]] = (),
    within: tuple[float, float] | None = None,
    span: tuple[float, float] | None = None,
    width: int = 350,
    height: int = 160,
    mirrored: bool = False,
) -> SeriesChart:
    """A line of dots by year, one run after the other with a gap between, and a dashed path.

    `within` gives the lowest and highest value and `span` the first and last year of charts that
    are to be compared; else they follow from what is drawn. `mirrored` for right-to-left pages.
    """
    chart = SeriesChart(width=width, height=height, mirrored=mirrored)
    dots = [dot for run in runs for dot in run]
    if not dots and not path:
        return chart
    values = [dot.value for dot in dots] + [value for _position, value in path]
    low, high = scale(*(within or (min(values), max(values))))
    years = [dot.position for dot in dots] + [position for position, _value in path]
    first, last = span or (min(years), max(years))
    words = [f"{value:g}" for value in (low, (low + high) / 2, high)]
    chart.room = max(LABEL_ROOM, 8 + _LETTER * max(map(len, words)))
    left, right, top, bottom = chart.room + 14, width - 16, 10, height - 24

    def across(position: float) -> float:
        share = (position - first) / (last - first) if last > first else 0.5
        x = left + share * (right - left)
        return round(width - x if mirrored else x, 1)

    def down(value: float) -> float:
        return round(bottom - (value - low) / (high - low) * (bottom - top), 1)

    places = (low, (low + high) / 2, high)
    chart.grid = [(down(value), text) for value, text in zip(places, words, strict=True)]
    chart.ends = [(across(position), down(value)) for position, value in path]
    chart.path = " ".join(f"{x:g},{y:g}" for x, y in chart.ends)
    for run in runs:
        points = [f"{across(dot.position):g},{down(dot.value):g}" for dot in run]
        chart.lines += [" ".join(points)] if len(points) > 1 else []
    named = _named([across(dot.position) for dot in dots], [len(dot.label) for dot in dots])
    chart.dots = [
        Drawn(across(d.position), down(d.value), d.label, d.words, d.is_open, is_named)
        for d, is_named in zip(dots, named, strict=True)
    ]
    for (x, _y), (position, _value) in zip(chart.ends, path, strict=True):
        if all(abs(x - dot.x) >= _LETTER * 6 for dot in chart.dots if dot.is_named):
            chart.marks.append((x, f"{position:g}"))
    return chart


def _named(places: list[float], letters: list[int]) -> list[bool]:
    """Which dots have room for their label below: the last always, then from the end as many as fit."""
    named = [False] * len(places)
    taken: float | None = None
    for i in sorted(range(len(places)), key=lambda i: i, reverse=True):
        room = _LETTER * letters[i] + 6
        if taken is None or abs(places[i] - taken) >= room:
            named[i], taken = True, places[i]
    return named
