"""The document that a value rests on, as people attach it."""

from django import forms
from django.utils.translation import gettext_lazy

from activities.services.value_evidence import Rests
from documents.choices import Classification
from documents.forms.library import OneFileField


class RestsForm(forms.Form):
    """A file with its class; where a document is there already, whether it stays."""

    keeps = forms.BooleanField(
        label=gettext_lazy("The document that is there stays"), required=False, initial=True
    )
    upload = OneFileField(label=gettext_lazy("Document that it rests on"), required=False)
    classification = forms.ChoiceField(
        label=gettext_lazy("Who may read the document"),
        choices=Classification.choices,
        initial=Classification.INTERNAL,
        required=False,
        help_text=gettext_lazy(
            "A public document can be read by everyone once the indicator is published, as long as"
            " no number of that year is too small to be shown."
        ),
    )

    def clean_classification(self) -> str:
        return self.cleaned_data["classification"] or Classification.INTERNAL

    def rests(self) -> Rests:
        """What was chosen, of a form that is valid."""
        return Rests(
            upload=self.cleaned_data["upload"],
            classification=self.cleaned_data["classification"],
            keeps=self.cleaned_data.get("keeps", False),
        )
