"""The register and what is decided in it."""

from typing import Any

from .rules import (
    ALL_REPORTERS,
    CSO,
    EDITORS,
    MEMBERS,
    NHRI,
    OFFICERS,
    OTHER_FOCAL_POINT,
    OWN_INSTITUTION,
    REPORTERS,
    Rule,
    only,
)


def _table(world: Any) -> dict[str, Any]:
    return {"reference": world.table.meeting.reference}


def _item(world: Any) -> dict[str, Any]:
    return {"reference": world.table.meeting.reference, "item": world.table.current_id}


RULES: dict[str, Rule] = {
    "recommendations:interests": only(
        OFFICERS | {CSO}, lambda w: {"slug": w.people[CSO].appointments.get().institution.slug}
    ),
    # lists of terms
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
    # clusters, assignments, assessments
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
    # changes of many records; this one is prepared and not decided
    "recommendations:bulk": only(OFFICERS),
    "recommendations:bulk_edit": only(OFFICERS, lambda w: {"reference": w.bulk_edit.reference}),
    "recommendations:apply_bulk": only(
        OFFICERS, lambda w: {"reference": w.bulk_edit.reference}, method="post"
    ),
    "recommendations:undo_bulk": only(OFFICERS, lambda w: {"reference": w.bulk_edit.reference}),
    "recommendations:discard_bulk": only(
        OFFICERS, lambda w: {"reference": w.bulk_edit.reference}, method="post"
    ),
    "recommendations:assignments": only(OFFICERS | OWN_INSTITUTION | {OTHER_FOCAL_POINT}),
    "recommendations:propose": only(OFFICERS),
    # thematic tables; one runs, to which the world's institution is invited
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
    "recommendations:import_report": only(
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
    "recommendations:choose_edition_record": only(
        OFFICERS, lambda w: {"reference": w.edition.reference}, method="post"
    ),
    **dict.fromkeys(
        (f"recommendations:{deed}_edition" for deed in ("write", "undo", "discard")),
        only(OFFICERS, lambda w: {"reference": w.edition.reference}),
    ),
    **dict.fromkeys(
        (f"recommendations:{deed}" for deed in ("record_response", "set_follow_up", "grade")),
        only(OFFICERS, lambda w: {"reference": w.recommendation.reference}),
    ),
}
