from django import forms
from django.utils.translation import gettext_lazy as _

from focalpoints.forms import DateInput
from nmirf.common.dates import today
from recommendations.choices import Position


class PositionForm(forms.Form):
    """What the State says of a recommendation, and where it says so."""

    position = forms.ChoiceField(choices=Position, label=_("Position of the State"))
    source = forms.CharField(
        max_length=200, label=_("Source"), help_text=_("For example A/HRC/43/15/Add.1, para. 6.")
    )
    taken_on = forms.DateField(label=_("Taken on"), initial=today, widget=DateInput())
