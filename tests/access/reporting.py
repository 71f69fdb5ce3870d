"""The desk, meetings, reports, gaps, handovers."""

from typing import Any

from .rules import (
    ADMINISTRATOR,
    ALL_REPORTERS,
    ANONYMOUS,
    CONSULTATION_OFFICER,
    DEPUTY,
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


def _table(world: Any) -> dict[str, Any]:
    return {"reference": world.table.meeting.reference}


RULES: dict[str, Rule] = {
    "reporting:first_day": only(SIGNED_IN),
    "reporting:put_first_day_away": only(SIGNED_IN, method="post"),
    "reporting:tick_first_day": only(SIGNED_IN, lambda w: {"step": "details"}, method="post"),
    "reporting:error_reports": only(OFFICERS),
    "reporting:error_report": only(OFFICERS, lambda w: {"reference": w.error_report.reference}),
    "reporting:move_error_report": only(
        OFFICERS,
        lambda w: {"reference": w.error_report.reference, "name": "close"},
        method="post",
    ),
    "reporting:absence": only(
        OFFICERS | OWN_INSTITUTION,
        lambda w: {"reference": w.appointment.reference, "pk": w.absence.pk},
    ),
    "reporting:certificate": only(
        OFFICERS | {FOCAL_POINT}, lambda w: {"reference": w.certified.reference}, method="post"
    ),
    "reporting:certificates": only(
        OFFICERS, lambda w: {"reference": w.certified.training.reference}, method="post"
    ),
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
    "reporting:institution": only(MEMBERS, lambda w: {"slug": w.institution.slug}),
    "reporting:reshuffles": only(MEMBERS),
    "reporting:reshuffle_new": only(OFFICERS),
    "reporting:reshuffle": only(MEMBERS, lambda w: {"reference": w.reshuffle.reference}),
    "reporting:reshuffle_give": only(
        OFFICERS, lambda w: {"reference": w.reshuffle.reference}, method="post"
    ),
    "reporting:table_report": only(OFFICERS | OWN_INSTITUTION, _table, method="post"),
    # the desk, obligations
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
    # drafts, of which an institution sees the sections that it writes
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
    # comments, read and answered by the secretariat
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
    # files that a worker makes; this one is public and ready
    "reporting:request_review_pdf": only(
        OFFICERS, lambda w: {"slug": w.review.slug}, method="post"
    ),
    "reporting:rendered": public(lambda w: {"reference": w.rendered.reference}),
    "reporting:download": public(lambda w: {"reference": w.rendered.reference}),
    # what the focal point leaves: this one is being written; the other is handed to the deputy
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
}
