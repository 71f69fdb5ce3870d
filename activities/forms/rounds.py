"""What the secretariat types about a collection round, validated and narrowed."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from activities.choices import AskedAbout, RoundKind
from activities.models import CollectionRound, Indicator, NationalPlan
from focalpoints.models import Institution
from mechanisms.models import Mechanism, Review
from nmirf.common.forms import set_rows
from recommendations.models import Cluster, Theme

from .fields import DayField, LabelledChoice, LabelledChoices

ANY = pgettext_lazy("choice of a round", "all")
PLAIN = ("title", "period_from", "period_to", "due_on", "note")


class RoundForm(forms.Form):
    """What a round asks for and when. `content` is what the service takes, the choice as keys."""

    hides_optional = True
    kind: RoundKind

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    period_from = DayField(label=gettext_lazy("Period from"))
    period_to = DayField(label=gettext_lazy("Period to"))
    due_on = DayField(label=gettext_lazy("Answers wanted by"))
    note = forms.CharField(
        label=gettext_lazy("What is asked for"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Read by all who are asked."),
    )
    plan = LabelledChoice(
        NationalPlan.objects.none(),
        label=gettext_lazy("Plan"),
        required=False,
        empty_label=ANY,
    )
    institutions = LabelledChoices(
        Institution.objects.none(),
        label=gettext_lazy("Institutions"),
        required=False,
        help_text=gettext_lazy("Without a tick all of them are asked."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "plan", NationalPlan.objects.not_retired().order_by("title"))
        there = Institution.objects.existing().reporting().order_by("name")
        set_rows(self, "institutions", there)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last, due = (cleaned.get(name) for name in ("period_from", "period_to", "due_on"))
        if first and last and last < first:
            self.add_error("period_to", _("The period ends before it begins."))
        elif last and due and due < last:
            self.add_error("due_on", _("Answers cannot be due before the period ends."))
        return cleaned

    @property
    def content(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in PLAIN}
        choice = {name: value for name, value in self.chosen().items() if value}
        return plain | {"kind": self.kind, "choice": choice}

    def chosen(self) -> dict[str, Any]:
        return {
            "plan": _key(self.cleaned_data["plan"]),
            "institutions": [row.pk for row in self.cleaned_data["institutions"]],
        }


class ValuesRoundForm(RoundForm):
    kind = RoundKind.VALUES

    codes = forms.CharField(
        label=gettext_lazy("Indicators"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Their codes, separated by commas or spaces. Left empty, all of which a value falls"
            " due in the period by their frequency."
        ),
    )
    field_order = (*PLAIN, "codes", "plan", "institutions")

    def clean_codes(self) -> list[int]:
        codes = {code for code in re.split(r"[\s,;]+", self.cleaned_data["codes"]) if code}
        found = dict(
            Indicator.objects.not_retired().filter(code__in=codes).values_list("code", "pk")
        )
        missing = sorted(codes - found.keys())
        if missing:
            raise ValidationError(
                ngettext(
                    "There is no indicator of this code: %(codes)s.",
                    "There are no indicators of these codes: %(codes)s.",
                    len(missing),
                )
                % {"codes": ", ".join(missing[:20])}
            )
        return sorted(found.values())

    def chosen(self) -> dict[str, Any]:
        return super().chosen() | {"indicators": self.cleaned_data["codes"]}


class UpdatesRoundForm(RoundForm):
    """`picked` are keys of the recommendations chosen in the register, or in the round already."""

    kind = RoundKind.UPDATES

    about = forms.MultipleChoiceField(
        label=gettext_lazy("Updates on"),
        choices=AskedAbout.choices,
        initial=[AskedAbout.RECOMMENDATIONS, AskedAbout.CLUSTERS],
        widget=forms.CheckboxSelectMultiple,
    )
    review = LabelledChoice(
        Review.objects.none(), label=gettext_lazy("Review"), required=False, empty_label=ANY
    )
    mechanism = LabelledChoice(
        Mechanism.objects.none(), label=gettext_lazy("Mechanism"), required=False, empty_label=ANY
    )
    cluster = LabelledChoice(
        Cluster.objects.none(), label=gettext_lazy("Cluster"), required=False, empty_label=ANY
    )
    theme = LabelledChoice(
        Theme.objects.none(), label=gettext_lazy("Theme"), required=False, empty_label=ANY
    )
    contributing = forms.BooleanField(
        label=gettext_lazy("Ask contributing institutions too, not the lead alone"), required=False
    )
    settled = forms.BooleanField(
        label=gettext_lazy("Ask about recommendations that are implemented or settled too"),
        required=False,
    )
    field_order = (
        *PLAIN,
        "about",
        "picked",
        *("review", "mechanism", "cluster", "plan", "theme"),
        "contributing",
        "settled",
        "institutions",
    )

    def __init__(self, *args: Any, picked: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._picked = picked
        set_rows(self, "review", Review.objects.order_by("-published_on", "title"))
        set_rows(self, "mechanism", Mechanism.objects.order_by("name"))
        set_rows(self, "cluster", Cluster.objects.not_retired().order_by("title"))
        set_rows(self, "theme", Theme.objects.filter(is_active=True).order_by("name"))
        if picked:
            self.fields["picked"] = forms.BooleanField(
                label=ngettext(
                    "Only the %(number)d recommendation chosen in the register",
                    "Only the %(number)d recommendations chosen in the register",
                    len(picked),
                )
                % {"number": len(picked)},
                required=False,
                initial=True,
            )
            self.order_fields(self.field_order)

    def chosen(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return super().chosen() | {
            "about": cleaned["about"],
            "contributing": cleaned["contributing"],
            "settled": cleaned["settled"],
            "recommendations": self._picked if cleaned.get("picked") else [],
            **{name: _key(cleaned[name]) for name in ("review", "mechanism", "cluster", "theme")},
        }


class ExtendForm(forms.Form):
    due_on = DayField(label=gettext_lazy("Answers wanted by"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class ExcuseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("The institution reads it."),
    )


def initial_of(row: CollectionRound) -> dict[str, Any]:
    """What the form of a round that is being prepared shows."""
    choice = dict(row.choice)
    keys = choice.pop("indicators", [])
    codes = Indicator.objects.filter(pk__in=keys).order_by("code").values_list("code", flat=True)
    plain = {name: getattr(row, name) for name in PLAIN}
    picked = bool(choice.pop("recommendations", []))
    return plain | choice | {"codes": ", ".join(codes), "picked": picked}


def _key(row: Any) -> int | None:
    return row.pk if row else None
