"""What recommendations are tied to: the questions behind the facets that go beyond the record.

A part is one question, kept from one request to the next until something changes in one of the
tables that it names. It answers with rows of (tie, key, recommendations), as sets, or of
(kind, key, value, label, value of the parent, place), as terms. A tie in DATED has days as keys.
"""

from django.db.models import QuerySet
from django.utils import timezone

from nmirf.common.dates import today
from reporting.policies import visible_obligations

from .gaps import FOLLOWED_UP, LEGISLATION, MONTHS, since
from .reader import Reader

Part = tuple[str, list[object]]
DATED = frozenset({"due", "told", "reported"})

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
    SELECT said.tie, '', said.ids
      FROM (SELECT array_agg(id) FILTER (WHERE requires_legislation),
                   array_agg(id) FILTER (WHERE follow_up_due_on IS NOT NULL),
                   array_agg(id) FILTER (WHERE "position" = 'not_stated')
              FROM recommendations_recommendation) AS found (laws, followed, unstated)
     CROSS JOIN LATERAL (VALUES ('needs_law', laws), ('followed', followed), ('unstated', unstated))
           AS said (tie, ids)
     WHERE said.ids IS NOT NULL
"""
FIXED: list[Part] = [
    *((_LINKED.format(tie=tie, table=table, column=key), []) for tie, table, key in _LINKS),
    *((question, []) for question in (_TRANSLATED, _ASSESSED, _SAID)),
]

_TIED = """
    SELECT tied.tie, tied.key, array_agg(link.recommendation_id)
      FROM ({links}) AS link (recommendation_id, linked_id)
     CROSS JOIN LATERAL (VALUES {ties}) AS tied (tie, key) GROUP BY 1, 2
"""
# What is told of the thing at the other end, once for each thing: rows of (tie, key) beside its links.
_TOLD = """
    SELECT told.tie, told.key, array_agg(link.recommendation_id)
      FROM ({links}) AS link (recommendation_id, linked_id)
      JOIN (SELECT {thing}.id, tied.tie, tied.key FROM {table} {thing}
             CROSS JOIN LATERAL (VALUES {ties}) AS tied (tie, key)
             WHERE tied.key IS NOT NULL OFFSET 0) AS told ON told.id = link.linked_id
     GROUP BY 1, 2
"""
_ACTIVITIES = {
    "table": "activities_activity",
    "thing": "done",
    # An activity that should have ended, or whose milestone is overdue, is delayed besides being
    # planned or in progress: as ActivityQuerySet.delayed says.
    "ties": "('activity', done.status), ('activity_by', done.lead_id::text),"
    " ('activity', CASE WHEN done.status IN ('planned', 'in_progress') AND (done.ends_on < %s"
    " OR EXISTS (SELECT 1 FROM activities_milestone step WHERE step.activity_id = done.id"
    " AND step.done_on IS NULL AND step.due_on < %s)) THEN 'delayed' END),"
    # What closes a gap: an activity that was cancelled does not.
    " ('answered', CASE WHEN done.status <> 'cancelled' THEN '' END),"
    " ('funded', CASE WHEN done.status <> 'cancelled' AND done.id IN"
    " (SELECT activity_id FROM activities_budgetline WHERE amount > 0) THEN '' END),"
    " ('law', CASE WHEN done.status <> 'cancelled' AND done.kind_of_act_id IN"
    " (SELECT id FROM recommendations_objective WHERE code = %s) THEN '' END)",
}
_PLANS = {
    "table": "activities_nationalplan",
    "thing": "plan",
    # What a plan covers is covered while the plan is public and not over.
    "ties": "('plan', plan.id::text),"
    " ('planned', CASE WHEN plan.publication = 'published' AND plan.ends_on >= %s THEN '' END)",
}
# Plans with nothing in them are there to choose as well.
_OFFERED = "SELECT 'offered_plan', id::text, '{}'::bigint[] FROM (PLANS) AS offered (id)"
_UPDATES = {
    "table": "activities_implementationupdate",
    "thing": "said",
    "ties": "('update', said.state), ('proved', CASE WHEN said.id IN ({proofs}) THEN '' END),"
    " ('recent', CASE WHEN said.state = 'published' AND said.published_at >= %s THEN '' END),"
    " ('told', CASE WHEN said.state = 'published'"
    " THEN to_char(said.published_at AT TIME ZONE %s, 'YYYY-MM-DD') END)",
}
# What was due, and when what was due was reported: an update answers from a day on that each record
# has of its own (portal.facets.gaps).
_DUE = """
    SELECT 'due', to_char(follow_up_due_on, 'YYYY-MM-DD'), array_agg(id)
      FROM recommendations_recommendation WHERE follow_up_due_on < %s GROUP BY 2
"""
_REPORTED = """
    SELECT 'reported', to_char(done.day, 'YYYY-MM-DD'), array_agg(due.id)
      FROM ({rows}) AS done (recommendation_id, review_id, day)
      JOIN recommendations_recommendation due ON due.id = done.recommendation_id
           OR (done.recommendation_id IS NULL AND due.review_id = done.review_id)
     WHERE due.follow_up_due_on < %s AND done.day IS NOT NULL GROUP BY 2
"""

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
    zone = timezone.get_default_timezone_name()
    updates = {**_UPDATES, "ties": _UPDATES["ties"].replace("{proofs}", proofs)}
    return [
        _tied(memberships, "('cluster', linked_id::text)"),
        _tied(reader.assignment_links(), "('institution', linked_id::text)"),
        _tied(reader.lead_links(), "('led', ''), ('lead', linked_id::text)"),
        _tied(reader.contested_links(), "('contested', '')"),
        _tied(reader.activity_links(), _ACTIVITIES, [today(), today(), LEGISLATION]),
        _tied(reader.update_links(), updates, [*proving, since(MONTHS), zone]),
        _tied(reader.indicator_links(), "('measured', '')"),
        _tied(reader.plan_links(), _PLANS, [today()]),
        _offered(reader.plans),
        (_DUE, [today()]),
        _reported(reader),
    ]


def _offered(plans: QuerySet) -> Part:
    query, values = plans.order_by().values("pk").query.sql_with_params()
    return _OFFERED.replace("PLANS", query), list(values)


def _reported(reader: Reader) -> Part:
    rows = visible_obligations(reader.user).filter(**FOLLOWED_UP).order_by()
    listed = rows.values("recommendation", "review", "submitted_on")
    statement, values = listed.query.sql_with_params()
    return _REPORTED.replace("{rows}", statement), [*values, today()]


def _tied(
    queries: list[QuerySet], ties: str | dict[str, str], values: list[object] | tuple = ()
) -> Part:
    """`ties` of the links themselves, or of what is at their other end; `values` are of the ties."""
    compiled = [query.query.sql_with_params() for query in queries]
    links = " UNION ALL ".join(query for query, _values in compiled)
    statement = _TIED.replace("{ties}", ties) if isinstance(ties, str) else _told(ties)
    asked = [value for _query, parameters in compiled for value in parameters]
    return statement.replace("{links}", links), [*asked, *values]


def _told(ties: dict[str, str]) -> str:
    said = _TOLD
    for name, words in ties.items():
        said = said.replace(f"{{{name}}}", words)
    return said
