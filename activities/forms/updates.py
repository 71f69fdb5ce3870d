"""What people type about updates, validated and narrowed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.choices import HEADLINE_LENGTH, Criterion
from activities.models import Evidence, ImplementationUpdate
from documents.forms import ACCEPT, UploadForm, accepted
from documents.parsers import FileRefusedError, examine
from focalpoints.models import Institution
from mechanisms.choices import ImplementationStatus
from recommendations.forms.references import ReferencesField
from recommendations.models import Recommendation

from .fields import CountedField, DayField, LabelledChoice


class RecommendationsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Model) -> str:
        text = obj.shown_text if isinstance(obj, Recommendation) else None
        return f"{obj}: {Truncator(text.text).words(22)}" if text else str(obj)


class PublishedUpdateChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Model) -> str:
        published_at = getattr(obj, "published_at", None)
        return f"{obj} ({date_format(published_at)})" if published_at else str(obj)


class UpdateForm(forms.Form):
    """The text of an update. `options` and `references` are left out for clusters and activities."""

    hides_optional = True

    headline = CountedField(
        label=gettext_lazy("Headline"),
        most=HEADLINE_LENGTH,
        required=False,
        help_text=gettext_lazy("One line that says what changed."),
    )
    narrative = forms.CharField()
    nothing_new = forms.BooleanField(
        label=gettext_lazy("Nothing new in this period"), required=False
    )
    source = forms.CharField(
        label=gettext_lazy("Source of the information"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A decree, a statistic, a unit that answers for it."),
    )
    period_from = DayField(label=gettext_lazy("Period from"), required=False)
    period_to = DayField(label=gettext_lazy("Period to"), required=False)
    proposed_status = forms.ChoiceField(
        label=gettext_lazy("Status in your institution's own view"),
        required=False,
        choices=[("", "—"), *ImplementationStatus.choices],
        help_text=gettext_lazy(
            "Published as self-declared, beside the secretariat's own assessment."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=lambda: settings.LANGUAGES
    )

    def __init__(
        self,
        *args: Any,
        length: int,
        options: QuerySet[Recommendation] | None,
        references: QuerySet[Recommendation],
        replaceable: QuerySet[ImplementationUpdate],
        institutions: QuerySet[Institution] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["narrative"] = CountedField(
            label=gettext_lazy("What was done"),
            most=length,
            required=False,
            widget=forms.Textarea(attrs={"rows": 9, "dir": "auto"}),
            help_text=gettext_lazy("What changed for people, since when, on what basis."),
        )
        if institutions is not None:
            self.fields["institution"] = LabelledChoice(
                institutions, label=gettext_lazy("Reporting institution"), empty_label=None
            )
        if options is not None:
            self.fields["recommendations"] = RecommendationsField(
                options, label=gettext_lazy("Recommendations that it answers"), required=False
            )
            self.fields["more"] = ReferencesField(
                queryset=references,
                refusal=gettext_lazy("Not assigned to your institution: %(references)s."),
                label=gettext_lazy("Other recommendations"),
                required=False,
                widget=forms.TextInput,
                help_text=gettext_lazy("Their references, separated by commas or spaces."),
            )
        if replaceable.exists():
            self.fields["replaces"] = PublishedUpdateChoice(
                replaceable,
                label=gettext_lazy("Takes the place of"),
                required=False,
                empty_label=gettext_lazy("none: it stands beside earlier ones"),
                help_text=gettext_lazy(
                    "The earlier update is marked as superseded on publication. This one has to tell of"
                    " all recommendations that the earlier one tells of."
                ),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("period_from"), cleaned.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", _("The period ends before it begins."))
        if "recommendations" in self.fields and not self.errors:
            chosen = {*cleaned["recommendations"], *cleaned["more"]}
            cleaned["chosen"] = sorted(chosen, key=lambda row: row.reference)
            if not chosen:
                self.add_error("recommendations", _("Choose at least one recommendation."))
        return cleaned


MOST_PAGES = 100_000


class PageField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Page"),
            required=False,
            min_value=1,
            max_value=MOST_PAGES,
            **kwargs,
        )


class EvidenceForm(UploadForm):
    """Files, who may read them, and the place in a file that is attached alone.

    For each of `links`, the files that the update has, also `page-<key>` and `note-<key>`: they
    stand in the list of files, outside the form's element, and name it.
    """

    hides_optional = True

    page = PageField()
    note = forms.CharField(
        label=gettext_lazy("Where in the document"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For one file. Of several, say it below once they are saved."),
    )

    def __init__(self, *args: Any, links: Iterable[Evidence] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.links = list(links)
        for link in self.links:
            self.fields[f"page-{link.pk}"] = PageField(
                initial=link.page, widget=forms.NumberInput(attrs={"form": "write"})
            )
            self.fields[f"note-{link.pk}"] = forms.CharField(
                label=gettext_lazy("Where in the document"),
                initial=link.note,
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"form": "write", "dir": "auto"}),
            )

    def of_new_files(self) -> list[forms.BoundField]:
        return [self[name] for name in ("uploads", "page", "note", "classification")]

    def of_attached(self) -> list[dict[str, Any]]:
        """Each file that the update has, with its two fields."""
        return [
            {"link": link, "page": self[f"page-{link.pk}"], "note": self[f"note-{link.pk}"]}
            for link in self.links
        ]

    @property
    def places(self) -> dict[int, tuple[int | None, str]]:
        """By key of the file that the update has, its page and the words beside it."""
        return {
            link.pk: (self.cleaned_data[f"page-{link.pk}"], self.cleaned_data[f"note-{link.pk}"])
            for link in self.links
            if f"page-{link.pk}" in self.data
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if len(cleaned.get("uploads") or ()) > 1 and (cleaned.get("page") or cleaned.get("note")):
            self.add_error("page", _("Each file has its own page: save first, then say it below."))
        return cleaned


class NoteForm(forms.Form):
    """Why: kept with the step, and read by the people of the institution."""

    note = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class CriteriaInput(forms.CheckboxSelectMultiple):
    """Tick boxes that the keys 1 to 4 tick, where a page listens to keys."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        number = str(int(option["index"]) + 1)
        option["attrs"] |= {"data-key": number, "aria-keyshortcuts": number}
        return option


