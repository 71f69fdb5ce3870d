"""What people type about indicators and their values, validated and narrowed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from activities.choices import (
    Dimension,
    Direction,
    Frequency,
    IndicatorKind,
    Quality,
    Right,
    ValueStanding,
)
from activities.models import (
    Activity,
    Category,
    Indicator,
    IndicatorValue,
    PlanObjective,
    RightAttribute,
    Unit,
)
from activities.parsers.numbers import parse_cases, parse_number
from activities.parsers.periods import FIRST_YEAR, LAST_YEAR, parse_period
from activities.services.indicators import Links
from activities.services.values import Said
from focalpoints.models import Institution
from nmirf.common.errors import DomainError
from recommendations.forms.pickers import Picker
from recommendations.forms.references import ReferencesField
from recommendations.models import Cluster, Recommendation, SdgTarget

from .fields import LabelledChoice, LabelledChoices
from .value_evidence import RestsForm

EVERYBODY = gettext_lazy("Everybody")
SAID = ("value", "cases", "standing", "quality", "source", "note")


class ReadField(forms.CharField):
    """Text that a parser makes into a value; what it says against it stands beside the field."""

    parser: Any = None

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return type(self).parser(text)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


class NumberField(ReadField):
    parser = staticmethod(parse_number)
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class CasesField(ReadField):
    parser = staticmethod(parse_cases)
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class PeriodField(ReadField):
    parser = staticmethod(parse_period)


class AttributeChoice(LabelledChoice):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_right_display()}: {obj.label}"


class TargetChoice(LabelledChoice):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} {obj.label}"


class PickedRows(LabelledChoices):
    """Some of a long list, which folds."""

    widget = Picker


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )


def _text(label: Any, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    return forms.CharField(label=label, required=False, widget=area, **more)


class IndicatorForm(forms.Form):
    """What is measured, by whom, from where to where, and what it tells about."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=60,
        help_text=gettext_lazy("As the custodian numbers it; imports know the series by it."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=IndicatorKind.choices)
    right = forms.ChoiceField(
        label=gettext_lazy("Right"), choices=[("", "–"), *Right.choices], required=False
    )
    definition = _text(gettext_lazy("Definition"))
    method = _text(gettext_lazy("How it is worked out"))
    source = forms.CharField(
        label=gettext_lazy("Source of the values"), max_length=300, required=False
    )
    frequency = forms.ChoiceField(
        label=gettext_lazy("Frequency"), choices=Frequency.choices, initial=Frequency.YEARLY
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Which way is good"), choices=Direction.choices, initial=Direction.UP
    )
    baseline_value = NumberField(label=gettext_lazy("Baseline"), required=False)
    baseline_year = _year(gettext_lazy("Year of the baseline"))
    target_value = NumberField(label=gettext_lazy("Target"), required=False)
    target_year = _year(gettext_lazy("Year of the target"))
    sdg_indicator = forms.CharField(
        label=gettext_lazy("SDG indicator"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Such as 16.9.1."),
    )

    def __init__(
        self,
        *args: Any,
        institutions: QuerySet[Institution],
        clusters: QuerySet[Cluster],
        activities: QuerySet[Activity],
        objectives: QuerySet[PlanObjective],
        references: QuerySet[Recommendation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for code in self._languages():
            label = _("Name in %(language)s") % {"language": get_language_info(code)["name_local"]}
            self.fields[f"name_{code}"] = forms.CharField(
                label=label, max_length=300, required=False, widget=forms.TextInput({"lang": code})
            )
        self.fields["attribute"] = AttributeChoice(
            RightAttribute.objects.all(), label=_("Attribute of the right"), required=False
        )
        self.fields["unit"] = LabelledChoice(Unit.objects.all(), label=_("Unit"))
        self.fields["custodian"] = LabelledChoice(institutions, label=_("Custodian"))
        self.fields["sdg_target"] = TargetChoice(
            SdgTarget.objects.all(), label=_("SDG target"), required=False
        )
        self.fields["references"] = ReferencesField(
            queryset=references,
            label=_("Recommendations that it tells about"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("Their references, separated by commas or spaces."),
        )
        for name, rows, label in (
            ("clusters", clusters, _("Clusters that it tells about")),
            ("activities", activities, _("Activities whose result it measures")),
            ("objectives", objectives, _("Objectives of plans")),
        ):
            self.fields[name] = PickedRows(rows, label=label, required=False)
        names = [f"name_{code}" for code in self._languages()]
        order = ["code", "name", *names, "kind", "right", "attribute", "unit", "definition"]
        order += ["method", "source", "custodian", "frequency", "direction", "baseline_value"]
        order += ["baseline_year", "target_value", "target_year", "sdg_target", "sdg_indicator"]
        self.order_fields(order)

    @staticmethod
    def _languages() -> list[str]:
        return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["name_translations"] = {
            code: text
            for code in self._languages()
            if (text := str(cleaned.get(f"name_{code}", "")).strip())
        }
        for name in ("baseline", "target"):
            if cleaned.get(f"{name}_value") is not None and not cleaned.get(f"{name}_year"):
                self.add_error(f"{name}_year", _("Say of which year it is."))
        return cleaned

    def links(self) -> Links:
        """What was chosen and named, of a form that is valid."""
        return Links(
            recommendations=self.cleaned_data["references"],
            clusters=list(self.cleaned_data["clusters"]),
            activities=list(self.cleaned_data["activities"]),
            objectives=list(self.cleaned_data["objectives"]),
        )

    @classmethod
    def initial_of(cls, row: Indicator) -> dict[str, Any]:
        """What the form shows of a present indicator."""
        plain = (
            *("code", "name", "kind", "right", "definition", "method", "source", "frequency"),
            *("direction", "baseline_value", "baseline_year", "target_value", "target_year"),
            *("sdg_indicator", "attribute_id", "unit_id", "custodian_id", "sdg_target_id"),
        )
        links = row.recommendation_links.select_related("recommendation")
        references = [link.recommendation.reference for link in links.order_by("pk")]
        return {
            **{name.removesuffix("_id"): getattr(row, name) for name in plain},
            **{f"name_{code}": row.name_translations.get(code, "") for code in cls._languages()},
            "references": ", ".join(references),
            "clusters": list(row.cluster_links.values_list("cluster", flat=True)),
            "activities": list(row.activity_links.values_list("activity", flat=True)),
            "objectives": list(row.objective_links.values_list("objective", flat=True)),
        }


class SaidForm(RestsForm):
    """What is said of a period and group, and what it rests on."""

    value = NumberField(label=gettext_lazy("Value"))
    cases = CasesField(
        label=gettext_lazy("Number of people or cases"),
        required=False,
        help_text=gettext_lazy(
            "On how many it rests. Few are never shown, so that nobody can be recognised."
        ),
    )
    standing = forms.ChoiceField(
        label=gettext_lazy("Provisional or final"),
        choices=ValueStanding.choices,
        initial=ValueStanding.FINAL,
    )
    quality = forms.ChoiceField(
        label=gettext_lazy("Quality"), choices=Quality.choices, initial=Quality.NOT_ASSESSED
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def said(self) -> Said:
        """What was typed, of a form that is valid."""
        return Said(**{name: self.cleaned_data[name] for name in SAID})


class ValueForm(SaidForm):
    """A value of a new period or group."""

    period = PeriodField(
        label=gettext_lazy("Period"),
        max_length=12,
        help_text=gettext_lazy(
            "A year, half-year, quarter or month: 2024, 2024-S1, 2024-Q3, 2024-07."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["keeps"]
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in Category.objects.all():
            groups.setdefault(row.dimension, []).append((row.code, row.label))
        self.dimensions = [name for name in Dimension.values if name in groups]
        for name in self.dimensions:
            self.fields[name] = forms.ChoiceField(
                label=Dimension(name).label,
                choices=[("", EVERYBODY), *groups[name]],
                required=False,
            )
        self.order_fields(["period", *self.dimensions, *SAID])

    def breakdown(self) -> dict[str, str]:
        return {name: code for name in self.dimensions if (code := self.cleaned_data.get(name))}


class RevisionForm(SaidForm):
    """Another value for a period and group that has one; the reason is asked for."""

    def __init__(self, *args: Any, has_document: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_document:
            del self.fields["keeps"]
        self.order_fields(SAID)
        self.fields["note"].required = True
        self.fields["note"].label = _("Why it is revised")

    @staticmethod
    def initial_of(row: IndicatorValue) -> dict[str, Any]:
        """What is carried over; never the number, which may be too small to be shown."""
        return {"quality": row.quality, "standing": row.standing, "source": row.source}


class ReasonForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class ValueFileForm(forms.Form):
    """A file of values to look at; nothing is written before someone takes it over."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        help_text=gettext_lazy(
            "CSV or Excel with one value a row, or with the periods side by side; or SDMX-CSV."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.EVIDENCE_MAX_BYTES:
            limit = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB.") % {"limit": limit}
            )
        return file
