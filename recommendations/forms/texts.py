"""A text in one language: what it says, what kind of text it is, and where it comes from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import set_choices
from nmirf.common.languages import direction, language_choices
from recommendations.choices import TextStanding

TRANSLATIONS = [one for one in TextStanding.choices if one[0] != TextStanding.AUTHENTIC]
_LONGEST = 20_000


def _of_text() -> forms.CharField:
    return forms.CharField(
        label=_("Text"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )


def _of_heading() -> forms.CharField:
    return forms.CharField(
        label=_("Heading in the document"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class _InLanguage(forms.Form):
    """Its fields of text run the way that the language does, where it is known."""

    def __init__(self, *args: Any, language: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("heading", "text"):
            if language:
                attributes = {"lang": language, "dir": direction(language)}
                self.fields[name].widget.attrs.update(attributes)


class TranslationForm(_InLanguage):
    standing = forms.ChoiceField(
        choices=TRANSLATIONS,
        label=_("Kind of text"),
        help_text=_(
            "Official: the United Nations or the State published it. A machine translation is"
            " marked as one wherever it is shown."
        ),
    )
    heading = _of_heading()
    text = _of_text()
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("The document, page or office that it comes from."),
    )
    translator = forms.CharField(
        label=_("Translator"),
        max_length=200,
        required=False,
        help_text=_("The person, office or machine that translated it."),
    )


class NewTextForm(TranslationForm):
    """`needs_authentic` offers the authentic text too, where the record has none."""

    language = forms.ChoiceField(choices=language_choices, label=_("Language"))
    field_order = ("language",)

    def __init__(self, *args: Any, needs_authentic: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_authentic:
            set_choices(self, "standing", TextStanding.choices)


class CorrectionForm(_InLanguage):
    """The authentic text, corrected against its document."""

    heading = _of_heading()
    text = _of_text()
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("The document that has the text as it is now."),
    )
    reason = forms.CharField(label=_("Why it is corrected"), max_length=300)
