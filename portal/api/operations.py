"""What can be asked: each list, each record, and what stands beside them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import create_model

from portal import gone
from portal.frame import site

from . import changes, mine, national, schemas
from .bodies import INSTITUTIONS, MECHANISMS, REVIEWS, TERMS
from .callers import Caller
from .deeds import ACTIVITIES, CLUSTERS, PLANS
from .measures import INDICATORS
from .parameters import Asked, Parameter, cursor, fields_of, lang, whole
from .register import PARAMETERS, RECOMMENDATIONS, facets
from .resources import BASE, Json, Resource
from .told import CONSULTATIONS, DOCUMENTS, FILES, OBLIGATIONS, REPORTS, SCOPE, figure, figures
from .treaties import INSTRUMENTS, RATIFICATIONS, RESERVATIONS
from .words import ASSESSMENTS, UPDATES

RESOURCES: tuple[Resource, ...] = (
    *(RECOMMENDATIONS, CLUSTERS, *TERMS, MECHANISMS, INSTRUMENTS, RATIFICATIONS, RESERVATIONS),
    *(REVIEWS, INSTITUTIONS, national.COMMITTEES),
    *(PLANS, ACTIVITIES, INDICATORS, UPDATES, ASSESSMENTS, OBLIGATIONS, CONSULTATIONS),
    *(REPORTS, FILES, DOCUMENTS),
)
LICENCE_PAGE = f"{settings.SITE_URL}/licence/"


@dataclass(frozen=True)
class Operation:
    """`answer` is called with the caller, what was asked, and the id where the path has one."""

    path: str
    name: str
    summary: Promise | str
    description: Promise
    tag: Promise
    schema: type[Schema]
    parameters: tuple[Parameter, ...]
    answer: Callable[..., Json]
    is_private: bool = False
    may_be_gone: bool = False
    has_id: bool = False
    example: str = field(default="")


def _of_list(resource: Resource, *, is_private: bool = False) -> Operation:
    paged = create_model(
        f"{resource.schema.__name__}Page" if resource.schema is not schemas.Term else "TermPage",
        __base__=Schema,
        total=(int, schemas.means(_("How many records there are on all pages."))),
        next=(str | None, schemas.means(_("The address of the next page, or null."))),
        data=(list[resource.schema], ...),  # type: ignore[name-defined]
    )

    def answer(caller: Caller, asked: Asked) -> Json:
        return resource.listed(caller.reader(), asked, caller.key)

    return Operation(
        path=f"/{resource.name}",
        name=f"list_{resource.name.replace('-', '_').replace('/', '_')}",
        summary=resource.title,
        description=resource.description,
        tag=resource.title,
        schema=paged,
        parameters=resource.list_parameters,
        answer=answer,
        is_private=is_private,
    )


def _one_of(title: Promise) -> str:
    return gettext("%(list)s: one by its id") % {"list": title}


_by_id = lazy(_one_of, str)


def _of_one(resource: Resource) -> Operation:
    def answer(caller: Caller, asked: Asked, key: str) -> Json:
        return resource.single(caller.reader(), asked, key)

    return Operation(
        path=f"/{resource.name}/{{id}}",
        name=f"get_{resource.one.replace('-', '_')}",
        summary=_by_id(resource.title),
        description=resource.description,
        tag=resource.title,
        schema=resource.whole_schema or resource.schema,
        parameters=resource.one_parameters,
        answer=answer,
        may_be_gone=resource.one in gone.KINDS,
        has_id=True,
    )


def _start(caller: Caller, asked: Asked) -> Json:
    shown = site()
    return {
        "name": shown.name,
        "version": "1",
        "licence": shown.licence or LICENCE_PAGE,
        "description": f"{settings.SITE_URL}{BASE}/openapi.json",
        "documentation": f"{settings.SITE_URL}/api/",
        "languages": [code for code, _name in settings.LANGUAGES],
        "lists": {
            one.path.strip("/"): f"{settings.SITE_URL}{BASE}{one.path}"
            for one in OPERATIONS
            if one.path != "/" and not one.has_id and not one.is_private
        },
    }


_FIGURE_FIELDS = fields_of(list(schemas.Figure.model_fields))

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        path="/",
        name="start",
        summary=_("Where everything is"),
        description=_("The lists of this API, its languages, the licence of the data."),
        tag=_("Start"),
        schema=schemas.Start,
        parameters=(lang(),),
        answer=_start,
    ),
    *(
        one
        for resource in RESOURCES
        for one in ([_of_list(resource)] + ([_of_one(resource)] if resource.key else []))
    ),
    Operation(
        path="/national-mechanism",
        name="get_national_mechanism",
        summary=_("The national mechanism"),
        description=_(
            "What the page about it says: on what it rests, who hosts it, who belongs to it."
        ),
        tag=_("The national mechanism"),
        schema=schemas.NationalMechanism,
        parameters=(fields_of(list(schemas.NationalMechanism.model_fields)), lang()),
        answer=lambda caller, asked: national.mechanism(caller.reader(), asked),
    ),
    Operation(
        path="/facets",
        name="list_facets",
        summary=_("Counts of facets"),
        description=_(
            "How many recommendations each further choice would leave, under the choices that are"
            " made: the numbers beside the register. A facet’s own choices do not narrow its counts."
        ),
        tag=RECOMMENDATIONS.title,
        schema=schemas.Facets,
        parameters=(*PARAMETERS, lang()),
        answer=lambda caller, asked: facets(caller.reader(), asked),
    ),
    Operation(
        path="/figures",
        name="list_figures",
        summary=_("Figures"),
        description=_(
            "Every number that pages and reports tell, with its one definition. All of them count"
            " what is published, whoever reads."
        ),
        tag=_("Figures"),
        schema=schemas.Figures,
        parameters=(*SCOPE, _FIGURE_FIELDS, lang()),
        answer=lambda caller, asked: figures(caller.reader(), asked),
    ),
    Operation(
        path="/figures/{id}",
        name="get_figure",
        summary=_by_id(_("Figures")),
        description=_("One figure, of everything or within one scope."),
        tag=_("Figures"),
        schema=schemas.Figure,
        parameters=(*SCOPE, _FIGURE_FIELDS, lang()),
        answer=lambda caller, asked, key: figure(caller.reader(), asked, key),
        has_id=True,
    ),
    Operation(
        path="/changes",
        name="list_changes",
        summary=_("Changes"),
        description=_(
            "Which public records were published, changed or removed since a cursor, in the order"
            " in which that became final; nothing is left out between two calls. Begin without"
            " “since”, go on with “next”. One line stands for all that one transaction changed of a"
            " record. Consultations and committees end by the calendar: their lists say which are open."
        ),
        tag=_("Changes"),
        schema=schemas.Changes,
        parameters=(
            cursor("since", _("Where to go on: “cursor” of the answer before.")),
            whole("limit", _("How many changes at most."), 1, 200, 100),
            lang(),
        ),
        answer=changes.feed,
    ),
    Operation(
        path="/my/",
        name="get_me",
        summary=_("Whose token it is"),
        description=_("For which institutions the token’s owner acts today."),
        tag=_("My institution"),
        schema=schemas.Me,
        parameters=(lang(),),
        answer=mine.me,
        is_private=True,
    ),
    *(_of_list(resource, is_private=True) for resource in mine.RESOURCES),
    Operation(
        path="/my/duties",
        name="list_my_duties",
        summary=_("My duties"),
        description=_("What the token’s owner owes today, the most urgent first, as on the desk."),
        tag=_("My institution"),
        schema=schemas.MyDuties,
        parameters=(lang(),),
        answer=mine.duties,
        is_private=True,
    ),
)
