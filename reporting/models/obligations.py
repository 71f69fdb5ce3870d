import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Mechanism, Review
from nmirf.common.i18n import translated
from nmirf.common.models import TimeStamped, translations
from nmirf.common.workflow import edges
from recommendations.models import Recommendation
from reporting.choices import OBLIGATION_MOVES, DueSource, ObligationKind, ObligationState
from reporting.querysets import ObligationQuerySet


@pghistory.track()
class Obligation(TimeStamped):
    """Something that the State owes to a mechanism or to parliament by a day."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    title_translations = translations()
    kind = models.CharField(_("kind"), max_length=30, choices=ObligationKind)
    mechanism = models.ForeignKey(
        Mechanism,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations",
        verbose_name=_("mechanism"),
    )
    review = models.ForeignKey(
        Review,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations",
        verbose_name=_("review"),
    )
    recommendation = models.ForeignKey(
        Recommendation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations",
        verbose_name=_("recommendation chosen for follow-up"),
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations",
        verbose_name=_("officer in charge"),
    )
    due_on = models.DateField(_("due on"))
    due_source = models.CharField(_("where the date comes from"), max_length=20, choices=DueSource)
    due_document = models.CharField(_("document and paragraph"), max_length=120, blank=True)
    is_public = models.BooleanField(_("shown in the public calendar"), default=True)
    state = models.CharField(
        _("state"), max_length=20, choices=ObligationState, default=ObligationState.OPEN
    )
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    symbol = models.CharField(_("symbol of what was submitted"), max_length=80, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("obligation")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="obligation_kind_known", condition=Q(kind__in=ObligationKind.values)
            ),
            models.CheckConstraint(
                name="obligation_submitted_has_a_date",
                condition=~Q(state=ObligationState.SUBMITTED) | Q(submitted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="obligation_printed_date_names_its_document",
                condition=~Q(due_source=DueSource.DOCUMENT) | ~Q(due_document=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=edges(OBLIGATION_MOVES))
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The title in the language of the page."""
        return translated(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("portal:obligation", args=[self.slug])
