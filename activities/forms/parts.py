"""What people type about milestones and money."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.choices import BudgetKind
from activities.currencies import CURRENCIES
from activities.models import Activity
from focalpoints.models import Institution
from nmirf.common.dates import today

from .fields import DayField, LabelledChoice


class MilestoneForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("What is to be done"),
        max_length=200,
        help_text=gettext_lazy("Something that can be seen to be there or not."),
    )
    due_on = DayField(label=gettext_lazy("Due on"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Read by those who take part, and the secretariat."),
    )


class DoneForm(forms.Form):
    done_on = DayField(label=gettext_lazy("Done on"))

    def clean_done_on(self) -> Any:
        done_on = self.cleaned_data["done_on"]
        if done_on > today():
            raise forms.ValidationError(
                _("This day lies ahead: a milestone is done when it is done.")
            )
        return done_on


class BudgetForm(forms.Form):
    """An amount: of one kind, one year, one currency and one source."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=BudgetKind.choices)
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"), min_value=0, max_digits=16, decimal_places=2
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=3,
        help_text=gettext_lazy("The three letters of ISO 4217, as EUR. Currencies are not added."),
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1990, max_value=2100)
    source = forms.CharField(
        label=gettext_lazy("Source of the money"),
        max_length=200,
        help_text=gettext_lazy("A line of the State budget, a programme, a grant."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, institutions: QuerySet[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["funder"] = LabelledChoice(
            institutions,
            label=gettext_lazy("Funder"),
            required=False,
            empty_label=gettext_lazy("none that is entered here"),
        )
        self.order_fields(["kind", "amount", "currency", "year", "source", "funder", "note"])

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].upper()
        if code not in CURRENCIES:
            raise forms.ValidationError(
                _("“%(code)s” is no currency of ISO 4217.") % {"code": code}
            )
        return code


def outside(activity: Activity, due_on: Any) -> str:
    """What to warn of where a milestone is due outside the activity's dates; "" where it is not."""
    if activity.starts_on <= due_on <= activity.ends_on:
        return ""
    return _("This milestone is due outside the dates of the activity.")
