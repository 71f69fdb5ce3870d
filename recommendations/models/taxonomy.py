"""The lists by which recommendations are found. They are data: edited, never frozen in code."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mechanisms.models import aliases
from nmirf.common.models import Named, translations
from recommendations.choices import GroupRole, Needs


class Term(Named):
    """What every list has: a term is retired or merged into another one, never deleted."""

    is_active = models.BooleanField(_("in use"), default=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    # Set when a person edits the term: from then on the files that ship leave it as it is.
    edited_at = models.DateTimeField(_("edited here"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


@pghistory.track()
class Theme(Term):
    """A subject. Source: Universal Human Rights Index, themes of 2014, 2019 and 2025."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    aliases = aliases()
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    verified = models.BooleanField(_("checked against a source"), default=True)

    class Meta:
        verbose_name = _("theme")
        ordering = ["order", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="theme_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("pk")),
            )
        ]


@pghistory.track()
class AffectedGroup(Term):
    """People concerned. Source: Universal Human Rights Index, affected persons."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    role = models.CharField(
        _("role"), max_length=20, choices=GroupRole, default=GroupRole.RIGHTS_HOLDER
    )
    aliases = aliases()
    is_noise = models.BooleanField(
        _("left out of charts"),
        default=False,
        help_text=_("The source attaches it to almost everything, so that it says nothing."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    verified = models.BooleanField(_("checked against a source"), default=True)

    class Meta:
        verbose_name = _("affected group")
        ordering = ["order", "name", "pk"]


@pghistory.track()
class SdgGoal(Named):
    """A Sustainable Development Goal. Source: A/RES/70/1."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)

    class Meta:
        verbose_name = _("Sustainable Development Goal")
        ordering = ["number"]


@pghistory.track()
class SdgTarget(Term):
    """A target of a goal, in our own short wording. Source: A/RES/70/1."""

    code = models.CharField(_("code"), max_length=6, unique=True)
    goal = models.ForeignKey(SdgGoal, on_delete=models.PROTECT, related_name="targets")
    aliases = aliases()
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("target")
        ordering = ["goal", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


@pghistory.track()
class Objective(Term):
    """What kind of act a recommendation asks for. Source: Marrakech Guidance Framework 4(a)."""

    code = models.CharField(_("code"), max_length=3, unique=True)
    description = models.CharField(_("description"), max_length=300)
    description_translations = translations()
    needs_parliament = models.CharField(
        _("needs parliament"), max_length=10, choices=Needs, default=Needs.NO
    )
    aliases = aliases()
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("objective")
        ordering = ["order", "code"]
