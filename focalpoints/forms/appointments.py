import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from focalpoints.choices import Role
from focalpoints.models import Appointment, Institution
from nmirf.common.dates import today

from .common import DateInput


class AppointmentForm(forms.Form):
    """Whom to appoint, by name and address: who has no account yet is invited."""

    institution = forms.ModelChoiceField(
        Institution.objects.approved().existing(),
        label=_("Institution"),
        empty_label=_("Choose one"),
    )
    role = forms.ChoiceField(choices=Role, label=_("Role"))
    full_name = forms.CharField(max_length=200, label=_("Full name"))
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Who has an account is appointed at once; who has none is invited by e-mail."),
    )
    language = forms.ChoiceField(
        choices=settings.LANGUAGES,
        label=_("Language of an invitation"),
        initial=settings.LANGUAGE_CODE,
        required=False,
    )
    portfolio = forms.CharField(max_length=300, required=False, label=_("Portfolio"))
    starts_on = forms.DateField(label=_("First day"), initial=today, widget=DateInput())
    ends_on = forms.DateField(required=False, label=_("Last day"), widget=DateInput())
    deputises = forms.ModelChoiceField(
        Appointment.objects.none(),
        required=False,
        label=_("Deputises for"),
        help_text=_("For a deputy: the focal point of the same institution."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        principals = (
            Appointment.objects.in_force(today())
            .role(Role.FOCAL_POINT)
            .select_related("user", "institution")
        )
        self.fields["deputises"].queryset = principals  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day lies before the first."))
        return data


class EndForm(forms.Form):
    ends_on = forms.DateField(label=_("Last day"), initial=today, widget=DateInput())
    reason = forms.CharField(max_length=300, label=_("Reason"))


class AbsenceForm(forms.Form):
    starts_on = forms.DateField(label=_("First day away"), widget=DateInput())
    ends_on = forms.DateField(label=_("Last day away"), widget=DateInput())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if isinstance(starts_on, dt.date) and isinstance(ends_on, dt.date) and ends_on < starts_on:
            self.add_error("ends_on", _("The last day lies before the first."))
        return data
