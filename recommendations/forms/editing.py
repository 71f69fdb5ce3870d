from typing import Any, cast

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import DateInput
from recommendations.choices import ActionLevel, Kind
from recommendations.models import (
    AffectedGroup,
    Objective,
    Recommendation,
    SdgGoal,
    SdgTarget,
    Theme,
)
from recommendations.models.links import TermLink
from recommendations.services.editing import COLUMNS, Facts, lacks_follow_up_source
from recommendations.services.links import LINK_KINDS

from .pickers import TermsField

_LISTS: dict[str, type[Model]] = {
    "themes": Theme,
    "groups": AffectedGroup,
    "sdg_goals": SdgGoal,
    "sdg_targets": SdgTarget,
    "objectives": Objective,
}
# In the order in which they are met with the keyboard, before the lists.
_RECORD = (
    *("symbol", "paragraph", "kind", "action_level", "requires_legislation"),
    *("legislation_basis", "follow_up_due_on", "follow_up_source", "priority"),
)


class RecordForm(forms.Form):
    """The facts of a record besides its texts and positions."""

    symbol = forms.CharField(label=_("Document symbol"), max_length=80, required=False)
    paragraph = forms.CharField(label=_("Paragraph"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    themes = TermsField(Theme.objects.none(), label=_("Themes"))
    groups = TermsField(AffectedGroup.objects.none(), label=_("People concerned"))
    sdg_goals = TermsField(SdgGoal.objects.all(), label=_("Sustainable Development Goals"))
    sdg_targets = TermsField(
        SdgTarget.objects.none(), label=_("Targets of the Sustainable Development Goals")
    )
    objectives = TermsField(Objective.objects.none(), label=_("Objectives"))
    rationale = forms.CharField(
        label=_("Why these terms"),
        max_length=300,
        required=False,
        help_text=_("Kept with each link that you add."),
    )
    confirm_rules = forms.BooleanField(
        label=_("I have looked at the terms that a rule suggested: they are right"), required=False
    )
    action_level = forms.TypedChoiceField(
        label=_("Action level"),
        choices=[
            ("", _("Not rated")),
            *((n, f"{n} – {label}") for n, label in ActionLevel.choices),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    requires_legislation = forms.TypedChoiceField(
        label=_("Requires legislation"),
        choices=[("", _("Not examined")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    legislation_basis = forms.CharField(
        label=_("Why it requires legislation"), max_length=300, required=False
    )
    priority = forms.BooleanField(label=_("Priority"), required=False)
    follow_up_due_on = forms.DateField(
        label=_("Follow-up information due on"), required=False, widget=DateInput()
    )
    follow_up_source = forms.CharField(
        label=_("Document that asks for follow-up"), max_length=200, required=False
    )
    reason = forms.CharField(label=_("Reason for the change"), max_length=300)
    seen = forms.DateTimeField(widget=forms.HiddenInput(), input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])

    def __init__(self, *args: Any, record: Recommendation, **kwargs: Any) -> None:
        linked = {name: _links(record, name) for name in LINK_KINDS}
        kwargs.setdefault("initial", {}).update(initial(record, linked))
        super().__init__(*args, **kwargs)
        self.record = record
        for name, links in linked.items():
            column = LINK_KINDS[name].column
            methods = {getattr(link, column): str(link.get_method_display()) for link in links}
            field = cast("TermsField", self.fields[name])
            field.methods, field.queryset = methods, _choices(name, list(methods))
        if not any(link.method == "rule" for links in linked.values() for link in links):
            del self.fields["confirm_rules"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        day, source = facts.get("follow_up_due_on"), facts.get("follow_up_source", "")
        if "follow_up_source" not in self.errors and lacks_follow_up_source(
            self.record, day, source
        ):
            self.add_error("follow_up_source", _("Say which document asks for it."))
        return facts

    @property
    def of_the_record(self) -> list[forms.BoundField]:
        return [self[name] for name in _RECORD]

    @property
    def of_the_lists(self) -> list[forms.BoundField]:
        return [
            self[name] for name in (*_LISTS, "rationale", "confirm_rules") if name in self.fields
        ]

    def facts(self) -> Facts:
        names = [*COLUMNS, *LINK_KINDS]
        return Facts(**{name: self.cleaned_data[name] for name in names})


def _links(record: Recommendation, name: str) -> list[TermLink]:
    return list(LINK_KINDS[name].model.objects.filter(recommendation=record))


def _choices(name: str, linked: list[int]) -> QuerySet:
    """Terms in use, and those that are out of use but linked."""
    rows = _LISTS[name]._default_manager.all()
    if name == "sdg_goals":
        return rows
    if name == "sdg_targets":
        rows = rows.order_by("goal__number", "order", "pk")
    return rows.filter(Q(is_active=True) | Q(pk__in=linked))


def initial(record: Recommendation, linked: dict[str, list[TermLink]]) -> dict[str, Any]:
    """What the form holds before anybody types."""
    law = {True: "yes", False: "no", None: ""}[record.requires_legislation]
    return {
        **{name: getattr(record, name) for name in COLUMNS},
        "requires_legislation": law,
        "seen": stamp(record),
        **{
            name: [getattr(link, LINK_KINDS[name].column) for link in links]
            for name, links in linked.items()
        },
    }


def stamp(record: Recommendation) -> str:
    """The moment of the last saving, to the microsecond, as the hidden field carries it."""
    return record.updated_at.strftime("%Y-%m-%dT%H:%M:%S.%f%z")
