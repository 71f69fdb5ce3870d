"""An import taken back: the register as it was, or the reason why not."""

import pytest
from django.urls import reverse

from mechanisms.models import Review
from nmirf.common.workflow import WorkflowError
from recommendations.models import (
    Assignment,
    ClusterMembership,
    ImportBatch,
    PositionChange,
    Recommendation,
    RecommendationText,
    SourceRecord,
    Theme,
)
from recommendations.services import imports as services
from recommendations.services.register import move_recommendation, publish_import
from tests import factories as make
from tests.recommendations.test_import_rows import numbers, run
from tests.recommendations.uhri_files import json_file, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "stored_files")]


@pytest.fixture(autouse=True)
def _own_state(settings):
    settings.STATE_CODE = "SVN"
    settings.DEMO_MODE = True


@pytest.fixture
def officer(client):
    person = make.secretariat()
    client.force_login(person)
    return person


def latest():
    return ImportBatch.objects.order_by("-pk").first()


def told(record):
    """All that a reader sees of a record, with nothing of keys and times."""
    return {
        "reference": record.reference,
        "symbol": record.symbol,
        "position": (record.position, record.position_source),
        "text": record.authentic.text,
        "themes": sorted(link.theme.code for link in record.theme_links.all()),
        "groups": sorted(link.group.code for link in record.group_links.all()),
        "states": sorted(state.iso3 for state in record.recommending_states.all()),
        "positions": sorted(record.positions.values_list("position", flat=True)),
        "sources": sorted(record.source_records.values_list("source", "key")),
        "codings": sorted(record.codings.values_list("scheme", "value")),
    }


def register():
    return [told(record) for record in Recommendation.objects.order_by("reference")]


def undo(officer, batch=None):
    return services.undo_import(pk=(batch or latest()).pk, actor=officer)


def test_what_was_added_goes_and_comes_back_the_same(tmp_path, officer):
    path = json_file(tmp_path, record(1), record(2, Text="122.8 Sign it."))
    run(path)
    first = register()
    assert undo(officer).state == "undone"
    for model in (Recommendation, RecommendationText, SourceRecord, PositionChange, Review):
        assert not model.objects.exists()
    run(path)
    assert register() == first


def test_what_was_changed_becomes_what_it_was(tmp_path, officer):
    run(json_file(tmp_path, record(1)))
    before = register()
    changed = {"Text": "122.7 Ratify it soon.", "UprPositions": ["- Noted"]}
    run(
        json_file(
            tmp_path,
            record(1, **changed, Themes=["Right to education"], UprRecommendingCountry=["Peru"]),
        )
    )
    assert register() != before
    undo(officer)
    assert register() == before
    assert numbers(run(json_file(tmp_path, record(1)))) == (0, 0, 1, 0, 0)


def test_history_says_who_undid_it_and_why(tmp_path, officer):
    run(json_file(tmp_path, record(1), name="review.json"))
    events = Recommendation.events.rel.related_model
    undo(officer)
    event = events.objects.order_by("-pgh_id").first()
    assert event.pgh_label == "delete"
    assert event.pgh_context.metadata["reason"] == "Import of review.json undone"


def assigned(found, officer):
    Assignment.objects.create(
        recommendation=found, institution=make.InstitutionFactory(), proposed_by=officer
    )


def clustered(found, officer):
    ClusterMembership.objects.create(cluster=make.ClusterFactory(), recommendation=found)


def retired(found, officer):
    move_recommendation(pk=found.pk, name="retire", actor=officer, note="Double")


def reported_on(found, officer):
    make.UpdateFactory(on=[found])


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        (assigned, "in use: assignment"),
        (clustered, "in use: member of a cluster"),
        (retired, "changed since: recommendation"),
        (reported_on, "in use: "),
    ],
)
def test_what_others_built_on_it_stops_the_undo_and_is_named(
    tmp_path, client, officer, deed, reason
):
    run(json_file(tmp_path, record(1), record(2, Text="122.8 Sign it.")))
    deed(Recommendation.objects.get(paragraph="122.8"), officer)
    before = register()
    with pytest.raises(services.CannotUndoError) as caught:
        undo(officer)
    (obstacle, *_more) = caught.value.obstacles
    assert obstacle.reference == "UPR-3-122.8"
    assert obstacle.reason.startswith(reason)
    assert register() == before
    page = client.get(reverse("recommendations:undo_import", args=[latest().reference]))
    assert b"UPR-3-122.8" in page.content
    assert b"Nothing was changed" in page.content


def test_a_later_import_stops_the_undo_of_an_earlier_one(tmp_path, officer):
    run(json_file(tmp_path, record(1)))
    first = latest()
    run(json_file(tmp_path, record(1, UprPositions=["- Noted"])))
    with pytest.raises(services.CannotUndoError) as caught:
        undo(officer, first)
    assert "another import" in next(iter(caught.value.obstacles)).reason
    undo(officer)
    undo(officer, first)
    assert not Recommendation.objects.exists()


def test_what_the_import_itself_published_goes_after_a_warning(
    tmp_path, client, officer, django_capture_on_commit_callbacks
):
    run(json_file(tmp_path, record(1)))
    batch = latest()
    publish_import(pk=batch.pk, actor=officer)
    address = reverse("recommendations:undo_import", args=[batch.reference])
    assert b"1 public page vanishes" in client.get(address).content
    assert client.post(address, follow=True).status_code == 200
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by) == ("undone", officer)
    assert not Recommendation.objects.exists()


def test_an_import_is_undone_once_and_only_when_it_was_written(tmp_path, officer):
    run(json_file(tmp_path, record(1)))
    undo(officer)
    with pytest.raises(WorkflowError):
        undo(officer)


def test_an_alias_that_the_import_added_goes_too(tmp_path, officer):
    theme = Theme.objects.get(name="Right to health")
    aliases = theme.aliases
    run(json_file(tmp_path, record(1)))
    batch = latest()
    batch.state = "ready"
    batch.save()
    services.decide_terms(
        pk=batch.pk,
        wishes=[services.Wish("themes", "Right to be lazy", "alias", theme.code)],
        actor=officer,
    )
    batch.refresh_from_db()
    services.apply_terms(batch)
    batch.state, batch.is_outdated = "committed", False
    batch.save()
    theme.refresh_from_db()
    assert "Right to be lazy" in theme.aliases
    undo(officer)
    theme.refresh_from_db()
    assert theme.aliases == aliases
