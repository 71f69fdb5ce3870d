"""What recommendations are tied to: the questions behind the facets that go beyond the record.

A part is one question, kept from one request to the next until something changes in one of the
tables that it names. It answers with rows of (tie, key, recommendations), as sets, or of
(kind, key, value, label, value of the parent, place), as terms.
"""

from django.db.models import QuerySet

from nmirf.common.dates import today
from recommendations.models import Recommendation

from .gaps import GAPS, LEGISLATION, MONTHS, since
from .reader import Reader

Part = tuple[str, list[object]]

# Ties that are the same for every reader, by table and column.
_LINKED = (
    "SELECT '{tie}', {column}::text, array_agg(recommendation_id) FROM {table} GROUP BY {column}"
)
_LINKS = (
    ("theme", "recommendations_themelink", "theme_id"),
    ("group", "recommendations_grouplink", "group_id"),
    ("objective", "recommendations_objectivelink", "objective_id"),
    ("state", "recommendations_recommendingstate", "state_id"),
    ("goal", "recommendations_sdggoallink", "goal_id"),
    ("target", "recommendations_sdgtargetlink", "target_id"),
    ("language", "recommendations_recommendationtext", "language"),
)
_TRANSLATED = """
    SELECT 'translated', '', array_agg(recommendation_id)
      FROM recommendations_recommendationtext WHERE NOT is_authentic HAVING count(*) > 0
"""
_ASSESSED = """
    SELECT 'assessed', viewpoint, array_agg(recommendation_id)
      FROM recommendations_assessment WHERE publication = 'published' GROUP BY viewpoint
"""
# What a record says of itself that a gap is counted among.
_SAID = """
    SELECT said.tie, '', array_agg(id) FROM recommendations_recommendation
     CROSS JOIN LATERAL (VALUES
           ('needs_law', requires_legislation),
           ('followed', follow_up_due_on IS NOT NULL),
           ('unstated', "position" = 'not_stated')) AS said (tie, holds)
     WHERE said.holds GROUP BY 1
"""
FIXED: list[Part] = [
    *((_LINKED.format(tie=tie, table=table, column=key), []) for tie, table, key in _LINKS),
    *((question, []) for question in (_TRANSLATED, _ASSESSED, _SAID)),
]

# What else is told of the same links: rows of (tie, key) beside each.
_TIED = """
    SELECT tied.tie, tied.key, array_agg(link.recommendation_id)
      FROM ({links}) AS link (recommendation_id, linked_id) {joined}
     CROSS JOIN LATERAL (VALUES {ties}) AS tied (tie, key)
     WHERE tied.key IS NOT NULL GROUP BY 1, 2
"""
_ACTIVITIES = {
    "joined": "JOIN activities_activity done ON done.id = linked_id",
    # An activity that should have ended, or whose milestone is overdue, is delayed besides being
    # planned or in progress: as ActivityQuerySet.delayed says.
    "ties": "('activity', done.status), ('activity_by', done.lead_id::text),"
    " ('activity', CASE WHEN done.status IN ('planned', 'in_progress') AND (done.ends_on < %s"
    " OR EXISTS (SELECT 1 FROM activities_milestone step WHERE step.activity_id = done.id"
    " AND step.done_on IS NULL AND step.due_on < %s)) THEN 'delayed' END),"
    " ('funded', CASE WHEN done.id IN (SELECT activity_id FROM activities_budgetline) THEN '' END),"
    " ('law', CASE WHEN done.kind_of_act_id IN"
    " (SELECT id FROM recommendations_objective WHERE code = %s) THEN '' END)",
}
_PLANS = {
    "joined": "JOIN activities_nationalplan plan ON plan.id = linked_id",
    # What a plan covers is covered while the plan is public and not over.
    "ties": "('plan', plan.id::text),"
    " ('planned', CASE WHEN plan.publication = 'published' AND plan.ends_on >= %s THEN '' END)",
}
# Plans with nothing in them are there to choose as well.
_OFFERED = "SELECT 'offered_plan', id::text, '{}'::bigint[] FROM (PLANS) AS offered (id)"
_UPDATES = {
    "joined": "JOIN activities_implementationupdate said ON said.id = linked_id",
    "ties": "('update', said.state), ('proved', CASE WHEN said.id IN ({proofs}) THEN '' END),"
    " ('recent', CASE WHEN said.state = 'published' AND said.published_at >= %s THEN '' END)",
}
_OVERDUE = "SELECT 'overdue', '', array_agg(id) FROM ({rows}) AS late (id) HAVING count(*) > 0"

