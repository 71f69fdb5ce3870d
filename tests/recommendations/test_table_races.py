"""Twelve phones at once, two tables over one review, two officers at one table."""

import threading
import uuid

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from nmirf.common.errors import ConflictError, DomainError
from recommendations.models import Assignment, TableClaim
from recommendations.services.tables import running
from recommendations.services.tables.board import read_spoken
from recommendations.services.tables.settling import settle
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
PHONES = 12


def at_once(*deeds):
    """Run each deed in a thread of its own, all started together; what they gave or ended with."""
    found, barrier = [None] * len(deeds), threading.Barrier(len(deeds))

    def run(place, deed):
        barrier.wait()
        try:
            found[place] = deed()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def phone(table, institution, person, said):
    """A press over HTTP, with a client of its own."""
    client = Client()
    client.force_login(person)
    data = {"for": institution.slug, "item": table.current_id, "said": said, "key": uuid.uuid4()}
    url = reverse("recommendations:press", args=[table.meeting.reference])
    return lambda: client.post(url, data).status_code


def test_twelve_phones_press_at_the_same_instant(settings):
    settings.DEMO_MODE = True
    officer = make.secretariat()
    institutions = [make.InstitutionFactory() for _n in range(PHONES)]
    table = make.running_table([make.RecommendationFactory()], institutions, officer=officer)
    presses = [
        phone(table, one, make.focal_point(one), "contributing" if n else "lead")
        for n, one in enumerate(institutions)
    ]
    assert at_once(*presses) == [302] * PHONES
    table.refresh_from_db()
    assert table.version == PHONES
    assert TableClaim.objects.filter(item=table.current).count() == PHONES
    settle(
        actor=officer,
        reference=table.meeting.reference,
        item=table.current_id,
        seen=read_spoken(table.current).mark,
    )
    rows = Assignment.objects.filter(meeting=table.meeting, state="accepted")
    assert rows.count() == PHONES
    assert rows.filter(role="lead").count() == 1


def test_the_same_press_at_the_same_instant_counts_once(settings):
    settings.DEMO_MODE = True
    institution = make.InstitutionFactory()
    table = make.running_table([make.RecommendationFactory()], [institution])
    one = phone(table, institution, make.focal_point(institution), "lead")
    assert at_once(one, one, one) == [302] * 3
    table.refresh_from_db()
    assert table.version == 1
    assert TableClaim.objects.count() == 1


def test_two_tables_over_one_recommendation_give_it_one_lead():
    record = make.RecommendationFactory()
    tables, deeds = [], []
    for _n in range(2):
        institution, officer = make.InstitutionFactory(), make.secretariat()
        table = make.running_table([record], [institution], officer=officer)
        TableClaim.objects.create(
            item=table.current, institution=institution, role="lead", made_by=officer
        )
        tables.append(table)
        facts = {
            "actor": officer,
            "reference": table.meeting.reference,
            "item": table.current_id,
            "seen": read_spoken(table.current).mark,
        }
        deeds.append(lambda facts=facts: settle(**facts))
    found = at_once(*deeds)
    assert sum(isinstance(one, DomainError) for one in found) == 1
    assert Assignment.objects.filter(recommendation=record).count() == 1
    for table in tables:
        table.current.refresh_from_db()
    assert sorted(table.current.state for table in tables) == ["settled", "waiting"]


def test_two_officers_press_next_and_one_recommendation_is_passed():
    table = make.running_table([make.RecommendationFactory() for _n in range(3)], [])
    facts = {"reference": table.meeting.reference, "shown": table.current_id, "to": "next"}
    officers = make.secretariat(), make.secretariat()
    found = at_once(*(lambda who=who: running.step(actor=who, **facts) for who in officers))
    assert sum(isinstance(one, ConflictError) for one in found) == 1
    table.refresh_from_db()
    assert table.current.position == 2


def test_a_press_and_settling_at_once_lose_nothing(settings):
    """Either the chair looks again, or the phone hears that it was settled."""
    settings.DEMO_MODE = True
    first, late = make.InstitutionFactory(), make.InstitutionFactory()
    officer = make.secretariat()
    table = make.running_table([make.RecommendationFactory()], [first, late], officer=officer)
    TableClaim.objects.create(
        item=table.current, institution=first, role="lead", made_by=make.focal_point(first)
    )
    facts = {
        "actor": officer,
        "reference": table.meeting.reference,
        "item": table.current_id,
        "seen": read_spoken(table.current).mark,
    }
    press = phone(table, late, make.focal_point(late), "contributing")
    settled, _status = at_once(lambda: settle(**facts), press)
    claimed = TableClaim.objects.filter(institution=late).exists()
    assert isinstance(settled, ConflictError) == claimed
    assert Assignment.objects.exists() != claimed
