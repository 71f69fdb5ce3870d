import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import DateInput
from nmirf.common.languages import direction

__all__ = ["DateInput", "ReasonForm"]


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300, label=_("Reason"))


class EmptyForm(forms.Form):
    """A deed that asks for nothing but to be confirmed; it carries what is said against it."""


class VersionField(forms.CharField):
    """When the row was saved last, as the page had it: to tell that someone else saved since."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dt.datetime:
        try:
            found = parse_datetime(super().clean(value))
        except ValueError:
            found = None
        if found is None:
            raise forms.ValidationError(_now("Open the page anew: it does not say what it showed."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.datetime) else value


class RowChoice(forms.ModelChoiceField):
    """One row by its label in the language of the page; the value is its slug."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, to_field_name="slug", **kwargs)

    def label_from_instance(self, obj: Model) -> str:
        return str(obj)


def main_language() -> str:
    """The language of the column `name`."""
    return str(settings.LANGUAGE_CODE).split("-")[0]


def further_languages() -> list[tuple[str, str]]:
    """(code, name in the language of the page) of those that labels are translated into."""
    return [(code, _now(str(name))) for code, name in settings.LANGUAGES if code != main_language()]


def name_fields(form: forms.BaseForm, title: str, *, required: bool = True) -> None:
    """`name` in the main language, then `name_fr` … ; `title` carries %(language)s."""
    known = [(main_language(), _now(str(dict(settings.LANGUAGES)[main_language()])))]
    for code, language in (*known, *further_languages()):
        main = code == main_language()
        form.fields["name" if main else f"name_{code}"] = forms.CharField(
            max_length=300,
            required=main and required,
            label=title % {"language": language},
            widget=forms.TextInput(attrs={"lang": code, "dir": direction(code)}),
        )


def translations_of(data: dict[str, Any]) -> dict[str, str]:
    """What was typed into the fields `name_fr` …, taken out of `data`; {"fr": "…"}."""
    typed = {code: data.pop(f"name_{code}", "").strip() for code, _name in further_languages()}
    return {code: text for code, text in typed.items() if text}
