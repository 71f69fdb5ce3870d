"""Controls that the forms of several apps use."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def set_choices(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """What the form offers in a field of choices, known only when the form is made."""
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]


def set_rows(form: forms.BaseForm, name: str, rows: QuerySet) -> None:
    """Of which rows the form offers one, known only when the form is made."""
    form.fields[name].queryset = rows  # type: ignore[attr-defined]
