"""What is typed about trainings and who takes part."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from focalpoints.choices import TrainingPart
from focalpoints.models import Institution, TrainingAttendance
from nmirf.common.forms import DateInput, set_rows
from nmirf.common.languages import language_choices

from .committees import LabelChoice


class TrainingForm(forms.Form):
    title = forms.CharField(max_length=200, label=_("Title"))
    about = forms.CharField(
        required=False,
        max_length=5000,
        label=_("What it is about"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    starts_on = forms.DateField(label=_("From"), widget=DateInput())
    ends_on = forms.DateField(label=_("To, last day included"), widget=DateInput())
    hours = forms.DecimalField(
        required=False, min_value=0.5, max_digits=5, decimal_places=1, label=_("Hours")
    )
    place = forms.CharField(required=False, max_length=200, label=_("Place"))
    trainer = forms.CharField(required=False, max_length=200, label=_("Given by"))
    language = forms.ChoiceField(
        required=False, choices=lambda: [("", "–"), *language_choices()], label=_("Language")
    )
    places = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=10_000,
        label=_("Places"),
        help_text=_("People sign up while places are left; empty for as many as want."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day lies before the first."))
        return data


class RegisterForm(forms.Form):
    """Somebody who comes, with or without an account."""

    user = forms.ModelChoiceField(
        User.objects.active(),
        required=False,
        label=_("Someone with an account"),
        empty_label=_("Nobody"),
    )
    name = forms.CharField(max_length=200, required=False, label=_("Or a name"))
    institution = LabelChoice(
        Institution.objects.approved().existing(),
        required=False,
        label=_("Institution"),
        empty_label=_("None"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("user") and not data.get("name", "").strip():
            self.add_error("name", _("Name a person."))
        return data


class JoinForm(forms.Form):
    """For which of one's own institutions one comes."""

    institution = LabelChoice(
        Institution.objects.none(), required=False, label=_("Institution"), empty_label=_("None")
    )

    def __init__(self, *args: Any, institutions: QuerySet[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "institution", institutions)
        self.fields["institution"].initial = institutions.first()


class PartsForm(forms.Form):
    """Who took part: one choice a person."""

    hides_optional = True

    def __init__(self, *args: Any, rows: Iterable[TrainingAttendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            self.fields[f"part_{row.pk}"] = forms.ChoiceField(
                choices=TrainingPart,
                label=row.name,
                initial=row.part,
                widget=forms.RadioSelect,
                disabled=row.certified_on is not None,
            )

    def entries(self) -> Iterator[dict[str, Any]]:
        """For the page: the row with its field."""
        for row in self.rows:
            yield {"row": row, "part": self[f"part_{row.pk}"]}

    def parts(self) -> dict[int, str]:
        return {row.pk: self.cleaned_data[f"part_{row.pk}"] for row in self.rows}
