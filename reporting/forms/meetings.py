"""What is typed about meetings, who comes, and what is decided."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from focalpoints.choices import ANSWERS, ON_THE_SHEET, AttendanceState, MeetingState
from focalpoints.forms.committees import LabelChoice
from focalpoints.forms.trainings import RegisterForm
from focalpoints.models import Attendance, Committee, Institution
from nmirf.common.forms import DateInput, MomentInput, set_rows
from reporting.services.attendance import Line


class MeetingForm(forms.Form):
    title = forms.CharField(max_length=200, label=_("Title"))
    starts_at = forms.DateTimeField(label=_("Begins"), widget=MomentInput())
    ends_at = forms.DateTimeField(label=_("Ends"), widget=MomentInput())
    place = forms.CharField(max_length=200, required=False, label=_("Place"))
    link = forms.URLField(
        required=False, assume_scheme="https", label=_("Address of the video meeting")
    )
    # Asked once the hour is found to be taken.
    allow_clash = forms.BooleanField(
        required=False,
        label=_("Plan it all the same"),
        widget=forms.HiddenInput(attrs={"value": ""}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].help_text = gettext("Times are those of %(zone)s.") % {
            "zone": timezone.get_current_timezone_name()
        }

    def ask_about_clash(self) -> None:
        self.fields["allow_clash"].widget = forms.CheckboxInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The meeting ends before it begins."))
        return data


class NewMeetingForm(MeetingForm):
    committee = LabelChoice(
        Committee.objects.none(),
        required=False,
        label=_("Committee"),
        empty_label=_("None: a thematic table of its own"),
    )
    is_table = forms.BooleanField(
        required=False,
        label=_("Thematic table"),
        help_text=_(
            "The recommendations of a review are gone through one after another, and"
            " institutions take them on."
        ),
    )
    field_order = ["committee", "is_table", "title", "starts_at", "ends_at", "place", "link"]

    def __init__(self, *args: Any, committees: QuerySet[Committee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "committee", committees)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("committee") and not data.get("is_table"):
            self.add_error("committee", _("Name the committee that meets."))
        return data


class MeetingFilter(forms.Form):
    """What the list is narrowed to; anything else in the address is left out."""

    when = forms.ChoiceField(
        choices=[("upcoming", _("To come")), ("past", _("Past"))], label=_("When"), required=False
    )
    committee = LabelChoice(
        Committee.objects.all(), label=_("Committee"), required=False, empty_label=_("Any")
    )
    state = forms.ChoiceField(
        choices=[("", _("Any")), *MeetingState.choices],
        label=pgettext_lazy("of work", "State"),
        required=False,
    )
    tables = forms.BooleanField(label=_("Thematic tables only"), required=False)
    hides_optional = True


class GuestForm(RegisterForm):
    email = forms.EmailField(required=False, label=_("E-mail address"))
    field_order = ["user", "name", "email", "institution"]


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        choices=[(state, state.label) for state in ANSWERS],
        label=_("Your answer"),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        max_length=200,
        required=False,
        label=_("Name of the substitute"),
        help_text=_("Only where you send one."),
    )
    hides_optional = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") == AttendanceState.SENDS and not data.get("name", "").strip():
            self.add_error("name", _("Name the substitute."))
        return data


# What an answer makes likely, until the sheet says it.
EXPECTED = {
    AttendanceState.COMING: AttendanceState.PRESENT,
    AttendanceState.SENDS: AttendanceState.SUBSTITUTE,
}


class SheetForm(forms.Form):
    """Who came: for each invited person one choice and one name."""

    hides_optional = True

    def __init__(self, *args: Any, rows: Iterable[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            states = [
                state
                for state in ON_THE_SHEET
                if row.user_id or state != AttendanceState.SUBSTITUTE
            ]
            expected = EXPECTED.get(AttendanceState(row.state), row.state)
            self.fields[f"state_{row.pk}"] = forms.ChoiceField(
                choices=[(state, state.label) for state in states],
                label=row.invited,
                initial=expected if expected in states else None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"name_{row.pk}"] = forms.CharField(
                max_length=200,
                required=False,
                initial=row.name,
                label=_("Name of the substitute") if row.user_id else _("Who came"),
            )

    def entries(self) -> Iterator[dict[str, Any]]:
        """For the page: the row with its two fields."""
        for row in self.rows:
            yield {"row": row, "state": self[f"state_{row.pk}"], "name": self[f"name_{row.pk}"]}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in self.rows:
            is_substitute = data.get(f"state_{row.pk}") == AttendanceState.SUBSTITUTE
            if is_substitute and not data.get(f"name_{row.pk}", "").strip():
                self.add_error(f"name_{row.pk}", _("Name the substitute."))
        return data

    def lines(self) -> list[Line]:
        data = self.cleaned_data
        return [
            Line(
                pk=row.pk,
                state=data[f"state_{row.pk}"],
                name=data[f"name_{row.pk}"],
                note=row.note,
            )
            for row in self.rows
            if data.get(f"state_{row.pk}")
        ]


class ApproveForm(forms.Form):
    document = forms.FileField(
        required=False,
        label=_("Signed minutes"),
        help_text=_("A scan of the signed copy, where there is one."),
    )


class DecisionForm(forms.Form):
    text = forms.CharField(
        max_length=5000,
        label=_("Decision"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    institution = LabelChoice(
        Institution.objects.approved().existing(),
        required=False,
        label=_("Responsible institution"),
        empty_label=_("The secretariat"),
    )
    due_on = forms.DateField(required=False, label=_("Due on"), widget=DateInput())


class SettleForm(forms.Form):
    note = forms.CharField(
        max_length=500, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )


class DecisionFilter(forms.Form):
    """What the list is narrowed to; anything else in the address is left out."""

    state = forms.ChoiceField(
        choices=[
            ("open", _("Open")),
            ("overdue", _("Overdue")),
            ("done", _("Done")),
            ("dropped", _("No longer to be done")),
            ("all", _("All")),
        ],
        label=pgettext_lazy("of work", "State"),
        required=False,
    )
    committee = LabelChoice(
        Committee.objects.all(), label=_("Committee"), required=False, empty_label=_("Any")
    )
    institution = LabelChoice(
        Institution.objects.filter(decisions__isnull=False).distinct(),
        label=_("Responsible institution"),
        required=False,
        empty_label=_("Any"),
    )
    hides_optional = True
