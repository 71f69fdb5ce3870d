from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import set_rows
from recommendations.models import AffectedGroup, Theme

from .pickers import TermsField


class InterestsForm(forms.Form):
    """Themes and groups that an institution is to be invited by."""

    hides_optional = True

    themes = TermsField(Theme.objects.none(), label=_("Themes"))
    groups = TermsField(AffectedGroup.objects.none(), label=_("Groups of people"))

    def __init__(self, *args: Any, themes: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "themes", themes)
        set_rows(self, "groups", groups)
