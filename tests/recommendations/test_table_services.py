"""Who may do what at a table, whatever page they come from; what history says of it."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from focalpoints.choices import InstitutionKind
from nmirf.common.errors import DomainError
from recommendations.choices import TableOrder
from recommendations.models import TableClaim, TableItem, ThematicTable
from recommendations.services.tables import preparing, running
from recommendations.services.tables.pressing import press
from recommendations.services.tables.settling import settle
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def interior():
    return make.InstitutionFactory(slug="interior")


@pytest.fixture
def table(interior):
    return make.running_table([make.RecommendationFactory()], [interior])


def person(role, institution):
    return {
        "focal point": lambda: make.focal_point(institution),
        "deputy": lambda: make.deputy(institution),
        "authority": lambda: make.authority(institution),
        "another focal point": make.focal_point,
        "civil society": lambda: make.representative(InstitutionKind.CSO),
        "nhri": lambda: make.representative(InstitutionKind.NHRI),
        "secretariat": make.secretariat,
        "administrator": make.administrator,
    }[role]()


ROLES = ["focal point", "deputy", "authority", "another focal point", "civil society", "nhri"]
ROLES += ["secretariat", "administrator"]


@pytest.mark.parametrize("role", [one for one in ROLES if one != "secretariat"])
def test_only_the_secretariat_runs_a_table(role, table, interior):
    actor, reference, item = person(role, interior), table.meeting.reference, table.current_id
    named = {"actor": actor, "reference": reference}
    deeds = [
        lambda: running.open_table(**named),
        lambda: running.step(**named, shown=item, to="next"),
        lambda: running.park(**named, item=item, note="Later."),
        lambda: running.name_absentee(**named, item=item, institution=interior, role="lead"),
        lambda: settle(**named, item=item, seen="0-0"),
        lambda: running.close_table(**named, others=[], language="en"),
        lambda: preparing.change_guests(**named, institutions=[], languages=["en"]),
        lambda: preparing.prepare(
            actor=actor,
            occasion=None,
            meeting=make.TableMeetingFactory(),
            source=make.ClusterFactory(),
            order=TableOrder.PARAGRAPH,
            leave_out_assigned=False,
            institutions=[],
            languages=["en"],
        ),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()
    assert not TableClaim.objects.exists()


@pytest.mark.parametrize("role", ROLES)
def test_focal_points_and_deputies_press_for_their_own(role, table, interior):
    facts = {
        "actor": person(role, interior),
        "table_pk": table.pk,
        "institution": interior,
    }
    if role in {"focal point", "deputy"}:
        press(**facts, item=table.current_id, said="lead", key=uuid.uuid4())
        running.take_seat(**facts)
        assert TableClaim.objects.get().made_by == facts["actor"]
    else:
        with pytest.raises(PermissionDenied):
            press(**facts, item=table.current_id, said="lead", key=uuid.uuid4())
        with pytest.raises(PermissionDenied):
            running.take_seat(**facts)


def test_every_claim_that_was_changed_or_taken_back_stays_in_the_history(table, interior):
    facts = {
        "actor": make.focal_point(interior),
        "table_pk": table.pk,
        "institution": interior,
        "item": table.current_id,
    }
    for said in ("contributing", "lead", "undo"):
        press(**facts, said=said, key=uuid.uuid4())
    events = TableClaim.pgh_event_model.objects.order_by("pgh_id")
    assert [(event.pgh_label, event.role) for event in events] == [
        ("insert", "contributing"),
        ("update", "lead"),
        ("delete", "lead"),
    ]


def test_a_table_holds_no_more_than_a_meeting_can_go_through(monkeypatch, interior):
    monkeypatch.setattr(preparing, "MOST_ITEMS", 1)
    review = make.ReviewFactory()
    for _n in range(2):
        make.RecommendationFactory(review=review)
    with pytest.raises(DomainError, match="too many for one table"):
        preparing.prepare(
            actor=make.secretariat(),
            occasion=None,
            meeting=make.TableMeetingFactory(),
            source=review,
            order=TableOrder.PARAGRAPH,
            leave_out_assigned=False,
            institutions=[interior.pk],
            languages=["en"],
        )
    assert not ThematicTable.objects.exists()


def test_a_meeting_has_one_table(table):
    review = make.RecommendationFactory(review=make.ReviewFactory()).review
    with pytest.raises(DomainError, match="has a table already"):
        preparing.prepare(
            actor=make.secretariat(),
            occasion=None,
            meeting=table.meeting,
            source=review,
            order=TableOrder.PARAGRAPH,
            leave_out_assigned=False,
            institutions=[],
            languages=["en"],
        )


@pytest.mark.parametrize(
    "facts",
    [{"state": "settled"}, {"state": "parked", "note": ""}],
)
def test_the_database_refuses_a_state_without_its_reasons(table, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        TableItem.objects.filter(pk=table.current_id).update(**facts)
