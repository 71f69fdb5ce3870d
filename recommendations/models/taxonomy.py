"""The lists by which recommendations are found. They are data: edited, never frozen in code."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mechanisms.models import aliases
from nmirf.common.models import Named, translations
from recommendations.choices import MOST_LEVELS, GroupRole, Needs
from recommendations.querysets import TermQuerySet


def _led_on(name: str) -> models.CheckConstraint:
    """What is merged into another term is out of use, and never leads to itself."""
    return models.CheckConstraint(
        name=f"{name}_merged_is_out_of_use",
        condition=Q(merged_into__isnull=True)
        | (Q(is_active=False) & ~Q(merged_into=models.F("pk"))),
    )


class Term(Named):
    """What every list has: a term is retired or merged into another one, never deleted."""

    # Of each list's own form.
    code: "models.CharField[str, str]"
    aliases = aliases()
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    # Set when a person edits the term: from then on the files that ship leave it as it is.
    edited_at = models.DateTimeField(_("edited here"), null=True, blank=True, editable=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True


# Counting stops one above the limit, so that parents in a circle end the count too.
_LEVELS = """
    WITH RECURSIVE up (id, level) AS (
        SELECT NEW.parent_id, 1 WHERE NEW.parent_id IS NOT NULL
        UNION ALL
        SELECT theme.parent_id, up.level + 1
          FROM up JOIN recommendations_theme theme ON theme.id = up.id
         WHERE theme.parent_id IS NOT NULL AND up.level < MOST_LEVELS)
    SELECT COALESCE(MAX(level), 0) FROM up INTO above;
    WITH RECURSIVE down (id, level) AS (
        SELECT NEW.id, 1
        UNION ALL
        SELECT theme.id, down.level + 1
          FROM down JOIN recommendations_theme theme ON theme.parent_id = down.id
         WHERE down.level <= MOST_LEVELS)
    SELECT MAX(level) FROM down INTO below;
    IF above + below > MOST_LEVELS THEN
        RAISE EXCEPTION 'themes stand in at most MOST_LEVELS levels' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
""".replace("MOST_LEVELS", str(MOST_LEVELS))


@pghistory.track()
class Theme(Term):
    """A subject. Source: Universal Human Rights Index, themes of 2014, 2019 and 2025."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    verified = models.BooleanField(_("checked against a source"), default=True)

    class Meta:
        verbose_name = _("theme")
        ordering = ["order", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="theme_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("pk")),
            ),
            _led_on("theme"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="levels_of_themes",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
                when=pgtrigger.After,
                declare=[("above", "INTEGER"), ("below", "INTEGER")],
                func=_LEVELS,
            )
        ]


@pghistory.track()
class AffectedGroup(Term):
    """People concerned. Source: Universal Human Rights Index, affected persons."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    role = models.CharField(
        _("role"), max_length=20, choices=GroupRole, default=GroupRole.RIGHTS_HOLDER
    )
    is_noise = models.BooleanField(
        _("left out of charts"),
        default=False,
        help_text=_("The source attaches it to almost everything, so that it says nothing."),
    )
    verified = models.BooleanField(_("checked against a source"), default=True)

    class Meta:
        verbose_name = _("affected group")
        ordering = ["order", "name", "pk"]
        constraints = [_led_on("affected_group")]


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

    class Meta:
        verbose_name = _("target")
        ordering = ["goal", "order", "pk"]
        constraints = [_led_on("sdg_target")]

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

    class Meta:
        verbose_name = _("objective")
        ordering = ["order", "code"]
        constraints = [_led_on("objective")]
