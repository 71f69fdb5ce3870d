"""What people type about activities, validated and narrowed."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.choices import ActivityStatus
from activities.models import Activity
from focalpoints.models import Institution
from recommendations.forms.references import ReferencesField
from recommendations.models import Cluster, Recommendation

from .fields import DayInput, LabelledChoice, LabelledChoices


class ActivityForm(forms.Form):
    """A measure: who leads it, from when to when, and what it answers."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    starts_on = forms.DateField(label=gettext_lazy("Starts on"), widget=DayInput)
    ends_on = forms.DateField(label=gettext_lazy("Ends on"), widget=DayInput)

    def __init__(
        self,
        *args: Any,
        institutions: QuerySet[Institution],
        clusters: QuerySet[Cluster],
        references: QuerySet[Recommendation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"] = LabelledChoice(institutions, label=gettext_lazy("Lead institution"))
        self.fields["clusters"] = LabelledChoices(
            clusters, label=gettext_lazy("Clusters"), required=False
        )
        self.fields["references"] = ReferencesField(
            queryset=references,
            refusal=gettext_lazy("Not found, or not yours to link: %(references)s."),
            label=gettext_lazy("Recommendations that it answers"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=gettext_lazy("Their references, separated by commas or spaces."),
        )
        self.order_fields(["title", "lead", "description", "references", "clusters"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The activity ends before it starts."))
        return cleaned

    @staticmethod
    def initial_of(activity: Activity) -> dict[str, Any]:
        """What the form shows of a present activity."""
        references = [link.recommendation.reference for link in activity.recommendation_links.all()]
        return {
            "title": activity.title,
            "description": activity.description,
            "lead": activity.lead_id,
            "clusters": [link.cluster_id for link in activity.cluster_links.all()],
            "starts_on": activity.starts_on,
            "ends_on": activity.ends_on,
            "references": ", ".join(references),
        }


class ActivityStatusForm(forms.Form):
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=ActivityStatus.choices)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Kept in the history of the activity."),
    )
