"""What is said of a piece of evidence."""

from django import forms
from django.utils.translation import gettext_lazy

from documents.forms.library import OneFileField


class EvidenceForm(forms.Form):
    page = forms.IntegerField(
        label=gettext_lazy("Page"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=gettext_lazy("The page that matters, counted from the first of the file."),
    )
    note = forms.CharField(
        label=gettext_lazy("Where in the document"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("A section, a table, an article."),
    )
    upload = OneFileField(
        label=gettext_lazy("A newer version of the file"),
        required=False,
    )
