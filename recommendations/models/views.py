"""Views of the register that people save: a name for a search that they come back to."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution
from nmirf.common.models import TimeStamped
from recommendations.choices import ViewDigest, ViewPage
from recommendations.querysets import SavedViewQuerySet


@pghistory.track(exclude=["known"])
class SavedView(TimeStamped):
    """A search of the register under a name. It holds the question, never the answer."""

    reference = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("name"), max_length=120)
    page = models.CharField(
        _("opened in"), max_length=10, choices=ViewPage, default=ViewPage.REGISTER
    )
    # The query string of that page's address, without the number of the page.
    query = models.CharField(_("search"), max_length=2000, blank=True)
    is_shared = models.BooleanField(_("shared with colleagues"), default=False)
    # Whose people see a shared view; null for a view shared inside the secretariat.
    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(
        _("tell me what is new in it"), max_length=10, choices=ViewDigest, default=ViewDigest.NONE
    )
    last_told_on = models.DateField(_("last told on"), null=True, blank=True)
    # Keys of the records that were in the view when the owner was last told; these are not new.
    known = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once"),
            models.CheckConstraint(
                name="saved_view_page_known", condition=Q(page__in=ViewPage.values)
            ),
            models.CheckConstraint(
                name="saved_view_digest_known", condition=Q(digest__in=ViewDigest.values)
            ),
            models.CheckConstraint(
                name="saved_view_institution_of_shared",
                condition=Q(institution__isnull=True) | Q(is_shared=True),
            ),
            models.CheckConstraint(
                name="saved_view_digest_has_a_start",
                condition=Q(digest=ViewDigest.NONE) | Q(last_told_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:view", args=[self.reference])
