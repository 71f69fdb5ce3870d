"""Activities: who plans them, who publishes them, and what their form refuses."""

import datetime as dt
from uuid import uuid4

import pytest
from zeal import zeal_context

from activities.models import Activity
from activities.services import activities as services
from nmirf.common.errors import DomainError
from tests import factories as make


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def at_desk(client, people):
    def sit(role):
        client.force_login(getattr(people, role))
        return client

    return sit


def typed(people, **more):
    return {
        "token": str(uuid4()),
        "title": "Register in every hospital",
        "lead": people.ministry.pk,
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
    } | more


@pytest.mark.parametrize("role", ["focal_point", "deputy", "secretariat"])
def test_an_activity_is_entered_as_a_draft(at_desk, people, recommendation, role):
    form = typed(people, references="UPR-4-1")
    for _ in range(2):  # a double click makes one
        answer = at_desk(role).post("/workspace/activities/new/", form)
    activity = Activity.objects.get()
    assert b"nothing was doubled" in answer.content
    assert activity.publication == "draft"
    assert activity.slug.startswith("register-in-every-hospital-")
    assert [r.reference for r in activity.recommendations.all()] == ["UPR-4-1"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": "2025-12-31"}, "ends_on"),
        ({"ends_on": "tomorrow"}, "ends_on"),
        ({"title": ""}, "title"),
        ({"references": "UPR-0"}, "references"),
    ],
)
def test_an_error_stands_at_its_field(at_desk, people, recommendation, change, field):
    answer = at_desk("focal_point").post("/workspace/activities/new/", typed(people) | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Activity.objects.exists()


def test_nobody_plans_for_another_institution(at_desk, people):
    answer = at_desk("focal_point").post(
        "/workspace/activities/new/", typed(people, lead=people.other.pk)
    )
    assert answer.status_code == 422
    theirs = make.ActivityFactory(lead=people.other)
    for page in ("edit", "status", "publish"):
        path = f"/workspace/activities/{theirs.slug}/{page}/"
        assert at_desk("focal_point").get(path).status_code == 403
    for role in ("authority", "administrator", "cso", "nhri"):
        assert at_desk(role).get("/workspace/activities/new/").status_code == 403


def test_the_secretariat_publishes(at_desk, people):
    activity = make.ActivityFactory(lead=people.ministry, publication="draft")
    path = f"/workspace/activities/{activity.slug}/publish/"
    assert at_desk("focal_point").post(path).status_code == 403
    assert at_desk("cso").get("/workspace/activities/").context["page"].paginator.count == 0
    at_desk("secretariat").post(path)
    activity.refresh_from_db()
    assert activity.publication == "published"


def test_a_status_has_a_reason_that_history_keeps(at_desk, people):
    activity = make.ActivityFactory(lead=people.ministry)
    path = f"/workspace/activities/{activity.slug}/status/"
    assert at_desk("deputy").post(path, {"status": "completed"}).status_code == 422
    at_desk("deputy").post(path, {"status": "completed", "reason": "All hospitals equipped."})
    event = activity.events.order_by("pgh_id").last()
    assert event.status == "completed"
    assert event.pgh_context.metadata["reason"] == "All hospitals equipped."


def test_two_who_change_it_see_each_other(at_desk, people):
    activity = make.ActivityFactory(lead=people.ministry)
    path = f"/workspace/activities/{activity.slug}/edit/"
    seen = dict(at_desk("focal_point").get(path).context["hidden"])["seen"]
    at_desk("deputy").post(path, typed(people, description="Theirs.", seen=seen))
    answer = at_desk("focal_point").post(path, typed(people, description="Mine.", seen=seen))
    assert answer.status_code == 409
    assert b"Theirs." in answer.content
    assert b"Mine." in answer.content
    activity.refresh_from_db()
    assert activity.description == "Theirs."
    seen = dict(answer.context["hidden"])["seen"]
    at_desk("focal_point").post(path, typed(people, description="Mine.", seen=seen))
    activity.refresh_from_db()
    assert activity.description == "Mine."


def test_the_service_refuses_what_the_form_would(people):
    with pytest.raises(DomainError, match="ends before"):
        services.plan_activity(
            actor=people.secretariat,
            token=uuid4(),
            content={
                "title": "x",
                "lead": people.ministry,
                "starts_on": dt.date(2026, 2, 1),
                "ends_on": dt.date(2026, 1, 1),
            },
        )


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_any_length(
    at_desk, people, count, django_assert_max_num_queries
):
    make.ActivityFactory.create_batch(count, lead=people.ministry)
    client = at_desk("focal_point")
    with django_assert_max_num_queries(14) as captured, zeal_context():
        client.get("/workspace/activities/")
    COSTS.add(len(captured))
    assert len(COSTS) == 1


COSTS: set = set()
