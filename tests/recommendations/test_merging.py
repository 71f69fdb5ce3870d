"""Two records that are one: what moves, what stays, and what comes back."""

import datetime as dt
import threading
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from nmirf.common.errors import DomainError
from nmirf.common.workflow import WorkflowError
from recommendations import models as register
from recommendations.models import Merge, Recommendation, ThemeLink
from recommendations.services import merging
from recommendations.services.register import move_recommendation
from tests import factories as make

from .merge_making import MAKERS, batch, merge, pair, undo
from .merge_making import officer as officer

pytestmark = pytest.mark.django_db
RELATIONS = {f"{model._meta.label}.{name}": (model, name) for model, name in merging.relations()}


def test_every_relation_to_a_record_is_tried_below():
    assert sorted(MAKERS) == sorted(RELATIONS)


def test_what_stays_with_the_absorbed_record_is_named_and_exists():
    labels = {
        (relation.related_model._meta.label, relation.field.name)
        for relation in Recommendation._meta.get_fields(include_hidden=True)
        if relation.one_to_many
    }
    assert labels >= merging.STAYING


def test_every_column_of_the_record_is_filled_or_left_on_purpose():
    filled = {name for names in merging.FILLED for name in names}
    left = {
        *("id", "created_at", "updated_at", "reference", "mechanism_id", "kind", "addressed_to_id"),
        *("publication", "published_at", "is_withheld", "merged_into_id", "status", "status_on"),
    }
    assert {field.attname for field in Recommendation._meta.concrete_fields} == filled | left


@pytest.mark.parametrize("label", sorted(RELATIONS))
def test_what_points_to_the_absorbed_record_moves_and_comes_back(label, officer):
    kept, absorbed = pair()
    model, name = RELATIONS[label]
    row = MAKERS[label](absorbed)
    done = merge(kept, absorbed, officer)
    absorbed.refresh_from_db()
    assert (absorbed.publication, absorbed.merged_into_id) == ("retired", kept.pk)
    assert model._base_manager.filter(**{name: kept.pk}).exists()
    if label not in {"recommendations.PositionChange.recommendation"}:
        row.refresh_from_db()
        assert getattr(row, f"{name}_id") == kept.pk
    undo(done, officer)
    absorbed.refresh_from_db()
    row.refresh_from_db()
    assert (absorbed.publication, absorbed.merged_into_id) == ("published", None)
    assert getattr(row, f"{name}_id") == absorbed.pk
    if label != "recommendations.RecommendationText.recommendation":
        assert not model._base_manager.filter(**{name: kept.pk}).exists()


def test_the_status_follows_the_assessments_that_move(officer):
    kept, absorbed = pair()
    MAKERS["recommendations.Assessment.recommendation"](absorbed)
    done = merge(kept, absorbed, officer)
    kept.refresh_from_db()
    assert kept.status == "in_progress"
    undo(done, officer)
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    assert (kept.status, absorbed.status) == ("", "in_progress")


def test_the_one_that_stays_takes_over_what_it_lacks_and_nothing_else(officer):
    identifier = uuid.uuid4()
    kept, absorbed = pair(
        symbol="CRC/C/XMA/CO/5",
        paragraph="31",
        paragraph_key="00031",
        annotation_id=identifier,
        position="noted",
        position_source="Addendum",
        priority=True,
        issued_on=dt.date(2020, 1, 1),
    )
    done = merge(kept, absorbed, officer)
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    assert (kept.symbol, kept.paragraph_key, kept.annotation_id) == (
        "CRC/C/XMA/CO/5",
        "00031",
        identifier,
    )
    assert (kept.position, kept.position_source, kept.priority) == ("noted", "Addendum", True)
    assert kept.issued_on == dt.date(2023, 5, 1)
    assert absorbed.annotation_id is None
    undo(done, officer)
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    assert (kept.symbol, kept.annotation_id, kept.position) == ("", None, "not_stated")
    assert (absorbed.symbol, absorbed.annotation_id) == ("CRC/C/XMA/CO/5", identifier)


def test_what_both_have_stays_behind_and_a_persons_link_counts_for_more(officer):
    kept, absorbed = pair()
    theme = make.ThemeFactory()
    mine = ThemeLink.objects.create(recommendation=kept, theme=theme, method="rule")
    theirs = ThemeLink.objects.create(
        recommendation=absorbed, theme=theme, method="human", rationale="Plainly so."
    )
    done = merge(kept, absorbed, officer)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.method, mine.rationale) == ("human", "Plainly so.")
    assert theirs.recommendation_id == absorbed.pk
    undo(done, officer)
    mine.refresh_from_db()
    assert (mine.method, mine.rationale) == ("rule", "")


def test_an_authentic_text_in_another_language_comes_along_as_a_translation(officer):
    kept, absorbed = pair()
    absorbed.texts.update(language="fr")
    merge(kept, absorbed, officer)
    assert list(kept.texts.values_list("language", "is_authentic")) == [("en", True), ("fr", False)]


def test_a_differing_authentic_text_stays_with_the_absorbed_record(officer):
    kept, absorbed = pair()
    done = merge(kept, absorbed, officer)
    assert kept.texts.get().text == "Register every child at birth."
    assert absorbed.texts.get().text == "Register every child when it is born."
    assert [one["how"] for one in done.moved if one["model"].endswith("Text")] == ["stayed"]


def test_a_second_lead_comes_along_as_contributing(officer):
    kept = make.RecommendationFactory(lead=make.InstitutionFactory())
    absorbed = make.RecommendationFactory(lead=make.InstitutionFactory())
    done = merge(kept, absorbed, officer)
    assert sorted(kept.assignments.values_list("role", flat=True)) == ["contributing", "lead"]
    undo(done, officer)
    assert absorbed.assignments.get().role == "lead"


