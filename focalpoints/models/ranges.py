"""Days from one to another, as exclusion constraints compare them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db.models import Func, Q


class DateRange(Func):
    """daterange(from, to, bounds): the days of an appointment as the database compares them."""

    function = "DATERANGE"
    output_field = DateRangeField()


def no_overlap(name: str, *same: str, condition: Q | None = None) -> ExclusionConstraint:
    """No two rows with the same values in `same` whose days from `starts_on` to `ends_on` meet."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((column, RangeOperators.EQUAL) for column in same),
            (
                DateRange(
                    "starts_on",
                    "ends_on",
                    RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                ),
                RangeOperators.OVERLAPS,
            ),
        ],
        condition=condition,
    )
