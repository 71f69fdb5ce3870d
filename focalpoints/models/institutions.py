"""Who can be asked, under which names, and how one becomes another."""

import datetime as dt
import uuid
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from focalpoints.choices import (
    Branch,
    InstitutionKind,
    Membership,
    ReshuffleKind,
    ReshuffleSide,
    Standing,
)
from focalpoints.querysets import InstitutionQuerySet
from nmirf.common.models import Named, TimeStamped

# One writer of the tree at a time: of two that would close a ring together, the second sees the first.
NO_CYCLE = """
    PERFORM pg_advisory_xact_lock(hashtext('focalpoints_institution.parent'));
    above := NEW.parent_id;
    WHILE above IS NOT NULL LOOP
        IF above = NEW.id THEN
            RAISE EXCEPTION 'institution_no_cycle: % would stand below itself', NEW.id
                USING ERRCODE = 'check_violation';
        END IF;
        SELECT parent_id INTO above FROM focalpoints_institution WHERE id = above;
    END LOOP;
    RETURN NEW;
"""
# Waits for whoever dissolves the institution at this moment, then sees what came of it.
STILL_THERE = """
    SELECT dissolved_on INTO gone FROM focalpoints_institution
     WHERE id = NEW.institution_id FOR KEY SHARE;
    IF gone IS NOT NULL{unless} THEN
        RAISE EXCEPTION 'institution_dissolved: % existed until %', NEW.institution_id, gone
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


def still_there(*, condition: Any = None, unless: str = "") -> pgtrigger.Trigger:
    """Nothing new for an institution that is no more, whoever writes it and however close the race.

    `unless`: SQL on NEW and `gone` (the last day) that is fine all the same.
    """
    return pgtrigger.Trigger(
        name="institution_still_there",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("institution_id"),
        condition=condition,
        declare=[("gone", "DATE")],
        func=STILL_THERE.format(unless=f" AND ({unless}) IS NOT TRUE" if unless else ""),
    )


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
    # The last day on which it existed; what it said and did stays readable under its name.
    dissolved_on = models.DateField(_("existed until"), null=True, blank=True)

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
        triggers = [
            pgtrigger.Trigger(
                name="no_cycle",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
                condition=pgtrigger.Q(new__parent__isnull=False),
                declare=[("above", "BIGINT")],
                func=NO_CYCLE,
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("portal:institution", args=[self.slug])

    def name_on(self, day: dt.date | None) -> str:
        """The name that it bore on that day, in the language of the page; today's for None.

        No query where `former_names` was prefetched, as `with_names` does.
        """
        later = [row for row in self.former_names.all() if day is not None and day <= row.until]
        borne = min(later, key=lambda row: row.until, default=None)
        return borne.label if borne else self.label

    def named_on(self, day: dt.date | None) -> str:
        """`name_on`, and after a change of name which one it bears now, and since when."""
        then = self.name_on(day)
        if then == self.label:
            return then
        since = max(row.until for row in self.former_names.all()) + dt.timedelta(days=1)
        return _("%(then)s (since %(day)s: %(now)s)") % {
            "then": then,
            "day": date_format(since, "DATE_FORMAT"),
            "now": self.label,
        }


@pghistory.track()
class Reshuffle(TimeStamped):
    """A rename, merger, division or end of institutions, by an act of the State on a day."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("what happens"), max_length=20, choices=ReshuffleKind)
    effective_on = models.DateField(_("in force from"))
    act = models.CharField(_("law or decree"), max_length=300)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("its text"),
    )
    carried_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # {"counts": {"assignments": 12, …}, "waiting": [keys of assignments that nobody follows in]}.
    moved = models.JSONField(default=dict, editable=False)
    institutions = models.ManyToManyField(
        Institution, through="ReshufflePart", related_name="reshuffles"
    )

    class Meta:
        verbose_name = _("reshuffle")
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reshuffle_kind_known", condition=Q(kind__in=ReshuffleKind.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.effective_on}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:reshuffle", args=[self.reference])


@pghistory.track()
class ReshufflePart(TimeStamped):
    """An institution that was there before the reshuffle, or that follows from it."""

    reshuffle = models.ForeignKey(Reshuffle, on_delete=models.CASCADE, related_name="parts")
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="reshuffle_parts"
    )
    side = models.CharField(max_length=10, choices=ReshuffleSide)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reshuffle", "institution", "side"], name="reshuffle_part_once"
            ),
            models.CheckConstraint(
                name="reshuffle_part_side_known", condition=Q(side__in=ReshuffleSide.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} ({self.get_side_display()})"


@pghistory.track()
class FormerName(Named):
    """A name that an institution bore until a day: what was said under it stays readable so."""

    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, related_name="former_names"
    )
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    slug = models.SlugField(_("address"), max_length=80, db_index=True)
    until = models.DateField(_("borne until"))
    reshuffle = models.ForeignKey(
        Reshuffle, on_delete=models.PROTECT, null=True, blank=True, related_name="names"
    )

    class Meta:
        verbose_name = _("former name")
        ordering = ["-until", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "until"], name="former_name_once_a_day")
        ]
