"""What people type about plans and their objectives."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.choices import PlanKind
from activities.models import Activity, NationalPlan, PlanObjective
from activities.services.objectives import Tree
from focalpoints.forms.common import VersionField, further_languages, main_language
from focalpoints.models import Institution
from mechanisms.models import Review
from nmirf.common.errors import DomainError
from nmirf.common.forms import set_rows
from nmirf.common.languages import direction
from recommendations.forms.pickers import TermsField
from recommendations.forms.references import ReferencesField
from recommendations.models import Cluster, Recommendation, SdgTarget

from .fields import DayField, LabelledChoice


def title_fields(form: forms.BaseForm, label: str, most: int) -> None:
    """`title` in the main language, then `title_fr` …"""
    for code, language in ((main_language(), ""), *further_languages()):
        form.fields["title" if not language else f"title_{code}"] = forms.CharField(
            max_length=most,
            required=not language,
            label=f"{label} ({language})" if language else label,
            widget=forms.TextInput(attrs={"lang": code, "dir": direction(code)}),
        )


def titles_of(data: dict[str, Any]) -> dict[str, str]:
    """What was typed into the fields `title_fr` …, taken out of `data`; {"fr": "…"}."""
    typed = {code: data.pop(f"title_{code}", "").strip() for code, _name in further_languages()}
    return {code: text for code, text in typed.items() if text}


class PlanForm(forms.Form):
    """What a plan says of itself; of a present one also why it changes."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PlanKind.choices)
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(label=gettext_lazy("Last day"))
    adopted_on = DayField(
        label=gettext_lazy("Adopted on"),
        required=False,
        help_text=gettext_lazy("When it is given, the plan as it stands is kept as a version."),
    )
    lead = LabelledChoice(
        Institution.objects.none(), label=gettext_lazy("Lead institution"), required=False
    )
    review = LabelledChoice(
        Review.objects.none(),
        label=gettext_lazy("Review that it follows"),
        required=False,
        help_text=gettext_lazy("Needed for an implementation plan."),
    )
    reason = forms.CharField(max_length=300, label=gettext_lazy("Reason for the change"))
    version = VersionField()

    def __init__(
        self,
        *args: Any,
        institutions: QuerySet[Institution],
        plan: NationalPlan | None = None,
        **kwargs: Any,
    ) -> None:
        if plan is not None:
            kwargs["initial"] = _shown(plan) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        title_fields(self, _("Title"), 200)
        titles = [name for name in self.fields if name.startswith("title")]
        self.order_fields(["kind", *titles])
        set_rows(self, "lead", institutions)
        set_rows(self, "review", Review.objects.order_by("-held_on", "title"))
        if plan is None:
            del self.fields["reason"], self.fields["version"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The plan ends before it starts."))
        if data.get("kind") == PlanKind.IMPLEMENTATION and not data.get("review"):
            self.add_error("review", _("Say which review the implementation plan follows."))
        if "version" in data:
            data["seen"] = data.pop("version")
        return data | {"title_translations": titles_of(data)}


def _shown(plan: NationalPlan) -> dict[str, Any]:
    return {
        "kind": plan.kind,
        "title": plan.title,
        **{f"title_{code}": text for code, text in plan.title_translations.items()},
        "summary": plan.summary,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "adopted_on": plan.adopted_on,
        "lead": plan.lead_id,
        "review": plan.review_id,
        "version": plan.updated_at,
    }


class TargetsField(forms.CharField):
    """Targets of the Sustainable Development Goals by number, as "5.2, 16.9"."""

    def clean(self, value: Any) -> list[SdgTarget]:
        typed = [one for one in re.split(r"[\s,;]+", super().clean(value) or "") if one]
        found = {target.code: target for target in SdgTarget.objects.filter(code__in=typed)}
        if missing := [one for one in typed if one not in found]:
            words = _("There is no such target: %(targets)s.")
            raise forms.ValidationError(words % {"targets": ", ".join(missing)})
        return list(found.values())


class ObjectiveForm(forms.Form):
    """An objective: its number and place, what is to be reached, what it answers."""

    code = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=30,
        help_text=gettext_lazy("As in the plan: 2.1.3. What stands below it is renumbered too."),
    )
    parent = LabelledChoice(
        PlanObjective.objects.none(),
        label=gettext_lazy("Stands below"),
        required=False,
        empty_label=gettext_lazy("Nothing: it stands on top"),
    )
    statement = forms.CharField(
        label=gettext_lazy("What is to be reached"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    lead = LabelledChoice(
        Institution.objects.none(), label=gettext_lazy("Lead institution"), required=False
    )
    recommendations = ReferencesField(
        label=gettext_lazy("Recommendations that it answers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Their references, separated by commas or spaces."),
    )
    clusters = TermsField(Cluster.objects.none(), label=gettext_lazy("Clusters that it answers"))
    targets = TargetsField(
        label=gettext_lazy("Targets of the Sustainable Development Goals"),
        required=False,
        help_text=gettext_lazy("Their numbers, as 5.2, 16.9."),
    )
    reason = forms.CharField(max_length=300, label=gettext_lazy("Reason for the change"))
    version = VersionField()

    def __init__(
        self,
        *args: Any,
        plan: NationalPlan,
        institutions: QuerySet[Institution],
        clusters: QuerySet[Cluster],
        recommendations: QuerySet[Recommendation],
        row: PlanObjective | None = None,
        **kwargs: Any,
    ) -> None:
        if row is not None:
            kwargs["initial"] = _said(row) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.row = row or PlanObjective(plan=plan)
        title_fields(self, _("Title"), 300)
        titles = [name for name in self.fields if name.startswith("title")]
        self.order_fields(["code", "parent", *titles])
        fields: Any = self.fields
        fields["parent"].queryset = plan.objectives.order_by("order", "pk")
        fields["parent"].label_from_instance = str
        fields["lead"].queryset = institutions
        fields["clusters"].queryset = clusters
        fields["recommendations"].queryset = recommendations
        if row is None:
            del self.fields["reason"], self.fields["version"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        tree = Tree.of(self.row.plan)
        place = PlanObjective(pk=self.row.pk, plan=self.row.plan, code=data.get("code") or "")
        try:
            tree.check_place(place, data.get("parent"))
        except DomainError as error:
            self.add_error("parent", str(error))
        try:
            tree.check_code(place)
        except DomainError as error:
            self.add_error("code", str(error))
        if "version" in data:
            data["seen"] = data.pop("version")
        return data | {"title_translations": titles_of(data)}


def _said(row: PlanObjective) -> dict[str, Any]:
    references = row.recommendations.order_by("reference").values_list("reference", flat=True)
    return {
        "code": row.code,
        "parent": row.parent_id,
        "title": row.title,
        **{f"title_{code}": text for code, text in row.title_translations.items()},
        "statement": row.statement,
        "lead": row.lead_id,
        "recommendations": ", ".join(references),
        "clusters": list(row.clusters.values_list("pk", flat=True)),
        "targets": ", ".join(row.targets.order_by("order").values_list("code", flat=True)),
        "version": row.updated_at,
    }


class ObjectiveActivitiesForm(forms.Form):
    """Which of the activities for what an objective answers are for the objective itself."""

    activities = TermsField(Activity.objects.none(), label=gettext_lazy("Activities"))

    def __init__(self, *args: Any, near: QuerySet[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "activities", near)


class VersionNoteForm(forms.Form):
    note = forms.CharField(
        max_length=300,
        label=gettext_lazy("What changed"),
        help_text=gettext_lazy("Shown beside the version."),
    )


class FollowReviewForm(forms.Form):
    """How an implementation plan is made from the recommendations of one review."""

    by = forms.ChoiceField(
        label=gettext_lazy("One objective for each"),
        choices=[("theme", gettext_lazy("theme")), ("cluster", gettext_lazy("cluster"))],
        widget=forms.RadioSelect,
        initial="theme",
    )
    only_supported = forms.BooleanField(
        label=gettext_lazy("Only recommendations that the State supports, in whole or in part"),
        required=False,
    )
    title = forms.CharField(label=gettext_lazy("Title of the plan"), max_length=200)
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(label=gettext_lazy("Last day"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The plan ends before it starts."))
        return data
