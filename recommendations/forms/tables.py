"""What is asked before a table opens and when it closes."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from focalpoints.choices import MeetingState
from focalpoints.models import Institution, Meeting
from mechanisms.models import Review
from nmirf.common.forms import MomentInput, set_rows
from recommendations import policies
from recommendations.choices import AssignmentRole, TableOrder, TableSaying
from recommendations.models import Cluster, SavedView
from recommendations.services.tables.preparing import Occasion

from .pickers import Picker


class GuestsForm(forms.Form):
    """Who is invited, and in which languages the texts are shown."""

    institutions = forms.ModelMultipleChoiceField(
        Institution.objects.reporting(), widget=Picker, label=_("Institutions invited")
    )
    languages = forms.MultipleChoiceField(
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        label=_("Languages of the texts on the projector"),
    )


class TableForm(GuestsForm):
    """A meeting, what is laid on its table, and in which order."""

    # Whether a field is needed depends on the others; what is lacking is said.
    hides_optional = True

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        required=False,
        label=_("Meeting"),
        empty_label=_("A new one, as follows"),
    )
    title = forms.CharField(max_length=200, required=False, label=_("Title"))
    starts_at = forms.DateTimeField(required=False, label=_("Begins"), widget=MomentInput())
    ends_at = forms.DateTimeField(required=False, label=_("Ends"), widget=MomentInput())
    place = forms.CharField(max_length=200, required=False, label=_("Place"))
    review = forms.ModelChoiceField(
        Review.objects.all(),
        required=False,
        label=_("Recommendations of the review"),
        empty_label=_("None"),
    )
    cluster = forms.ModelChoiceField(
        Cluster.objects.not_retired(),
        required=False,
        label=_("or of the cluster"),
        empty_label=_("None"),
    )
    view = forms.ModelChoiceField(
        SavedView.objects.none(),
        required=False,
        label=_("or of the saved view"),
        empty_label=_("None"),
    )
    order = forms.ChoiceField(choices=TableOrder, label=_("Order"))
    leave_out_assigned = forms.BooleanField(
        required=False, label=_("Leave out what an institution answers for already")
    )
    field_order = (
        *("meeting", "title", "starts_at", "ends_at", "place", "review", "cluster", "view"),
        *("order", "leave_out_assigned", "institutions", "languages"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = Q(state__in=[MeetingState.PLANNED, MeetingState.INVITED])
        meetings = Meeting.objects.filter(planned, is_table=True, table=None)
        set_rows(self, "meeting", meetings)
        set_rows(self, "view", policies.visible_views(user))
        self.fields["languages"].initial = [(get_language() or settings.LANGUAGE_CODE)]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if not facts.get("meeting"):
            for name in ("title", "starts_at", "ends_at"):
                if not facts.get(name) and name not in self.errors:
                    self.add_error(name, _("Give this, or choose a meeting."))
            self._check_times(facts.get("starts_at"), facts.get("ends_at"))
        chosen = [name for name in ("review", "cluster", "view") if facts.get(name)]
        if len(chosen) != 1:
            self.add_error("review", _("Choose one review, one cluster or one saved view."))
        return facts

    def _check_times(self, begins: dt.datetime | None, ends: dt.datetime | None) -> None:
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("The meeting ends before it begins."))

    @property
    def occasion(self) -> Occasion | None:
        facts = self.cleaned_data
        if facts["meeting"]:
            return None
        return Occasion(facts["title"], facts["starts_at"], facts["ends_at"], facts["place"])

    @property
    def source(self) -> Review | Cluster | SavedView:
        facts = self.cleaned_data
        found: Review | Cluster | SavedView = facts["review"] or facts["cluster"] or facts["view"]
        return found


class StepForm(forms.Form):
    """`shown`: the item that the officer saw, 0 for the end; `to`: a direction, or an item."""

    shown = forms.IntegerField(min_value=0)
    to = forms.RegexField(r"^(next|back|end|[0-9]{1,18})$")


class SettleForm(forms.Form):
    seen = forms.CharField(max_length=60)
    lead = forms.IntegerField(required=False)
    replaces_lead = forms.BooleanField(required=False)


class ParkForm(forms.Form):
    note = forms.CharField(max_length=500)


class AbsenteeForm(forms.Form):
    """An institution by its name or acronym as typed, and its part; none takes it back."""

    institution = forms.CharField(max_length=200)
    role = forms.ChoiceField(
        choices=[(AssignmentRole.LEAD, ""), (AssignmentRole.CONTRIBUTING, "")], required=False
    )

    def clean_institution(self) -> Institution:
        typed = self.cleaned_data["institution"].strip().casefold()
        for institution in Institution.objects.reporting():
            names = (institution.label, institution.name, institution.acronym)
            if typed in {name.casefold() for name in names if name}:
                return institution
        raise forms.ValidationError(_("No institution of this name: choose one of the list."))


class PressForm(forms.Form):
    """One press; `key` is made with the page, so that the same press counts once."""

    item = forms.IntegerField()
    said = forms.ChoiceField(choices=TableSaying)
    key = forms.UUIDField()
    why = forms.CharField(max_length=500, required=False)


class CloseForm(forms.Form):
    others = forms.CharField(
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Others who were there"),
        help_text=_("One name a line. Who signed in on a phone is recorded already."),
    )
