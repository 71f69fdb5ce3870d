"""What is typed when a post changes hands."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Appointment
from nmirf.common.dates import today
from nmirf.common.forms import DateInput, set_rows
from reporting.services.handovers import Added, Shown


class StartForm(forms.Form):
    due_on = forms.DateField(
        label=_("To be written by"),
        widget=DateInput(),
        help_text=_("Best before the last day, so that the successor can still ask."),
    )

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < today():
            raise forms.ValidationError(_("This day has passed."))
        return day


class _Lines(forms.CharField):
    """A browser ends lines with two characters; kept is one, so that nothing changes by itself."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def _note(label: Any, most: int, rows: int) -> forms.CharField:
    return _Lines(
        required=False,
        max_length=most,
        label=label,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


class HandoverForm(forms.Form):
    """The general note, one note an item, and something that no record holds."""

    hides_optional = True

    note = _note(_("What your successor should know"), 20_000, 8)
    new_title = forms.CharField(required=False, max_length=400, label=_("What it is"))
    new_due_on = forms.DateField(required=False, label=_("Due"), widget=DateInput())
    new_note = _note(_("How it stands"), 1000, 2)

    def __init__(self, *args: Any, shown: Sequence[Shown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = [row for row in shown if not row.is_hidden]
        for row in self.shown:
            self.fields[f"item-{row.item.pk}"] = _note(_("How it stands"), 1000, 2)
            self.initial[f"item-{row.item.pk}"] = row.note

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        says = cleaned.get("new_due_on") or cleaned.get("new_note")
        if says and not cleaned.get("new_title"):
            self.add_error("new_title", _("Say what it is."))
        return cleaned

    @property
    def rows(self) -> list[tuple[Shown, forms.BoundField]]:
        return [(row, self[f"item-{row.item.pk}"]) for row in self.shown]

    @property
    def notes(self) -> dict[int, str]:
        """By key of the item, as typed."""
        return {row.item.pk: self.cleaned_data[f"item-{row.item.pk}"] for row in self.shown}

    @property
    def added(self) -> Added | None:
        if not self.cleaned_data["new_title"]:
            return None
        return Added(
            title=self.cleaned_data["new_title"],
            due_on=self.cleaned_data["new_due_on"],
            note=self.cleaned_data["new_note"],
        )


class _HolderChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.user)


class HandForm(forms.Form):
    """To whom, where that is known; else to whoever holds the post."""

    successor = _HolderChoice(
        Appointment.objects.none(),
        required=False,
        label=_("Who follows"),
        empty_label=_("whoever holds the post, now or later"),
    )

    def __init__(self, *args: Any, successors: QuerySet[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "successor", successors)


class QuestionForm(forms.Form):
    text = forms.CharField(
        max_length=500, label=_("Question"), widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        max_length=1000, label=_("Answer"), widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
