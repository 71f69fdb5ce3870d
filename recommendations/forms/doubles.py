from django import forms
from django.utils.translation import gettext_lazy as _

from .references import ReferenceField


class OtherForm(forms.Form):
    """The other recommendation of a pair."""

    other = ReferenceField(
        label=_("Reference of the other one"), help_text=_("For example UPR-4-140.253.")
    )


class RepeatForm(forms.Form):
    """The other end of a link between two cycles."""

    other = ReferenceField(
        label=_("Reference of the other one"), help_text=_("For example UPR-4-140.253.")
    )
    direction = forms.ChoiceField(
        label=_("Which is it"),
        choices=[
            ("earlier", _("an earlier one, which this one takes up")),
            ("later", _("a later one, which takes this one up")),
        ],
        widget=forms.RadioSelect,
        initial="earlier",
    )
