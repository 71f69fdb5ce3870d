from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from focalpoints.models import Institution, Registration
from nmirf.common.forms import set_rows

from .appointments import AppointmentForm


class InvitationForm(AppointmentForm):
    """Whom to invite to which post; the person writes the rest."""

    language = forms.ChoiceField(
        choices=settings.LANGUAGES,
        label=_("Language of the message"),
        initial=settings.LANGUAGE_CODE,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("The link goes there. It is good once.")


class NewAccountForm(forms.Form):
    """What somebody who was invited says: how they are called, and a password of their own."""

    full_name = forms.CharField(
        max_length=200,
        label=_("Your full name"),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_(
            "At least twelve characters. Three or four words that are easy to remember do."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        password = typed.get("password", "")
        if password and typed.get("again") and password != typed["again"]:
            self.add_error("again", _("The two passwords differ."))
        elif password:
            person = User(email=self.email, full_name=typed.get("full_name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return typed


class ApprovalForm(forms.Form):
    """Whether an organisation is new, or one of those that are there."""

    institution = forms.ModelChoiceField(
        Institution.objects.none(),
        required=False,
        label=_("Join it to an institution that is there"),
        empty_label=_("No: it is a new one"),
        help_text=_("Choose one if it is on record already, perhaps under another spelling."),
    )

    def __init__(self, *args: Any, row: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same_kind = Institution.objects.approved().filter(kind=row.kind, dissolved_on__isnull=True)
        set_rows(self, "institution", same_kind)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        max_length=500,
        label=_("Reason"),
        help_text=_("Is sent to whoever asked, word for word."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        max_length=500,
        label=_("Answer"),
        help_text=_("The person reads it. Write nothing there that should not be kept."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
