"""What is said of a document when it is put to a review, and taken off it."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy

from documents.forms.library import FileForm
from mechanisms.choices import ReviewDocumentKind
from nmirf.common.forms import DateInput

MOST_ORDER = 999


class LinkForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is in the review"), choices=ReviewDocumentKind
    )
    symbol = forms.CharField(
        label=gettext_lazy("Document symbol"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    dated_on = forms.DateField(
        label=gettext_lazy("Date of the document"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("Documents stand by day; those without a day stand last."),
    )
    order = forms.IntegerField(
        label=gettext_lazy("Place among those of one day"),
        required=False,
        min_value=0,
        validators=[MaxValueValidator(MOST_ORDER)],
        help_text=gettext_lazy("The smallest number stands first."),
    )

    def clean_kind(self) -> ReviewDocumentKind:
        return ReviewDocumentKind(self.cleaned_data["kind"])

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0


class UploadForm(LinkForm, FileForm):
    """A file for the library, where what it is in the review says of what kind it is."""

    field_order = [
        *("upload", "title", "kind", "symbol", "dated_on", "order"),
        *("language", "classification"),
    ]


class RetireForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Kept in the history, with your name."),
    )


class SearchForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Words"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
        help_text=gettext_lazy("In titles and in the text of the files."),
    )
