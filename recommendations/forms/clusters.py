from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution
from recommendations.choices import Overlap
from recommendations.models import Cluster, Recommendation
from recommendations.querysets import RecommendationQuerySet


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


class ReferencesField(forms.CharField):
    """References, one a line or separated by commas, each of which must be in the register."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, queryset: RecommendationQuerySet | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.queryset = queryset

    def clean(self, value: Any) -> list[Recommendation]:
        typed = super().clean(value).replace(",", "\n").split("\n")
        wanted = list(dict.fromkeys(line.strip() for line in typed if line.strip()))
        rows = self.queryset if self.queryset is not None else Recommendation.objects.all()
        found = {row.reference: row for row in rows.filter(reference__in=wanted)}
        missing = [reference for reference in wanted if reference not in found]
        if missing:
            raise forms.ValidationError(
                _("Not in the register: %(references)s."),
                params={"references": ", ".join(missing)},
            )
        return [found[reference] for reference in wanted]


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
