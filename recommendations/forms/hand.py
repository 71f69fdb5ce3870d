from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mechanisms.choices import MechanismKind
from mechanisms.models import Mechanism, Review, State
from nmirf.common.forms import DateInput
from recommendations.choices import Kind, Position
from recommendations.models import AffectedGroup, Objective, SdgTarget, Theme
from recommendations.services.hand import Document, Entry

from .pickers import TermsField

# The official languages of the United Nations; documents of regional bodies come in Portuguese too.
_UN_LANGUAGES = {
    "ar": _("Arabic"),
    "en": _("English"),
    "es": _("Spanish"),
    "fr": _("French"),
    "pt": _("Portuguese"),
    "ru": _("Russian"),
    "zh": _("Chinese"),
}
# What a mechanism says in the document of a review; the other kinds may stand alone.
_OF_A_REVIEW = (Kind.RECOMMENDATION, Kind.CONCERN)


def languages() -> list[tuple[str, Any]]:
    return [*({**dict(settings.LANGUAGES), **_UN_LANGUAGES}).items()]


class DocumentForm(forms.Form):
    """The document that recommendations stand in: a review of the list, or one that is new to it."""

    mechanism = forms.ModelChoiceField(
        Mechanism.objects.active(), label=_("Mechanism"), empty_label=_("Choose one")
    )
    review = forms.ModelChoiceField(
        Review.objects.select_related("mechanism"),
        label=_("Review"),
        required=False,
        empty_label=_("A new one: say which below"),
    )
    symbol = forms.CharField(
        label=_("Document symbol"),
        max_length=80,
        required=False,
        help_text=_("For example A/HRC/57/191."),
    )
    published_on = forms.DateField(
        label=_("Document published on"), required=False, widget=DateInput()
    )
    cycle = forms.IntegerField(label=_("Cycle"), required=False, min_value=1, max_value=50)
    session = forms.IntegerField(label=_("Session"), required=False, min_value=1, max_value=500)
    language = forms.ChoiceField(label=_("Language of the text"), choices=languages)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        mechanism, review = facts.get("mechanism"), facts.get("review")
        if review and mechanism and review.mechanism_id != mechanism.pk:
            self.add_error("review", _("This review is not one of the mechanism."))
        if not review and mechanism and not self.errors:
            self._clean_new(mechanism, facts)
        return facts

    def _clean_new(self, mechanism: Mechanism, facts: dict[str, Any]) -> None:
        """A recommendation of a review says in which document it stands."""
        if facts.get("kind", Kind.RECOMMENDATION) not in _OF_A_REVIEW:
            return
        if mechanism.kind == MechanismKind.NATIONAL:
            return
        if not facts["symbol"]:
            self.add_error("symbol", _("Choose the review, or give the symbol of its document."))
        elif mechanism.kind == MechanismKind.UPR and not facts["cycle"]:
            self.add_error("cycle", _("Say which cycle of the Universal Periodic Review it is."))
        elif not facts["published_on"]:
            self.add_error("published_on", _("Say on which day the document came out."))

    def document(self, state: State) -> Document:
        facts = self.cleaned_data
        names = ("mechanism", "review", "symbol", "cycle", "session", "published_on")
        return Document(state=state, **{name: facts[name] for name in names})


class HandForm(DocumentForm):
    """One recommendation, pledge or national recommendation, with all that is known of it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    paragraph = forms.CharField(
        label=_("Paragraph"),
        max_length=40,
        required=False,
        help_text=_("For example 140.253 or 31 (b)."),
    )
    heading = forms.CharField(label=_("Heading in the document"), max_length=300, required=False)
    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        help_text=_("Word for word as the document has it, without the number."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    position = forms.ChoiceField(
        label=_("Position of the State"), choices=Position, initial=Position.NOT_STATED
    )
    position_source = forms.CharField(
        label=_("Source of the position"),
        max_length=200,
        required=False,
        help_text=_("For example A/HRC/43/15/Add.1, para. 6."),
    )
    recommending_states = TermsField(State.objects.all(), label=_("Recommending States"))
    themes = TermsField(Theme.objects.filter(is_active=True), label=_("Themes"))
    groups = TermsField(AffectedGroup.objects.filter(is_active=True), label=_("People concerned"))
    sdg_targets = TermsField(
        SdgTarget.objects.filter(is_active=True).order_by("goal__number", "order", "pk"),
        label=_("Targets of the Sustainable Development Goals"),
    )
    objectives = TermsField(Objective.objects.filter(is_active=True), label=_("Objectives"))
    follow_up_due_on = forms.DateField(
        label=_("Follow-up information due on"), required=False, widget=DateInput()
    )

    field_order = (
        *("mechanism", "review", "symbol", "published_on", "cycle", "session", "language", "kind"),
        *("paragraph", "heading", "text", "position", "position_source", "recommending_states"),
        *("themes", "groups", "sdg_targets", "objectives", "follow_up_due_on"),
    )
    # Fields that stay as they are from one recommendation to the next.
    COMMON = (
        *("mechanism", "review", "symbol", "published_on", "cycle", "session", "language"),
        *("kind", "position", "position_source"),
    )

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        stated = facts.get("position", Position.NOT_STATED) != Position.NOT_STATED
        if stated and not facts.get("position_source"):
            self.add_error("position_source", _("Say where the State states its position."))
        day = facts.get("follow_up_due_on")
        published = facts.get("published_on")
        if day and published and day < published:
            self.add_error("follow_up_due_on", _("This is before the document came out."))
        return facts

    def entry(self) -> Entry:
        facts = self.cleaned_data
        names = (
            *("text", "language", "paragraph", "heading", "kind", "position", "position_source"),
            *("recommending_states", "themes", "groups", "sdg_targets", "objectives"),
        )
        return Entry(
            follow_up_due_on=facts["follow_up_due_on"], **{name: facts[name] for name in names}
        )

    def group(self, *names: str) -> list[Any]:
        return [self[name] for name in names]

    @property
    def of_the_document(self) -> list[Any]:
        return self.group(*DocumentForm.base_fields)

    @property
    def of_the_text(self) -> list[Any]:
        return self.group("kind", "paragraph", "heading", "text")

    @property
    def of_the_answer(self) -> list[Any]:
        names = ("position", "position_source", "recommending_states", "follow_up_due_on")
        return self.group(*names)

    @property
    def of_the_lists(self) -> list[Any]:
        return self.group("themes", "groups", "sdg_targets", "objectives")
