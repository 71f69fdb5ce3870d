"""What people type to copy an activity, or to divide it into several."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Activity
from activities.services.dividing import Share
from focalpoints.models import Institution
from recommendations.models import Cluster, Recommendation

from .fields import DayField, LabelledChoice

MOST_PARTS = 6
ALL = "all"


class CopyForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    starts_on = DayField(label=gettext_lazy("Starts on"))
    ends_on = DayField(label=gettext_lazy("Ends on"))
    with_links = forms.BooleanField(
        label=gettext_lazy("With what it answers, its groups and who takes part"), required=False
    )
    with_milestones = forms.BooleanField(
        label=gettext_lazy("With its milestones, moved by as many days as its start"),
        required=False,
    )

    def __init__(self, *args: Any, institutions: QuerySet[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"] = LabelledChoice(institutions, label=gettext_lazy("Lead institution"))
        self.order_fields(["title", "lead", "starts_on", "ends_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        _check_days(self, "starts_on", "ends_on")
        return cleaned


@dataclass(frozen=True)
class Whole:
    """What an activity has that can be divided, as far as the person sees it."""

    activity: Activity
    recommendations: Sequence[Recommendation]
    clusters: Sequence[Cluster]


class SplitForm(forms.Form):
    """For each part a title and dates; for each thing, to which part it goes."""

    def __init__(self, *args: Any, whole: Whole, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whole, self.number = whole, number
        for part in range(1, number + 1):
            self._add_part(part)
        both = [(ALL, _("to all parts"))]
        for row in whole.recommendations:
            self._add("recommendation", row.pk, row.reference, both)
        for cluster in whole.clusters:
            words = _("Cluster: %(title)s") % {"title": cluster.label}
            self._add("cluster", cluster.pk, words, both)
        for milestone in whole.activity.milestones.all():
            words = _("Milestone: %(title)s") % {"title": milestone.title}
            self._add("milestone", milestone.pk, words)
        for line in whole.activity.budget_lines.all():
            self._add("line", line.pk, f"{line.get_kind_display()}, {line}")

    def _add_part(self, part: int) -> None:
        activity, number = self.whole.activity, {"number": part}
        self.fields[f"title_{part}"] = forms.CharField(
            label=_("Title of part %(number)d") % number,
            max_length=200,
            initial=activity.title if part == 1 else "",
            help_text=_("It keeps the address, the code and what was told.") if part == 1 else "",
        )
        for name, words, initial in (
            ("starts_on", _("Part %(number)d starts on"), activity.starts_on),
            ("ends_on", _("Part %(number)d ends on"), activity.ends_on),
        ):
            self.fields[f"{name}_{part}"] = DayField(label=words % number, initial=initial)

    def _add(self, kind: str, key: int, label: str, more: Iterable[tuple[str, str]] = ()) -> None:
        parts = [
            (str(part), _("to part %(number)d") % {"number": part})
            for part in range(1, self.number + 1)
        ]
        self.fields[f"{kind}_{key}"] = forms.ChoiceField(
            label=label, choices=[*parts, *more], initial="1"
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for part in range(1, self.number + 1):
            _check_days(self, f"starts_on_{part}", f"ends_on_{part}")
        return cleaned

    @property
    def shares(self) -> list[Share]:
        """What was typed, part by part."""
        return [self._share(part) for part in range(1, self.number + 1)]

    def _share(self, part: int) -> Share:
        typed = self.cleaned_data
        return Share(
            title=typed[f"title_{part}"],
            starts_on=typed[f"starts_on_{part}"],
            ends_on=typed[f"ends_on_{part}"],
            links={
                "recommendations": self._given("recommendation", part),
                "clusters": self._given("cluster", part),
            },
            milestones=self._given("milestone", part),
            lines=self._given("line", part),
        )

    def _given(self, kind: str, part: int) -> set[int]:
        start = f"{kind}_"
        return {
            int(name.removeprefix(start))
            for name, value in self.cleaned_data.items()
            if name.startswith(start) and value in (str(part), ALL)
        }


def _check_days(form: forms.Form, first: str, last: str) -> None:
    starts, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if starts and ends and ends < starts:
        form.add_error(last, _("The activity ends before it starts."))
