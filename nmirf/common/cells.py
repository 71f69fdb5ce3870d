"""What a cell of a workbook can hold, and how a text that is longer is cut: never unsaid.

A text that was cut ends by saying so, a sheet of the workbook names its row and column, and no
import takes it for the whole text.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

# In UTF-16 units, as spreadsheets count. Source: Microsoft, Excel specifications and limits.
LONGEST_CELL = 32_767
# How a text ends that was cut.
MARK = gettext_lazy(" … (cut: the other formats have the whole text)")
# A cell that was cut was full; people may have edited it since, and shorter ones are not looked at.
_LEAST = 1_000


def is_cut(text: str) -> bool:
    """Whether the text ends as this application says that it was cut, or just where a cell is full."""
    if len(text) < _LEAST:
        return False
    return text.endswith(_marks()) or LONGEST_CELL in (len(text), _units(text))


@lru_cache(maxsize=1)
def _marks() -> tuple[str, ...]:
    """In each language in which files are made; a person who edits a cell may lose spaces."""
    marks = set()
    for code in (None, *(code for code, _name in settings.LANGUAGES)):
        with override(code):
            marks.add(str(MARK).strip())
    return tuple(marks)


def _units(text: str) -> int:
    if len(text) > LONGEST_CELL or 2 * len(text) < LONGEST_CELL or text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class Cuts:
    """The texts of one workbook that its cells can't hold; `mark` is how each of them then ends."""

    mark: str = field(default_factory=lambda: str(MARK))
    places: list[tuple[str, int, str]] = field(default_factory=list)

    def fitted(self, text: str, *, sheet: str, row: int, column: object) -> str:
        """The text as the cell holds it; `row` counts from 0, as the writer's does."""
        if len(text) <= LONGEST_CELL and _units(text) <= LONGEST_CELL:
            return text
        self.places.append((sheet, row + 1, str(column)))
        room = 2 * (LONGEST_CELL - len(self.mark))
        kept = text.encode("utf-16-le", "surrogatepass")[:room].decode("utf-16-le", "ignore")
        return kept + self.mark

    def tell(self, book: Any, head: Any) -> None:
        """Add a sheet that names them, if there are any."""
        if not self.places:
            return
        sheet = book.add_worksheet(_("Cut texts")[:31])
        sheet.set_column(0, 2, 30)
        sheet.freeze_panes(1, 0)
        for place, title in enumerate((_("Sheet"), _("Row"), _("Column"))):
            sheet.write_string(0, place, title, head)
        for number, (name, row, column) in enumerate(self.places, start=1):
            sheet.write_string(number, 0, name)
            sheet.write_number(number, 1, row)
            sheet.write_string(number, 2, column)
