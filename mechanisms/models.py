import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from nmirf.common.i18n import translated
from nmirf.common.models import Named, TimeStamped, translations

from .choices import (
    Act,
    EntryRule,
    ImplementationStatus,
    InstrumentKind,
    MechanismKind,
    Procedure,
    RegionalGroup,
    ReviewDocumentKind,
    ReviewStage,
    StatementKind,
    System,
)
from .querysets import (
    InstrumentQuerySet,
    MechanismQuerySet,
    ReviewDocumentQuerySet,
    StateQuerySet,
)


def aliases() -> ArrayField:
    """Other spellings under which imports and older documents know the same thing."""
    return ArrayField(
        models.CharField(max_length=300), default=list, blank=True, verbose_name=_("aliases")
    )


@pghistory.track()
class State(Named):
    """A State as UN documents name it. Source: ISO 3166-1, UN M49."""

    iso3 = models.CharField(_("ISO 3166-1 alpha-3"), max_length=3, unique=True)
    iso2 = models.CharField(_("ISO 3166-1 alpha-2"), max_length=2, blank=True)
    m49 = models.CharField(_("UN M49"), max_length=3, blank=True)
    regional_group = models.CharField(
        _("regional group"), max_length=20, choices=RegionalGroup, default=RegionalGroup.NONE
    )
    aliases = aliases()
    is_user_assigned = models.BooleanField(_("user-assigned code"), default=False)
    verified = models.BooleanField(_("checked against a source"), default=True)

    objects = StateQuerySet.as_manager()

    class Meta:
        verbose_name = _("State")
        ordering = ["name", "pk"]


