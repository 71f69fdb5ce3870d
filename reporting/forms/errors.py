"""What the secretariat types about errors that readers report."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ErrorAnswerForm(forms.Form):
    answer = forms.CharField(
        max_length=3000,
        label=_("Answer"),
        help_text=_("What was corrected, or why nothing was. Sent to whoever left an address."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
