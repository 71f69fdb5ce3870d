"""What to change in many records at once."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution
from nmirf.common.dates import today
from nmirf.common.forms import DateInput
from recommendations.choices import PUBLICATION_MOVES, AssignmentRole, LinkMethod, Overlap
from recommendations.models import Cluster
from recommendations.services.bulk import Edit
from recommendations.services.links import LINK_KINDS

# Lists whose links a bulk edit changes, with the heading of each.
LISTS: dict[str, Promise] = {
    "themes": _("Themes"),
    "groups": _("Affected groups"),
    "sdg_targets": _("Targets of the Sustainable Development Goals"),
    "objectives": _("Objectives"),
}
_NO_CHANGE = ("", _("Leave as it is"))
_YES_NO = [_NO_CHANGE, ("yes", _("Yes")), ("no", _("No"))]


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the form's fields under one heading; open where something was typed or is wrong."""

    name: str
    title: str
    fields: list[forms.BoundField]
    is_open: bool


class EditsForm(forms.Form):
    """Any of the changes; what is left empty stays as it is."""

    hides_optional = True
    template_name = "recommendations/_edits_form.html"

    cluster = forms.ModelChoiceField(
        Cluster.objects.not_retired(),
        required=False,
        label=_("Put into the cluster"),
        empty_label=_NO_CHANGE[1],
    )
    overlap = forms.ChoiceField(choices=Overlap, label=_("Overlap"), required=False)
    note = forms.CharField(max_length=300, required=False, label=_("Note"))
    cluster_out = forms.ModelChoiceField(
        Cluster.objects.all(),
        required=False,
        label=_("Take out of the cluster"),
        empty_label=_NO_CHANGE[1],
    )
    institution = forms.ModelChoiceField(
        Institution.objects.reporting(),
        required=False,
        label=_("Propose to the institution"),
        empty_label=_NO_CHANGE[1],
    )
    role = forms.ChoiceField(choices=AssignmentRole, label=_("Role"), required=False)
    answer_by = forms.DateField(label=_("To be answered by"), required=False, widget=DateInput())
    priority = forms.ChoiceField(choices=_YES_NO, required=False, label=_("Priority"))
    legislation = forms.ChoiceField(
        choices=[*_YES_NO, ("unknown", _("Not known"))],
        required=False,
        label=_("Requires legislation"),
    )
    basis = forms.CharField(max_length=300, required=False, label=_("Why it requires legislation"))
    follow_up = forms.DateField(required=False, label=_("Follow-up due on"), widget=DateInput())
    follow_up_source = forms.CharField(
        max_length=200, required=False, label=_("Document that asks for follow-up")
    )
    no_follow_up = forms.BooleanField(required=False, label=_("Take the day of follow-up away"))
    publication = forms.ChoiceField(
        choices=[_NO_CHANGE, *((name, step.label) for name, step in PUBLICATION_MOVES.items())],
        required=False,
        label=_("Publication"),
    )

    def __init__(self, *args: Any, chosen: Collection[int], **kwargs: Any) -> None:
        """`chosen`: keys of the records; only terms that they have can be taken away."""
        super().__init__(*args, **kwargs)
        for name in LISTS:
            self._add_list(name, chosen)

    def _add_list(self, name: str, chosen: Collection[int]) -> None:
        kind = LINK_KINDS[name]
        in_use = kind.terms.objects.filter(links__recommendation__in=chosen).distinct()
        on_offer = kind.terms.objects.filter(is_active=True, merged_into=None)
        for act, rows, label in (
            ("add", on_offer, _("Add")),
            ("remove", in_use, _("Take away")),
        ):
            self.fields[f"{name}_{act}"] = forms.ModelMultipleChoiceField(
                rows,
                required=False,
                label=label,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "scrolled"}),
            )
        self.fields[f"{name}_replace"] = forms.BooleanField(
            required=False, label=_("Take every other one away")
        )
        self.fields[f"{name}_method"] = forms.ChoiceField(
            choices=LinkMethod, required=False, initial=LinkMethod.HUMAN, label=_("Linked")
        )
        self.fields[f"{name}_rationale"] = forms.CharField(
            max_length=300, required=False, label=_("Why these belong there")
        )

    @property
    def parts(self) -> list[Part]:
        acts = ("add", "replace", "remove", "method", "rationale")
        groups = [
            *((name, title, [f"{name}_{act}" for act in acts]) for name, title in LISTS.items()),
            ("clusters", _("Cluster"), ["cluster", "overlap", "note", "cluster_out"]),
            ("assignment", _("Assignment"), ["institution", "role", "answer_by"]),
            ("facts", _("Priority, legislation, follow-up"), FACTS),
            ("publishing", _("Publication"), ["publication"]),
        ]
        return [
            Part(name, str(title), [self[key] for key in keys], self._is_open(keys))
            for name, title, keys in groups
        ]

    def _is_open(self, keys: list[str]) -> bool:
        return self.is_bound and any(
            key in self.errors or (self[key].data and self[key].data != self[key].initial)
            for key in keys
            if not key.endswith(("method", "overlap", "role"))
        )

    def clean_answer_by(self) -> Any:
        day = self.cleaned_data["answer_by"]
        if day and day < today():
            raise forms.ValidationError(_("The day to answer by is over."))
        return day

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        for name in LISTS:
            if facts.get(f"{name}_replace") and not facts.get(f"{name}_add"):
                self.add_error(f"{name}_add", _("Say which ones are to be there instead."))
        if facts.get("basis") and facts.get("legislation") != "yes":
            self.add_error("basis", _("Say why it requires legislation only where it does."))
        if facts.get("follow_up") and facts.get("no_follow_up"):
            self.add_error("follow_up", _("Give a day, or take it away: not both."))
        elif bool(facts.get("follow_up")) != bool(facts.get("follow_up_source")):
            self._lacking_for_follow_up(facts)
        if facts.get("cluster") and facts.get("cluster") == facts.get("cluster_out"):
            self.add_error("cluster_out", _("Put in or take out: not both."))
        if not self.errors and not self.edits:
            raise forms.ValidationError(_("Choose at least one change."))
        return facts

    def _lacking_for_follow_up(self, facts: dict[str, Any]) -> None:
        """A day without the document that asks for it, or a document without a day."""
        if not facts.get("follow_up"):
            self.add_error("follow_up_source", _("Say by which day it asks for it."))
        elif "follow_up_source" not in self.errors:
            self.add_error("follow_up_source", _("Say which document asks for it."))

    @property
    def edits(self) -> list[Edit]:
        """The changes asked for, in the shape that is kept."""
        facts = self.cleaned_data
        found: list[Edit] = [_terms(name, facts) for name in LISTS]
        found = [edit for edit in found if edit["add"] or edit["remove"]]
        return [*found, *_relations(facts), *_facts(facts)]


