"""Trainings and who took part."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from focalpoints.choices import TrainingPart
from focalpoints.querysets import TrainingAttendanceQuerySet, TrainingQuerySet
from nmirf.common.models import TimeStamped

from .institutions import Institution


@pghistory.track()
class Training(TimeStamped):
    """One training of the people of the mechanism."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("what it is about"), blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to, last day included"))
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1, null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    trainer = models.CharField(_("given by"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("training")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="training_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="training_hours_positive",
                condition=Q(hours__isnull=True) | Q(hours__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("focalpoints:training", args=[self.reference])


@pghistory.track()
class TrainingAttendance(TimeStamped):
    """One person's part in a training, with the number that a certificate bears."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="trainings",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=200)
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="trainings",
        verbose_name=_("institution"),
    )
    part = models.CharField(
        _("part"), max_length=20, choices=TrainingPart, default=TrainingPart.REGISTERED
    )
    certified_on = models.DateField(_("certificate of"), null=True, blank=True)

    objects = TrainingAttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance of a training")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="training_part_known", condition=Q(part__in=TrainingPart.values)
            ),
            models.UniqueConstraint(
                fields=["training", "user"],
                condition=Q(user__isnull=False),
                name="training_attendance_once",
            ),
            models.CheckConstraint(
                name="training_certificate_of_attendance",
                condition=Q(certified_on__isnull=True) | Q(part=TrainingPart.ATTENDED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.training}"
