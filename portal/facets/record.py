"""Facets over what stands in the recommendation itself."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Mechanism, Review
from nmirf.common.charts import STATUS_LOOKS
from nmirf.common.dates import today
from portal.counting import NOT_ASSESSED, SOON_DAYS
from portal.reader import Reader
from recommendations.choices import Kind, Position, Publication

from .base import Facet, any_of, by_code, column, terms

COUNT_STATUS = """
    SELECT 'status', COALESCE(NULLIF(status, ''), 'not_assessed'), '', '', 0, count(*)
      FROM near WHERE {keeps} GROUP BY 2
"""
COUNT_MECHANISM = """
    SELECT 'mechanism', lower(term.code), term.short_name, '', term."order", number
      FROM (SELECT mechanism_id, count(*) AS number FROM near WHERE {keeps} GROUP BY 1) AS counted
      JOIN mechanisms_mechanism term ON term.id = mechanism_id
"""
COUNT_REVIEW = """
    SELECT 'review', term.slug,
           COALESCE(NULLIF(term.title_translations ->> language, ''), term.title), '',
           -COALESCE(extract(year FROM COALESCE(term.published_on, term.held_on)), 0)::int, number
      FROM (SELECT review_id, count(*) AS number FROM near WHERE {keeps} GROUP BY 1) AS counted
      JOIN mechanisms_review term ON term.id = review_id CROSS JOIN asked
"""
COUNT_KIND = """
    SELECT 'kind', kind, '', '', 0, count(*) FROM near WHERE {keeps} GROUP BY 2
"""
COUNT_POSITION = """
    SELECT 'position', "position", '', '', 0, count(*) FROM near WHERE {keeps} GROUP BY 2
"""
COUNT_YEAR = """
    SELECT 'year', issued_year::text, issued_year::text, '', -issued_year, count(*)
      FROM near WHERE {keeps} AND issued_year IS NOT NULL GROUP BY issued_year
"""
COUNT_LEGISLATION = """
    SELECT 'legislation',
           CASE WHEN requires_legislation THEN 'yes' WHEN NOT requires_legislation THEN 'no'
                ELSE 'not_said' END, '', '', 0, count(*)
      FROM near WHERE {keeps} GROUP BY 2
"""
COUNT_PRIORITY = """
    SELECT 'priority', 'yes', '', '', 0, count(*) FROM near WHERE {keeps} AND priority
"""
COUNT_DUE = """
    SELECT 'due',
           CASE WHEN follow_up_due_on < today THEN 'overdue'
                WHEN follow_up_due_on <= soon THEN 'soon' ELSE 'later' END, '', '', 0, count(*)
      FROM near CROSS JOIN asked WHERE {keeps} AND follow_up_due_on IS NOT NULL GROUP BY 2
"""
COUNT_PUBLICATION = """
    SELECT 'publication', publication, '', '', 0, count(*) FROM near WHERE {keeps} GROUP BY 2
"""


def _due_after(day: dt.date, last: dt.date | None = None) -> Q:
    """Due after `day`, until `last` at most."""
    until = Q(follow_up_due_on__lte=last) if last else Q()
    return Q(follow_up_due_on__gte=day) & until


def _overdue(reader: Reader) -> Q:
    return Q(follow_up_due_on__lt=today())


def _soon(reader: Reader) -> Q:
    return _due_after(today(), today() + dt.timedelta(days=SOON_DAYS))


def _later(reader: Reader) -> Q:
    return _due_after(today() + dt.timedelta(days=SOON_DAYS + 1))


STATUS = Facet(
    "status",
    _("Status"),
    column("status"),
    COUNT_STATUS,
    choices={key or NOT_ASSESSED: look.label for key, look in STATUS_LOOKS.items()},
    is_open=True,
    most_first=False,
)
MECHANISM = Facet(
    "mechanism",
    _("Who asked"),
    column("mechanism"),
    COUNT_MECHANISM,
    find=lambda reader, values: terms(
        by_code(Mechanism.objects.all(), "code", values),
        *("mechanism", "code", "short_name", "name_translations"),
    ),
    is_open=True,
    most_first=False,
)
REVIEW = Facet(
    "review",
    _("Review"),
    column("review"),
    COUNT_REVIEW,
    find=lambda reader, values: terms(
        Review.objects.filter(slug__in=values),
        *("review", "slug", "title", "title_translations"),
    ),
    most_first=False,
)
KIND = Facet(
    "kind", _("Kind"), column("kind"), COUNT_KIND, choices=dict(Kind.choices), most_first=False
)
POSITION = Facet(
    "position",
    _("Position of the State"),
    column("position"),
    COUNT_POSITION,
    choices=dict(Position.choices),
    most_first=False,
)
YEAR = Facet(
    "year",
    _("Year issued"),
    column("issued_on__year"),
    COUNT_YEAR,
    choices={str(year): str(year) for year in range(2099, 1969, -1)},
    most_first=False,
)
LEGISLATION = Facet(
    "legislation",
    _("Requires legislation"),
    any_of(
        {
            "yes": lambda reader: Q(requires_legislation=True),
            "no": lambda reader: Q(requires_legislation=False),
            "not_said": lambda reader: Q(requires_legislation__isnull=True),
        }
    ),
    COUNT_LEGISLATION,
    choices={"yes": _("Yes"), "no": _("No"), "not_said": _("Not said")},
    most_first=False,
)
PRIORITY = Facet(
    "priority",
    _("Priority"),
    any_of({"yes": lambda reader: Q(priority=True)}),
    COUNT_PRIORITY,
    choices={"yes": _("Priority")},
)
DUE = Facet(
    "due",
    _("Follow-up due"),
    any_of({"overdue": _overdue, "soon": _soon, "later": _later}),
    COUNT_DUE,
    choices={
        "overdue": _("Overdue"),
        "soon": _("Within 90 days"),
        "later": _("Later"),
    },
    most_first=False,
)
PUBLICATION = Facet(
    "publication",
    _("Publication"),
    column("publication"),
    COUNT_PUBLICATION,
    choices=dict(Publication.choices),
    most_first=False,
)
