"""What every chart is: a fragment for pages and PDFs, a table, and a picture that stands alone."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from nmirf.common.sheets import QUIET, Sheet
from portal.counting import keep
from portal.frame import site
from reporting.figures import CROSSED, Line, Reading

from .asked import Asked


def said(number: float | int) -> str:
    """A number as the language writes it."""
    return str(number_format(number, use_l10n=True, force_grouping=True))


class Drawing:
    """A chart drawn: `template` is its fragment, `reading` what it counts, where it counts a figure."""

    template: ClassVar[str]
    reading: Reading | None = None

    def __init__(self, asked: Asked) -> None:
        self.asked, self.chart, self.on = asked, asked.chart, asked.on

    @property
    def title(self) -> str:
        return str(self.chart.title)

    @property
    def said(self) -> str:
        """What it is narrowed by, in words; "" for everything."""
        return self.asked.said

    @property
    def is_empty(self) -> bool:
        raise NotImplementedError

    @property
    def words(self) -> str:
        """The whole of it in one line, for those who do not see it."""
        raise NotImplementedError

    @property
    def caption(self) -> str:
        """How many things were counted, and on which day."""
        day = date_format(self.on)
        if self.reading is None:
            return day
        facts = {"n": said(self.reading.n), "counted": self.reading.figure.counted, "day": day}
        return _("n = %(n)s %(counted)s, %(day)s") % facts

    @property
    def explanation(self) -> str:
        """The definition of what is shown."""
        return str(self.reading.figure.definition) if self.reading else str(self.chart.about)

    def table(self) -> Iterator[list[Any]]:
        """Rows of the file; the first has the titles."""
        raise NotImplementedError

    def paint(self, sheet: Sheet) -> None:
        """Put what is shown on the sheet, below what is there."""
        raise NotImplementedError

    def svg(self) -> str:
        """The picture with its title, caption, day and source."""
        sheet = Sheet(language=get_language() or "", mirrored=get_language_bidi())
        sheet.lines(self.title, size=20, weight=700, most=3)
        if self.said:
            sheet.height += 2
            sheet.lines(self.said, size=13, fill=QUIET, most=4)
        sheet.height += 14
        if self.is_empty:
            sheet.lines(_("Nothing to count yet."), size=14)
        else:
            self.paint(sheet)
        sheet.height += 12
        sheet.lines(self.caption, size=12)
        sheet.lines(self.explanation, size=11, fill=QUIET)
        sheet.lines(self.source, size=11, fill=QUIET)
        return sheet.svg(title=self.title, description=f"{self.caption}. {self.words}")

    @property
    def source(self) -> str:
        """Whose it is, where it stands, and under which licence."""
        own = site()
        facts = (own.mechanism or own.name, f"{settings.SITE_URL}{self.chart.get_absolute_url()}")
        return " · ".join((*facts, own.licence))


def read_kept(asked: Asked) -> Reading:
    """The chart's figure as it stands, counted anew when anything has changed.

    Within another page it is counted with that page: to ask whether it is still true costs as much.
    """
    figure, on = CROSSED[asked.chart.figure], asked.on
    if asked.given:
        return figure.read(asked.given)

    def make() -> tuple[list[Line], int]:
        return figure.query(asked.scope)

    lines, n = keep(("figure", figure.code, asked.query, get_language(), on), make)
    return Reading(figure, tuple(lines), n, on)