FACTS = ["priority", "legislation", "basis", "follow_up", "follow_up_source", "no_follow_up"]


def _terms(name: str, facts: dict[str, Any]) -> Edit:
    return {
        "kind": name,
        "add": sorted(term.pk for term in facts.get(f"{name}_add") or ()),
        "remove": sorted(term.pk for term in facts.get(f"{name}_remove") or ()),
        "replace": bool(facts.get(f"{name}_replace")),
        "method": facts.get(f"{name}_method") or str(LinkMethod.HUMAN),
        "rationale": facts.get(f"{name}_rationale") or "",
    }


def _relations(facts: dict[str, Any]) -> list[Edit]:
    found: list[Edit] = []
    if cluster := facts.get("cluster"):
        overlap = facts.get("overlap") or str(Overlap.DIRECT)
        found.append(
            {"kind": "cluster", "cluster": cluster.pk, "overlap": overlap, "note": facts["note"]}
        )
    if cluster := facts.get("cluster_out"):
        found.append({"kind": "cluster_out", "cluster": cluster.pk})
    if institution := facts.get("institution"):
        day = facts.get("answer_by")
        found.append(
            {
                "kind": "assignment",
                "institution": institution.pk,
                "role": facts.get("role") or str(AssignmentRole.LEAD),
                "answer_by": day.isoformat() if day else None,
            }
        )
    return found


def _facts(facts: dict[str, Any]) -> list[Edit]:
    answers = {"yes": True, "no": False, "unknown": None}
    found: list[Edit] = []
    if facts.get("priority"):
        found.append({"kind": "priority", "value": facts["priority"] == "yes"})
    if facts.get("legislation"):
        value = answers[facts["legislation"]]
        found.append({"kind": "legislation", "value": value, "basis": facts["basis"]})
    if facts.get("follow_up") or facts.get("no_follow_up"):
        day = facts["follow_up"]
        value = day.isoformat() if day else None
        found.append({"kind": "follow_up", "value": value, "source": facts["follow_up_source"]})
    if facts.get("publication"):
        found.append({"kind": "publication", "move": facts["publication"]})
    return found


class BulkReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        label=_("Reason"),
        help_text=_("It stands in the history of every recommendation that changes."),
    )
