from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import DateInput

__all__ = ["DateInput", "ReasonForm"]


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300, label=_("Reason"))


class EmptyForm(forms.Form):
    """A deed that asks for nothing but to be confirmed; it carries what is said against it."""
