from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import DateInput

from .common import DaysForm

NOTE_HELP = _("What is under way, and where. Do not say why you are away.")


class AbsenceForm(DaysForm):
    starts_on = forms.DateField(label=_("First day away"), widget=DateInput())
    ends_on = forms.DateField(label=_("Last day away"), widget=DateInput())
    note = forms.CharField(
        max_length=500,
        required=False,
        label=_("What the deputy should know"),
        help_text=NOTE_HELP,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ChangeAbsenceForm(DaysForm):
    ends_on = forms.DateField(label=_("Last day away"), widget=DateInput())
    note = forms.CharField(
        max_length=500,
        required=False,
        label=_("What the deputy should know"),
        help_text=NOTE_HELP,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
