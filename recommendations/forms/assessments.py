from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from documents.choices import Classification
from documents.forms import ACCEPT, accepted
from documents.models import Document
from documents.parsers import FileRefusedError, examine
from mechanisms.choices import ImplementationStatus
from mechanisms.models import Mechanism, StatusGrade
from nmirf.common.dates import today
from nmirf.common.forms import DateInput, set_choices, set_rows
from recommendations.choices import BETWEEN
from recommendations.models.assessments import grade_words


class ProofField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Model) -> str:
        return f"{obj} ({getattr(obj, 'filename', '')})"


class ProofForm(forms.Form):
    """A document that an assessment rests on: one that is there already, or a file; and where in it."""

    document = ProofField(
        Document.objects.none(),
        label=_("A document that is here already"),
        required=False,
        empty_label=_("none"),
    )
    upload = forms.FileField(
        label=_("or a file of yours"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=accepted(),
    )
    classification = forms.ChoiceField(
        label=_("Who may read this file"),
        choices=Classification.choices,
        initial=Classification.PUBLIC,
        required=False,
        help_text=_("Public files can be read by everyone once the assessment is published."),
    )
    page = forms.IntegerField(label=_("Page"), required=False, min_value=1, max_value=99_999)
    note = forms.CharField(label=_("Where in the document"), max_length=200, required=False)

    def __init__(self, *args: Any, documents: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "document", documents)

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload is None:
            return None
        try:
            examine(upload)
        except FileRefusedError as error:
            raise ValidationError(str(error)) from error
        return upload

    def clean_classification(self) -> str:
        return self.cleaned_data["classification"] or Classification.PUBLIC

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [name for name in ("document", "upload") if cleaned.get(name)]
        if len(chosen) == 2:
            self.add_error("upload", _("Choose either a document or a file."))
        elif not chosen and not self.errors:
            self.add_error("document", _("Choose a document or a file."))
        return cleaned


class RewritingForm(forms.Form):
    """A status with its date and its reasons."""

    status = forms.ChoiceField(choices=ImplementationStatus, label=_("Status"))
    assessed_on = forms.DateField(label=_("Assessed on"), initial=today, widget=DateInput())
    rationale = forms.CharField(
        label=_("On what it rests"),
        max_length=3000,
        help_text=_(
            "What was done, what shows it, what is missing. Completed measures alone do not"
            " make a recommendation implemented."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


@dataclass(frozen=True, slots=True)
class Voice:
    """A point of view that the person may state; `value` names viewpoint and institution together."""

    value: str
    words: str
    publishes: bool = False
    hands_in: bool = False


class AssessmentForm(RewritingForm):
    """The same with whose view it is, and whether it goes out at once."""

    hides_optional = True

    view = forms.ChoiceField(label=_("In whose view"))
    publish = forms.BooleanField(required=False, label=_("Publish at once"))
    hand_in = forms.BooleanField(
        required=False,
        label=_("Hand it in to the secretariat at once"),
        help_text=_(
            "The secretariat publishes it or says why not. It changes no word of it, and nobody"
            " reads who wrote it, only for whom."
        ),
    )

    field_order = ["view", "status", "assessed_on", "rationale", "publish", "hand_in"]

    def __init__(self, *args: Any, voices: Sequence[Voice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voices = {voice.value: voice for voice in voices}
        set_choices(self, "view", [(voice.value, voice.words) for voice in voices])
        if len(voices) == 1:
            self.fields["view"].initial = voices[0].value
            self.fields["view"].widget = forms.HiddenInput()
        if not any(voice.publishes for voice in voices):
            del self.fields["publish"]
        if not any(voice.hands_in for voice in voices):
            del self.fields["hand_in"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        voice = self.voices.get(cleaned.get("view", ""))
        if voice and cleaned.get("publish") and not voice.publishes:
            self.add_error("publish", _("Somebody else publishes this view: record it first."))
        if voice and cleaned.get("hand_in") and not voice.hands_in:
            self.add_error("hand_in", _("Only contributions of civil society are handed in."))
        return cleaned


class DifferencesForm(forms.Form):
    """Which views are held against each other, and how far apart they have to be."""

    hides_optional = True

    between = forms.ChoiceField(label=_("Between"), choices=BETWEEN, required=False)
    apart = forms.ChoiceField(
        label=_("At least"),
        choices=[("1", _("one step")), ("2", _("two steps")), ("3", _("three steps"))],
        required=False,
    )
    mechanism = forms.ModelChoiceField(
        Mechanism.objects.all(),
        to_field_name="code",
        label=_("Mechanism"),
        required=False,
        empty_label=_("every mechanism"),
    )


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
