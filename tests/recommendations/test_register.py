"""What the secretariat does to a record: publish, retire, record a position."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from nmirf.common.errors import DomainError
from nmirf.common.workflow import WorkflowError
from recommendations.models import ImportBatch, ImportRow
from recommendations.services import answers, register
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, settings):
    settings.DEMO_MODE = True
    person = make.secretariat()
    client.force_login(person)
    return person


def draft():
    return make.RecommendationFactory(publication="draft", published_at=None)


def address(name, record, **more):
    return reverse(f"recommendations:{name}", kwargs={"reference": record.reference} | more)


def test_a_draft_is_published_on_a_page_that_says_what_follows(client, officer):
    record = draft()
    page = client.get(address("move_recommendation", record, move="publish"))
    assert b"Everyone sees this recommendation" in page.content
    client.post(address("move_recommendation", record, move="publish"))
    record.refresh_from_db()
    assert record.publication == "published"
    assert record.published_at is not None


def test_retiring_needs_a_reason_which_history_keeps(client, officer):
    record = make.RecommendationFactory()
    retire = address("move_recommendation", record, move="retire")
    assert client.post(retire, {"reason": ""}).status_code == 422
    client.post(retire, {"reason": "Registered twice."})
    record.refresh_from_db()
    assert record.publication == "retired"
    event = record.events.order_by("-pgh_id").first()
    assert event.pgh_context.metadata["reason"] == "Registered twice."


def test_a_move_that_someone_else_made_first_is_refused(officer):
    record = make.RecommendationFactory()
    with pytest.raises(WorkflowError):
        register.move_recommendation(pk=record.pk, name="publish", actor=officer)


def test_a_position_is_recorded_with_its_source_and_the_earlier_ones_stay(client, officer):
    record = make.RecommendationFactory()
    data = {"position": "noted", "source": "A/HRC/43/15/Add.1", "taken_on": "2020-03-01"}
    client.post(address("set_position", record), data)
    client.post(address("set_position", record), data | {"position": "supported"})
    record.refresh_from_db()
    assert (record.position, record.position_source) == ("supported", "A/HRC/43/15/Add.1")
    assert record.positions.count() == 2
    again = client.post(address("set_position", record), data | {"position": "supported"})
    assert again.status_code == 422
    assert record.positions.count() == 2


def test_only_the_drafts_of_an_import_are_published_with_it(client, officer):
    batch = ImportBatch.objects.create(
        filename="x.json",
        sha256="",
        size=1,
        state="committed",
        committed_at="2026-01-05T10:00Z",
        counts={"create": 2},
    )
    brought, retired, other = draft(), make.RecommendationFactory(publication="retired"), draft()
    for position, record in enumerate((brought, retired), 1):
        ImportRow.objects.create(
            batch=batch,
            position=position,
            outcome="create",
            recommendation=record,
            changes={"text": "", "symbol": "", "paragraph": ""},
        )
    assert b"Publish 1 draft" in client.get(batch.get_absolute_url()).content
    publish = reverse("recommendations:publish_import", args=[batch.reference])
    assert b"1 recommendation that is a draft" in client.get(publish).content
    client.post(publish)
    for record in (brought, retired, other):
        record.refresh_from_db()
    assert [r.publication for r in (brought, retired, other)] == ["published", "retired", "draft"]


@pytest.mark.parametrize("person", [make.administrator, make.focal_point])
def test_nobody_else_may(person):
    record, actor = draft(), person()
    with pytest.raises(PermissionDenied):
        register.move_recommendation(pk=record.pk, name="publish", actor=actor)
    with pytest.raises((PermissionDenied, DomainError)):
        answers.set_position(pk=record.pk, position="noted", source="x", taken_on=None, actor=actor)
