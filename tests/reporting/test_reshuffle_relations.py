"""No relation to an institution is forgotten by a reshuffle; and two officers at once."""

import uuid

import pytest
from django.db import models
from pghistory.models import Event

from focalpoints.choices import ReshuffleKind
from focalpoints.models import Institution, Reshuffle
from nmirf.common.dates import today
from recommendations.models import Assignment
from recommendations.services.assignments import propose
from reporting.services import reshuffles as services
from tests import factories as make
from tests.races import at_once


def relations():
    for relation in Institution._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        model = relation.related_model
        if issubclass(model, Event) or (
            isinstance(relation, models.ManyToOneRel) and model._meta.auto_created
        ):
            continue
        yield model._meta.label, relation.field.name


def test_every_relation_moves_or_is_kept_with_a_reason():
    moved = {(thing.model._meta.label, thing.field) for thing in services.THINGS}
    found = set(relations())
    assert len(found) > 15
    assert found - moved - set(services.KEPT) == set()
    assert moved | set(services.KEPT) == found
    assert moved & set(services.KEPT) == set()
    assert all(reason.endswith(".") for reason in services.KEPT.values())


def test_nouns_are_named_once():
    nouns = [thing.noun for thing in services.THINGS]
    assert len(nouns) == len(set(nouns))


def plan_of(old, new):
    return services.Plan(
        ReshuffleKind.DISSOLVE, today(), "Law 7", (old,), (services.Target(institution=new),)
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_form", [True, False])
def test_of_two_at_once_one_does_it(same_form):
    officers = [make.secretariat(), make.secretariat()]
    old, new = make.InstitutionFactory(), make.InstitutionFactory()
    for _number in range(5):
        make.RecommendationFactory(lead=old)
    plan = plan_of(old, new)
    seen = services.preview(plan=plan, actor=officers[0]).fingerprint
    names = [uuid.uuid4()] * 2 if same_form else [uuid.uuid4(), uuid.uuid4()]

    def deed(officer, name):
        orders = services.Orders(reference=name, seen=seen)
        return lambda: services.carry_out(plan=plan, orders=orders, actor=officer)

    errors = at_once(*(deed(*pair) for pair in zip(officers, names, strict=True)))
    assert len(errors) == 1
    assert isinstance(errors[0], services.AlreadyDoneError) == same_form
    assert Reshuffle.objects.count() == 1
    assert Assignment.objects.not_withdrawn().filter(institution=new).count() == 5
    assert Assignment.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_nothing_is_assigned_to_what_is_just_ending():
    officer = make.secretariat()
    old, new = make.InstitutionFactory(), make.InstitutionFactory()
    records = [make.RecommendationFactory() for _number in range(4)]
    plan = plan_of(old, new)
    seen = services.preview(plan=plan, actor=officer).fingerprint
    orders = services.Orders(reference=uuid.uuid4(), seen=seen)

    def propose_all():
        for record in records:
            propose(actor=officer, institution=old, recommendation=record)

    at_once(lambda: services.carry_out(plan=plan, orders=orders, actor=officer), propose_all)
    old.refresh_from_db()
    stray = Assignment.objects.not_withdrawn().filter(institution=old)
    assert old.dissolved_on is None or not stray.exists()
