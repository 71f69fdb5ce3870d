"""What is typed about an agenda and the minutes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.models import AgendaItem


class ItemForm(forms.Form):
    title = forms.CharField(max_length=300, label=_("Title"))
    note = forms.CharField(
        max_length=500,
        required=False,
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class ReferenceForm(forms.Form):
    reference = forms.CharField(
        max_length=80,
        label=_("Reference of a recommendation"),
        help_text=_("For example UPR-4-140.253."),
    )


class MinutesForm(forms.Form):
    """One text in general and one an item; `revision` is the one that the page was opened with."""

    hides_optional = True
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for number, item in enumerate(self.items, start=1):
            self.fields[f"said_{item.pk}"] = self._text(f"{number}. {item.title}", item.said, 5)
        self.fields["general"] = self._text(_("In general"), None, 10)

    @staticmethod
    def _text(label: Any, initial: str | None, rows: int) -> forms.CharField:
        return forms.CharField(
            required=False,
            max_length=50_000,
            label=label,
            initial=initial,
            widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        )

    def said(self) -> dict[int, str]:
        """What is typed by key of the item."""
        return {item.pk: self.cleaned_data[f"said_{item.pk}"] for item in self.items}
