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

# What a record says of itself, as one value.
DUE_WHEN = """
    CASE WHEN follow_up_due_on < today THEN 'overdue' WHEN follow_up_due_on <= soon THEN 'soon'
         WHEN follow_up_due_on IS NOT NULL THEN 'later' END
"""
LEGISLATION_SAID = """
    CASE WHEN requires_legislation THEN 'yes' WHEN NOT requires_legislation THEN 'no'
         ELSE 'not_said' END
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
    own="COALESCE(NULLIF(status, ''), 'not_assessed')",
    choices={key or NOT_ASSESSED: look.label for key, look in STATUS_LOOKS.items()},
    is_open=True,
    most_first=False,
)
MECHANISM = Facet(
    "mechanism",
    _("Who asked"),
    column("mechanism"),
    own="mechanism_id",
    terms="mechanism",
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
    own="review_id",
    terms="review",
    find=lambda reader, values: terms(
        Review.objects.filter(slug__in=values),
        *("review", "slug", "title", "title_translations"),
    ),
    most_first=False,
)
KIND = Facet(
    "kind", _("Kind"), column("kind"), own="kind", choices=dict(Kind.choices), most_first=False
)
POSITION = Facet(
    "position",
    _("Position of the State"),
    column("position"),
    own='"position"',
    choices=dict(Position.choices),
    most_first=False,
)
YEAR = Facet(
    "year",
    _("Year issued"),
    column("issued_on__year"),
    own="issued_year",
    choices={str(year): str(year) for year in range(2199, 1944, -1)},
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
    own=LEGISLATION_SAID,
    choices={"yes": _("Yes"), "no": _("No"), "not_said": _("Not said")},
    most_first=False,
)
PRIORITY = Facet(
    "priority",
    _("Priority"),
    any_of({"yes": lambda reader: Q(priority=True)}),
    own="CASE WHEN priority THEN 'yes' END",
    choices={"yes": _("Priority")},
)
DUE = Facet(
    "due",
    _("Follow-up due"),
    any_of({"overdue": _overdue, "soon": _soon, "later": _later}),
    own=DUE_WHEN,
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
    own="publication",
    choices=dict(Publication.choices),
    most_first=False,
)
