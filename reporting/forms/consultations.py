"""What the secretariat types about comments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.choices import Answer


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=Answer, label=_("Answer"), widget=forms.RadioSelect)
    text = forms.CharField(
        max_length=5000,
        label=_("In words"),
        help_text=_("What changes in the draft, or why it does not."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


class HideForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        label=_("Reason"),
        help_text=_("Published in the place of the comment. Do not describe the person."),
    )


class LookForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        label=_("Why you need to know"),
        help_text=_("Kept for good with your name and the time."),
    )
