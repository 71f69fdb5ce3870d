"""Fields that the forms of this app share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from nmirf.common import graphemes
from nmirf.common.dates import EARLIEST, LATEST, is_plausible
from nmirf.common.forms import DateInput


class DayField(forms.DateField):
    """A day that can be meant: "without an end" is no day at the end of the calendar."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"min": EARLIEST.isoformat(), "max": LATEST.isoformat()}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not is_plausible(value):
            raise ValidationError(_("This date is out of range."))


class CountedField(forms.CharField):
    """Text with at most `most` characters as people see them; the browser counts along."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)
        self.widget.attrs["data-count"] = most

    def clean(self, value: Any) -> str:
        text = graphemes.normal(super().clean(value) or "")
        if not graphemes.fits(text, self.most):
            raise ValidationError(
                _("This has %(length)s characters; at most %(most)s are allowed.")
                % {"length": graphemes.count(text), "most": self.most}
            )
        return text


class LabelledChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Model) -> str:
        return str(getattr(obj, "label", obj))


class LabelledChoices(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Model) -> str:
        return str(getattr(obj, "label", obj))
