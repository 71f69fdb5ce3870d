"""Who may open which address: the access table, address by address.

A rule names the roles that get in. Everybody else is refused: a stranger is led to the sign-in
page (302), a signed-in person gets 403 with a reason, or 404 where the record itself is hidden.
What is reached without an account at all refuses strangers with 403 or 404 too. `tests/test_every_url.py` walks every address of the site against
every role and fails on an address that has no rule here.
"""

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


# Addresses of libraries, by the beginning of their name.
PREFIXES: dict[str, Rule] = {}

ACCESS: dict[str, Rule] = {
    "health_live": public(),
    "health_ready": public(),
    "set_language": public(method="post", data={"language": "fr"}),
    "design": public(),
    # accounts
    "accounts:profile": only(SIGNED_IN),
    # focalpoints
    "focalpoints:people": only(MEMBERS | {ADMINISTRATOR}),
    "focalpoints:appoint": only(OFFICERS),
    "focalpoints:appointment": only(
        MEMBERS | {ADMINISTRATOR}, lambda w: {"reference": w.appointment.reference}
    ),
    "focalpoints:end": only(OFFICERS, lambda w: {"reference": w.appointment.reference}),
    "focalpoints:suspend": only(OFFICERS, lambda w: {"reference": w.appointment.reference}),
    "focalpoints:set_absence": only(
        OFFICERS | {FOCAL_POINT},
        lambda w: {"reference": w.appointment.reference},
        method="post",
        data={"starts_on": "2030-01-01", "ends_on": "2030-01-02"},
    ),
    "focalpoints:end_absence": only(
        OFFICERS | {FOCAL_POINT},
        lambda w: {"reference": w.appointment.reference, "pk": w.absence.pk},
        method="post",
    ),
    # recommendations: clusters, assignments, assessments
    "recommendations:clusters": only(OFFICERS),
    "recommendations:new_cluster": only(OFFICERS),
    "recommendations:cluster": only(OFFICERS, lambda w: {"slug": w.cluster.slug}),
    "recommendations:add_members": only(
        OFFICERS, lambda w: {"slug": w.cluster.slug}, method="post", data={"references": "none"}
    ),
    "recommendations:remove_member": only(
        OFFICERS,
        lambda w: {"slug": w.cluster.slug, "reference": w.recommendation.reference},
    ),
    "recommendations:move_cluster": only(
        OFFICERS, lambda w: {"slug": w.cluster.slug, "move": "retire"}
    ),
    "recommendations:propose_cluster": only(OFFICERS, lambda w: {"slug": w.cluster.slug}),
    "recommendations:assignments": only(OFFICERS | OWN_INSTITUTION | {OTHER_FOCAL_POINT}),
    "recommendations:propose": only(OFFICERS),
    "recommendations:move_assignment": only(
        REPORTERS, lambda w: {"pk": w.proposed.pk}, method="post", data={"move": "accept"}
    ),
    "recommendations:put_into_cluster": only(
        OFFICERS, lambda w: {"reference": w.recommendation.reference}
    ),
    "recommendations:assess": only(
        OFFICERS | ALL_REPORTERS | {NHRI, CSO},
        lambda w: {"reference": w.recommendation.reference},
    ),
    "recommendations:move_assessment": only(
        OFFICERS, lambda w: {"pk": w.assessment.pk, "move": "publish"}
    ),
    # files on their way in
    "recommendations:imports": only(OFFICERS),
    "recommendations:new_import": only(OFFICERS),
    "recommendations:import": only(OFFICERS, lambda w: {"reference": w.import_batch.reference}),
    "recommendations:commit_import": only(
        OFFICERS, lambda w: {"reference": w.import_batch.reference}
    ),
    "recommendations:discard_import": only(
        OFFICERS, lambda w: {"reference": w.import_batch.reference}
    ),
    "recommendations:publish_import": only(
        OFFICERS, lambda w: {"reference": w.import_batch.reference}
    ),
    "recommendations:set_position": only(
        OFFICERS, lambda w: {"reference": w.recommendation.reference}
    ),
    "recommendations:move_recommendation": only(
        OFFICERS, lambda w: {"reference": w.recommendation.reference, "move": "retire"}
    ),
    "recommendations:retry_import": only(
        OFFICERS, lambda w: {"reference": w.import_batch.reference}, method="post"
    ),
    # notifications: one's own inbox; the trail of reminders; the e-mails of a demonstration
    "notifications:inbox": only(SIGNED_IN),
    "notifications:open": only(
        frozenset({FOCAL_POINT}), lambda w: {"pk": w.notification.pk}, method="post"
    ),
    "notifications:read_all": only(SIGNED_IN, method="post"),
    "notifications:trail": only(OFFICERS | {ADMINISTRATOR}),
    "notifications:demo_mail": only(SIGNED_IN),
    # reporting: the desk, obligations
    "reporting:desk": only(SIGNED_IN),
    "reporting:round": only(ALL_REPORTERS),
    "reporting:obligations": only(OFFICERS),
    "reporting:obligation_new": only(OFFICERS),
    "reporting:obligation_suggestions": only(OFFICERS),
    "reporting:obligation": only(OFFICERS, lambda w: {"slug": w.obligation.slug}),
    "reporting:obligation_edit": only(OFFICERS, lambda w: {"slug": w.obligation.slug}),
    "reporting:obligation_move": only(
        OFFICERS, lambda w: {"slug": w.obligation.slug, "move": "submit"}
    ),
}
