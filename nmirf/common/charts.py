"""How a status looks, and the geometry of charts: plain values in, SVG numbers out.

Colours are given twice: as a class, which follows the theme on screen, and as an explicit `fill`,
because neither classes nor custom properties reach inline SVG in a PDF.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# A line drawn over a segment from end to end: where it lies and how thick it is, both in shares of
# the height, and its dashes. Told apart by them, segments need no colour.
Stripe = tuple[float, float, str]


@dataclass(frozen=True)
class StatusLook:
    """The word, the icon, the colour and the texture of one status; `shape` names a drawing in
    status_icon.html."""

    key: str
    label: Any
    shape: str
    fill: str
    texture: tuple[Stripe, ...] = ()

    @property
    def css(self) -> str:
        return f"s-{self.key.replace('_', '-') or 'unassessed'}"


NOT_ASSESSED = StatusLook("", _("Not assessed"), "dash", "#c4cad4")

# In the order of a bar: what is done first. The canonical list of implementation status.
STATUS_LOOKS: dict[str, StatusLook] = {
    look.key: look
    for look in (
        StatusLook("implemented", _("Implemented"), "full", "#12693f"),
        StatusLook(
            "ongoing_continuous",
            _("Ongoing, continuous"),
            "ongoing",
            "#1d7f7a",
            ((0.5, 0.16, ""),),
        ),
        StatusLook(
            "substantially_implemented",
            _("Substantially implemented"),
            "nearly",
            "#2f8458",
            ((0.5, 1, "1 7"),),
        ),
        StatusLook(
            "partially_implemented",
            _("Partly implemented"),
            "most",
            "#52a077",
            ((0.5, 1, "1.5 3.5"),),
        ),
        StatusLook("in_progress", _("In progress"), "half", "#c07f00", ((0.5, 0.4, "3 6"),)),
        StatusLook("planned", _("Planned"), "quarter", "#6d8bc7", ((0.5, 0.2, "2.5 8"),)),
        StatusLook(
            "not_started",
            _("Not started"),
            "empty",
            "#8b95a6",
            ((0.3, 0.1, ""), (0.7, 0.1, "")),
        ),
        StatusLook("not_implemented", _("Not implemented"), "cross", "#5d6880", ((0.5, 1, "3 4"),)),
        StatusLook(
            "contrary",
            _("Contrary to the recommendation"),
            "contrary",
            "#a3202a",
            ((0.5, 0.3, "8 4"),),
        ),
        StatusLook(
            "not_assessable", _("Not assessable"), "question", "#8b95a6", ((0.25, 0.15, "2 4"),)
        ),
        StatusLook(
            "not_applicable", _("Not applicable"), "dash", "#8b95a6", ((0.75, 0.15, "2 4"),)
        ),
        StatusLook("superseded", _("Superseded"), "superseded", "#8b95a6", ((0.5, 0.15, "7 3"),)),
        NOT_ASSESSED,
    )
}


def status_look(status: str | None) -> StatusLook:
    """The look of a canonical status; none, or one that is unknown, looks not assessed."""
    return STATUS_LOOKS.get(str(status or ""), NOT_ASSESSED)


@dataclass(frozen=True)
class Segment:
    """One part of a bar: `share` in percent 0–100, `x` and `width` in percent of the bar."""

    key: str
    label: str
    count: int
    share: float
    x: float
    width: float
    fill: str
    css: str
    url: str = ""
    texture: tuple[Stripe, ...] = ()


@dataclass(frozen=True)
class Bar:
    """A stacked bar; `words` says it in one line, for those who do not see it."""

    segments: list[Segment]
    total: int

    @property
    def words(self) -> str:
        return ", ".join(f"{segment.label} {segment.count}" for segment in self.segments)

    @property
    def drawn(self) -> list[Segment]:
        """The segments that have a width."""
        return [segment for segment in self.segments if segment.count]


def stacked_bar(counts: Any, *, mirrored: bool = False) -> Bar:
    """A bar from counts by status, in the scale's order, whatever the order given.

    `counts` is a mapping status → number, pairs (status, number), or triples with the address
    that lists the rows behind the number. `mirrored` starts it at the right, for right-to-left
    pages. Statuses that share a look are added up; zeros stay in the table and are not drawn.
    """
    numbers: dict[str, int] = {}
    addresses: dict[str, str] = {}
    for status, count, *rest in _pairs(counts):
        key = status_look(status).key
        numbers[key] = numbers.get(key, 0) + count
        if rest and rest[0]:
            addresses[key] = rest[0]
    total = sum(numbers.values())
    segments: list[Segment] = []
    start = 0.0
    for key, look in STATUS_LOOKS.items():
        if key not in numbers:
            continue
        share = 100 * numbers[key] / total if total else 0.0
        segments.append(
            Segment(
                key=key,
                label=str(look.label),
                count=numbers[key],
                share=share,
                x=round(100 - start - share if mirrored else start, 3),
                width=round(share, 3),
                fill=look.fill,
                css=look.css,
                url=addresses.get(key, ""),
                texture=look.texture,
            )
        )
        start += share
    return Bar(segments=segments, total=total)


def _pairs(counts: Any) -> Iterable[tuple[Any, ...]]:
    found: Iterable[tuple[Any, ...]] = counts.items() if hasattr(counts, "items") else counts
    return found


# Room for the labels of the vertical scale, in units of the view box.
LABEL_ROOM = 30


@dataclass(frozen=True)
class LinePoint:
    """A dot of a line chart in the units of its view box, with the words beside it."""

    x: float
    y: float
    label: str
    value: float


@dataclass(frozen=True)
class Line:
    """A line chart: geometry alone; the words are set in HTML by the template."""

    points: list[LinePoint]
    grid: list[tuple[float, str]]
    target_y: float | None
    width: int
    height: int
    mirrored: bool = False

    @property
    def start(self) -> int:
        """Where the grid begins, beside the room for its labels."""
        return 0 if self.mirrored else LABEL_ROOM

    @property
    def end(self) -> int:
        return self.width - LABEL_ROOM if self.mirrored else self.width

    @property
    def label_x(self) -> int:
        return self.width if self.mirrored else 0

    @property
    def polyline(self) -> str:
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)


def line(
    values: list[tuple[str, float]],
    *,
    target: float | None = None,
    width: int = 350,
    height: int = 140,
    mirrored: bool = False,
) -> Line:
    """A line over (label, value) in the order given, with three grid lines and a target.

    The vertical scale runs from the lowest to the highest of values and target, rounded outwards.
    """
    if not values:
        return Line(
            points=[], grid=[], target_y=None, width=width, height=height, mirrored=mirrored
        )
    numbers = [value for _label, value in values] + ([target] if target is not None else [])
    low, high = scale(min(numbers), max(numbers))
    left, right, top, bottom = LABEL_ROOM + 16, width - 18, 10, height - 24

    def down(value: float) -> float:
        return round(bottom - (value - low) / (high - low) * (bottom - top), 2)

    step = (right - left) / max(len(values) - 1, 1)
    points = [
        LinePoint(
            x=round((width - (left + step * i)) if mirrored else left + step * i, 2),
            y=down(value),
            label=label,
            value=value,
        )
        for i, (label, value) in enumerate(values)
    ]
    grid = [(down(value), f"{value:g}") for value in (low, (low + high) / 2, high)]
    target_y = down(target) if target is not None else None
    return Line(points, grid, target_y, width, height, mirrored)


def scale(low: float, high: float) -> tuple[float, float]:
    """Round outwards to a step of 1, 2, 5 × 10ⁿ, so that the two ends are readable numbers."""
    span = (high - low) or abs(high) or 1.0
    size = 10.0 ** (len(str(int(span))) - 1) if span >= 1 else 0.1
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor * 5 >= span)
    below = low // step * step
    above = -(-high // step) * step
    return (below, above if above > below else below + step)
