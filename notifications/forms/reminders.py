"""Rules of reminders, putting one off, and who was told of what."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import DateInput
from notifications.choices import DutyKind, Level

# More days before or after than this are a slip of the finger.
MOST_DAYS = 730
MOST_OFFSETS = 20


class OffsetsField(forms.CharField):
    """Whole numbers with spaces between them, negative ones for days after."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        words = str(super().clean(value)).replace(",", " ").replace("−", "-").split()
        try:
            numbers = sorted({int(word) for word in words}, reverse=True)
        except ValueError:
            raise forms.ValidationError(
                _("Write whole numbers with spaces between them, such as 30 7 1 0 -7.")
            ) from None
        if len(numbers) > MOST_OFFSETS or any(abs(number) > MOST_DAYS for number in numbers):
            raise forms.ValidationError(
                _("Give %(number)d days at most, none further away than %(days)d."),
                params={"number": MOST_OFFSETS, "days": MOST_DAYS},
            )
        return numbers


def _after(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        required=False,
        min_value=0,
        label=label,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("Empty: not told."),
    )


class RuleForm(forms.Form):
    offsets = OffsetsField(
        required=False,
        max_length=200,
        label=_("Days before the due date"),
        help_text=_("With spaces between them; 0 is the due date, -7 a week after it."),
    )
    working_days = forms.BooleanField(
        required=False,
        label=_("Count working days"),
        help_text=_("Weekends and public holidays are not counted, and nobody is told on them."),
    )
    escalate_deputy_after = _after(_("Days late before the deputy hears of it"))
    escalate_authority_after = _after(_("Days late before the validating authority hears of it"))
    escalate_secretariat_after = _after(_("Days late before the secretariat hears of it"))


class PreviewForm(forms.Form):
    due = forms.DateField(label=_("For a duty that is due on"), widget=DateInput())


class SnoozeForm(forms.Form):
    until = forms.DateField(label=_("Remind me again on"), widget=DateInput())

    def __init__(self, *args: Any, last: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].widget.attrs["max"] = last.isoformat()


class TrailFilter(forms.Form):
    """Who, whose duty, which kind, told as what, and from which day to which."""

    hides_optional = True

    person = forms.CharField(required=False, max_length=120, label=_("Person or address"))
    institution = forms.CharField(required=False, max_length=120, label=_("Institution"))
    kind = forms.ChoiceField(
        required=False, label=_("Kind of duty"), choices=[("", _("all")), *DutyKind.choices]
    )
    level = forms.ChoiceField(
        required=False, label=_("Told as"), choices=[("", _("all")), *Level.choices]
    )
    since = forms.DateField(required=False, label=_("From"), widget=DateInput())
    until = forms.DateField(required=False, label=_("To"), widget=DateInput())

    def narrowing(self) -> dict[str, Any]:
        """What to narrow the trail by; a field that makes no sense narrows nothing."""
        self.is_valid()
        names = ("person", "institution", "kind", "level", "since", "until")
        return {name: value for name in names if (value := self.cleaned_data.get(name))}
