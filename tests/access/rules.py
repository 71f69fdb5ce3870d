"""Roles, and what a rule of the access table says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ANONYMOUS = "anonymous"
CSO = "cso"
NHRI = "nhri"
PARLIAMENT = "parliament"
FOCAL_POINT = "focal_point"  # of the institution that the world's records belong to
DEPUTY = "deputy"
AUTHORITY = "authority"
OTHER_FOCAL_POINT = "other_focal_point"  # of another institution
SECRETARIAT = "secretariat"
CONSULTATION_OFFICER = "consultation_officer"  # who belongs to the secretariat too
ADMINISTRATOR = "administrator"

SIGNED_IN = frozenset(
    {
        *(CSO, NHRI, PARLIAMENT, FOCAL_POINT, DEPUTY, AUTHORITY, OTHER_FOCAL_POINT),
        *(SECRETARIAT, CONSULTATION_OFFICER, ADMINISTRATOR),
    }
)
EVERYONE = SIGNED_IN | {ANONYMOUS}
OFFICERS = frozenset({SECRETARIAT, CONSULTATION_OFFICER})
REPORTERS = frozenset({FOCAL_POINT, DEPUTY})
EDITORS = OFFICERS | {ADMINISTRATOR}  # of reference data
OWN_INSTITUTION = REPORTERS | {AUTHORITY}
ALL_REPORTERS = REPORTERS | {OTHER_FOCAL_POINT}
MEMBERS = OFFICERS | OWN_INSTITUTION | {OTHER_FOCAL_POINT, NHRI, PARLIAMENT}
ROLES = sorted(EVERYONE)


@dataclass(frozen=True)
class Rule:
    """Who gets in; what the others get; which record the address is tried with."""

    allowed: frozenset[str]
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    # From the world's records to the address's arguments; see tests/test_every_url.py.
    kwargs: Callable[[Any], dict[str, Any]] = lambda world: {}
    # What someone who is let in may get: a page, a redirect back, a form's complaint.
    answers: frozenset[int] = frozenset({200, 302, 422})


def public(kwargs: Callable[[Any], dict[str, Any]] = lambda world: {}, **more: Any) -> Rule:
    return Rule(allowed=EVERYONE, kwargs=kwargs, **more)


def only(
    roles: frozenset[str],
    kwargs: Callable[[Any], dict[str, Any]] = lambda world: {},
    **more: Any,
) -> Rule:
    return Rule(allowed=frozenset(roles), kwargs=kwargs, **more)
