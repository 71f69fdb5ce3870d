import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.choices import ALLOWED_TYPES
from documents.parsers import FileRefusedError, examine
from focalpoints.services.checks import OutlastsError
from nmirf.common.languages import direction

STAY = "stay"


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300, label=gettext_lazy("Reason"))


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
            raise forms.ValidationError(_("Open the page anew: it does not say what it showed."))
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
    return [(code, _(str(name))) for code, name in settings.LANGUAGES if code != main_language()]


def name_fields(form: forms.BaseForm, title: str, *, required: bool = True) -> None:
    """`name` in the main language, then `name_fr` … ; `title` carries %(language)s."""
    known = [(main_language(), _(str(dict(settings.LANGUAGES)[main_language()])))]
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


class LetterField(forms.FileField):
    """The letter that appoints: one file, examined before anything is written."""

    def __init__(self, **kwargs: Any) -> None:
        accept = ",".join(f".{extension}" for extension in ALLOWED_TYPES)
        kwargs.setdefault("label", gettext_lazy("Letter of appointment"))
        kwargs.setdefault("help_text", gettext_lazy("Read by members of the mechanism alone."))
        super().__init__(required=False, widget=forms.FileInput(attrs={"accept": accept}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file:
            try:
                examine(file)
            except FileRefusedError as error:
                raise forms.ValidationError(str(error)) from error
        return file or None


class DaysForm(forms.Form):
    """A first and a last day; where they go beyond what they depend on, a choice of what to do.

    After a refusal `offer` adds the choice. Answered, it comes back as `ends_on` (the last day
    that is possible) or as `past_principal`.
    """

    may_stay = False
    stay_label: str | Promise = gettext_lazy("Stay on after that day, for whoever follows")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer = self.data.get(self.add_prefix("beyond"), "") if self.is_bound else ""
        day = _day(answer)
        if day or answer == STAY:
            self._add_choice(day)

    def offer(self, error: OutlastsError) -> None:
        """Say what is wrong, and let the person choose."""
        self.add_error(None, str(error))
        self._add_choice(error.last_day)

    def _add_choice(self, last_day: dt.date | None) -> None:
        choices = []
        if last_day is not None:
            words = _("End on %(day)s") % {"day": date_format(last_day, "DATE_FORMAT")}
            choices.append((last_day.isoformat(), words))
        if self.may_stay:
            choices.append((STAY, str(self.stay_label)))
        self.fields["beyond"] = forms.ChoiceField(
            choices=choices,
            label=_("What shall be done?"),
            required=False,
            widget=forms.RadioSelect,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        answer = data.pop("beyond", "")
        if _day(answer):
            data["ends_on"] = _day(answer)
        if self.may_stay:
            data["past_principal"] = answer == STAY
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day lies before the first."))
        return data


def _day(value: str) -> dt.date | None:
    try:
        return parse_date(value)
    except ValueError:
        return None
