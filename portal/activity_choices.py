"""By what a list of activities is narrowed, and how many each choice would list."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy

from activities.choices import ActivityStatus
from activities.models import NationalPlan
from activities.policies import linkable_objectives
from activities.querysets import ActivityQuerySet
from focalpoints.models import Institution
from focalpoints.policies import visible_institutions
from nmirf.common.dates import today
from portal.reader import Reader


@dataclass(frozen=True, slots=True)
class _Group:
    """Activities that are alike in all that is chosen from a list, and how many they are."""

    values: dict[str, tuple[Any, ...]]
    number: int

    def fits(self, name: str, chosen: Any) -> bool:
        return chosen is None or chosen in self.values[name]


class CountedField(forms.ModelChoiceField):
    """A choice among records; says of each how many it would list, once they are counted."""

    counts: Counter[int] | None = None

    def label_from_instance(self, row: Any) -> str:
        return row.label if self.counts is None else _counted(row.label, self.counts[row.pk])


def _counted(label: Any, number: int) -> str:
    return f"{label} ({number_format(number)})"


class ActivityFilterForm(forms.Form):
    """What a list of activities is narrowed by. A value that means nothing narrows nothing."""

    hides_optional = True

    q = forms.CharField(label=gettext_lazy("Words in the title"), required=False, max_length=200)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[("", gettext_lazy("any")), *ActivityStatus.choices],
    )
    lead = CountedField(
        Institution.objects.none(),
        label=gettext_lazy("Lead institution"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("any"),
    )
    plan = CountedField(
        NationalPlan.objects.none(),
        label=gettext_lazy("Plan"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("any"),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Under way in the year"), required=False, min_value=1990, max_value=2100
    )
    delayed = forms.BooleanField(label=gettext_lazy("Delayed only"), required=False)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        objectives = linkable_objectives(reader.user)
        plans = NationalPlan.objects.filter(pk__in=objectives.order_by().values("plan"))
        leads = reader.activities.order_by().values("lead")
        self._offer("lead", visible_institutions(reader.user).filter(pk__in=leads).order_by("name"))
        self._offer("plan", plans.order_by("title", "pk"))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    @property
    def narrowed(self) -> ActivityQuerySet:
        """The activities that are asked for."""
        rows = self._searched
        asked = self.cleaned_data
        if asked.get("status"):
            rows = rows.filter(status=asked["status"])
        if asked.get("lead"):
            rows = rows.filter(lead=asked["lead"])
        if asked.get("plan"):
            served = linkable_objectives(self.reader.user).filter(plan=asked["plan"])
            rows = rows.filter(
                pk__in=served.order_by().values("activity_links__activity"),
            )
        return rows

    @property
    def _searched(self) -> ActivityQuerySet:
        """Narrowed by all but what is chosen from a list."""
        self.is_valid()
        asked, rows = self.cleaned_data, self.reader.activities
        if words := asked.get("q"):
            rows = rows.filter(title__icontains=words)
        if asked.get("year"):
            rows = rows.under_way_in(asked["year"])
        return rows.delayed(today()) if asked.get("delayed") else rows

    def count_choices(self) -> None:
        """Says beside each choice how many activities it would list, and offers no other; one query.

        What is chosen in one list narrows the counts of the others, not its own.
        """
        groups = self._groups()
        for name in _CHOSEN:
            counts: Counter[Any] = Counter()
            for group in groups:
                if all(group.fits(other, self._key(other)) for other in _CHOSEN if other != name):
                    counts.update(dict.fromkeys(group.values[name], group.number))
            self._count(name, counts)

    def _count(self, name: str, counts: Counter[Any]) -> None:
        """What is chosen is offered even where it leaves nothing."""
        field: Any = self.fields[name]
        offered = {*counts, self._key(name)} - {None}
        if name == "status":
            labels = [(key, _counted(words, counts[key])) for key, words in _STATUSES]
            field.choices = [field.choices[0], *(one for one in labels if one[0] in offered)]
        else:
            field.counts = counts
            field.queryset = field.queryset.filter(pk__in=offered)

    def _key(self, name: str) -> Any:
        """What is chosen in a list, None for nothing."""
        chosen = self.cleaned_data.get(name)
        return getattr(chosen, "pk", chosen) or None

    def _groups(self) -> list[_Group]:
        served = linkable_objectives(self.reader.user).order_by()
        plans = served.filter(activity_links__activity=OuterRef("pk")).values("plan").distinct()
        rows = self._searched.order_by().annotate(its_plans=ArraySubquery(plans))
        counted = rows.values_list("status", "lead", "its_plans").annotate(number=Count("pk"))
        return [
            _Group({"status": (status,), "lead": (lead,), "plan": tuple(plans)}, number)
            for status, lead, plans, number in counted
        ]


_CHOSEN = ("status", "lead", "plan")
_STATUSES = tuple(ActivityStatus.choices)
