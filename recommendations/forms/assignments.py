import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution
from nmirf.common.dates import today
from nmirf.common.forms import DateInput
from recommendations.choices import ASSIGNMENT_MOVES, AssignmentRole

from .references import ReferencesField


def in_two_weeks() -> dt.date:
    return today() + dt.timedelta(days=14)


class ProposalForm(forms.Form):
    """One or many recommendations, one institution, one role."""

    references = ReferencesField(
        label=_("References"), help_text=_("One a line, for example UPR-4-140.253.")
    )
    institution = forms.ModelChoiceField(
        Institution.objects.reporting(), label=_("Institution"), empty_label=_("Choose one")
    )
    role = forms.ChoiceField(choices=AssignmentRole, label=_("Role"))
    answer_by = forms.DateField(
        label=_("To be answered by"), required=False, initial=in_two_weeks, widget=DateInput()
    )


class ClusterProposalForm(forms.Form):
    institution = forms.ModelChoiceField(
        Institution.objects.reporting(), label=_("Institution"), empty_label=_("Choose one")
    )
    role = forms.ChoiceField(choices=AssignmentRole, label=_("Role"))
    answer_by = forms.DateField(
        label=_("To be answered by"), required=False, initial=in_two_weeks, widget=DateInput()
    )


class MoveForm(forms.Form):
    move = forms.ChoiceField(
        choices=[(name, step.label) for name, step in ASSIGNMENT_MOVES.items()]
    )
    note = forms.CharField(required=False, max_length=500, label=_("Reason"))
