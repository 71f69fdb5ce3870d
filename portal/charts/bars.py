"""Status by something else: stacked bars, one a row, and the same numbers cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from nmirf.common.charts import STATUS_LOOKS, StatusLook, stacked_bar, status_look
from nmirf.common.sheets import ACCENT, EDGE, LINE, PAPER, QUIET, WIDTH, Sheet, folded
from portal.counting import NOT_ASSESSED
from reporting.figures.crossed import WITHOUT

from .asked import Asked
from .drawing import Drawing, read_kept, said

# More rows than anyone reads in a picture: the rest is in the table.
MOST_DRAWN = 40
# Shades of the heat map, from none to most.
SHADES = 5
LABEL, NUMBER = 250, 56


@dataclass(slots=True)
class Cell:
    """How many of a row have a status, and the list of them; `shade` from 0 (none) to `SHADES`."""

    look: StatusLook
    number: int = 0
    url: str = ""
    shade: int = 0


@dataclass(slots=True)
class Row:
    label: str
    url: str = ""
    cells: list[Cell] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(cell.number for cell in self.cells)

    @property
    def counts(self) -> list[tuple[str, int, str]]:
        """As `stacked_bar` takes them."""
        return [(cell.look.key, cell.number, cell.url) for cell in self.cells]

    @property
    def words(self) -> str:
        parts = [f"{c.look.label} {said(c.number)}" for c in self.cells if c.number]
        return f"{self.label}: {', '.join(parts)}"


class Bars(Drawing):
    """Rows in the order of the figure, with the statuses that occur in any of them."""

    template = "portal/charts/_bars.html"

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.reading = read_kept(asked)
        found: dict[str, tuple[str, dict[str, int]]] = {}
        for line in self.reading.lines:
            value, _dot, status = line.key.rpartition(".")
            key = status_look(status).key
            _label, counts = found.setdefault(value, (line.group, {}))
            counts[key] = counts.get(key, 0) + int(line.value)
        occurring = {key for _label, counts in found.values() for key in counts}
        self.looks = [look for key, look in STATUS_LOOKS.items() if key in occurring]
        most = max((n for _label, counts in found.values() for n in counts.values()), default=0)
        self.rows = [self._row(value, *facts, most) for value, facts in found.items()]

    def _row(self, value: str, label: str, counts: dict[str, int], most: int) -> Row:
        chart = self.chart
        own: dict[str, Any] = dict(chart.without) if value == WITHOUT else {chart.facet: value}
        cells = [
            Cell(
                look,
                number,
                self.asked.register(**own, status=look.key or NOT_ASSESSED) if number else "",
                -(-number * SHADES // most) if number else 0,
            )
            for look in self.looks
            for number in (counts.get(look.key, 0),)
        ]
        return Row(label, self.asked.register(**own), cells)

    @property
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def words(self) -> str:
        return "; ".join(row.words for row in self.rows)

    def table(self) -> Iterator[list[Any]]:
        yield [self.title, *(look.label for look in self.looks), _("All")]
        for row in self.rows:
            yield [row.label, *(cell.number for cell in row.cells), row.total]

    def paint(self, sheet: Sheet) -> None:
        self._paint_key(sheet)
        room = WIDTH - 2 * EDGE - LABEL - NUMBER
        for row in self.rows[:MOST_DRAWN]:
            names = folded(row.label, 13, LABEL - 12, most=2)
            tall = 18 * len(names) + 12
            middle = sheet.height + tall / 2
            for place, name in enumerate(names):
                sheet.text(EDGE, middle + 5 + 17 * (place - (len(names) - 1) / 2), name)
            for part in stacked_bar(row.counts).drawn:
                start, width = room * part.x / 100, room * part.width / 100
                sheet.rect(
                    *(EDGE + LABEL + start, middle - 9, width, 18, part.fill, part.texture, PAPER)
                )
            sheet.text(WIDTH - EDGE, middle + 5, said(row.total), fill=QUIET, anchor="end")
            sheet.height += tall
        self._paint_rest(sheet)

    def _paint_rest(self, sheet: Sheet) -> None:
        if (rest := len(self.rows) - MOST_DRAWN) and rest > 0:
            told = _("and %(number)s more rows, in the table on the page") % {"number": rest}
            sheet.lines(told, size=12, fill=QUIET)

    def _paint_key(self, sheet: Sheet) -> None:
        """What each colour and texture stands for."""
        x, step = EDGE, 22
        for look in self.looks:
            label = str(look.label)
            width = 40 + 7.2 * len(label) + 18
            if x + width > WIDTH - EDGE and x > EDGE:
                x, sheet.height = EDGE, sheet.height + step
            sheet.rect(x, sheet.height, 28, 13, look.fill, look.texture)
            sheet.text(x + 34, sheet.height + 11, label, size=12)
            x += int(width)
        sheet.height += step + 8


class Heat(Bars):
    """The same numbers in cells: the darker, the more. The number stands in each."""

    template = "portal/charts/_heat.html"

    def paint(self, sheet: Sheet) -> None:
        room = WIDTH - 2 * EDGE - LABEL - NUMBER
        wide = min(64.0, room / max(1, len(self.looks)))
        first = WIDTH - EDGE - NUMBER - wide * len(self.looks)
        head = max((len(str(look.label)) for look in self.looks), default=0) * 6.6 + 12
        sheet.height += min(head, 190)
        for place, look in enumerate(self.looks):
            # The foot of turned words lies at the right of the middle, which way the page may run.
            foot = first + wide * (place + 0.5) + (-4 if sheet.mirrored else 4)
            name = folded(str(look.label), 12, 190, most=1)[0]
            sheet.text(foot, sheet.height - 6, name, size=12, turned=True)
        for row in self.rows[:MOST_DRAWN]:
            for place, cell in enumerate(row.cells):
                self._paint_cell(sheet, first + wide * place, wide, cell)
            name = folded(row.label, 13, first - EDGE - 12, most=1)[0]
            sheet.text(EDGE, sheet.height + 19, name)
            sheet.text(WIDTH - EDGE, sheet.height + 19, said(row.total), fill=QUIET, anchor="end")
            sheet.height += 30
        self._paint_rest(sheet)

    def _paint_cell(self, sheet: Sheet, x: float, wide: float, cell: Cell) -> None:
        sheet.rect(x, sheet.height, wide - 2, 28, shade_fill(cell.shade), edge=LINE)
        if cell.number:
            words = said(cell.number)
            sheet.text(x + wide / 2 - 1, sheet.height + 19, words, anchor="middle")


def shade_fill(shade: int) -> str:
    """A mixture of the accent with the paper, never so dark that ink cannot be read on it."""
    share = shade / SHADES / 2
    mixed = (
        round(int(PAPER[i : i + 2], 16) * (1 - share) + int(ACCENT[i : i + 2], 16) * share)
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)
