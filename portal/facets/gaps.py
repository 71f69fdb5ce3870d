"""What is missing: recommendations without an activity, a lead, a translation and so on."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.counting import Tally
from portal.reader import Reader
from recommendations.choices import Position
from recommendations.models import (
    Assessment,
    GroupLink,
    RecommendationText,
    SdgTargetLink,
    ThemeLink,
)

from .base import Facet, any_of, linked


@dataclass(frozen=True)
class Gap:
    """What has none of the ties (portal.ties); `lacking` asks the same of the database."""

    label: Promise
    ties: tuple[str, ...]
    lacking: Callable[[Reader], Q]


def _without(rows: QuerySet) -> Q:
    return ~Q(pk__in=rows.values("recommendation"))


def _unproved(reader: Reader) -> Q:
    proved = reader.proofs.values("update")
    return ~linked(links.filter(source__in=proved) for links in reader.update_links())


# The one list of gaps; that of the position, which stands in the record itself, has no ties.
_GAPS = {
    "activity": Gap(
        _("without an activity"), ("activity",), lambda reader: ~linked(reader.activity_links())
    ),
    "assignment": Gap(
        _("without an assignment"),
        ("institution",),
        lambda reader: ~linked(reader.assignment_links()),
    ),
    "lead": Gap(
        _("without an accepted lead"), ("led",), lambda reader: ~linked(reader.lead_links())
    ),
    "update": Gap(
        _("without an update"), ("update",), lambda reader: ~linked(reader.update_links())
    ),
    "evidence": Gap(_("without evidence"), ("proved",), _unproved),
    "assessment": Gap(
        _("without an assessment"),
        ("assessed",),
        lambda reader: _without(Assessment.objects.published()),
    ),
    "cluster": Gap(
        _("without a cluster"), ("cluster",), lambda reader: _without(reader.memberships)
    ),
    "theme": Gap(
        _("without a theme"), ("theme",), lambda reader: _without(ThemeLink.objects.all())
    ),
    "group": Gap(
        _("without people concerned"), ("group",), lambda reader: _without(GroupLink.objects.all())
    ),
    "target": Gap(
        _("without an SDG target"),
        ("target",),
        lambda reader: _without(SdgTargetLink.objects.all()),
    ),
    "position": Gap(_("without a position"), (), lambda reader: Q(position=Position.NOT_STATED)),
    "translation": Gap(
        _("without a translation"),
        ("translated",),
        lambda reader: _without(RecommendationText.objects.filter(is_authentic=False)),
    ),
}
GAPS: dict[str, Promise] = {name: gap.label for name, gap in _GAPS.items()}


def lacking(name: str, reader: Reader) -> Q:
    """What the gap of this name asks of a recommendation, as far as the reader may know."""
    return _GAPS[name].lacking(reader)


def _count(tally: Tally) -> dict[str, int]:
    kept = tally.kept("gap")
    found = {
        name: (kept & ~tally.tied(*gap.ties)).bit_count() for name, gap in _GAPS.items() if gap.ties
    }
    return found | {"position": tally.numbers("position", "gap").get(Position.NOT_STATED, 0)}


GAP = Facet(
    "gap",
    _("Gaps"),
    any_of({name: gap.lacking for name, gap in _GAPS.items()}),
    count=_count,
    choices=GAPS,
    is_open=True,
    most_first=False,
)
