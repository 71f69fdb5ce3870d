"""Which charts there are, what each counts, and by what it can be narrowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Look(Enum):
    BARS = "bars"
    HEAT = "heat"
    FLOW = "flow"
    SERIES = "series"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Chart:
    """`figure` names what it counts; `facet` is what the register knows its rows by.

    `filters` are facets of the register: one whose choices add up cannot be combined with rows of
    the same kind, for the register could not list what such a row counts. `without` lists what is
    in no row.
    """

    name: str
    title: Promise
    about: Promise
    look: Look
    figure: str = ""
    facet: str = ""
    filters: tuple[str, ...] = ()
    without: Mapping[str, str] = field(default_factory=dict)

    def get_absolute_url(self) -> str:
        return reverse("portal:chart", args=[self.name])


FILTERS = ("mechanism", "review", "theme", "sdg", "institution", "lead")


def _all_but(name: str) -> tuple[str, ...]:
    return tuple(one for one in FILTERS if one != name)


_ALL = (
    Chart(
        "mechanism",
        _("Status by mechanism"),
        _("Who asked, and how far what each asked is implemented."),
        Look.BARS,
        *("status.mechanism", "mechanism", FILTERS),
    ),
    Chart(
        "cycle",
        _("Status from review to review"),
        _(
            "The cycles of the Universal Periodic Review and the reviews of each body, in their order."
        ),
        Look.BARS,
        *("status.review", "review", FILTERS),
    ),
    Chart(
        "theme",
        _("Status by theme"),
        _("What it is about. One that touches several themes counts in each."),
        Look.BARS,
        *("status.theme", "theme", _all_but("theme"), {"gap": "theme"}),
    ),
    Chart(
        "heat-map",
        _("Themes and status, cell by cell"),
        _("Where much stands still and where much is done, at a glance: the darker, the more."),
        Look.HEAT,
        *("status.theme", "theme", _all_but("theme"), {"gap": "theme"}),
    ),
    Chart(
        "sdg",
        _("Status by Sustainable Development Goal"),
        _("Which goals it serves. One that serves several counts in each."),
        Look.BARS,
        *("status.goal", "sdg", _all_but("sdg")),
    ),
    Chart(
        "institution",
        _("Status by leading institution"),
        _("Who answers for it. One that several institutions lead counts for each."),
        Look.BARS,
        *("status.institution", "lead", _all_but("lead"), {"gap": "lead"}),
    ),
    Chart(
        "flow",
        _("From received to implemented"),
        _("How many have reached each step on the way. Each step is counted by itself."),
        Look.FLOW,
        *("recommendations.flow", "", FILTERS),
    ),
    Chart(
        "indicator",
        _("An indicator over time"),
        _("What is measured, with baseline and target where they are set."),
        Look.SERIES,
    ),
    Chart(
        "calendar",
        _("The year, day by day"),
        _(
            "What is due to mechanisms, reviews that are held, and consultations open to the public."
        ),
        Look.YEAR,
    ),
)
CHARTS: Mapping[str, Chart] = {chart.name: chart for chart in _ALL}
