"""What is measured of a recommendation, as one reader sees it."""

from collections.abc import Collection

from django.db.models import Q

from activities.models import Indicator, IndicatorCluster, IndicatorRecommendation
from activities.policies import visible_indicators
from activities.showing import Standing, standings, with_latest_day
from recommendations.models import Recommendation

from .reader import Reader


def indicators_of(
    reader: Reader, row: Recommendation, clusters: Collection[int]
) -> list[tuple[Indicator, Standing]]:
    """Indicators of it, and of those clusters whose substance it shares, with how they stand."""
    direct = IndicatorRecommendation.objects.filter(recommendation=row)
    through = IndicatorCluster.objects.filter(cluster__in=clusters)
    rows = visible_indicators(reader.user).not_retired()
    rows = rows.filter(Q(pk__in=direct.values("indicator")) | Q(pk__in=through.values("indicator")))
    rows = rows.select_related("unit", "custodian").order_by("code", "pk")
    found = list(with_latest_day(rows))
    standing = standings(found, [(row.pk, row.latest_on) for row in found])
    return [(row, standing[row.pk]) for row in found]
