import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from nmirf.common.models import Named, TimeStamped, translations

from .choices import Branch, InstitutionKind, Membership, Role, Standing
from .querysets import AppointmentQuerySet, InstitutionQuerySet


class DateRange(Func):
    """daterange(from, to, bounds): the days of an appointment as the database compares them."""

    function = "DATERANGE"
    output_field = DateRangeField()


@pghistory.track()
class Institution(Named):
    """Who can be asked, can report, can sign or can comment."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=InstitutionKind)
    branch = models.CharField(
        _("branch of power"), max_length=20, choices=Branch, default=Branch.EXECUTIVE
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    territory = models.CharField(_("territory"), max_length=120, blank=True)
    membership = models.CharField(
        _("membership"), max_length=20, choices=Membership, default=Membership.NONE
    )
    standing = models.CharField(
        _("standing"), max_length=20, choices=Standing, default=Standing.APPROVED
    )
    mailbox = models.EmailField(_("functional mailbox"), blank=True)
    website = models.URLField(_("website"), blank=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ["name", "pk"]
        permissions = [
            ("report_for", _("Report for the institution")),
            ("sign_for", _("Sign for the institution")),
            ("comment_for", _("Comment for the institution")),
        ]
        constraints = [
            models.CheckConstraint(
                name="institution_kind_known", condition=Q(kind__in=InstitutionKind.values)
            ),
            models.CheckConstraint(
                name="institution_membership_known",
                condition=Q(membership__in=Membership.values),
            ),
            models.CheckConstraint(
                name="institution_standing_known", condition=Q(standing__in=Standing.values)
            ),
            models.CheckConstraint(
                name="institution_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("portal:institution", args=[self.slug])


@pghistory.track()
class NationalMechanism(Named):
    """The mechanism itself: one row, the State's own facts and rules."""

    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    state_name = models.CharField(_("name of the State"), max_length=200)
    state_name_translations = translations()
    state_code = models.CharField(_("ISO 3166-1 alpha-3 code"), max_length=3)
    site_title = models.CharField(_("title of the site"), max_length=120)
    site_title_translations = translations()
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    legal_basis_translations = translations()
    terms_of_reference = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    host = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    contact = models.EmailField(_("contact"), blank=True)
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#0b5fa5",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("Write a colour as #rrggbb."))],
    )
    update_length = models.PositiveSmallIntegerField(
        _("characters an update may have"),
        default=700,
        validators=[MinValueValidator(200), MaxValueValidator(5000)],
    )
    # One row: every row has the same key, and the key is unique.
    singleton = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("national mechanism")
        constraints = [
            models.CheckConstraint(name="mechanism_one_row", condition=Q(singleton=True))
        ]


@pghistory.track()
class Appointment(TimeStamped):
    """A person's post at an institution. Rights follow from it, start with it and end with it."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="appointments",
        verbose_name=_("person"),
    )
    institution = models.ForeignKey(
        Institution,
        on_delete=models.PROTECT,
        related_name="appointments",
        verbose_name=_("institution"),
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    portfolio = models.CharField(_("portfolio"), max_length=300, blank=True)
    deputises = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deputies",
        verbose_name=_("deputises for"),
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    suspended_on = models.DateField(_("suspended since"), null=True, blank=True)
    letter = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("letter"),
    )
    last_confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    publish_contact_since = models.DateField(
        _("consents to a public contact since"), null=True, blank=True
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        ordering = ["institution", "role", "starts_on", "pk"]
        constraints = [
            ExclusionConstraint(
                name="appointment_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("institution", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        DateRange(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="appointment_role_known", condition=Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="appointment_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="appointment_only_a_deputy_deputises",
                condition=Q(deputises__isnull=True) | Q(role=Role.DEPUTY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.institution}"

    def get_absolute_url(self) -> str:
        return reverse("focalpoints:appointment", args=[self.reference])


@pghistory.track()
class Absence(TimeStamped):
    """Days on which the deputy acts for the principal."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to, last day included"))

    class Meta:
        verbose_name = _("absence")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            ExclusionConstraint(
                name="absence_no_overlap",
                expressions=[
                    ("appointment", RangeOperators.EQUAL),
                    (
                        DateRange(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment}: {self.starts_on} – {self.ends_on}"
