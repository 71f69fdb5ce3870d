"""What is missing: recommendations without an activity, a lead, a translation and so on."""

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recommendations.choices import Position
from recommendations.models import (
    Assessment,
    GroupLink,
    RecommendationText,
    SdgTargetLink,
    ThemeLink,
)

from .base import Facet, any_of, linked

GAPS: dict[str, Promise] = {
    "activity": _("without an activity"),
    "assignment": _("without an assignment"),
    "lead": _("without an accepted lead"),
    "update": _("without an update"),
    "evidence": _("without evidence"),
    "assessment": _("without an assessment"),
    "cluster": _("without a cluster"),
    "theme": _("without a theme"),
    "group": _("without people concerned"),
    "target": _("without an SDG target"),
    "position": _("without a position"),
    "translation": _("without a translation"),
}
# Which recommendations have something: what is not among them has the gap.
_HAVING = {
    "activity": "SELECT recommendation_id FROM active",
    "assignment": "SELECT recommendation_id FROM assigned",
    "lead": "SELECT recommendation_id FROM led",
    "update": "SELECT recommendation_id FROM told",
    "evidence": "SELECT recommendation_id FROM told JOIN proved ON proved.id = linked_id",
    "assessment": "SELECT recommendation_id FROM recommendations_assessment"
    " WHERE publication = 'published'",
    "cluster": "SELECT recommendation_id FROM recommendations_clustermembership"
    " WHERE cluster_id IN (SELECT id FROM open_cluster)",
    "theme": "SELECT recommendation_id FROM recommendations_themelink",
    "group": "SELECT recommendation_id FROM recommendations_grouplink",
    "target": "SELECT recommendation_id FROM recommendations_sdgtargetlink",
    "translation": "SELECT recommendation_id FROM recommendations_recommendationtext"
    " WHERE NOT is_authentic",
}


# All gaps in one pass: what a recommendation has as the bits of a number, then a row a gap.
COUNT_GAP = """
    SELECT 'gap', each.name, '', '', 0, each.number
      FROM (SELECT ARRAY[{names}] AS names, ARRAY[{numbers}] AS numbers
              FROM near
              LEFT JOIN (SELECT recommendation_id, bit_or(bit) AS bits FROM ({having}) AS each
                          GROUP BY 1) AS had ON had.recommendation_id = near.id
             WHERE {keeps}) AS counted
     CROSS JOIN LATERAL unnest(counted.names, counted.numbers) AS each (name, number)
"""


def _count() -> str:
    having, lacking = [], {"position": "\"position\" = 'not_stated'"}
    for place, (name, rows) in enumerate(_HAVING.items()):
        having.append(
            rows.replace("recommendation_id", f"recommendation_id, {1 << place} AS bit", 1)
        )
        lacking[name] = f"COALESCE(bits, 0) & {1 << place} = 0"
    names = ", ".join(f"'{name}'" for name in lacking)
    numbers = ", ".join(f"count(*) FILTER (WHERE {lacks})" for lacks in lacking.values())
    statement = COUNT_GAP.replace("{names}", names).replace("{numbers}", numbers)
    return statement.replace("{having}", " UNION ALL ".join(having))


def _without(rows: QuerySet) -> Q:
    return ~Q(pk__in=rows.values("recommendation"))


GAP = Facet(
    "gap",
    _("Gaps"),
    any_of(
        {
            "activity": lambda reader: ~linked(reader.activity_links()),
            "assignment": lambda reader: ~linked(reader.assignment_links()),
            "lead": lambda reader: ~linked(reader.lead_links()),
            "update": lambda reader: ~linked(reader.update_links()),
            "evidence": lambda reader: (
                ~linked(
                    links.filter(source__in=reader.proofs.values("update"))
                    for links in reader.update_links()
                )
            ),
            "assessment": lambda reader: _without(Assessment.objects.published()),
            "cluster": lambda reader: _without(reader.memberships),
            "theme": lambda reader: _without(ThemeLink.objects.all()),
            "group": lambda reader: _without(GroupLink.objects.all()),
            "target": lambda reader: _without(SdgTargetLink.objects.all()),
            "position": lambda reader: Q(position=Position.NOT_STATED),
            "translation": lambda reader: _without(
                RecommendationText.objects.filter(is_authentic=False)
            ),
        }
    ),
    _count(),
    choices=GAPS,
    is_open=True,
    most_first=False,
)
