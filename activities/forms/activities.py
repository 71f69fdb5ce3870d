"""What people type about activities, validated and narrowed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.choices import ActivityStatus
from activities.models import Activity, PlanObjective
from focalpoints.models import Institution
from nmirf.common.dates import today
from recommendations.forms.pickers import Picker
from recommendations.forms.references import ReferencesField
from recommendations.models import AffectedGroup, Cluster, Objective, Recommendation

from .fields import DayField, LabelledChoice, LabelledChoices
from .plans import title_fields, titles_of


@dataclass(frozen=True)
class Offered:
    """What the form of an activity offers to one person."""

    leads: QuerySet[Institution]
    others: QuerySet[Institution]
    references: QuerySet[Recommendation]
    clusters: QuerySet[Cluster]
    objectives: QuerySet[PlanObjective]
    kinds: QuerySet[Objective]


class ObjectivesField(LabelledChoices):
    """Objectives of plans, each with its plan and number."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.plan.label}: {obj}"


def picked(rows: QuerySet[Any], label: Any, field: type = LabelledChoices, **more: Any) -> Any:
    """Some of a long list, folded."""
    return field(rows, label=label, required=False, widget=Picker, **more)


def references_field(rows: QuerySet[Recommendation], **more: Any) -> ReferencesField:
    """Recommendations by reference; one outside `rows` is refused as one that does not exist."""
    return ReferencesField(
        queryset=rows,
        refusal=gettext_lazy("Not found, or not yours to link: %(references)s."),
        label=gettext_lazy("Recommendations that it answers"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Their references, separated by commas or spaces."),
        **more,
    )


class ActivityForm(forms.Form):
    """A measure: who leads it, from when to when, what it answers and what is to come of it.

    With `alike`, titles that may mean the same activity, it is saved only where `another` is ticked.
    """

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("The number that your own plan gives it; imports know it by that."),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    expected_result = forms.CharField(
        label=gettext_lazy("Expected result"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("What will be different for people when it is completed."),
    )
    other_partners = forms.CharField(
        label=gettext_lazy("Other partners"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Organisations that have no entry here."),
    )
    territory = forms.CharField(
        label=gettext_lazy("Territory"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Where it takes place; empty means the whole country."),
    )
    starts_on = DayField(label=gettext_lazy("Starts on"))
    ends_on = DayField(label=gettext_lazy("Ends on"))

    def __init__(self, *args: Any, offered: Offered, alike: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title_fields(self, _("Title"), 200)
        titles = [name for name in self.fields if name.startswith("title")]
        add = self.fields
        add["title"].help_text = _("What is done, for whom: it is read without the rest.")
        add["lead"] = LabelledChoice(offered.leads, label=gettext_lazy("Lead institution"))
        add["kind_of_act"] = LabelledChoice(
            offered.kinds,
            label=gettext_lazy("Kind of act"),
            required=False,
            empty_label=gettext_lazy("not said"),
        )
        add["references"] = references_field(offered.references, required=False)
        add["clusters"] = picked(
            offered.clusters,
            gettext_lazy("Clusters"),
            help_text=gettext_lazy("What is done for a cluster counts for its members."),
        )
        objectives = offered.objectives.select_related("plan")
        add["objectives"] = picked(objectives, gettext_lazy("Objectives of plans"), ObjectivesField)
        add["groups"] = picked(
            AffectedGroup.objects.offered(), gettext_lazy("People whom it is for")
        )
        add["contributing"] = picked(offered.others, gettext_lazy("Contributing institutions"))
        add["partners"] = picked(offered.others, gettext_lazy("Partners"))
        if alike:
            add["another"] = forms.BooleanField(
                label=gettext_lazy("None of the activities below is meant: this is another one"),
                required=False,
            )
        self.order_fields(["another", *titles, *_ORDER])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The activity ends before it starts."))
        lead = cleaned.get("lead")
        for name in ("contributing", "partners"):
            if lead and lead in cleaned.get(name, ()):
                self.add_error(name, _("The lead institution takes part already: name others."))
        if set(cleaned.get("contributing", ())) & set(cleaned.get("partners", ())):
            self.add_error("partners", _("An institution either contributes or is a partner."))
        return cleaned | {"title_translations": titles_of(cleaned)}

    @staticmethod
    def initial_of(activity: Activity, offered: Offered) -> dict[str, Any]:
        """What the form shows of a present activity: merged terms as the ones that were kept."""
        linked = offered.references.filter(activity_links__activity=activity)
        references = linked.order_by("reference").values_list("reference", flat=True)
        parts = activity.parts_taken.values_list("role", "institution")
        groups = activity.group_links.values_list("group", "group__merged_into")
        plain = ("title", "code", "description", "expected_result", "other_partners", "territory")
        return {name: getattr(activity, name) for name in plain} | {
            **{f"title_{code}": text for code, text in activity.title_translations.items()},
            "lead": activity.lead_id,
            "kind_of_act": activity.kind,
            "clusters": [link.cluster_id for link in activity.cluster_links.all()],
            "objectives": [link.objective_id for link in activity.objective_links.all()],
            "groups": [kept or chosen for chosen, kept in groups],
            "contributing": [key for role, key in parts if role == "contributing"],
            "partners": [key for role, key in parts if role == "partner"],
            "starts_on": activity.starts_on,
            "ends_on": activity.ends_on,
            "references": ", ".join(dict.fromkeys(references)),
        }


_ORDER = [
    *("code", "lead", "kind_of_act", "description", "expected_result"),
    *("starts_on", "ends_on", "references", "clusters", "objectives", "groups", "territory"),
    *("contributing", "partners", "other_partners"),
]


class ActivityStatusForm(forms.Form):
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=ActivityStatus.choices)
    on = DayField(
        label=gettext_lazy("Since"),
        required=False,
        help_text=gettext_lazy(
            "The day on which it really started, was completed or was given up; empty means today."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Kept in the history of the activity."),
    )

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on and on > today():
            raise forms.ValidationError(_("This day lies ahead: set the status when it is so."))
        return on


class LinkForm(forms.Form):
    """What an activity that is there is to answer besides."""

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recommendations"] = references_field(offered.references, required=False)
        self.fields["clusters"] = picked(offered.clusters, gettext_lazy("Clusters"))
