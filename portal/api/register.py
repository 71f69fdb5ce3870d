"""Recommendations: the list as the register narrows it, each of them whole, and the facets."""

import datetime as dt
from typing import Any

from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import create_model

from portal.answers import with_answers
from portal.exports.columns import COLUMNS, Column
from portal.exports.rows import Row, of_record, of_records
from portal.facets import FACETS
from portal.filters import SORTS, RegisterFilter
from portal.reader import Reader
from portal.record import Record, with_obligations
from recommendations.choices import Publication
from recommendations.models import Recommendation

from . import schemas
from .parameters import Asked, Parameter, choice, text, values
from .problems import ApiError
from .record import WholeRecommendation, whole
from .resources import Json, Resource, address, page
from .telling import tally

# What a column holds, where it is not text or nothing.
_LISTS = {
    *("recommending_states", "themes", "theme_codes", "groups", "sdgs", "objectives", "clusters"),
    *("lead", "contributing"),
}
_TYPES: dict[str, Any] = {
    **dict.fromkeys(_LISTS, list[str]),
    **dict.fromkeys(("activities", "updates"), int),
    **dict.fromkeys(("cycle", "session", "action_level"), int | None),
    **dict.fromkeys(("text_is_authentic", "requires_legislation"), bool | None),
    **dict.fromkeys(
        ("issued_on", "status_on", "follow_up_due_on", "updated_on"),
        dt.date | None,
    ),
    "reference": str,
    "address": str,
}
_PUBLIC = tuple(one for one in COLUMNS if not one.for_officers)


def _codes(name: str) -> Any:
    return lambda row: [term.code for term in getattr(row, name)]


# Codes beside the words of the columns, for programs: the same in every language.
CODES = (
    Column(
        "mechanism_code",
        "",
        gettext_lazy("Id of the mechanism."),
        lambda row: row.record.mechanism.code.lower(),
    ),
    Column(
        "review_id",
        "",
        gettext_lazy("Id of the review."),
        lambda row: row.record.review.slug if row.record.review else None,
    ),
    Column("kind_code", "", gettext_lazy("Code of the kind."), lambda row: row.record.kind),
    Column(
        "position_code", "", gettext_lazy("Code of the position."), lambda row: row.record.position
    ),
    Column(
        "status_code",
        "",
        gettext_lazy("Code of the status, “” for not assessed."),
        lambda row: row.record.status,
    ),
    Column(
        "state_codes",
        "",
        gettext_lazy("ISO 3166-1 alpha-3 of the recommending States."),
        _codes("states"),
    ),
    Column("group_codes", "", gettext_lazy("Ids of the affected groups."), _codes("groups")),
    Column("sdg_codes", "", gettext_lazy("Goals and targets by their numbers."), _codes("sdgs")),
    Column("objective_codes", "", gettext_lazy("Ids of the objectives."), _codes("objectives")),
    Column("cluster_ids", "", gettext_lazy("Ids of the clusters."), _codes("clusters")),
    Column("lead_ids", "", gettext_lazy("Ids of the lead institutions."), _codes("lead_terms")),
    Column(
        "contributing_ids",
        "",
        gettext_lazy("Ids of the contributing institutions."),
        _codes("contributor_terms"),
    ),
)
_TYPES |= {one.name: list[str] for one in CODES if one.name.endswith(("_codes", "_ids"))}
_TYPES |= dict.fromkeys(("mechanism_code", "kind_code", "position_code", "status_code"), str)


def _described() -> dict[str, Any]:
    return {
        one.name: (
            _TYPES.get(one.name, str | None),
            schemas.means(one.definition),
        )
        for one in (*_PUBLIC, *CODES)
    }


ListedRecommendation = create_model("ListedRecommendation", __base__=schemas.Paged, **_described())
Whole = create_model("Recommendation", __base__=(WholeRecommendation, ListedRecommendation))


_INSIDE = {
    "publication": gettext_lazy("Publication: only published ones are public."),
    "priority": gettext_lazy("Priority: the secretariat’s alone."),
}


