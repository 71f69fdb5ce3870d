"""An indicator over time, as its own page draws it."""

from collections.abc import Iterator
from html import escape
from typing import Any

from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.drawing import Picture, picture
from activities.policies import visible_indicators
from activities.showing import series_of
from nmirf.common.seriescharts import SeriesChart
from nmirf.common.sheets import ACCENT, EDGE, LINE, PAPER, QUIET, WIDTH, Sheet
from reporting.figures.scope import NOBODY

from .asked import Asked
from .drawing import Drawing, said

HEIGHT = 300


class Series(Drawing):
    """Raises Http404 where no published indicator has this address; `row` is None where none is named."""

    template = "portal/charts/_series.html"

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        rows = visible_indicators(NOBODY).select_related("unit", "custodian")
        self.row = rows.filter(slug=asked.indicator).first() if asked.indicator else None
        if asked.indicator and self.row is None:
            raise Http404
        self._series = series_of(self.row) if self.row else []
        self.picture: Picture | None = picture(self.row, self._series) if self.row else None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The indicators that can be shown: (label, address)."""
        address = self.chart.get_absolute_url()
        rows = visible_indicators(NOBODY).order_by("code", "pk")
        return [(row.label, f"{address}?indicator={row.slug}") for row in rows]

    @property
    def title(self) -> str:
        return self.row.label if self.row else str(self.chart.title)

    @property
    def is_empty(self) -> bool:
        return self.picture is None or not self.picture.chart.grid

    @property
    def words(self) -> str:
        return self.picture.words if self.picture else ""

    @property
    def caption(self) -> str:
        number = len(self.picture.lines) if self.picture else 0
        return _("n = %(n)s values, %(day)s") % {"n": said(number), "day": date_format(self.on)}

    @property
    def explanation(self) -> str:
        if not self.row or not self.picture:
            return str(self.chart.about)
        unit = _("Unit: %(unit)s") % {"unit": self.picture.unit}
        return " · ".join((unit, self.row.custodian.label))

    def table(self) -> Iterator[list[Any]]:
        yield [_("Period"), self.picture.unit if self.picture else "", _("Note")]
        for line in self.picture.lines if self.picture else ():
            yield [line.period, line.text, line.marks]

    def paint(self, sheet: Sheet) -> None:
        if self.row is None or self.picture is None:
            return
        chart = picture(self.row, self._series, width=WIDTH - 2 * EDGE, height=HEIGHT).chart
        sheet.raw(f'<g transform="translate({EDGE} {sheet.height:g})">{_drawn(chart)}</g>')
        sheet.height += HEIGHT
        sheet.lines(" · ".join(self.picture.notes), size=12)


def _drawn(chart: SeriesChart) -> str:
    """As components/series_chart.html draws it, larger."""
    levels = "".join(f"M{chart.start} {y}H{chart.end}" for y, _words in chart.grid)
    parts = [f'<path d="{levels}" fill="none" stroke="{LINE}"/>']
    side = ' text-anchor="end"' if chart.mirrored else ""
    for y, words in chart.grid:
        parts.append(_label(chart.label_x, y + 4, words, side))
    if chart.path:
        parts.append(_polyline(chart.path, "#12693f", 'stroke-width="1.5" stroke-dasharray="4 4"'))
        for x, y in chart.ends:
            parts.append(f'<path d="M{x} {y}m-5 0h10m-5 -5v10" stroke="#12693f" stroke-width="2"/>')
    parts += [_polyline(points, ACCENT, 'stroke-width="2.5"') for points in chart.lines]
    foot, middle = chart.height - 4, ' text-anchor="middle"'
    for dot in chart.dots:
        dashes = ' stroke-dasharray="2 2"' if dot.is_open else ""
        parts.append(
            f'<circle cx="{dot.x}" cy="{dot.y}" r="4" fill="{PAPER}" stroke="{ACCENT}"'
            f' stroke-width="2"{dashes}/>'
        )
        if dot.is_named:
            parts.append(_label(dot.x, foot, dot.label, middle))
    parts += [_label(x, foot, year, middle) for x, year in chart.marks]
    return "".join(parts)


def _polyline(points: str, stroke: str, look: str) -> str:
    return f'<polyline points="{points}" fill="none" stroke="{stroke}" {look}/>'


def _label(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="12" fill="{QUIET}"{anchor}>{escape(words)}</text>'
