"""The national mechanism's own row: the State's facts and rules."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from nmirf.common.models import Named, translations

from .institutions import Institution


# Which picture the logo is stands in its history; the pictures themselves do not.
@pghistory.track(exclude=["logo"])
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
    # A small PNG that nmirf.common.images made anew; it is asked for by its mark alone.
    logo = models.BinaryField(_("logo"), blank=True, default=bytes)
    logo_mark = models.CharField(max_length=32, blank=True, editable=False)
    logo_width = models.PositiveSmallIntegerField(default=0, editable=False)
    logo_height = models.PositiveSmallIntegerField(default=0, editable=False)
    logo_alt = models.CharField(
        _("what the logo shows"),
        max_length=200,
        blank=True,
        help_text=_("For those who do not see it: “Coat of arms of Marisola”."),
    )
    logo_alt_translations = translations()
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
            models.CheckConstraint(name="mechanism_one_row", condition=Q(singleton=True)),
            models.CheckConstraint(
                name="mechanism_logo_has_words", condition=Q(logo_mark="") | ~Q(logo_alt="")
            ),
        ]