@pghistory.track()
class StatusScale(Named):
    """A scale of grades as one body words it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    verified = models.BooleanField(_("checked against a source"), default=True)

    class Meta:
        verbose_name = _("status scale")
        ordering = ["name", "pk"]


@pghistory.track()
class StatusGrade(Named):
    """One grade of a scale, and the canonical value that it stands for."""

    scale = models.ForeignKey(StatusScale, on_delete=models.CASCADE, related_name="grades")
    code = models.CharField(_("code"), max_length=40)
    canonical = models.CharField(_("canonical value"), max_length=40, choices=ImplementationStatus)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    verified = models.BooleanField(_("checked against a source"), default=True)

    class Meta:
        verbose_name = _("grade")
        ordering = ["scale", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "code"], name="grade_once_in_its_scale"),
            models.CheckConstraint(
                name="grade_canonical_known",
                condition=Q(canonical__in=ImplementationStatus.values),
            ),
        ]


@pghistory.track()
class Mechanism(Named):
    """A body that addresses recommendations to States."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    short_name = models.CharField(_("short name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=MechanismKind)
    system = models.CharField(_("system"), max_length=20, choices=System, default=System.UN)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    aliases = aliases()
    grading_scale = models.ForeignKey(
        StatusScale, on_delete=models.PROTECT, null=True, blank=True, related_name="mechanisms"
    )
    # Follow-up to concluding observations; None where the body has no such procedure.
    follow_up_months = models.PositiveSmallIntegerField(
        _("months until follow-up information is due"), null=True, blank=True
    )
    follow_up_max = models.PositiveSmallIntegerField(
        _("recommendations chosen for follow-up, at most"), null=True, blank=True
    )
    is_active = models.BooleanField(_("used by this State"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    verified = models.BooleanField(_("checked against a source"), default=True)

    objects = MechanismQuerySet.as_manager()

    class Meta:
        verbose_name = _("mechanism")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                name="mechanism_kind_known", condition=Q(kind__in=MechanismKind.values)
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("portal:mechanism", args=[self.code.lower()])


@pghistory.track()
class Instrument(Named):
    """A treaty or protocol, with the rules from which its clocks follow."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=InstrumentKind)
    adopted_on = models.DateField(_("adopted"), null=True, blank=True)
    in_force_on = models.DateField(_("in force since"), null=True, blank=True)
    monitored_by = models.ForeignKey(
        Mechanism,
        on_delete=models.PROTECT,
        related_name="instruments",
        verbose_name=_("monitored by"),
    )
    entry_rule = models.CharField(_("entry into force"), max_length=30, choices=EntryRule)
    initial_months = models.PositiveSmallIntegerField(
        _("months until the initial report"), null=True, blank=True
    )
    periodic_months = models.PositiveSmallIntegerField(
        _("months between periodic reports"), null=True, blank=True
    )
    rules_note = models.TextField(_("note on the rules"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    verified = models.BooleanField(_("checked against a source"), default=True)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("instrument")
        ordering = ["adopted_on", "code"]
        constraints = [
            models.CheckConstraint(
                name="instrument_in_force_after_its_adoption",
                condition=Q(in_force_on__isnull=True)
                | Q(adopted_on__isnull=True)
                | Q(in_force_on__gte=models.F("adopted_on")),
                violation_error_message=_("It was in force before it was adopted."),
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("portal:instrument", args=[self.code.lower()])


@pghistory.track()
class Ratification(TimeStamped):
    """What the State did about an instrument; without a row nothing is on record.

    Signed and not bound: `deposited_on` is empty. Source: the depositary's status of treaties.
    """

    instrument = models.OneToOneField(
        Instrument,
        on_delete=models.PROTECT,
        related_name="ratification",
        verbose_name=_("instrument"),
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    act = models.CharField(_("act"), max_length=20, choices=Act, blank=True)
    deposited_on = models.DateField(_("instrument deposited on"), null=True, blank=True)
    in_force_on = models.DateField(_("in force for the State since"), null=True, blank=True)
    denounced_on = models.DateField(_("denunciation took effect on"), null=True, blank=True)
    communications = models.CharField(
        _("individual communications"), max_length=20, choices=Procedure, default=Procedure.NONE
    )
    communications_on = models.DateField(_("accepted on"), null=True, blank=True)
    inquiry = models.CharField(
        _("inquiry procedure"), max_length=20, choices=Procedure, default=Procedure.NONE
    )
    inquiry_on = models.DateField(_("accepted on"), null=True, blank=True)
    symbol = models.CharField(_("depositary notification"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)
    verified = models.BooleanField(_("checked against a source"), default=True)

    class Meta:
        verbose_name = _("ratification")
        ordering = ["instrument", "pk"]
        constraints = [
            models.CheckConstraint(
                name="ratification_act_with_its_day",
                condition=Q(act="", deposited_on__isnull=True)
                | Q(act__in=Act.values, deposited_on__isnull=False),
            ),
            models.CheckConstraint(
                name="ratification_in_force_after_the_act",
                condition=Q(in_force_on__isnull=True)
                | Q(in_force_on__gte=models.F("deposited_on"), deposited_on__isnull=False),
                violation_error_message=_(
                    "It was in force for the State before the instrument was deposited."
                ),
            ),
            models.CheckConstraint(
                name="ratification_signed_before_the_act",
                condition=Q(signed_on__isnull=True)
                | Q(deposited_on__isnull=True)
                | Q(signed_on__lte=models.F("deposited_on")),
                violation_error_message=_("It was signed after the instrument was deposited."),
            ),
            models.CheckConstraint(
                name="ratification_denounced_after_the_act",
                condition=Q(denounced_on__isnull=True)
                | Q(denounced_on__gte=models.F("deposited_on"), deposited_on__isnull=False),
                violation_error_message=_(
                    "The denunciation took effect before the instrument was deposited."
                ),
            ),
            models.CheckConstraint(
                name="ratification_procedures_known",
                condition=Q(communications__in=Procedure.values, inquiry__in=Procedure.values),
            ),
        ]

    def __str__(self) -> str:
        return str(self.instrument)


@pghistory.track()
class Reservation(TimeStamped):
    """A reservation or declaration of the State, word for word, and what became of it."""

    ratification = models.ForeignKey(
        Ratification, on_delete=models.PROTECT, related_name="reservations"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=StatementKind)
    provision = models.CharField(_("article"), max_length=120, blank=True)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=12, default="en")
    text_translations = translations()
    made_on = models.DateField(_("made on"), null=True, blank=True)
    # In whole; what was withdrawn in part is said in the note.
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("reservation or declaration")
        ordering = ["ratification", "made_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reservation_kind_known", condition=Q(kind__in=StatementKind.values)
            ),
            models.CheckConstraint(
                name="reservation_withdrawn_after_it_was_made",
                condition=Q(withdrawn_on__isnull=True)
                | Q(made_on__isnull=True)
                | Q(withdrawn_on__gte=models.F("made_on")),
                violation_error_message=_("It was withdrawn before it was made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.provision}"


@pghistory.track()
class Review(TimeStamped):
    """One examination of the State by one mechanism; also the visit of a mandate holder."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    title_translations = translations()
    mechanism = models.ForeignKey(Mechanism, on_delete=models.PROTECT, related_name="reviews")
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    cycle = models.PositiveSmallIntegerField(_("cycle"), null=True, blank=True)
    session = models.PositiveSmallIntegerField(_("session"), null=True, blank=True)
    stage = models.CharField(
        _("stage"), max_length=30, choices=ReviewStage, default=ReviewStage.REVIEWED
    )
    held_on = models.DateField(_("held on"), null=True, blank=True)
    published_on = models.DateField(_("document published on"), null=True, blank=True)
    symbol = models.CharField(_("document symbol"), max_length=80, blank=True)
    document_url = models.URLField(_("address of the document"), blank=True)

    class Meta:
        verbose_name = _("review")
        ordering = ["-published_on", "-held_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mechanism", "symbol"],
                condition=~Q(symbol=""),
                name="review_one_per_symbol",
            ),
            models.CheckConstraint(
                name="review_stage_known", condition=Q(stage__in=ReviewStage.values)
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The title in the language of the page."""
        return translated(self, "title")

    @property
    def year(self) -> int | None:
        day = self.published_on or self.held_on
        return day.year if day else None

    def get_absolute_url(self) -> str:
        return reverse("portal:review", args=[self.slug])


@pghistory.track()
class ReviewDocument(TimeStamped):
    """A document of the library that belongs to a review; who reads the document reads of it here."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="document_links")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="review_links")
    kind = models.CharField(_("what it is"), max_length=30, choices=ReviewDocumentKind)
    symbol = models.CharField(_("document symbol"), max_length=80, blank=True)
    dated_on = models.DateField(_("date of the document"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("place among those of one day"), default=0)

    objects = ReviewDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a review")
        ordering = ["review", models.F("dated_on").asc(nulls_last=True), "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "document"], name="review_document_once_in_its_review"
            ),
            models.CheckConstraint(
                name="review_document_kind_known",
                condition=Q(kind__in=ReviewDocumentKind.values),
            ),
        ]

    def __str__(self) -> str:
        return self.document.title