def facet_parameters() -> tuple[Parameter, ...]:
    """One for each facet of the register, by its name."""
    return tuple(
        values(
            facet.name,
            _INSIDE.get(facet.name, format_lazy("{}.", facet.title)),
            None if facet.find or not facet.choices else facet.choices,
        )
        for facet in FACETS
    )


PARAMETERS = (
    text(
        "q",
        gettext_lazy("Words to search for, in all languages, with the operators of the register."),
    ),
    choice("exact", gettext_lazy("1 searches the words as they are, without synonyms."), ["1"]),
    *facet_parameters(),
)


def narrowed(reader: Reader, asked: Asked) -> RegisterFilter:
    """The register's own filter; raises ApiError for a value that means nothing there."""
    query = QueryDict(mutable=True)
    for parameter in (*PARAMETERS, SORT):
        value = asked.get(parameter.name)
        if value:
            query.setlist(parameter.name, value if isinstance(value, list) else [value])
    published = [Publication.PUBLISHED.value]
    if not reader.rights.is_secretariat and query.getlist("publication") == published:
        del query["publication"]
    found = RegisterFilter(query, reader)
    if found.ignored:
        raise _unknown(query, found.ignored)
    return found


def _unknown(query: QueryDict, ignored: list[str]) -> ApiError:
    """Names each value that stands for nothing, and the parameter that it was given for."""
    errors = [
        {
            "parameter": name,
            "value": value,
            "detail": _("Nothing here is called “%(value)s”.") % {"value": value},
        }
        for name, typed in query.lists()
        for value in typed
        if value.strip()[:100] in ignored
    ]
    detail = "; ".join(f"{one['parameter']}: {one['detail']}" for one in errors[:5])
    return ApiError("not-found", detail, errors=errors)


SORT = choice(
    "sort",
    gettext_lazy("The order; by relevance where words are searched, else the newest."),
    SORTS,
)


def _rows(reader: Reader, asked: Asked) -> Any:
    return narrowed(reader, asked).qs.select_related("mechanism", "review", "addressed_to")


def _whole_rows(reader: Reader, asked: Asked) -> Any:
    return with_obligations(with_answers(_rows(reader, asked)), reader)


def _tell(reader: Reader, rows: list[Recommendation]) -> list[Json]:
    return [told(row) for row in of_records(reader, rows)]


def told(row: Row) -> Json:
    reference = row.record.reference
    found = {
        "id": reference,
        "url": address("recommendations", reference),
        "page": page(row.record.get_absolute_url()),
    }
    return found | {one.name: one.read(row) for one in (*_PUBLIC, *CODES)}


def _whole(reader: Reader, row: Recommendation) -> Json:
    record = Record(reader, row)
    listed = of_record(record)
    return told(listed) | whole(record, listed.texts)


RECOMMENDATIONS = Resource(
    name="recommendations",
    one="recommendation",
    title=gettext_lazy("Recommendations"),
    description=gettext_lazy(
        "What mechanisms asked of the State. The filters are those of the register, by the same"
        " names: what is chosen inside one adds up, several narrow each other. The fields have the"
        " names and the meaning of the columns of its files; codes stand beside the words."
    ),
    schema=ListedRecommendation,
    rows=_rows,
    tell=_tell,
    key="reference",
    whole=_whole,
    whole_rows=_whole_rows,
    whole_schema=Whole,
    parameters=(*PARAMETERS, SORT),
)


def facets(reader: Reader, asked: Asked) -> Json:
    found = narrowed(reader, asked)
    counts = found.counts
    titles = {facet.name: str(facet.title) for facet in FACETS}
    return {
        "total": counts.total,
        "by_status": tally(counts.by_status),
        "facets": [
            {"parameter": name, "title": titles[name], "options": [_option(one) for one in options]}
            for name, options in counts.options.items()
        ],
    }


def _option(option: Any) -> Json:
    return {
        "value": option.value,
        "label": str(option.label),
        "number": option.count,
        "options": [_option(one) for one in option.children],
    }


__all__ = ["PARAMETERS", "RECOMMENDATIONS", "facets"]
