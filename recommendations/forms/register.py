"""What the secretariat enters on a record: why it is retired, and what the State answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nmirf.common.dates import today
from nmirf.common.forms import DateInput
from recommendations.choices import Position


class RetireForm(forms.Form):
    reason = forms.CharField(max_length=300, label=_("Reason"))
    withhold = forms.BooleanField(
        required=False,
        label=_("Keep it out of earlier days too"),
        help_text=_(
            "For recommendations that endanger someone: the public does not find it in the register as it"
            " stood on a past day either."
        ),
    )


class PositionForm(forms.Form):
    """What the State says of a recommendation, and where it says so."""

    position = forms.ChoiceField(choices=Position, label=_("Position of the State"))
    source = forms.CharField(
        max_length=200, label=_("Source"), help_text=_("For example A/HRC/43/15/Add.1, para. 6.")
    )
    taken_on = forms.DateField(label=_("Taken on"), initial=today, widget=DateInput())


class PositionCorrectionForm(PositionForm):
    """The entry that stands in the place of a wrong one."""

    reason = forms.CharField(max_length=300, label=_("Why it is corrected"))


class ResponseForm(forms.Form):
    """The State's own words on a recommendation; empty takes them back."""

    response = forms.CharField(
        label=_("Response of the State"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("For example A/HRC/43/15/Add.1, para. 6."),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("response") and not said.get("source"):
            self.add_error("source", gettext("Say where the State says so."))
        return said


class FollowUpForm(forms.Form):
    """By when the mechanism asks for information; empty takes the date back."""

    due_on = forms.DateField(label=_("Follow-up due on"), required=False, widget=DateInput())
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("The paragraph that asks for it, for example CCPR/C/XMA/CO/4, para. 48."),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("due_on") and not said.get("source"):
            self.add_error("source", gettext("Say which document asks for it."))
        return said
