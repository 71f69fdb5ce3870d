from django import forms
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution
from recommendations.choices import Overlap
from recommendations.models import Cluster

from .references import ReferencesField


class ClusterForm(forms.Form):
    title = forms.CharField(max_length=200, label=_("Title"))
    statement = forms.CharField(
        required=False,
        max_length=2000,
        label=_("Objective"),
        help_text=_("One or two sentences: what would have to be true when all of it is done."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    lead = forms.ModelChoiceField(
        Institution.objects.reporting(),
        required=False,
        label=_("Lead institution"),
        empty_label=_("None yet"),
    )


class ReasonedClusterForm(ClusterForm):
    reason = forms.CharField(max_length=300, label=_("Reason for the change"))


class MembersForm(forms.Form):
    references = ReferencesField(
        label=_("References"),
        help_text=_("One a line, for example UPR-4-140.253."),
    )
    overlap = forms.ChoiceField(choices=Overlap, label=_("Overlap"))
    note = forms.CharField(max_length=300, required=False, label=_("Note"))


class ClusterChoiceForm(forms.Form):
    """Put one recommendation into a cluster."""

    cluster = forms.ModelChoiceField(
        Cluster.objects.not_retired(), label=_("Cluster"), empty_label=_("Choose one")
    )
    overlap = forms.ChoiceField(choices=Overlap, label=_("Overlap"))
    note = forms.CharField(max_length=300, required=False, label=_("Note"))


class RemovalForm(forms.Form):
    reason = forms.CharField(max_length=300, label=_("Reason"))
