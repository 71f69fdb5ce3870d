import zoneinfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


def zones() -> list[tuple[str, object]]:
    """Every zone with a place in its name, after the choice of none."""
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name)
    return [("", _("That of the site")), *((name, name.replace("_", " ")) for name in names)]


class ProfileForm(forms.Form):
    full_name = forms.CharField(max_length=200, label=_("Full name"))
    phone = forms.CharField(
        max_length=40,
        required=False,
        label=_("Telephone"),
        help_text=_("For the secretariat; never shown to the public."),
    )
    language = forms.ChoiceField(
        choices=lambda: [("", _("That of the site")), *settings.LANGUAGES],
        label=_("Language of messages to you"),
        required=False,
    )
    zone = forms.ChoiceField(choices=zones, label=_("Time zone"), required=False)


class CorrectionForm(forms.Form):
    text = forms.CharField(
        max_length=1000,
        label=_("What is wrong, and what is right"),
        help_text=_(
            "For what you cannot change yourself: your address, a post, a day, an attendance."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class ErasureForm(forms.Form):
    text = forms.CharField(
        max_length=1000,
        required=False,
        label=_("Anything we should know"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class TokenForm(forms.Form):
    name = forms.CharField(
        max_length=80,
        label=_("What it is for"),
        help_text=_("The program that will read with it, as “Statistics office, nightly copy”."),
    )
    days = forms.TypedChoiceField(
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
        initial=90,
        label=_("Good for"),
    )
