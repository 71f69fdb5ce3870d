"""Another language's edition: a file or pasted paragraphs, and what kind of text it holds."""

from typing import Any

from django import forms
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Review
from nmirf.common.languages import language_choices

from .texts import TRANSLATIONS


class EditionForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A list or export of recommendations in the other language; at most 20 MB."),
    )
    pasted = forms.CharField(
        label=_("Or paste its numbered paragraphs"),
        required=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Each paragraph begins with its number, for example “140.253” or “12.”."),
    )
    review = forms.ModelChoiceField(
        Review.objects.all(),
        label=_("Review"),
        required=False,
        empty_label=_("As the rows say"),
        help_text=_("Whose paragraphs these are, where the rows name no document."),
    )
    language = forms.ChoiceField(choices=language_choices, label=_("Language"))
    standing = forms.ChoiceField(choices=TRANSLATIONS, label=_("Kind of text"))
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("The document and its language.")
    )
    translator = forms.CharField(label=_("Translator"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        file, pasted = said.get("file"), said.pop("pasted", "")
        if bool(file) == bool(pasted):
            self.add_error("file", gettext("Choose a file, or paste paragraphs."))
        elif pasted and not said.get("review"):
            self.add_error("review", gettext("Say which review these paragraphs are of."))
        return said | {"file": file or _file_of(pasted), "is_pasted": not file}


def _file_of(pasted: str) -> File:
    return ContentFile(pasted.encode(), name="pasted.txt")


class ChosenRecordForm(forms.Form):
    """Which record a row of an edition is; both are told by buttons."""

    position = forms.IntegerField(min_value=1)
    reference = forms.CharField(max_length=80)
