"""Objectives of a plan as a tree: their order, their places, what hangs on them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from activities.models import ActivityObjective, PlanObjective
from activities.services import objectives as services
from nmirf.common.errors import DomainError
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return factories.secretariat()


@pytest.fixture
def plan():
    return factories.PlanFactory()


def add(plan, code, parent=None, **more):
    return factories.PlanObjectiveFactory(plan=plan, code=code, parent=parent, **more)


def change(row, officer, **content):
    facts = {"parent": row.parent, "clusters": [], "recommendations": [], "targets": []}
    facts["seen"] = PlanObjective.objects.get(pk=row.pk).updated_at
    return services.edit_objective(pk=row.pk, actor=officer, reason="Moved.", **facts | content)


def codes(plan):
    return list(plan.objectives.order_by("order").values_list("code", flat=True))


def test_numbers_stand_in_their_natural_order_however_they_were_written(plan):
    for code in ("10", "2.10", "2.9", "2", "A.1", "2a", "1"):
        add(plan, code)
    assert codes(plan) == ["1", "2", "2.9", "2.10", "2a", "10", "A.1"]
    PlanObjective.objects.filter(code="10").update(code="0")
    assert codes(plan)[0] == "0"


def test_an_objective_is_entered_with_what_it_answers(officer, plan):
    recommendation, cluster = factories.RecommendationFactory(), factories.ClusterFactory()
    row = services.add_objective(
        plan_pk=plan.pk,
        actor=officer,
        code=" 1 ",
        title="Custody",
        clusters=[cluster],
        recommendations=[recommendation],
    )
    assert row.code == "1"
    assert list(row.recommendations.all()) == [recommendation]
    assert list(row.clusters.all()) == [cluster]


def test_a_number_is_used_once_in_a_plan(officer, plan):
    add(plan, "1")
    with pytest.raises(DomainError, match="used already"):
        services.add_objective(plan_pk=plan.pk, actor=officer, code="1", title="Again")
    with pytest.raises(IntegrityError), transaction.atomic():
        add(plan, "1")


def test_only_the_secretariat_changes_objectives(plan):
    person = factories.focal_point(factories.InstitutionFactory())
    with pytest.raises(PermissionDenied):
        services.add_objective(plan_pk=plan.pk, actor=person, code="1", title="Mine")


def test_a_circle_is_refused_by_the_service_and_by_the_database(officer, plan):
    top = add(plan, "1")
    middle = add(plan, "1.1", top)
    leaf = add(plan, "1.1.1", middle)
    with pytest.raises(DomainError, match=r"1 would stand below itself: 1\.1\.1 is part of it"):
        change(top, officer, parent=leaf)
    with pytest.raises(DomainError, match="below itself"):
        change(top, officer, parent=top)
    with pytest.raises(IntegrityError, match="not in a circle"), transaction.atomic():
        PlanObjective.objects.filter(pk=top.pk).update(parent=leaf)


def test_an_objective_of_another_plan_is_no_parent(officer, plan):
    row, other = add(plan, "1"), factories.PlanObjectiveFactory(code="9")
    with pytest.raises(DomainError, match="of its own plan"):
        change(row, officer, parent=other)
    with pytest.raises(IntegrityError, match="of its own plan"), transaction.atomic():
        PlanObjective.objects.filter(pk=row.pk).update(parent=other)
    below = add(plan, "1.1", row)
    with pytest.raises(IntegrityError, match="of its own plan"), transaction.atomic():
        PlanObjective.objects.filter(pk=row.pk).update(plan=other.plan)
    assert below.plan == plan


def test_a_tree_has_five_levels_at_most(officer, plan):
    row = None
    for level in range(5):
        row = add(plan, ".".join("1" * (level + 1)), row)
    with pytest.raises(DomainError, match="at most 5 levels"):
        services.add_objective(
            plan_pk=plan.pk, actor=officer, parent=row, code="1.1.1.1.1.1", title="Too deep"
        )
    branch = add(plan, "2")
    add(plan, "2.1", branch)
    with pytest.raises(DomainError, match="at most 5 levels"):
        change(branch, officer, parent=PlanObjective.objects.get(code="1.1.1.1"))


def test_what_stands_below_goes_along_under_its_new_number(officer, plan):
    old, new = add(plan, "2"), add(plan, "3")
    moved = add(plan, "2.1", old)
    add(plan, "2.1.1", moved)
    add(plan, "2.1.2", moved)
    add(plan, "X", moved)
    change(moved, officer, parent=new, code="3.1")
    assert codes(plan) == ["2", "3", "3.1", "3.1.1", "3.1.2", "X"]
    assert PlanObjective.objects.get(code="3.1.2").parent == moved


def test_numbers_on_the_way_may_meet(officer, plan):
    top = add(plan, "1")
    for code in ("1.2", "1.1.1", "1.1.2"):
        add(plan, code, top)
    change(top, officer, code="1.1")
    assert codes(plan) == ["1.1", "1.1.1.1", "1.1.1.2", "1.1.2"]


def test_a_move_that_would_double_a_number_below_is_refused(officer, plan):
    old, new = add(plan, "2"), add(plan, "3")
    add(plan, "2.1", old)
    add(plan, "4.1", new)
    with pytest.raises(DomainError, match=r"4\.1"):
        change(old, officer, code="4")
    assert codes(plan) == ["2", "2.1", "3", "4.1"]


def test_links_follow_what_is_said(officer, plan):
    row = add(plan, "1")
    first, second = factories.RecommendationFactory.create_batch(2)
    change(row, officer, recommendations=[first])
    change(row, officer, recommendations=[first, second])
    change(row, officer, recommendations=[second])
    assert list(row.recommendations.all()) == [second]


def test_only_what_nothing_hangs_on_is_deleted(officer, plan):
    top = add(plan, "1")
    leaf = add(plan, "1.1", top)
    ActivityObjective.objects.create(activity=factories.ActivityFactory(), objective=leaf)
    with pytest.raises(DomainError, match="1 cannot be deleted: 1 objective hang"):
        services.delete_objective(pk=top.pk, actor=officer, reason="Gone.")
    with pytest.raises(DomainError, match="1 activity"):
        services.delete_objective(pk=leaf.pk, actor=officer, reason="Gone.")
    leaf.activity_links.all().delete()
    services.delete_objective(pk=leaf.pk, actor=officer, reason="Gone.")
    services.delete_objective(pk=leaf.pk, actor=officer, reason="A second click.")
    assert codes(plan) == ["1"]


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_never_close_a_circle(officer, plan):
    first, second = add(plan, "A"), add(plan, "B")
    errors = at_once(
        lambda: change(first, officer, parent=second),
        lambda: change(second, officer, parent=first),
    )
    assert [type(error) for error in errors] == [DomainError]
    assert plan.objectives.filter(parent=None).count() == 1
