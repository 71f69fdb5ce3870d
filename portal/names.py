"""Which names each public page reads in the query of its address; nothing else in it changes what is read.

A page that is not listed reads none.
"""

from documents.forms.library import LibraryFilter

from .activity_choices import ActivityFilterForm
from .asof import FACETS as PAST_FACETS
from .facets import FACETS
from .filters import RegisterFilter
from .forms import ChangesForm
from .indicators import FACETS as INDICATOR_FACETS
from .listing import LISTINGS

_PAGE = frozenset({"page"})
_REGISTER = frozenset(RegisterFilter.base_filters)
_CHANGES = frozenset(ChangesForm.base_fields)
_CHART = frozenset({*(facet.name for facet in FACETS), "indicator", "year"})
_ACTIVITIES = frozenset(ActivityFilterForm.base_fields)
_SCOPE = frozenset({"review", "mechanism", "institution"})

NAMES: dict[str, frozenset[str]] = {
    **{f"portal:{one.name}": _PAGE | one.names for one in LISTINGS},
    **{f"portal:{one.name}_file": one.names for one in LISTINGS},
    "portal:register": _REGISTER | _PAGE,
    "portal:export": _REGISTER,
    "portal:export_file": _REGISTER | {"column"},
    "portal:recommendation": frozenset({"text"}),
    "portal:recommendation_history": _PAGE,
    "portal:as_of": frozenset({"day", "reference"}),
    "portal:as_of_day": _PAGE | {"q", "theme", *PAST_FACETS},
    "portal:as_of_recommendation": frozenset({"text"}),
    "portal:follow_up": _PAGE | {"review", "state"},
    "portal:cluster": _PAGE,
    "portal:cluster_history": _PAGE,
    "portal:review": _PAGE,
    "portal:visits": _PAGE,
    "portal:documents": _PAGE | frozenset(LibraryFilter.base_fields),
    "portal:institution": _PAGE,
    "portal:plan_coverage": _PAGE | {"plan", "idle"},
    "portal:plan_versions": frozenset({"from", "to"}),
    "portal:indicators": _PAGE | {"q", *INDICATOR_FACETS},
    "portal:indicator": _PAGE,
    "portal:activities": _PAGE | _ACTIVITIES | {"view"},
    "portal:activities_file": _ACTIVITIES,
    "portal:activity": _PAGE,
    "portal:calendar": _PAGE,
    "portal:consultations": _PAGE,
    "portal:chart": _CHART,
    "portal:chart_file": _CHART | {"lang"},
    "portal:figures": _SCOPE,
    "portal:figures_file": _SCOPE,
    "portal:reports": _PAGE,
    "portal:changes": _PAGE | _CHANGES,
    "web:oembed": frozenset({"url", "format", "maxwidth", "maxheight"}),
    "portal:feed": _REGISTER | (_CHANGES - {"week"}),
}


def names_of(view: str) -> frozenset[str]:
    """By the full name of the view, as in `portal:register`."""
    return NAMES.get(view, frozenset())
