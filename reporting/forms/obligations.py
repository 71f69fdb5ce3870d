"""What people type about obligations, validated and narrowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import StandingGroup
from accounts.models import User
from mechanisms.models import Mechanism, Review
from nmirf.common.dates import today
from nmirf.common.forms import DateInput, set_rows
from reporting.choices import DueSource, ObligationKind, ObligationState
from reporting.models import Obligation


class LabelChoice(forms.ModelChoiceField):
    """Shows each row's label in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class ObligationForm(forms.ModelForm):
    """An obligation with its due date and where the date comes from."""

    mechanism = LabelChoice(Mechanism.objects.active(), label=_("To whom"), required=False)
    review = LabelChoice(
        Review.objects.select_related("mechanism"), label=_("Review"), required=False
    )
    responsible = forms.ModelChoiceField(
        User.objects.none(), label=_("Officer in charge"), required=False
    )
    reason = forms.CharField(
        label=_("Why it changes"),
        max_length=300,
        required=False,
        help_text=_("Kept in the history, for example a new date in a note verbale."),
    )

    class Meta:
        model = Obligation
        fields = (
            *("title", "kind", "mechanism", "review", "due_on", "due_source", "due_document"),
            *("responsible", "is_public"),
        )
        widgets = {"due_on": DateInput()}
        help_texts = {
            "due_document": _("Where the date is printed, for example CAT/C/XMA/CO/4, para. 48."),
            "due_source": _("A printed date beats a computed one."),
            "is_public": _(
                "Readers see title, due date and state. Leave out what is confidential."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = User.objects.in_group(StandingGroup.SECRETARIAT).order_by("full_name", "pk")
        set_rows(self, "responsible", officers)
        if self.instance.pk is None:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("due_source") == DueSource.DOCUMENT and not data.get("due_document"):
            self.add_error(
                "due_document", _("Name the document and paragraph in which the date is printed.")
            )
        mechanism, review = data.get("mechanism"), data.get("review")
        if mechanism and review and review.mechanism_id != mechanism.pk:
            self.add_error("review", _("This is a review by somebody else."))
        return data


class SubmissionForm(forms.Form):
    submitted_on = forms.DateField(label=_("Submitted on"), initial=today, widget=DateInput())
    symbol = forms.CharField(
        label=_("Symbol of what was submitted"),
        max_length=80,
        required=False,
        help_text=_("For example CAT/C/XMA/5. It can be added later."),
    )

    def clean_submitted_on(self) -> Any:
        day = self.cleaned_data["submitted_on"]
        if day > today():
            raise forms.ValidationError(_("A submission cannot be dated in the future."))
        return day


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class ObligationFilter(forms.Form):
    """What the list is narrowed to; anything else in the address is left out."""

    hides_optional = True

    state = forms.ChoiceField(
        choices=[("", _("Any")), *ObligationState.choices],
        label=pgettext_lazy("of work", "State"),
        required=False,
    )
    kind = forms.ChoiceField(
        choices=[("", _("Any")), *ObligationKind.choices], label=_("Kind"), required=False
    )
    mechanism = LabelChoice(
        Mechanism.objects.filter(obligations__isnull=False).distinct(),
        label=_("To whom"),
        required=False,
        empty_label=_("Anyone"),
    )
