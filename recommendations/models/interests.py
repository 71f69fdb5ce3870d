"""What institutions want to be consulted on."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from focalpoints.models import Institution
from nmirf.common.models import TimeStamped

from .taxonomy import AffectedGroup, Theme


@pghistory.track()
class Interest(TimeStamped):
    """One theme or one group that an institution is to be invited by."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="interests")
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="interests"
    )
    group = models.ForeignKey(
        AffectedGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="interests"
    )

    class Meta:
        verbose_name = _("interest")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="interest_in_one_thing",
                condition=Q(theme__isnull=False, group__isnull=True)
                | Q(theme__isnull=True, group__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["institution", "theme"],
                condition=Q(theme__isnull=False),
                name="interest_theme_once",
            ),
            models.UniqueConstraint(
                fields=["institution", "group"],
                condition=Q(group__isnull=False),
                name="interest_group_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.theme or self.group}"
