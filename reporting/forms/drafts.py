"""What is typed about drafts and their sections."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution
from nmirf.common.dates import today
from nmirf.common.forms import DateInput
from reporting.choices import Audience
from reporting.models import Obligation


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class DraftForm(forms.Form):
    title = forms.CharField(max_length=300, label=_("Title"))
    obligation = forms.ModelChoiceField(
        Obligation.objects.open(),
        required=False,
        label=_("Obligation that it answers"),
        empty_label=_("None"),
    )
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)
    word_limit = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=1_000_000,
        label=_("Word limit"),
        help_text=_("As the committee sets it, for example 21,200 for a periodic report."),
    )
    headings = forms.CharField(
        label=_("Headings of the sections"),
        help_text=_("One a line. More can be added later."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )

    def clean_headings(self) -> list[str]:
        headings = _lines(self.cleaned_data["headings"])
        if any(len(heading) > 200 for heading in headings):
            raise forms.ValidationError(_("A heading has at most 200 characters."))
        return headings


class NewSectionForm(forms.Form):
    heading = forms.CharField(max_length=200, label=_("Heading"))
    assigned_to = forms.ModelChoiceField(
        Institution.objects.reporting(),
        required=False,
        label=_("Written by"),
        empty_label=_("The secretariat"),
    )


class SectionForm(forms.Form):
    """The text of a section; `revision` is the one that it was opened with."""

    body = forms.CharField(
        required=False,
        label=_("Text"),
        help_text=_("Paragraphs are separated by an empty line. **bold**, lists and tables work."),
        widget=forms.Textarea(attrs={"rows": 20, "dir": "auto"}),
        max_length=200_000,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ["heading", "assigned_to", "body", "revision"]
    hides_optional = True


class ManagedSectionForm(NewSectionForm, SectionForm):
    """Besides the text, what the secretariat decides: heading and author."""


class MoveForm(forms.Form):
    note = forms.CharField(max_length=500, required=False, label=_("Note"))

    def __init__(self, *args: Any, needs_note: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_note:
            self.fields["note"].required = True
            self.fields["note"].label = _("Reason")


class ConsultationForm(forms.Form):
    title = forms.CharField(max_length=300, label=_("Title"))
    introduction = forms.CharField(
        max_length=10_000,
        required=False,
        label=_("Introduction"),
        help_text=_("What it is about, and what you would like to know."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    opens_on = forms.DateField(label=_("Opens on"), initial=today, widget=DateInput())
    closes_on = forms.DateField(label=_("Closes on, last day included"), widget=DateInput())
    audience = forms.ChoiceField(choices=Audience, label=_("Who may read and comment"))
    allows_anonymous = forms.BooleanField(
        required=False, initial=True, label=_("Take comments in nobody's name")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("opens_on"), cleaned.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("The consultation closes before it opens."))
        if last and last < today():
            self.add_error("closes_on", _("This day has passed."))
        return cleaned
