"""What is typed about committees and seats."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from focalpoints.choices import CommitteeKind, SeatRole
from focalpoints.models import Committee, Institution
from nmirf.common.dates import today
from nmirf.common.forms import DateInput, set_rows


class LabelChoice(forms.ModelChoiceField):
    """Shows each row's label in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class CommitteeForm(forms.Form):
    name = forms.CharField(max_length=300, label=_("Name"))
    acronym = forms.CharField(max_length=30, required=False, label=_("Acronym"))
    kind = forms.ChoiceField(choices=CommitteeKind, label=_("Kind"))
    parent = LabelChoice(
        Committee.objects.none(), required=False, label=_("Belongs to"), empty_label=_("None")
    )
    mandate = forms.CharField(
        required=False,
        max_length=5000,
        label=_("What it is for"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    meetings_a_year = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=366,
        label=_("Meetings a year, by its terms"),
        help_text=_("Leave empty where its terms say nothing of it."),
    )
    terms = forms.FileField(
        required=False,
        label=_("Terms of reference"),
        help_text=_("A PDF or a text document; members of the mechanism can read it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "parent", Committee.objects.open(today()))


class ChangeSeatForm(forms.Form):
    role = forms.ChoiceField(choices=SeatRole, label=_("Role"), initial=SeatRole.MEMBER)
    starts_on = forms.DateField(label=_("From"), initial=today, widget=DateInput())
    ends_on = forms.DateField(required=False, label=_("To, last day included"), widget=DateInput())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day lies before the first."))
        return data


class SeatForm(ChangeSeatForm):
    institution = LabelChoice(
        Institution.objects.approved().existing(),
        required=False,
        label=_("Institution"),
        empty_label=_("None"),
        help_text=_("Its focal point or representative is invited to the meetings."),
    )
    user = forms.ModelChoiceField(
        User.objects.active(),
        required=False,
        label=_("Person"),
        empty_label=_("None"),
        help_text=_("For a seat of one person, such as the chair or the secretary."),
    )
    field_order = ["institution", "user", "role", "starts_on", "ends_on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("institution") and not data.get("user"):
            self.add_error("institution", _("Name an institution or a person."))
        return data


class CloseForm(forms.Form):
    closed_on = forms.DateField(label=_("Last day"), initial=today, widget=DateInput())
    reason = forms.CharField(max_length=300, label=_("Reason"))
