from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution
from nmirf.common.dates import today
from nmirf.common.forms import DateInput, set_rows

from .appointments import PrincipalField, principals
from .common import DaysForm, LetterField


class ProposalForm(DaysForm):
    """A deputy whom the institution proposes."""

    full_name = forms.CharField(max_length=200, label=_("Full name"))
    email = forms.EmailField(label=_("E-mail address"))
    deputises = PrincipalField(empty_label=_("All focal points of the institution"))
    portfolio = forms.CharField(max_length=300, required=False, label=_("Portfolio"))
    starts_on = forms.DateField(label=_("First day"), initial=today, widget=DateInput())
    ends_on = forms.DateField(required=False, label=_("Last day"), widget=DateInput())
    letter = LetterField()

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at_home = principals().of(institution.pk)
        set_rows(self, "deputises", at_home)


class AppointProposedForm(DaysForm):
    """The days, as the secretariat sets them; a reason where the authority has not confirmed."""

    may_stay = True

    starts_on = forms.DateField(label=_("First day"), widget=DateInput())
    ends_on = forms.DateField(required=False, label=_("Last day"), widget=DateInput())
    reason = forms.CharField(max_length=300, required=False, label=_("Reason"))

    def __init__(self, *args: Any, is_confirmed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_confirmed:
            self.fields["reason"].required = True
            self.fields["reason"].label = _("Why without the authority's confirmation")