class VerificationForm(forms.Form):
    """The four criteria. `act` says which button was pressed: verify, or return."""

    hides_optional = True

    met = forms.MultipleChoiceField(
        label=gettext_lazy("It meets these criteria"),
        choices=Criterion.choices,
        required=False,
        widget=CriteriaInput,
    )
    note = forms.CharField(
        label=gettext_lazy("Note to the institution"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=gettext_lazy("Needed when you return it: say what to change."),
    )

    @property
    def is_return(self) -> bool:
        return self.data.get("act") == "return"

    @property
    def failed(self) -> list[str]:
        return [value for value in Criterion.values if value not in self.cleaned_data["met"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        missing = len(Criterion.values) - len(cleaned.get("met", []))
        if self.is_return and not missing:
            self.add_error("met", _("Take away the tick of what it does not meet."))
        if self.is_return and not cleaned.get("note", "").strip():
            self.add_error("note", _("Say what to change."))
        if not self.is_return and missing:
            self.add_error("met", _("It is verified when it meets all four; else return it."))
        return cleaned


class SignedFormForm(forms.Form):
    """A form signed on paper, and by whom."""

    signatory = forms.CharField(
        label=gettext_lazy("Signed by"),
        max_length=200,
        help_text=gettext_lazy("Name and post, as they stand on the form."),
    )
    form = forms.FileField(
        label=gettext_lazy("Scanned form"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=accepted(),
    )

    def clean_form(self) -> Any:
        try:
            examine(self.cleaned_data["form"])
        except FileRefusedError as error:
            raise ValidationError(str(error)) from error
        return self.cleaned_data["form"]
