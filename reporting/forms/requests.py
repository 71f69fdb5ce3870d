"""What people type about requests for information, validated and narrowed."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.choices import BEYOND_THE_INSTITUTION
from activities.models import ImplementationUpdate
from activities.policies import visible_updates
from focalpoints.models import Institution
from focalpoints.policies import Person
from nmirf.common.dates import today
from nmirf.common.forms import DateInput, set_rows
from reporting.choices import GapName, RequestState
from reporting.models import InformationRequest

# Days for an answer, where nobody chooses another date.
DAYS_TO_ANSWER = 30
QUESTIONS = {
    GapName.LEAD: gettext_lazy("Who should lead on these recommendations, and why?"),
    GapName.ACTIVITY: gettext_lazy(
        "No activity is known for these recommendations. What is done or planned, by when, and by"
        " whom? If nothing is planned, why?"
    ),
    GapName.BUDGET: gettext_lazy(
        "No budget is known for what is done on these recommendations. How much is planned and"
        " spent, in which year, and where does the money come from?"
    ),
    GapName.INDICATOR: gettext_lazy(
        "No indicator measures these recommendations. Which of your data show whether things"
        " change for the people concerned?"
    ),
    GapName.EVIDENCE: gettext_lazy("Which documents show what was done on these recommendations?"),
    GapName.BILL: gettext_lazy(
        "These recommendations need a law. Is there a bill, and at which stage is it?"
    ),
}
USUAL = gettext_lazy(
    "What was done on these recommendations since you last told of it, and what comes next?"
)


class AskForm(forms.Form):
    """The question, and the two marks of the form that was shown."""

    question = forms.CharField(
        label=gettext_lazy("Question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    due_on = forms.DateField(label=gettext_lazy("Answer by"), widget=DateInput())
    campaign = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def clean_due_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["due_on"]
        if day < today():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day

    @staticmethod
    def usual(gap: str) -> dict[str, Any]:
        """What the form holds at first."""
        return {
            "question": str(QUESTIONS.get(GapName(gap), USUAL)),
            "due_on": today() + dt.timedelta(days=DAYS_TO_ANSWER),
        }


class _UpdateChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        day = f"{obj.published_at:%Y-%m-%d}" if obj.published_at else obj.get_state_display()
        return f"{day}: {obj}"


class AnswerForm(forms.Form):
    """An answer in words, with an update of the institution or a file that shows it."""

    text = forms.CharField(
        label=gettext_lazy("Answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 7})
    )
    update = _UpdateChoice(
        ImplementationUpdate.objects.none(),
        label=gettext_lazy("Update that says more"),
        required=False,
    )
    upload = forms.FileField(
        label=gettext_lazy("Document that shows it"),
        required=False,
        help_text=gettext_lazy("Read by members of the mechanism who may read this request."),
    )

    def __init__(
        self, *args: Any, person: Person, request: InformationRequest, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = visible_updates(person).filter(institution=request.institution_id)
        # Nobody but the institution reads an earlier one.
        rows = rows.filter(state__in=BEYOND_THE_INSTITUTION)
        set_rows(self, "update", rows.order_by("-updated_at", "-pk"))


class MoveForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RequestFilter(forms.Form):
    hides_optional = True

    state = forms.ChoiceField(
        label=gettext_lazy("State of the request"),
        required=False,
        choices=[
            ("", gettext_lazy("Waiting")),
            ("overdue", gettext_lazy("Overdue")),
            *RequestState.choices,
            ("all", gettext_lazy("All")),
        ],
    )
    institution = forms.ModelChoiceField(
        Institution.objects.filter(requests__isnull=False).distinct(),
        label=gettext_lazy("Institution"),
        required=False,
        empty_label=gettext_lazy("All"),
    )
