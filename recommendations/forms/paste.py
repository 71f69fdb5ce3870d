from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations.choices import Kind
from recommendations.parsers.paste import PastedParagraph
from recommendations.services.hand import Entry

from .hand import DocumentForm

# A page holds so many rows of seven fields each; see DATA_UPLOAD_MAX_NUMBER_FIELDS in the settings.
MOST_ROWS = 600


class PastedDocumentForm(DocumentForm):
    """The document that the paragraphs stand in, and what they are."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in (Kind.RECOMMENDATION, Kind.CONCERN)],
    )


class PasteForm(PastedDocumentForm):
    pasted = forms.CharField(
        label=_("Paragraphs"),
        max_length=400_000,
        help_text=_("Copied from the document, with their numbers and headings."),
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
    )


class RowForm(forms.Form):
    """One paragraph as it was taken apart; `of` is the place of the paragraph that it is a part of."""

    AS_ONE, APART = "one", "apart"

    hides_optional = True

    take = forms.BooleanField(label=_("Take it"), required=False)
    number = forms.CharField(label=_("Paragraph"), max_length=40, required=False)
    heading = forms.CharField(label=_("Heading"), max_length=300, required=False)
    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    how = forms.ChoiceField(
        label=_("Sub-paragraphs"),
        choices=[(AS_ONE, _("One recommendation")), (APART, _("Each of its own"))],
        required=False,
    )
    of = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("take") and not (facts.get("text") or "").strip():
            self.add_error("text", _("There is no text: leave it out, or type it."))
        return facts

    @property
    def is_part(self) -> bool:
        return bool(self["of"].value() not in (None, ""))

    @property
    def has_parts(self) -> bool:
        return bool(self["how"].value())


RowFormSet = forms.formset_factory(RowForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


def rows_of(paragraphs: Sequence[PastedParagraph]) -> list[dict[str, Any]]:
    """What the rows hold at first: each paragraph, and below it its parts.

    Where paragraphs have numbers, one without is the document's own head: shown, and not taken.
    """
    rows: list[dict[str, Any]] = []
    are_numbered = any(paragraph.number for paragraph in paragraphs)
    for paragraph in paragraphs:
        place = len(rows)
        rows.append(
            {
                "take": bool(paragraph.number) or not are_numbered,
                "number": paragraph.number,
                "heading": paragraph.heading[:300],
                "text": paragraph.text,
                "how": RowForm.AS_ONE if paragraph.parts else "",
                "of": None,
            }
        )
        rows += [
            {"take": True, "number": part.number, "text": part.text, "of": place}
            for part in paragraph.parts
        ]
    return rows


@dataclass(frozen=True, slots=True)
class Taken:
    """An entry, and the row that it comes from."""

    row: int
    entry: Entry


def taken(rows: Sequence[dict[str, Any]], *, kind: str, language: str) -> list[Taken]:
    """The entries that the rows ask for: a paragraph as one, or each of its parts."""
    found = []
    for place, row in enumerate(rows):
        if not row.get("take"):
            continue
        parent = rows[row["of"]] if _is_place(row.get("of"), place) else None
        if parent is None and row.get("how") == RowForm.APART:
            continue
        if parent is not None and not (parent.get("take") and parent["how"] == RowForm.APART):
            continue
        entry = Entry(
            text=row["text"].replace("\r\n", "\n").strip(),
            language=language,
            paragraph=row["number"],
            heading=(parent or row)["heading"],
            kind=kind,
        )
        found.append(Taken(place, entry))
    return found


def _is_place(of: int | None, place: int) -> bool:
    return of is not None and 0 <= of < place