def test_a_draft_that_was_absorbed_becomes_a_draft_again(officer):
    kept, absorbed = pair(publication="draft", published_at=None)
    undo(merge(kept, absorbed, officer), officer)
    absorbed.refresh_from_db()
    assert absorbed.publication == "draft"


def test_rows_of_a_finished_import_stay_told_as_they_were(officer):
    kept, absorbed = pair()
    row = register.ImportRow.objects.create(
        batch=batch("committed"), position=1, outcome="create", recommendation=absorbed
    )
    merge(kept, absorbed, officer)
    row.refresh_from_db()
    assert row.recommendation_id == absorbed.pk


def test_a_preview_changes_nothing(officer):
    kept, absorbed = pair()
    MAKERS["recommendations.ThemeLink.recommendation"](absorbed)
    told = merging.preview_merge(kept=kept, absorbed=absorbed, actor=officer)
    assert any(one["model"] == "recommendations.ThemeLink" for one in told)
    absorbed.refresh_from_db()
    assert (absorbed.publication, Merge.objects.count()) == ("published", 0)
    assert absorbed.theme_links.count() == 1


@pytest.mark.parametrize(
    ("kept", "absorbed"),
    [
        ({"publication": "draft", "published_at": None}, {}),
        ({"publication": "retired"}, {"publication": "retired"}),
        ({}, {"mechanism": "CAT"}),
        ({}, {"addressed_to": "XZB"}),
    ],
)
def test_records_that_cannot_be_one_are_refused(kept, absorbed, officer):
    if code := absorbed.get("mechanism"):
        absorbed["mechanism"] = make.MechanismFactory(code=code)
    if code := absorbed.get("addressed_to"):
        absorbed["addressed_to"] = make.StateFactory(iso3=code)
    first, second = make.RecommendationFactory(**kept), make.RecommendationFactory(**absorbed)
    with pytest.raises(DomainError):
        merge(first, second, officer)
    assert not Merge.objects.exists()


def test_a_record_is_merged_once_and_not_into_itself(officer):
    kept, absorbed = pair()
    with pytest.raises(DomainError):
        merge(kept, kept, officer)
    merge(kept, absorbed, officer)
    with pytest.raises(WorkflowError):
        merge(make.RecommendationFactory(), absorbed, officer)
    with pytest.raises(WorkflowError):
        merge(absorbed, make.RecommendationFactory(), officer)


def test_a_merged_record_is_not_published(officer):
    kept, absorbed = pair()
    merge(kept, absorbed, officer)
    with pytest.raises(WorkflowError, match="merged"):
        move_recommendation(pk=absorbed.pk, name="publish", actor=officer)


def test_a_merge_on_top_stops_the_one_below_and_says_so(officer):
    kept, absorbed = pair()
    top = make.RecommendationFactory()
    below = merge(kept, absorbed, officer)
    above = merge(top, kept, officer)
    with pytest.raises(WorkflowError, match=f"merged into {top.reference}"):
        undo(below, officer)
    undo(above, officer)
    undo(below, officer)
    absorbed.refresh_from_db()
    assert absorbed.merged_into_id is None


def test_what_was_changed_since_stops_it_and_is_named(officer):
    kept, absorbed = pair(symbol="CRC/C/XMA/CO/5")
    done = merge(kept, absorbed, officer)
    Recommendation.objects.filter(pk=kept.pk).update(symbol="CRC/C/XMA/CO/6")
    with pytest.raises(WorkflowError, match="document symbol was changed since"):
        undo(done, officer)
    absorbed.refresh_from_db()
    assert absorbed.merged_into_id == kept.pk


def test_what_was_removed_since_stays_removed(officer):
    kept, absorbed = pair()
    link = MAKERS["recommendations.ThemeLink.recommendation"](absorbed)
    done = merge(kept, absorbed, officer)
    link.delete()
    undo(done, officer)
    assert not absorbed.theme_links.exists()


def test_what_was_added_since_stays_with_the_one_that_stayed(officer):
    kept, absorbed = pair()
    done = merge(kept, absorbed, officer)
    MAKERS["recommendations.ThemeLink.recommendation"](kept)
    undo(done, officer)
    assert (kept.theme_links.count(), absorbed.theme_links.count()) == (1, 0)


def test_history_tells_why(officer):
    kept, absorbed = pair()
    merge(kept, absorbed, officer)
    event = absorbed.events.order_by("-pgh_id").first()
    assert event.pgh_context.metadata["reason"] == "Typed twice."


@pytest.mark.parametrize("person", [make.administrator, make.focal_point])
def test_nobody_else_may_merge_or_take_back(person, officer):
    kept, absorbed = pair()
    with pytest.raises(PermissionDenied):
        merge(kept, absorbed, person())
    done = merge(kept, absorbed, officer)
    with pytest.raises(PermissionDenied):
        undo(done, person())


@pytest.mark.django_db(transaction=True)
def test_two_merges_of_one_pair_in_both_directions_at_once_make_one():
    officer = make.secretariat()
    for _round in range(3):
        first, second = make.RecommendationFactory(), make.RecommendationFactory()
        errors = []
        barrier = threading.Barrier(2)

        def deed(kept, absorbed, errors=errors, barrier=barrier):
            barrier.wait()
            try:
                merge(kept, absorbed, officer)
            except DomainError as error:
                errors.append(error)
            finally:
                connections.close_all()

        threads = [
            threading.Thread(target=deed, args=pair) for pair in ((first, second), (second, first))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len(errors) == 1
        assert Recommendation.objects.filter(merged_into__isnull=False).count() == _round + 1