# Lists of terms: the name of a term and its title are in the language asked for where it has them.
_NAME = "COALESCE(NULLIF(term.name_translations ->> %s, ''), term.name)"
_TITLE = "COALESCE(NULLIF(term.title_translations ->> %s, ''), term.title)"
_TERMS = (
    "SELECT 'mechanism', id, lower(code), short_name, '', \"order\"::int FROM mechanisms_mechanism",
    """
    SELECT 'review', id, slug, {title}, '',
           -COALESCE(extract(year FROM COALESCE(published_on, held_on)), 0)::int
      FROM mechanisms_review term
    """,
    "SELECT 'state', id, lower(iso3), {name}, '', 0 FROM mechanisms_state term",
    """
    SELECT 'theme', term.id, term.code, {name}, COALESCE(parent.code, ''), term."order"::int
      FROM recommendations_theme term
      LEFT JOIN recommendations_theme parent ON parent.id = term.parent_id
    """,
    "SELECT 'group', id, code, {name}, '', \"order\"::int FROM recommendations_affectedgroup term",
    """
    SELECT 'objective', id, lower(code), {name}, '', "order"::int
      FROM recommendations_objective term
    """,
    """
    SELECT 'goal', id, number::text, number || ' ' || {name}, '', number::int
      FROM recommendations_sdggoal term
    """,
    """
    SELECT 'target', term.id, term.code, term.code || ' ' || {name}, goal.number::text,
           term."order"::int
      FROM recommendations_sdgtarget term JOIN recommendations_sdggoal goal ON goal.id = term.goal_id
    """,
    "SELECT 'institution', id, slug, {name}, '', 0 FROM focalpoints_institution term",
    "SELECT 'cluster', id, slug, {title}, '', 0 FROM recommendations_cluster term",
    """
    SELECT 'plan', id, slug, {title}, '', -extract(year FROM starts_on)::int
      FROM activities_nationalplan term
    """,
)


def terms(language: str) -> list[Part]:
    """The words of all lists in one language."""
    questions = [question.format(name=_NAME, title=_TITLE) for question in _TERMS]
    return [(question, [language] * question.count("%s")) for question in questions]


def of_reader(reader: Reader) -> list[Part]:
    """Ties through what this reader may see."""
    memberships = [reader.memberships.order_by().values("recommendation", "cluster")]
    proofs, proving = reader.proofs.order_by().values("update").query.sql_with_params()
    updates = _UPDATES["ties"].replace("{proofs}", proofs)
    return [
        _tied(memberships, "('cluster', linked_id::text)"),
        _tied(reader.assignment_links(), "('institution', linked_id::text)"),
        _tied(reader.lead_links(), "('led', ''), ('lead', linked_id::text)"),
        _tied(reader.contested_links(), "('contested', '')"),
        _tied(
            reader.activity_links(),
            _ACTIVITIES["ties"],
            _ACTIVITIES["joined"],
            [today(), today(), LEGISLATION],
        ),
        _tied(reader.update_links(), updates, _UPDATES["joined"], [*proving, since(MONTHS)]),
        _tied(reader.indicator_links(), "('measured', '')"),
        _tied(reader.plan_links(), _PLANS["ties"], _PLANS["joined"], [today()]),
        _offered(reader.plans),
        _overdue(reader),
    ]


def _offered(plans: QuerySet) -> Part:
    query, values = plans.order_by().values("pk").query.sql_with_params()
    return _OFFERED.replace("PLANS", query), list(values)


def _overdue(reader: Reader) -> Part:
    """Each record has a day of its own from which an update answers: asked as the list asks it."""
    rows = Recommendation.objects.filter(GAPS["overdue"].lacking(reader)).order_by().values("pk")
    statement, values = rows.query.sql_with_params()
    return _OVERDUE.replace("{rows}", statement), [*values]


def _tied(
    queries: list[QuerySet], ties: str, joined: str = "", values: list[object] | tuple = ()
) -> Part:
    compiled = [query.query.sql_with_params() for query in queries]
    links = " UNION ALL ".join(query for query, _values in compiled)
    statement = _TIED.replace("{links}", links).replace("{joined}", joined).replace("{ties}", ties)
    return statement, [*(value for _query, asked in compiled for value in asked), *values]
