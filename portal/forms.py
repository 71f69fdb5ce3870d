"""What strangers type, validated and narrowed."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activities.forms.fields import CountedField
from focalpoints.choices import SELF_REGISTERING
from focalpoints.models import Institution
from nmirf.common.dates import today
from nmirf.common.forms import DateInput, set_choices

COMMENT_LENGTH = 5000
ERROR_LENGTH = 3000
# No mechanism of today asked for anything before.
FIRST_YEAR = 1900
NOBODY = "nobody"


class OutOfSight(BoundField):
    def css_classes(self, extra_classes: Any = None) -> str:
        return "visually-hidden"


class TrapField(forms.CharField):
    """Out of sight and out of the order of the keyboard; programs that fill in forms find it."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    bound_field_class = OutOfSight


class TrappedForm(forms.Form):
    """A form for strangers, with a field that people do not see."""

    fax = TrapField(label=_("Leave this empty"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.pop("fax", ""):
            # Not shown filled again, so that a person who sends the form a second time gets in.
            typed: Any = self.data
            emptied = typed.copy()
            emptied[self.add_prefix("fax")] = ""
            self.data = emptied
            self.add_error(
                None,
                _(
                    "This looked like an automatic message. If you are a person, please send it again."
                ),
            )
        return cleaned


class DayForm(forms.Form):
    """A day up to now, to look at the register as it stood then."""

    day = forms.DateField(label=_("Day"), widget=DateInput())

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day > today():
            raise forms.ValidationError(
                gettext("This day is still to come. Choose today or a day before.")
            )
        if day.year < FIRST_YEAR:
            raise forms.ValidationError(gettext("Choose a day from 1900 on."))
        return day


class CommentForm(TrappedForm):
    """One comment on one section. Who writes for no institution is asked for nothing.

    `institutions` are those that the person may speak for. A person who is signed in chooses
    between them and no name; a stranger may leave a name to show, and a name and an address that
    consultation officers alone can read.
    """

    text = CountedField(
        label=_("Your comment"),
        most=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_(
            "Please name no other person, and describe nobody so that one can tell who it is."
        ),
    )
    # Nothing is chosen beforehand: neither a name nor silence should be sent by oversight.
    speaks_for = forms.ChoiceField(label=_("In whose name"), widget=forms.RadioSelect)
    shown_name = forms.CharField(
        label=_("Name to show with the comment"),
        max_length=120,
        required=False,
        help_text=_("Everyone will read it. Left empty, the comment is shown as anonymous."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    name = forms.CharField(
        label=_("Your name, for consultation officers alone"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address, for consultation officers alone"),
        max_length=254,
        required=False,
        help_text=_("In case they have a question. Kept apart from the comment, encrypted."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        institutions: Sequence[Institution],
        is_signed_in: bool,
        allows_anonymous: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.institutions = {str(row.pk): row for row in institutions}
        nobody = [(NOBODY, _("No institution: anonymously"))] if allows_anonymous else []
        if is_signed_in:
            for name in ("shown_name", "name", "email"):
                del self.fields[name]
        if institutions:
            named = [(key, row.label) for key, row in self.institutions.items()]
            set_choices(self, "speaks_for", [*named, *nobody])
        else:
            del self.fields["speaks_for"]

    def clean_speaks_for(self) -> Institution | None:
        return self.institutions.get(self.cleaned_data["speaks_for"])


def no_address(text: str) -> None:
    """A name goes into a message to whoever's address was typed: it must not advertise anything."""
    if re.search(r"://|www\.|@", text, re.IGNORECASE):
        raise forms.ValidationError(gettext("A name holds no web or e-mail address."))


class JoinForm(TrappedForm):
    """An organisation that asks to be consulted; `themes` and `groups` are (code, label) offered."""

    name = forms.CharField(
        max_length=300,
        label=_("Name of the organisation"),
        validators=[no_address],
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )
    acronym = forms.CharField(max_length=30, required=False, label=_("Acronym"))
    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in SELF_REGISTERING],
        label=_("What it is"),
        widget=forms.RadioSelect,
    )
    about = forms.CharField(
        max_length=1000,
        label=_("What it does, in a few sentences"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    territory = forms.CharField(
        max_length=120, required=False, label=_("Where it works, if not in the whole country")
    )
    website = forms.URLField(
        max_length=200,
        required=False,
        label=_("Website"),
        assume_scheme="https",
        widget=forms.URLInput(
            attrs={"placeholder": "https://", "autocomplete": "url", "dir": "ltr"}
        ),
    )
    themes = forms.MultipleChoiceField(
        required=False,
        label=_("Themes to be consulted on"),
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.MultipleChoiceField(
        required=False,
        label=_("Groups of people that it works with or for"),
        widget=forms.CheckboxSelectMultiple,
    )
    full_name = forms.CharField(
        max_length=200,
        label=_("Who will represent it: full name"),
        validators=[no_address],
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = forms.EmailField(
        max_length=254,
        label=_("Their e-mail address"),
        help_text=_("The link goes there, and later the invitation. It is not published."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(
        self,
        *args: Any,
        themes: Sequence[tuple[str, str]],
        groups: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "themes", themes)
        set_choices(self, "groups", groups)


class ChangesForm(forms.Form):
    """Narrows what changed; the choices are offered by whoever shows it."""

    kind = forms.ChoiceField(label=_("What happened"), required=False)
    institution = forms.ChoiceField(label=_("Institution"), required=False)
    mechanism = forms.ChoiceField(label=_("Mechanism"), required=False)
    week = forms.CharField(widget=forms.HiddenInput, required=False)

    def offer(self, **choices: Iterable[tuple[str, Any]]) -> None:
        """(value, label) for each field, besides "all"."""
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = [("", _("All")), *offered]


class FollowForm(TrappedForm):
    """An address that wants to hear of the changes of a record."""

    email = forms.EmailField(
        max_length=254,
        label=_("Your e-mail address"),
        help_text=_("Used for this alone. You stop it with one click from any message."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ErrorForm(TrappedForm):
    """What a reader found wrong; who it was need not be said."""

    text = CountedField(
        label=_("What is wrong?"),
        most=ERROR_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Say where on the page, and what it should say. Please name no other person."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address, for an answer"),
        max_length=254,
        required=False,
        help_text=_("Only the secretariat sees it. It is deleted a month after the answer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
