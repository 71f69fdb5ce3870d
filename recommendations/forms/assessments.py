from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mechanisms.choices import ImplementationStatus
from mechanisms.models import Mechanism, StatusGrade
from nmirf.common.dates import today
from nmirf.common.forms import DateInput, set_choices, set_rows
from recommendations.models.assessments import grade_words


class AssessmentForm(forms.Form):
    """A status with its date and its reasons. `view` names viewpoint and institution together."""

    view = forms.ChoiceField(label=_("In whose view"))
    status = forms.ChoiceField(choices=ImplementationStatus, label=_("Status"))
    assessed_on = forms.DateField(label=_("Assessed on"), initial=today, widget=DateInput())
    rationale = forms.CharField(
        label=_("On what it rests"),
        max_length=3000,
        help_text=_(
            "What was done, what shows it, what is missing. Completed measures alone do not"
            " make a recommendation implemented."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    publish = forms.BooleanField(required=False, label=_("Publish at once"))

    def __init__(self, *args: Any, views: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "view", views)
        if len(views) == 1:
            self.fields["view"].initial = views[0][0]
            self.fields["view"].widget = forms.HiddenInput()


class GradeField(forms.ModelChoiceField):
    def label_from_instance(self, obj: StatusGrade) -> str:
        return grade_words(obj)


class GradeForm(forms.Form):
    """A grade of the mechanism's own scale; where it has none, of any body's."""

    grade = GradeField(StatusGrade.objects.none(), label=_("Grade"), empty_label=_("Choose one"))
    graded_on = forms.DateField(label=_("Graded on"), initial=today, widget=DateInput())
    symbol = forms.CharField(
        max_length=80,
        label=_("Document symbol"),
        help_text=_("The document that holds the grade, for example CCPR/C/137/2/Add.3."),
    )
    note = forms.CharField(
        label=_("What the mechanism says"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    publish = forms.BooleanField(required=False, initial=True, label=_("Publish at once"))

    def __init__(self, *args: Any, mechanism: Mechanism, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades = StatusGrade.objects.select_related("scale")
        own = mechanism.grading_scale_id
        found = grades.filter(scale=own) if own else grades.exclude(scale__code="CANONICAL")
        set_rows(self, "grade", found)
