from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import DateInput


class RoundForm(forms.Form):
    title = forms.CharField(max_length=200, label=_("Title"))
    due_on = forms.DateField(label=_("Answers wanted by"), widget=DateInput())


class ChangeNoteForm(forms.Form):
    note = forms.CharField(
        max_length=500,
        label=_("What has changed"),
        help_text=_("The secretariat reads it and settles it. Nothing else changes by it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
