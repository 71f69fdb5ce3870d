"""Updates, plans, indicators, activities, collection rounds."""

from typing import Any

from .rules import (
    ALL_REPORTERS,
    ANONYMOUS,
    AUTHORITY,
    FOCAL_POINT,
    OFFICERS,
    OWN_INSTITUTION,
    REPORTERS,
    SIGNED_IN,
    Rule,
    only,
)


def _milestone(world: Any) -> dict[str, Any]:
    return {"slug": world.planned_activity.slug, "pk": world.milestone.pk}


def _budget_line(world: Any) -> dict[str, Any]:
    return {"slug": world.planned_activity.slug, "pk": world.budget_line.pk}


RULES: dict[str, Rule] = {
    "activities:proposals": only(OFFICERS),
    "activities:proposal": only(OFFICERS, lambda w: {"reference": w.recommendation.reference}),
    # updates, their moves, activities; a draft is its institution's alone
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
    "activities:value_withdraw": only(
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
    "activities:activity_take_back": only(OFFICERS, lambda w: {"slug": w.activity.slug}),
    "activities:activity_discard": only(
        OFFICERS | REPORTERS, lambda w: {"slug": w.planned_activity.slug}
    ),
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
}
