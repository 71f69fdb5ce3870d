"""Who may open which address: the access table, address by address.

A rule names the roles that get in. Everybody else is refused: a stranger is led to the sign-in
page (302), a signed-in person gets 403 with a reason, or 404 where the record itself is hidden.
What is reached without an account at all refuses strangers with 403 or 404 too, the API with 401 who
brings no token. `tests/test_every_url.py` walks every address of the site against
every role and fails on an address that has no rule here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nmirf.common.dates import today

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


def _table(world: Any) -> dict[str, Any]:
    return {"reference": world.table.meeting.reference}


def _item(world: Any) -> dict[str, Any]:
    return {"reference": world.table.meeting.reference, "item": world.table.current_id}


def _milestone(world: Any) -> dict[str, Any]:
    return {"slug": world.planned_activity.slug, "pk": world.milestone.pk}


def _budget_line(world: Any) -> dict[str, Any]:
    return {"slug": world.planned_activity.slug, "pk": world.budget_line.pk}


# The API knows no sessions: whoever is signed in with a browser reads what a stranger does, and
# nobody gets what needs a token. What tokens open is in tests/portal/api/.
API = {
    **{
        f"api:{name}": public()
        for name in (
            *("start", "openapi", "list_facets", "list_changes", "list_figures"),
            *("list_recommendations", "list_clusters", "list_themes", "list_groups"),
            *("list_objectives", "list_sdg_goals", "list_sdg_targets", "list_states"),
            *("list_mechanisms", "list_instruments", "list_reviews", "list_institutions"),
            *("list_plans", "list_activities", "list_indicators", "list_updates"),
            *("list_assessments", "list_obligations", "list_consultations", "list_reports"),
            *("list_report_files", "list_documents"),
        )
    },
    **{
        f"api:{name}": only(frozenset())
        for name in (
            *("get_me", "list_my_assignments", "list_my_updates", "list_my_requests"),
            "list_my_duties",
        )
    },
    "api:get_recommendation": public(lambda w: {"id": w.recommendation.reference}),
    "api:get_cluster": public(lambda w: {"id": w.cluster.slug}),
    "api:get_theme": public(lambda w: {"id": w.theme.code}),
    "api:get_group": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_objective": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_sdg_goal": public(lambda w: {"id": str(w.target.goal.number)}),
    "api:get_sdg_target": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_state": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_mechanism": public(lambda w: {"id": w.mechanism.code.lower()}),
    "api:get_instrument": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_review": public(lambda w: {"id": w.review.slug}),
    "api:get_institution": public(lambda w: {"id": w.institution.slug}),
    "api:get_plan": public(lambda w: {"id": w.plan.slug}),
    "api:get_activity": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_indicator": public(lambda w: {"id": w.indicator.slug}),
    "api:get_update": public(lambda w: {"id": w.published_update.reference}),
    "api:get_obligation": public(lambda w: {"id": w.obligation.slug}),
    "api:get_consultation": public(lambda w: {"id": w.consultation.slug}),
    "api:get_report": public(lambda w: {"id": w.published_draft.slug}),
    "api:get_report_file": public(lambda w: {"id": w.rendered.reference}),
    "api:get_document": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_figure": public(lambda w: {"id": "recommendations.total"}),
}


# Signing in, by allauth. A page of the second factor that has nothing to show leads elsewhere, and
# one that changes something asks for the password anew: both are redirects.
SIGNING_IN = {
    **dict.fromkeys(
        (
            *("account_login", "account_logout", "account_signup", "account_inactive"),
            *("account_reset_password", "account_reset_password_done"),
            *("account_reset_password_from_key_done", "account_email_verification_sent"),
        ),
        public(),
    ),
    "account_reset_password_from_key": public(lambda w: {"uidb36": "1", "key": "x-y"}),
    "account_confirm_email": public(lambda w: {"key": "none"}, answers=frozenset({200, 302})),
    **dict.fromkeys(
        (
            *("account_change_password", "account_set_password", "account_email"),
            *("account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn"),
            *("mfa_list_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
            *("mfa_generate_recovery_codes", "account_confirm_login_code", "mfa_authenticate"),
            "mfa_login_webauthn",
        ),
        only(SIGNED_IN),
    ),
    # Nobody of the world has a second factor to take away or a recovery code to read.
    **dict.fromkeys(
        ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"),
        only(SIGNED_IN, answers=frozenset({200, 302, 404})),
    ),
    "mfa_edit_webauthn": only(SIGNED_IN, lambda w: {"pk": 1}),
    "mfa_remove_webauthn": only(SIGNED_IN, lambda w: {"pk": 1}),
}

ACCESS: dict[str, Rule] = SIGNING_IN | {
    "health_live": public(),
    "health_ready": public(),
    # By a token of its own, which no role has; see tests/common/test_metrics.py.
    "metrics": only(frozenset()),
    "design": public(),
    # accounts
    "accounts:profile": only(SIGNED_IN),
    "accounts:personal_data": only(SIGNED_IN),
    "accounts:personal_data_file": only(SIGNED_IN),
    "accounts:ask_correction": only(
        SIGNED_IN, method="post", data={"text": "My post began later."}
    ),
    # Whoever is in office is told that it cannot be yet.
    "accounts:tokens": only(SIGNED_IN),
    "accounts:revoke_token": only(
        frozenset({FOCAL_POINT}), lambda w: {"reference": w.api_token.reference}
    ),
    "accounts:ask_erasure": only(SIGNED_IN, answers=frozenset({200, 409})),
    "accounts:withdraw_data_request": only(
        frozenset({FOCAL_POINT}), lambda w: {"reference": w.data_request.reference}, method="post"
    ),
    # focalpoints: joining, consent, requests about personal data
    "focalpoints:invitations": only(OFFICERS),
    "focalpoints:invite": only(OFFICERS),
    "focalpoints:resend_invitation": only(
        OFFICERS, lambda w: {"reference": w.invitation.reference}, method="post"
    ),
    "focalpoints:revoke_invitation": only(
        OFFICERS, lambda w: {"reference": w.invitation.reference}
    ),
    # Behind a token that no role has; see tests/focalpoints/test_invitations.py.
    "focalpoints:accept_invitation": public(lambda w: {"token": "none"}, answers=frozenset({404})),
    "focalpoints:registrations": only(OFFICERS),
    "focalpoints:registration": only(OFFICERS, lambda w: {"reference": w.registration.reference}),
    "focalpoints:approve_registration": only(
        OFFICERS, lambda w: {"reference": w.registration.reference}, method="post"
    ),
    "focalpoints:decline_registration": only(
        OFFICERS, lambda w: {"reference": w.registration.reference}, method="post"
    ),
    "focalpoints:consents": only(SIGNED_IN),
    "focalpoints:consent": only(
        frozenset({FOCAL_POINT}), lambda w: {"reference": w.appointment.reference}
    ),
    "focalpoints:data_requests": only(EDITORS),
    "focalpoints:data_request": only(EDITORS, lambda w: {"reference": w.data_request.reference}),
    "focalpoints:carry_out_data_request": only(
        EDITORS, lambda w: {"reference": w.data_request.reference}
    ),
    "focalpoints:decline_data_request": only(
        EDITORS, lambda w: {"reference": w.data_request.reference}
    ),
    "reporting:first_day": only(SIGNED_IN),
    "reporting:put_first_day_away": only(SIGNED_IN, method="post"),
    "reporting:tick_first_day": only(SIGNED_IN, lambda w: {"step": "details"}, method="post"),
    "recommendations:interests": only(
        OFFICERS | {CSO}, lambda w: {"slug": w.people[CSO].appointments.get().institution.slug}
    ),
    "portal:cite_file": public(
        lambda w: {"kind": "recommendation", "key": w.recommendation.reference, "ending": "bib"}
    ),
    "portal:follow": public(
        lambda w: {"kind": "recommendation", "key": w.recommendation.reference}
    ),
    "portal:follow_confirm": public(lambda w: {"token": w.follow_token}),
    "portal:follow_stop": public(lambda w: {"token": w.follow_stop_token}),
    "portal:report_error": public(
        lambda w: {"kind": "recommendation", "key": w.recommendation.reference}
    ),
    "reporting:error_reports": only(OFFICERS),
    "reporting:error_report": only(OFFICERS, lambda w: {"reference": w.error_report.reference}),
    "reporting:move_error_report": only(
        OFFICERS,
        lambda w: {"reference": w.error_report.reference, "name": "close"},
        method="post",
    ),
    "portal:instruments": public(),
    "portal:instrument": public(lambda w: {"code": w.instrument.code.lower()}),
    "portal:join": public(),
    "portal:join_confirm": public(lambda w: {"token": "none"}, answers=frozenset({404})),
    # focalpoints
    "focalpoints:people": only(MEMBERS),
    "focalpoints:appoint": only(OFFICERS),
    "focalpoints:appointment": only(MEMBERS, lambda w: {"reference": w.appointment.reference}),
    **{
        f"focalpoints:{name}": only(OFFICERS, lambda w: {"reference": w.appointment.reference})
        for name in ("end", "end_now", "extend", "change", "suspend")
    },
    **{f"focalpoints:{name}": only(MEMBERS) for name in ("people_csv", "people_vcf")},
    **{f"focalpoints:{name}": only(OFFICERS) for name in ("vacancies", "vacancies_csv")},
    "focalpoints:confirmation_rounds": only(OFFICERS),
    **{
        f"focalpoints:{name}": only(
            OFFICERS, lambda w: {"reference": w.confirmation_round.reference}
        )
        for name in ("confirmation_round", "round_csv", "close_round")
    },
    "focalpoints:confirm": only(
        OFFICERS | {FOCAL_POINT}, lambda w: {"reference": w.confirmation.reference}
    ),
    **{
        f"focalpoints:{name}": only(
            OFFICERS | {FOCAL_POINT},
            lambda w: {"reference": w.confirmation.reference},
            method="post",
        )
        for name in ("still_right", "has_changed")
    },
    # A deputy of w.institution, proposed by its focal point and not confirmed yet.
    "focalpoints:proposals": only(OFFICERS | OWN_INSTITUTION | {OTHER_FOCAL_POINT}),
    "focalpoints:propose": only(REPORTERS, lambda w: {"slug": w.institution.slug}),
    "focalpoints:proposal": only(
        OFFICERS | OWN_INSTITUTION, lambda w: {"reference": w.proposal.reference}
    ),
    "focalpoints:move_proposal": only(
        frozenset({AUTHORITY}), lambda w: {"reference": w.proposal.reference, "move": "confirm"}
    ),
    "reporting:absence": only(
        OFFICERS | OWN_INSTITUTION,
        lambda w: {"reference": w.appointment.reference, "pk": w.absence.pk},
    ),
    "focalpoints:change_absence": only(
        OFFICERS | {FOCAL_POINT},
        lambda w: {"reference": w.appointment.reference, "pk": w.absence.pk},
    ),
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
    # committees, read by members of the mechanism, kept by the secretariat
    "focalpoints:committees": only(MEMBERS),
    "focalpoints:committee_new": only(OFFICERS),
    "focalpoints:committee": only(MEMBERS, lambda w: {"slug": w.committee.slug}),
    "focalpoints:committee_edit": only(OFFICERS, lambda w: {"slug": w.committee.slug}),
    "focalpoints:committee_close": only(OFFICERS, lambda w: {"slug": w.committee.slug}),
    "focalpoints:seat_new": only(OFFICERS, lambda w: {"slug": w.committee.slug}),
    "focalpoints:seat": only(OFFICERS, lambda w: {"slug": w.committee.slug, "pk": w.seat.pk}),
    # trainings: whoever acts for an institution; the certificate is the focal point's
    "focalpoints:trainings": only(MEMBERS | {CSO}),
    "focalpoints:my_trainings": only(SIGNED_IN),
    "focalpoints:training_new": only(OFFICERS),
    "focalpoints:training_figures": only(MEMBERS),
    "focalpoints:training_figures_csv": only(MEMBERS),
    **dict.fromkeys(
        (f"focalpoints:{name}" for name in ("training", "training_join", "training_leave")),
        only(MEMBERS | {CSO}, lambda w: {"reference": w.training.reference}),
    ),
    **dict.fromkeys(
        (
            f"focalpoints:training_{name}"
            for name in ("edit", "cancel", "register", "sheet", "certify")
        ),
        only(OFFICERS, lambda w: {"reference": w.training.reference}),
    ),
    "reporting:certificate": only(
        OFFICERS | {FOCAL_POINT}, lambda w: {"reference": w.certified.reference}, method="post"
    ),
    "reporting:certificates": only(
        OFFICERS, lambda w: {"reference": w.certified.training.reference}, method="post"
    ),
    "portal:verify": public(lambda w: {"reference": w.certified.reference}),
    # meetings: this one is to come and the focal point is invited
    "reporting:meetings": only(MEMBERS),
    "reporting:meeting_new": only(OFFICERS),
    "reporting:meeting_figures": only(MEMBERS),
    "reporting:meeting_figures_csv": only(MEMBERS, lambda w: {"what": "institutions"}),
    **dict.fromkeys(
        ("reporting:meeting", "reporting:meeting_ics"),
        only(MEMBERS, lambda w: {"reference": w.meeting.reference}),
    ),
    **dict.fromkeys(
        (f"reporting:{name}" for name in ("meeting_edit", "guest_new", "agenda", "decision_new")),
        only(OFFICERS, lambda w: {"reference": w.meeting.reference}),
    ),
    **dict.fromkeys(
        (f"reporting:{name}" for name in ("sheet", "minutes", "minutes_approve")),
        only(OFFICERS, lambda w: {"reference": w.held_meeting.reference}),
    ),
    "reporting:meeting_move": only(
        OFFICERS, lambda w: {"reference": w.meeting.reference, "move": "cancel"}
    ),
    "reporting:guest_remove": only(
        OFFICERS,
        lambda w: {"reference": w.planned_meeting.reference, "pk": w.guest.pk},
        method="post",
    ),
    "reporting:meeting_answer": only(
        frozenset({FOCAL_POINT}), lambda w: {"reference": w.meeting.reference}
    ),
    **dict.fromkeys(
        (f"reporting:agenda_{name}" for name in ("add", "recommendation", "pick")),
        only(OFFICERS, lambda w: {"reference": w.meeting.reference}, method="post"),
    ),
    "reporting:agenda_item": only(
        OFFICERS, lambda w: {"reference": w.meeting.reference, "pk": w.agenda_item.pk}
    ),
    "reporting:agenda_move": only(
        OFFICERS,
        lambda w: {"reference": w.meeting.reference, "pk": w.agenda_item.pk, "deed": "up"},
        method="post",
    ),
    "reporting:decisions": only(MEMBERS),
    "reporting:decisions_csv": only(MEMBERS),
    "reporting:decision": only(MEMBERS, lambda w: {"reference": w.decision.reference}),
    "reporting:decision_edit": only(OFFICERS, lambda w: {"reference": w.decision.reference}),
    "reporting:decision_move": only(
        OFFICERS | REPORTERS, lambda w: {"reference": w.decision.reference, "move": "done"}
    ),
    # gaps, requests for information, gap reports
    "reporting:gaps": only(MEMBERS),
    "reporting:gaps_csv": only(MEMBERS),
    "reporting:gap": only(MEMBERS, lambda w: {"name": "activity"}),
    "reporting:gap_file": only(MEMBERS, lambda w: {"name": "activity", "ending": "csv"}),
    "reporting:gap_ask": only(OFFICERS, lambda w: {"name": "activity"}),
    "reporting:gap_report_new": only(OFFICERS),
    "reporting:gap_reports": only(OFFICERS),
    "reporting:gap_report": only(OFFICERS, lambda w: {"reference": w.gap_report.reference}),
    "reporting:gap_report_csv": only(OFFICERS, lambda w: {"reference": w.gap_report.reference}),
    "reporting:requests": only(MEMBERS),
    "reporting:request": only(
        OFFICERS | OWN_INSTITUTION, lambda w: {"reference": w.request.reference}
    ),
    "reporting:request_answer": only(REPORTERS, lambda w: {"reference": w.request.reference}),
    "reporting:request_move": only(
        OFFICERS, lambda w: {"reference": w.request.reference, "move": "withdraw"}
    ),
    # institutions: the tree, their pages, reshuffles; this one is a rename
    "focalpoints:institutions": only(MEMBERS),
    "focalpoints:institution_new": only(OFFICERS),
    "focalpoints:institution_edit": only(OFFICERS, lambda w: {"slug": w.institution.slug}),
    "focalpoints:institution_standing": only(
        OFFICERS, lambda w: {"slug": w.institution.slug, "standing": "suspended"}
    ),
    "reporting:institution": only(MEMBERS, lambda w: {"slug": w.institution.slug}),
    "reporting:reshuffles": only(MEMBERS),
    "reporting:reshuffle_new": only(OFFICERS),
    "reporting:reshuffle": only(MEMBERS, lambda w: {"reference": w.reshuffle.reference}),
    "reporting:reshuffle_give": only(
        OFFICERS, lambda w: {"reference": w.reshuffle.reference}, method="post"
    ),
    # recommendations: lists of terms
    "recommendations:lists": only(EDITORS),
    **{
        f"recommendations:{name}": only(EDITORS, lambda w: {"name": "themes"})
        for name in ("list", "new_term", "download_list")
    },
    **{
        f"recommendations:{name}": only(EDITORS, lambda w: {"name": "themes", "code": w.theme.code})
        for name in ("term", "retire_term", "restore_term", "delete_term", "merge_term")
    },
    "recommendations:unmerge_term": only(
        EDITORS, lambda w: {"name": "themes", "code": w.merged_theme.code}
    ),
    **{
        f"recommendations:{name}": only(
            EDITORS, lambda w: {"name": "themes", "code": w.theme.code}, method="post"
        )
        for name in ("raise_term", "sink_term")
    },
    "recommendations:states_list": only(EDITORS),
    "recommendations:states_aliases": only(EDITORS, lambda w: {"code": "XMA"}),
    "recommendations:mechanisms_list": only(EDITORS),
    "recommendations:mechanisms_aliases": only(EDITORS, lambda w: {"code": w.mechanism.code}),
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
    # recommendations: changes of many records; this one is prepared and not decided
    "recommendations:bulk": only(OFFICERS),
    "recommendations:bulk_edit": only(OFFICERS, lambda w: {"reference": w.bulk_edit.reference}),
    "recommendations:apply_bulk": only(
        OFFICERS, lambda w: {"reference": w.bulk_edit.reference}, method="post"
    ),
    "recommendations:undo_bulk": only(OFFICERS, lambda w: {"reference": w.bulk_edit.reference}),
    "recommendations:discard_bulk": only(
        OFFICERS, lambda w: {"reference": w.bulk_edit.reference}, method="post"
    ),
    "portal:choose": only(OFFICERS, method="post"),
    # portal: saved views; this one is the focal point's, shared with the own institution
    "portal:views": only(SIGNED_IN),
    "portal:new_view": only(SIGNED_IN),
    "portal:view": only(OWN_INSTITUTION, lambda w: {"reference": w.saved_view.reference}),
    "portal:open_view": only(OWN_INSTITUTION, lambda w: {"reference": w.saved_view.reference}),
    "portal:stop_view": only(
        frozenset({FOCAL_POINT}), lambda w: {"reference": w.saved_view.reference}, method="post"
    ),
    "portal:delete_view": only(
        frozenset({FOCAL_POINT}), lambda w: {"reference": w.saved_view.reference}
    ),
    "recommendations:assignments": only(OFFICERS | OWN_INSTITUTION | {OTHER_FOCAL_POINT}),
    "recommendations:propose": only(OFFICERS),
    # recommendations: thematic tables; one runs, to which the world's institution is invited
    "recommendations:tables": only(MEMBERS),
    "recommendations:new_table": only(OFFICERS),
    "recommendations:table": only(OFFICERS | OWN_INSTITUTION, _table),
    "recommendations:table_guests": only(OFFICERS, _table),
    "recommendations:open_table": only(OFFICERS, _table, method="post"),
    "recommendations:close_table": only(OFFICERS, _table),
    "recommendations:step_table": only(
        OFFICERS, _table, method="post", data={"shown": "0", "to": "next"}
    ),
    "recommendations:settle_item": only(OFFICERS, _item, method="post", data={"seen": "0-0"}),
    "recommendations:park_item": only(OFFICERS, _item, method="post", data={"note": "Not now."}),
    "recommendations:name_absentee": only(
        OFFICERS, _item, method="post", data={"institution": "Ministry of Labour", "role": "lead"}
    ),
    "recommendations:table_phone": only(REPORTERS, _table),
    "recommendations:take_seat": only(REPORTERS, _table, method="post", data={"for": "interior"}),
    "recommendations:press": only(REPORTERS, _table, method="post", data={"for": "interior"}),
    "reporting:table_report": only(OFFICERS | OWN_INSTITUTION, _table, method="post"),
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
    "portal:charts": public(),
    "portal:chart": public(lambda w: {"name": "theme"}),
    "portal:chart_file": public(lambda w: {"name": "theme", "ending": "svg"}),
    "portal:figures": public(),
    "portal:figures_file": public(lambda w: {"ending": "xlsx"}),
    "activities:proposals": only(OFFICERS),
    "activities:proposal": only(OFFICERS, lambda w: {"reference": w.recommendation.reference}),
    "recommendations:differences": only(MEMBERS | {CSO}),
    "recommendations:assessments": only(OFFICERS | ALL_REPORTERS | {NHRI, CSO}),
    # The world's assessment is a draft of the secretariat.
    "recommendations:assessment": only(OFFICERS, lambda w: {"pk": w.assessment.pk}),
    "recommendations:edit_assessment": only(OFFICERS, lambda w: {"pk": w.assessment.pk}),
    "recommendations:hand_in_assessment": only(
        frozenset({CSO}), lambda w: {"pk": w.contribution.pk}
    ),
    "recommendations:attach_proof": only(
        OFFICERS, lambda w: {"pk": w.assessment.pk}, method="post", data={"note": "Annex"}
    ),
    "recommendations:detach_proof": only(OFFICERS, lambda w: {"pk": w.proof.pk}, method="post"),
    "recommendations:move_assessment": only(
        OFFICERS, lambda w: {"pk": w.assessment.pk, "move": "publish"}
    ),
    # files on their way in
    "recommendations:synonyms": only(OFFICERS),
    "recommendations:new_synonym": only(OFFICERS),
    "recommendations:synonym": only(OFFICERS, lambda w: {"code": w.synonym.code}),
    "recommendations:imports": only(OFFICERS),
    "recommendations:new_import": only(OFFICERS),
    "recommendations:import": only(OFFICERS, lambda w: {"reference": w.import_batch.reference}),
    "recommendations:commit_import": only(
        OFFICERS, lambda w: {"reference": w.import_batch.reference}
    ),
    "recommendations:discard_import": only(
        OFFICERS, lambda w: {"reference": w.import_batch.reference}
    ),
    "recommendations:import_template": only(OFFICERS),
    "recommendations:decide_rows": only(
        OFFICERS, lambda w: {"reference": w.import_batch.reference}
    ),
    "recommendations:judge_import": only(
        OFFICERS, lambda w: {"reference": w.import_batch.reference}, method="post"
    ),
    "recommendations:import_terms": only(
        OFFICERS, lambda w: {"reference": w.import_batch.reference}
    ),
    "recommendations:map_import": only(OFFICERS, lambda w: {"reference": w.import_batch.reference}),
    "recommendations:undo_import": only(
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
    # records by hand, made one, linked between cycles
    "recommendations:new_recommendation": only(OFFICERS),
    "recommendations:paste": only(OFFICERS),
    "recommendations:edit_recommendation": only(
        OFFICERS, lambda w: {"reference": w.recommendation.reference}
    ),
    "recommendations:merge": only(OFFICERS, lambda w: {"reference": w.recommendation.reference}),
    "recommendations:unmerge": only(OFFICERS, lambda w: {"reference": w.merge.reference}),
    "recommendations:doubles": only(OFFICERS),
    "recommendations:refuse_double": only(
        OFFICERS, lambda w: {"pk": w.suggestion.pk}, method="post"
    ),
    "recommendations:accept_repeat": only(
        OFFICERS, lambda w: {"pk": w.suggestion.pk}, method="post"
    ),
    "recommendations:repeats": only(OFFICERS, lambda w: {"reference": w.recommendation.reference}),
    "recommendations:unlink_repeat": only(OFFICERS, lambda w: {"pk": w.repeat.pk}),
    # texts by language, editions in other languages, the State's word, follow-up
    "recommendations:languages": only(OFFICERS),
    "recommendations:records_by_text": only(OFFICERS),
    "recommendations:texts": only(OFFICERS, lambda w: {"reference": w.recommendation.reference}),
    "recommendations:add_text": only(OFFICERS, lambda w: {"reference": w.recommendation.reference}),
    **dict.fromkeys(
        (f"recommendations:{deed}_text" for deed in ("edit", "correct", "withdraw")),
        only(OFFICERS, lambda w: {"reference": w.recommendation.reference, "language": "en"}),
    ),
    "recommendations:editions": only(OFFICERS),
    "recommendations:new_edition": only(OFFICERS),
    "recommendations:edition": only(OFFICERS, lambda w: {"reference": w.edition.reference}),
    **dict.fromkeys(
        (f"recommendations:{deed}_edition" for deed in ("write", "undo", "discard")),
        only(OFFICERS, lambda w: {"reference": w.edition.reference}),
    ),
    **dict.fromkeys(
        (f"recommendations:{deed}" for deed in ("record_response", "set_follow_up", "grade")),
        only(OFFICERS, lambda w: {"reference": w.recommendation.reference}),
    ),
    # activities: updates, their moves, activities; a draft is its institution's alone
    "activities:updates": only(SIGNED_IN),
    "activities:update_new": only(ALL_REPORTERS),
    "activities:nothing_new": only(ALL_REPORTERS),
    "activities:verify_queue": only(OFFICERS),
    "activities:sign_queue": only(frozenset({AUTHORITY})),
    "activities:sign_read": only(frozenset({AUTHORITY})),
    "activities:update": only(OWN_INSTITUTION, lambda w: {"reference": w.draft_update.reference}),
    "activities:update_edit": only(REPORTERS, lambda w: {"reference": w.draft_update.reference}),
    # A stranger is told in place that the session has ended; nothing is saved.
    "activities:update_autosave": only(
        REPORTERS | {ANONYMOUS},
        lambda w: {"reference": w.draft_update.reference},
        method="post",
        answers=frozenset({200}),
    ),
    "activities:update_discard": only(REPORTERS, lambda w: {"reference": w.draft_update.reference}),
    "activities:evidence_cite": only(
        REPORTERS, lambda w: {"reference": w.draft_update.reference, "pk": w.evidence.pk}
    ),
    "activities:evidence_remove": only(
        REPORTERS,
        lambda w: {"reference": w.draft_update.reference, "pk": w.evidence.pk},
        method="post",
    ),
    "activities:submit": only(REPORTERS, lambda w: {"reference": w.draft_update.reference}),
    "activities:verify": only(OFFICERS, lambda w: {"reference": w.submitted_update.reference}),
    "activities:sign": only(
        frozenset({AUTHORITY}), lambda w: {"reference": w.submitted_update.reference}
    ),
    "activities:decline": only(
        frozenset({AUTHORITY}), lambda w: {"reference": w.submitted_update.reference}
    ),
    "activities:publish": only(OFFICERS, lambda w: {"reference": w.submitted_update.reference}),
    "activities:withdraw": only(OFFICERS, lambda w: {"reference": w.submitted_update.reference}),
    "activities:signed_form": only(REPORTERS, lambda w: {"reference": w.verified_update.reference}),
    "activities:check_form": only(OFFICERS, lambda w: {"reference": w.verified_update.reference}),
    # plans: the secretariat keeps them, everyone reads what is published
    "activities:plans": only(OFFICERS),
    "activities:plan_new": only(OFFICERS),
    "activities:plan_template": only(OFFICERS),
    "activities:plan_from_review": only(OFFICERS, lambda w: {"slug": w.review.slug}),
    "activities:plan": only(OFFICERS, lambda w: {"slug": w.plan.slug}),
    "activities:plan_edit": only(OFFICERS, lambda w: {"slug": w.plan.slug}),
    "activities:plan_move": only(OFFICERS, lambda w: {"slug": w.plan.slug, "move": "retire"}),
    "activities:plan_version_new": only(OFFICERS, lambda w: {"slug": w.plan.slug}),
    "activities:plan_import": only(OFFICERS, lambda w: {"slug": w.plan.slug}),
    "activities:plan_import_apply": only(OFFICERS, lambda w: {"slug": w.plan.slug}, method="post"),
    "activities:objective_new": only(OFFICERS, lambda w: {"slug": w.plan.slug}),
    "activities:objective_edit": only(
        OFFICERS, lambda w: {"slug": w.plan.slug, "pk": w.objective.pk}
    ),
    "activities:objective_activities": only(
        OFFICERS, lambda w: {"slug": w.plan.slug, "pk": w.objective.pk}
    ),
    "activities:objective_delete": only(
        OFFICERS, lambda w: {"slug": w.plan.slug, "pk": w.objective.pk}
    ),
    "activities:indicators": only(SIGNED_IN),
    "activities:indicator": only(
        OFFICERS | OWN_INSTITUTION, lambda w: {"slug": w.draft_indicator.slug}
    ),
    "activities:indicator_new": only(OFFICERS),
    "activities:indicator_edit": only(OFFICERS, lambda w: {"slug": w.draft_indicator.slug}),
    "activities:indicator_move": only(
        OFFICERS, lambda w: {"slug": w.draft_indicator.slug, "name": "publish"}
    ),
    "activities:value_new": only(OFFICERS | REPORTERS, lambda w: {"slug": w.indicator.slug}),
    "activities:value_revise": only(
        OFFICERS | REPORTERS,
        lambda w: {"slug": w.indicator.slug, "pk": w.indicator_value.pk},
    ),
    "activities:value_document": only(
        OFFICERS | REPORTERS,
        lambda w: {"slug": w.indicator.slug, "pk": w.indicator_value.pk},
    ),
    "activities:value_final": only(
        OFFICERS | REPORTERS,
        lambda w: {"slug": w.indicator.slug, "pk": w.indicator_value.pk},
    ),
    "activities:value_imports": only(OFFICERS | ALL_REPORTERS),
    "activities:value_import": only(
        OFFICERS | {FOCAL_POINT}, lambda w: {"reference": w.value_import.reference}
    ),
    "activities:value_import_problems": only(
        OFFICERS | {FOCAL_POINT}, lambda w: {"reference": w.value_import.reference}
    ),
    "activities:activities": only(SIGNED_IN),
    "activities:activity_new": only(OFFICERS | ALL_REPORTERS),
    "activities:activity_edit": only(
        OFFICERS | REPORTERS, lambda w: {"slug": w.planned_activity.slug}
    ),
    "activities:activity_status": only(
        OFFICERS | REPORTERS, lambda w: {"slug": w.planned_activity.slug}
    ),
    "activities:activity_publish": only(OFFICERS, lambda w: {"slug": w.planned_activity.slug}),
    "activities:activity": only(
        OFFICERS | OWN_INSTITUTION, lambda w: {"slug": w.planned_activity.slug}
    ),
    "activities:activity_import": only(OFFICERS | ALL_REPORTERS),
    "activities:activity_template": only(OFFICERS | ALL_REPORTERS),
    "activities:activity_similar": only(OFFICERS | ALL_REPORTERS),
    "activities:activity_copy": only(
        OFFICERS | ALL_REPORTERS, lambda w: {"slug": w.planned_activity.slug}
    ),
    "activities:activity_split": only(
        OFFICERS | REPORTERS, lambda w: {"slug": w.planned_activity.slug}
    ),
    "activities:activity_link": only(
        OFFICERS | REPORTERS, lambda w: {"slug": w.planned_activity.slug}
    ),
    "activities:milestone_new": only(
        OFFICERS | REPORTERS, lambda w: {"slug": w.planned_activity.slug}
    ),
    **dict.fromkeys(
        ("activities:milestone_edit", "activities:milestone_done", "activities:milestone_remove"),
        only(OFFICERS | REPORTERS, _milestone),
    ),
    "activities:milestone_reopen": only(OFFICERS | REPORTERS, _milestone, method="post"),
    "activities:budget_new": only(
        OFFICERS | REPORTERS, lambda w: {"slug": w.planned_activity.slug}
    ),
    **dict.fromkeys(
        ("activities:budget_edit", "activities:budget_remove"),
        only(OFFICERS | REPORTERS, _budget_line),
    ),
    # Collection rounds: their pages for those who are asked, their making for the secretariat.
    "activities:rounds": only(OFFICERS | OWN_INSTITUTION | ALL_REPORTERS),
    "activities:round_new": only(OFFICERS),
    "activities:round": only(
        OFFICERS | OWN_INSTITUTION, lambda w: {"reference": w.collection_round.reference}
    ),
    "activities:round_csv": only(
        OFFICERS | OWN_INSTITUTION, lambda w: {"reference": w.collection_round.reference}
    ),
    **{
        f"activities:{name}": only(OFFICERS, lambda w: {"reference": w.prepared_round.reference})
        for name in ("round_edit", "round_open", "round_discard")
    },
    **{
        f"activities:{name}": only(OFFICERS, lambda w: {"reference": w.collection_round.reference})
        for name in ("round_extend", "round_close")
    },
    "activities:due_nothing_new": only(REPORTERS, lambda w: {"reference": w.due.reference}),
    "activities:due_excuse": only(OFFICERS, lambda w: {"reference": w.due.reference}),
    "activities:due_owe_again": only(
        OFFICERS, lambda w: {"reference": w.excused_due.reference}, method="post"
    ),
    "activities:turnaround": only(OFFICERS | OWN_INSTITUTION | ALL_REPORTERS),
    "activities:turnaround_csv": only(OFFICERS | OWN_INSTITUTION | ALL_REPORTERS),
    # documents: this one is evidence of a draft
    "documents:download": only(
        OWN_INSTITUTION, lambda w: {"reference": w.evidence.document.reference}
    ),
    "documents:picture": only(
        OWN_INSTITUTION, lambda w: {"reference": w.evidence.document.reference}
    ),
    "documents:document": only(
        OWN_INSTITUTION, lambda w: {"reference": w.evidence.document.reference}
    ),
    "documents:library": only(SIGNED_IN),
    "documents:new": only(OFFICERS),
    # A restricted document of the library
    "documents:version": only(OFFICERS, lambda w: {"reference": w.library_document.reference}),
    "documents:describe": only(OFFICERS, lambda w: {"reference": w.library_document.reference}),
    "documents:name_reader": only(
        OFFICERS,
        lambda w: {"reference": w.library_document.reference},
        method="post",
        data={"email": "nobody@example.org"},
    ),
    "documents:unname_reader": only(
        OFFICERS,
        lambda w: {"reference": w.library_document.reference, "pk": w.named_reader.pk},
        method="post",
    ),
    # notifications: one's own inbox; the trail of reminders; the e-mails of a demonstration
    "notifications:inbox": only(SIGNED_IN),
    "notifications:open": only(
        frozenset({FOCAL_POINT}), lambda w: {"pk": w.notification.pk}, method="post"
    ),
    "notifications:read_all": only(SIGNED_IN, method="post"),
    "notifications:read": only(
        frozenset({FOCAL_POINT}), lambda w: {"pk": w.notification.pk}, method="post"
    ),
    "notifications:preferences": only(SIGNED_IN),
    # By the signed word in the address, which whoever got the e-mail has.
    "notifications:unsubscribe": public(lambda w: {"token": w.unsubscribe_token}),
    "notifications:trail": only(OFFICERS | {ADMINISTRATOR}),
    "notifications:trail_file": only(OFFICERS | {ADMINISTRATOR}),
    "notifications:mailboxes": only(OFFICERS | {ADMINISTRATOR}),
    "notifications:mailbox_settle": only(
        OFFICERS | {ADMINISTRATOR}, method="post", data={"act": "again", "address": "a@b.example"}
    ),
    "notifications:reminders": only(SIGNED_IN),
    # One's own reminder; nobody in the world has one of this subject but the focal point.
    "notifications:snooze": only(frozenset()),
    "notifications:resume": only(
        frozenset({FOCAL_POINT}), lambda w: {"pk": w.snooze.pk}, method="post"
    ),
    **dict.fromkeys(
        ("notifications:rules", "notifications:holidays", "notifications:holidays_take"),
        only(OFFICERS),
    ),
    "notifications:rule": only(OFFICERS, lambda w: {"kind": w.reminder_rule.kind}),
    "notifications:weekend": only(OFFICERS),
    "notifications:holidays_copy": only(OFFICERS, method="post", data={"year": "2026"}),
    "notifications:holiday_remove": only(OFFICERS, lambda w: {"pk": w.holiday.pk}),
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
    # portal: pages that everyone may read
    "portal:register": public(),
    "portal:recommendation": public(lambda w: {"reference": w.recommendation.reference}),
    "portal:recommendation_history": public(lambda w: {"reference": w.recommendation.reference}),
    "portal:export": public(),
    "portal:export_file": public(lambda w: {"ending": "csv"}),
    "portal:as_of": public(),
    "portal:as_of_day": public(lambda w: {"day": today().isoformat()}),
    "portal:as_of_recommendation": public(
        lambda w: {"day": today().isoformat(), "reference": w.recommendation.reference}
    ),
    "portal:follow_up": public(),
    "portal:themes": public(),
    "portal:theme": public(lambda w: {"code": w.theme.code}),
    "portal:groups": public(),
    "portal:group": public(lambda w: {"code": w.group.code}),
    "portal:objectives": public(),
    "portal:objective": public(lambda w: {"code": w.kind_of_act.code.lower()}),
    "portal:sdgs": public(),
    "portal:sdg_goal": public(lambda w: {"number": w.target.goal.number}),
    "portal:sdg_target": public(
        lambda w: dict(zip(("number", "part"), w.target.code.split("."), strict=True))
    ),
    "portal:clusters": public(),
    "portal:cluster": public(lambda w: {"slug": w.cluster.slug}),
    "portal:cluster_history": public(lambda w: {"slug": w.cluster.slug}),
    "portal:mechanisms": public(),
    "portal:mechanism": public(lambda w: {"code": w.recommendation.mechanism.code.lower()}),
    "portal:reviews": public(),
    "portal:review": public(lambda w: {"slug": w.review.slug}),
    "portal:documents": public(),
    "portal:institutions": public(),
    "portal:institution": public(lambda w: {"slug": w.institution.slug}),
    "portal:update": public(lambda w: {"reference": w.published_update.reference}),
    "portal:activities": public(),
    "portal:activities_file": public(lambda w: {"ending": "csv"}),
    "portal:activity": public(lambda w: {"slug": w.activity.slug}),
    "portal:plans": public(),
    "portal:plan_coverage": public(),
    "portal:plan": public(lambda w: {"slug": w.plan.slug}),
    "portal:plan_versions": public(lambda w: {"slug": w.plan.slug}),
    "portal:plan_file": public(lambda w: {"slug": w.plan.slug, "ending": "csv"}),
    "portal:home": public(),
    "portal:indicators": public(),
    "portal:indicators_file": public(lambda w: {"ending": "csv"}),
    "portal:indicator": public(lambda w: {"slug": w.indicator.slug}),
    "portal:print_activities": public(method="post"),
    "portal:print_figures": public(method="post"),
    "portal:print_indicator": public(lambda w: {"slug": w.indicator.slug}, method="post"),
    "portal:indicator_file": public(lambda w: {"slug": w.indicator.slug, "ending": "csv"}),
    "portal:open_data": public(),
    "portal:open_data_table": public(lambda w: {"name": "recommendations"}),
    # Files, where some were made; see tests/portal/open_data.
    "data_start": public(),
    "data": public(lambda w: {"name": "all.zip"}, answers=frozenset({200, 404})),
    "data_version": public(
        lambda w: {"version": "2026-01-31", "name": "all.zip"}, answers=frozenset({200, 404})
    ),
    "portal:calendar": public(),
    "portal:calendar_feed": public(),
    "portal:obligation": public(lambda w: {"slug": w.obligation.slug}),
    "portal:consultations": public(),
    "portal:consultation": public(lambda w: {"slug": w.consultation.slug}),
    "portal:reports": public(),
    "portal:report": public(lambda w: {"slug": w.published_draft.slug}),
    "portal:about": public(),
    "portal:help": public(),
    "portal:glossary": public(),
    "portal:visits": public(),
    "portal:accessibility": public(),
    "portal:privacy": public(),
    "portal:licence": public(),
    "portal:brand": public(),
    "portal:api_docs": public(),
    "portal:changes": public(),
    "portal:card": public(lambda w: {"kind": "cluster", "key": w.cluster.slug}),
    "portal:opensearch": public(),
    "web:robots": public(),
    "web:sitemap": public(),
    "web:sitemap_part": public(lambda w: {"name": "recommendations", "number": 1}),
    # Nobody is named in the tests' settings; see tests/portal/test_web.py.
    "web:security": public(answers=frozenset({404})),
    "web:favicon": public(),
    "web:icon": public(lambda w: {"name": "32.png"}),
    "web:manifest": public(),
    "web:oembed": public(answers=frozenset({400})),
    "portal:feed": public(lambda w: {"name": "changes", "ending": "atom"}),
    "portal:feed_of": public(
        lambda w: {"kind": "cluster", "key": w.cluster.slug, "ending": "json"}
    ),
    # reporting: drafts, of which an institution sees the sections that it writes
    "reporting:drafts": only(OFFICERS | OWN_INSTITUTION | {OTHER_FOCAL_POINT}),
    "reporting:new_draft": only(OFFICERS),
    "reporting:draft": only(OFFICERS | OWN_INSTITUTION, lambda w: {"slug": w.report_draft.slug}),
    "reporting:new_section": only(OFFICERS, lambda w: {"slug": w.report_draft.slug}),
    "reporting:section": only(
        OFFICERS | OWN_INSTITUTION,
        lambda w: {"slug": w.report_draft.slug, "pk": w.section.pk},
    ),
    "reporting:make_version": only(OFFICERS, lambda w: {"slug": w.report_draft.slug}),
    "reporting:version": only(
        OFFICERS,
        lambda w: {"slug": w.consultation.version.draft.slug, "number": 1},
    ),
    "reporting:open_consultation": only(OFFICERS, lambda w: {"slug": w.report_draft.slug}),
    "reporting:move_draft": only(
        OFFICERS, lambda w: {"slug": w.report_draft.slug, "move": "validate"}
    ),
    # reporting: comments, read and answered by the secretariat
    "reporting:consultations": only(OFFICERS),
    "reporting:consultation": only(OFFICERS, lambda w: {"slug": w.consultation.slug}),
    "reporting:comment": only(OFFICERS, lambda w: {"reference": w.comment.reference}),
    "reporting:show_comment": only(
        OFFICERS, lambda w: {"reference": w.comment.reference}, method="post"
    ),
    "reporting:hide_comment": only(OFFICERS, lambda w: {"reference": w.comment.reference}),
    "reporting:identity": only(
        frozenset({CONSULTATION_OFFICER}),
        lambda w: {"reference": w.comment.reference},
        method="post",
        data={"reason": "The author asked to be called back."},
    ),
    # reporting: files that a worker makes; this one is public and ready
    "reporting:request_review_pdf": only(
        OFFICERS, lambda w: {"slug": w.review.slug}, method="post"
    ),
    "reporting:rendered": public(lambda w: {"reference": w.rendered.reference}),
    "reporting:download": public(lambda w: {"reference": w.rendered.reference}),
    # reporting: what the focal point leaves: this one is being written; the other is handed to the deputy
    "reporting:handovers": only(SIGNED_IN - {ADMINISTRATOR}),
    "reporting:handover_start": only(
        OFFICERS | {FOCAL_POINT}, lambda w: {"reference": w.appointment.reference}
    ),
    "reporting:handover": only(
        OFFICERS | OWN_INSTITUTION, lambda w: {"reference": w.handover.reference}
    ),
    "reporting:handover_print": only(
        OFFICERS | OWN_INSTITUTION, lambda w: {"reference": w.handover.reference}
    ),
    "reporting:handover_write": only(REPORTERS, lambda w: {"reference": w.handover.reference}),
    "reporting:handover_hand": only(REPORTERS, lambda w: {"reference": w.handover.reference}),
    # What may not be saved is said in place; the text stays on the page.
    "reporting:handover_autosave": only(
        OFFICERS | OWN_INSTITUTION | {ANONYMOUS},
        lambda w: {"reference": w.handover.reference},
        method="post",
        answers=frozenset({200}),
    ),
    "reporting:handover_refresh": only(
        OFFICERS | REPORTERS, lambda w: {"reference": w.handover.reference}, method="post"
    ),
    "reporting:handover_cancel": only(
        OFFICERS | {FOCAL_POINT}, lambda w: {"reference": w.handover.reference}
    ),
    "reporting:handover_acknowledge": only(
        frozenset({DEPUTY}),
        lambda w: {"reference": w.handed.reference},
        method="post",
        data={"item": "0"},
    ),
    "reporting:handover_ask": only(
        frozenset({DEPUTY}),
        lambda w: {"reference": w.handed.reference, "pk": w.handed.items.get().pk},
        method="post",
    ),
    "reporting:handover_answer": only(
        OFFICERS | REPORTERS,
        lambda w: {"reference": w.handed.reference, "pk": w.handed_question.pk},
        method="post",
        data={"text": "With the registry."},
    ),
    "reporting:memory": only(OFFICERS | OWN_INSTITUTION, lambda w: {"slug": w.institution.slug}),
    **API,
}
