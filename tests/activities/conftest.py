"""People and an update of one ministry, at whatever state a test needs."""

import datetime as dt
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine

from activities.choices import Criterion
from activities.models import ImplementationUpdate
from activities.services import moves, writing
from activities.services.writing import Targets
from tests import factories as make

CONTENT = {
    "headline": "Births registered at the hospital",
    "narrative": "Since March every hospital registers births on the spot, free of charge.",
    "source": "Civil registry, order 12/2026",
    "proposed_status": "in_progress",
}


@pytest.fixture
def people(db):
    """A ministry with its people, the secretariat, and people of another ministry."""
    ministry = make.InstitutionFactory(name="Ministry of Interior", slug="interior")
    other = make.InstitutionFactory(name="Ministry of Labour", slug="labour")
    return SimpleNamespace(
        ministry=ministry,
        other=other,
        focal_point=make.focal_point(ministry),
        deputy=make.deputy(ministry),
        authority=make.authority(ministry),
        secretariat=make.secretariat(),
        administrator=make.administrator(),
        other_focal_point=make.focal_point(other),
        other_authority=make.authority(other),
        cso=make.representative("cso"),
        nhri=make.representative("nhri"),
    )


@pytest.fixture
def recommendation(people):
    return make.RecommendationFactory(reference="UPR-4-1", lead=people.ministry)


@pytest.fixture
def draft(people, recommendation):
    """`draft()`: an update of the ministry, started by its focal point; content may be changed."""

    def begin(*, on=None, another=False, **content):
        return writing.start(
            reference=uuid4(),
            institution=people.ministry,
            targets=Targets(recommendations=on or [recommendation]),
            actor=people.focal_point,
            content=CONTENT | content,
            another=another,
        )

    return begin


@pytest.fixture
def brought_to(people, draft):
    """`brought_to("signed")`: an update at that state, taken there by those whose part it is."""

    def bring(state, **content):
        pk = draft(another=True, **content).pk
        path = {
            "draft": [],
            "submitted": ["submit"],
            "returned": ["submit", "return"],
            "verified": ["submit", "verify"],
            "signed": ["submit", "verify", "sign"],
            "published": ["submit", "verify", "sign", "publish"],
            "withdrawn": ["submit", "verify", "sign", "publish", "withdraw"],
        }
        if state == "superseded":
            bring_newer(pk)
        else:
            for name in path[state]:
                make_move(people, name, pk)
        return ImplementationUpdate.objects.get(pk=pk)

    def bring_newer(pk):
        for name in ("submit", "verify", "sign", "publish"):
            make_move(people, name, pk)
        older = ImplementationUpdate.objects.get(pk=pk)
        newer = draft(another=True, replaces=older)
        for name in ("submit", "verify", "sign", "publish"):
            make_move(people, name, newer.pk)

    return bring


OWNERS = {
    "submit": "focal_point",
    "verify": "secretariat",
    "return": "secretariat",
    "sign": "authority",
    "decline": "authority",
    "publish": "secretariat",
    "withdraw": "secretariat",
}


def make_move(people, name, pk, actor=None):
    """One move by its owner, or by `actor`, with all that the move needs."""
    actor = actor or getattr(people, OWNERS[name])
    needs = {
        "submit": moves.submit,
        "verify": lambda **k: moves.verify(met=Criterion.values, **k),
        "return": lambda **k: moves.return_update(failed=["clarity"], note="Say since when.", **k),
        "sign": moves.sign,
        "decline": lambda **k: moves.decline(note="The date is wrong.", **k),
        "publish": moves.publish,
        "withdraw": lambda **k: moves.withdraw(note="The order was annulled.", **k),
    }
    return needs[name](pk=pk, actor=actor)


@pytest.fixture
def officer(people):
    return people.secretariat


@pytest.fixture
def july():
    """The day on which collection rounds for the first half of 2026 are run."""
    with time_machine.travel(dt.datetime(2026, 7, 6, 9, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def at_desk(client, people):
    """`at_desk("deputy")`: the client, signed in as that person."""

    def sit(role="focal_point"):
        client.force_login(getattr(people, role))
        return client

    return sit


@pytest.fixture
def activity(people):
    return make.ActivityFactory(
        lead=people.ministry,
        slug="register",
        title="Register in every hospital",
        starts_on=dt.date(2026, 1, 1),
        ends_on=dt.date(2026, 12, 31),
    )
