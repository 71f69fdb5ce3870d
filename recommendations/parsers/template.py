"""The workbook that people fill in when they have no table yet, and how it is known again."""

import io
from collections.abc import Mapping
from functools import lru_cache

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from .mapping import FIELDS, TableMapping, fold_heading

# In characters; texts are long, numbers are short.
_WIDE, _USUAL = 60, 22


def template_workbook() -> bytes:
    """An .xlsx file: a sheet of our columns with one example, and one that explains each of them.

    In the language of whoever asks; its titles are those that `suggest_mapping` knows.
    """
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    title = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    data = workbook.add_worksheet(_("Recommendations"))
    data.freeze_panes(1, 0)
    explained = workbook.add_worksheet(_("What goes where"))
    explained.freeze_panes(1, 0)
    explained.write_row(0, 0, [_("Column"), _("Meaning"), _("Example"), _("Required")], title)
    explained.set_column(0, 0, _USUAL)
    explained.set_column(1, 1, _WIDE)
    explained.set_column(2, 3, _USUAL)
    for number, field in enumerate(FIELDS):
        data.set_column(number, number, _WIDE if field.name == "text" else _USUAL, text)
        data.write_string(0, number, str(field.title), title)
        data.write_string(1, number, field.example, text)
        explained.write_string(number + 1, 0, str(field.title), text)
        explained.write_string(number + 1, 1, str(field.meaning), text)
        explained.write_string(number + 1, 2, field.example, text)
        explained.write_string(number + 1, 3, _("yes") if field.required else _("no"), text)
    workbook.close()
    return out.getvalue()


def fits(titles: Mapping[int, str]) -> bool:
    """Whether these are titles of the template alone, with all that a row must have."""
    found = [_ours().get(fold_heading(title)) for title in titles.values()]
    return None not in found and {one.name for one in FIELDS if one.required} <= set(found)


def mapping_of(titles: Mapping[int, str]) -> TableMapping:
    """How a table that `fits` is read: by the titles themselves."""
    return TableMapping({_ours()[fold_heading(title)]: title for title in titles.values()})


@lru_cache(maxsize=1)
def _ours() -> dict[str, str]:
    """Folded title → field, in each language in which the template is handed out."""
    known: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            for field in FIELDS:
                known.setdefault(fold_heading(str(field.title)), field.name)
    return known
