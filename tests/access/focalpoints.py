"""People, institutions, committees, trainings."""

from .rules import (
    AUTHORITY,
    CSO,
    EDITORS,
    FOCAL_POINT,
    MEMBERS,
    OFFICERS,
    OTHER_FOCAL_POINT,
    OWN_INSTITUTION,
    REPORTERS,
    SIGNED_IN,
    Rule,
    only,
    public,
)

RULES: dict[str, Rule] = {
    # joining, consent, requests about personal data
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
    # institutions: the tree, their pages, reshuffles; this one is a rename
    "focalpoints:institutions": only(MEMBERS),
    "focalpoints:institution_new": only(OFFICERS),
    "focalpoints:institution_edit": only(OFFICERS, lambda w: {"slug": w.institution.slug}),
    "focalpoints:institution_standing": only(
        OFFICERS, lambda w: {"slug": w.institution.slug, "standing": "suspended"}
    ),
}
