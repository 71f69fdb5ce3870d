"""What an institution wants to be consulted on, by the lists of themes and of groups."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.models import Institution
from nmirf.common.decisions import require
from nmirf.common.history import because
from recommendations import policies
from recommendations.choices import GroupRole
from recommendations.models import AffectedGroup, Interest, Theme


def themes_offered() -> QuerySet[Theme]:
    """The top of the tree: who follows a theme follows what stands below it."""
    return Theme.objects.filter(is_active=True, parent__isnull=True)


def groups_offered() -> QuerySet[AffectedGroup]:
    """Rights-holders, without those that a source attaches to almost everything."""
    return AffectedGroup.objects.filter(
        is_active=True, role=GroupRole.RIGHTS_HOLDER, is_noise=False
    )


def named(*, themes: Sequence[str], groups: Sequence[str]) -> list[str]:
    """The labels of these codes in the language of the page (settings.INTERESTS)."""
    return [
        *(row.label for row in Theme.objects.filter(code__in=themes)),
        *(row.label for row in AffectedGroup.objects.filter(code__in=groups)),
    ]


@transaction.atomic
def adopt(*, institution: Institution, themes: Sequence[str], groups: Sequence[str]) -> int:
    """Add what an organisation chose when it registered (settings.INTERESTS); how many are new.

    For the deed that approves it. A code whose term was retired meanwhile leads nowhere and is
    left out; what the institution follows already stays.
    """
    before = institution.interests.count()
    chosen_themes = Theme.objects.filter(code__in=themes, is_active=True)
    chosen_groups = AffectedGroup.objects.filter(code__in=groups, is_active=True)
    _add(institution, chosen_themes, chosen_groups)
    return institution.interests.count() - before


@transaction.atomic
def choose(
    *,
    actor: User,
    institution: Institution,
    themes: Iterable[Theme],
    groups: Iterable[AffectedGroup],
) -> None:
    """What the institution is to be invited by from now on, in place of what it chose before."""
    locked = Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    require(policies.can_choose_interests(actor, locked))
    chosen_themes, chosen_groups = list(themes), list(groups)
    with because(str(_("Interests chosen"))):
        # One by one, so that history tells which.
        dropped = locked.interests.exclude(theme__in=chosen_themes).exclude(group__in=chosen_groups)
        for row in dropped:
            row.delete()
        _add(locked, chosen_themes, chosen_groups)


def _add(
    institution: Institution, themes: Iterable[Theme], groups: Iterable[AffectedGroup]
) -> None:
    rows = [
        *(Interest(institution=institution, theme=theme) for theme in themes),
        *(Interest(institution=institution, group=group) for group in groups),
    ]
    Interest.objects.bulk_create(rows, ignore_conflicts=True)
