from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from focalpoints.forms import DateInput
from mechanisms.choices import ImplementationStatus
from nmirf.common.dates import today


class AssessmentForm(forms.Form):
    """A status with its date and its reasons. `view` names viewpoint and institution together."""

    view = forms.ChoiceField(label=_("In whose view"))
    status = forms.ChoiceField(choices=ImplementationStatus, label=_("Status"))
    assessed_on = forms.DateField(label=_("Assessed on"), initial=today, widget=DateInput())
    rationale = forms.CharField(
        label=_("On what it rests"),
        max_length=3000,
        help_text=_(
            "What was done, what shows it, what is missing. Completed measures alone do not"
            " make a recommendation implemented."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    publish = forms.BooleanField(required=False, label=_("Publish at once"))

    def __init__(self, *args: Any, views: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["view"].choices = views  # type: ignore[attr-defined]
        if len(views) == 1:
            self.fields["view"].initial = views[0][0]
            self.fields["view"].widget = forms.HiddenInput()
