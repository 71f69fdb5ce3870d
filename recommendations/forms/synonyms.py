"""Terms that mean the same, one a line."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from recommendations.search.synonyms import key_of

MOST_TERMS = 20


class TermsField(forms.CharField):
    """Terms, one a line: at least two that differ, each of at most 200 characters."""

    widget = forms.Textarea(attrs={"rows": 6})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        terms = list(dict.fromkeys(line for line in lines if line))
        if len({term.casefold() for term in terms}) < 2:
            raise forms.ValidationError(_("Give two terms at least, one a line."))
        if len(terms) > MOST_TERMS:
            raise forms.ValidationError(
                _("Give %(number)d terms at most."), params={"number": MOST_TERMS}
            )
        for term in terms:
            if len(term) > 200 or not key_of(term):
                raise forms.ValidationError(
                    _("“%(term)s” cannot be a term: use letters, 200 at most."),
                    params={"term": term[:60]},
                )
        return terms


class SynonymForm(forms.Form):
    terms = TermsField(
        label=_("Terms that mean the same"),
        help_text=_(
            "One a line: the abbreviation, then what it stands for, in any language. "
            "Who searches one of them finds the texts that have another."
        ),
        max_length=5000,
    )
    language = forms.ChoiceField(
        required=False,
        label=_("In texts of"),
        help_text=_("Choose a language where the terms mean something else in other languages."),
    )
    is_active = forms.BooleanField(required=False, initial=True, label=_("Use these in searches"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        known = dict(settings.LANGUAGES)
        other = (self.initial or {}).get("language")
        if other and other not in known:
            known[other] = other
        language.choices = [("", _("every language")), *known.items()]
