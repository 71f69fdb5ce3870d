"""Followers are told what the page of changes tells, each thing once."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from notifications.services import following
from portal import follower_mail
from portal.whatchanged import Changes
from recommendations.choices import AssignmentState, Publication
from recommendations.models import Assessment, Assignment, ClusterMembership, PositionChange
from tests import factories as make

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as found:
        yield found


@pytest.fixture
def row(clock):
    return make.RecommendationFactory(reference="CRC-5-12", published_at=START - HOUR)


def follow(kind="recommendation", key="CRC-5-12"):
    return following.follow(email="reader@example.org", language="en", kind=kind, key=key)


def told(follower, until):
    """What is told until then, and from then on it counts as told."""
    found = follower_mail.changes_of(follower, until)
    follower.told_until = until
    return list(found.lines) if found else []


def lead(institution, **target):
    return Assignment.objects.create(
        institution=institution,
        role="lead",
        state=AssignmentState.ACCEPTED,
        proposed_by=make.secretariat(),
        decided_at=timezone.now(),
        **target,
    )


def assessed(row):
    return Assessment.objects.create(
        recommendation=row,
        viewpoint="secretariat",
        author=make.secretariat(),
        status="in_progress",
        assessed_on=timezone.localdate(),
        rationale="The act is before parliament.",
        publication=Publication.PUBLISHED,
        decided_at=timezone.now(),
    )


def update(row, **facts):
    institution = make.InstitutionFactory(name="Ministry of Water")
    now = timezone.now()
    return make.UpdateFactory(
        institution=institution,
        headline="Wells were dug",
        state="published",
        published_at=now,
        signed_at=now,
        signed_by=make.authority(institution),
        on=[row] if row else [],
        **facts,
    )


def test_positions_leads_assessments_and_updates_are_told(clock, row):
    follower = follow()
    clock.shift(HOUR)
    PositionChange.objects.create(recommendation=row, position="supported", source="A/1")
    lead(make.InstitutionFactory(name="Ministry of Interior"), recommendation=row)
    assessed(row)
    update(row)
    lines = told(follower, timezone.now())
    assert sorted(lines) == [
        "Assessment published: In progress (Validated by the secretariat) · 2 March 2026",
        "Lead institution named: Ministry of Interior · 2 March 2026",
        "Position of the State changed: Supported · 2 March 2026",
        "Update published: Wells were dug · Ministry of Water · 2 March 2026",
    ]
    page = Client().get("/changes/").content.decode()
    for words in ("Supported", "Ministry of Interior", "In progress", "Wells were dug"):
        assert words in page


def test_nothing_is_told_twice_and_nothing_left_out_where_one_window_ends(clock, row):
    follower = follow()
    edges = [START + HOUR * number for number in range(1, 4)]
    for edge in edges:
        clock.move_to(edge)
        assessed(row)
    lines = [told(follower, edge) for edge in edges]
    assert [len(one) for one in lines] == [1, 1, 1]
    assert told(follower, edges[-1] + HOUR) == []


def test_what_was_done_in_a_draft_is_told_once_it_is_public(clock, row):
    """An assessment of old, decided on later; the lead of a cluster that was a draft."""
    cluster = make.ClusterFactory(title="Wells", publication="draft")
    ClusterMembership.objects.create(cluster=cluster, recommendation=row)
    lead(make.InstitutionFactory(name="Ministry of Interior"), cluster=cluster)
    follower = follow()
    clock.shift(HOUR)
    assert told(follower, timezone.now()) == []
    clock.shift(HOUR)
    # History keeps the hour of the database, which no test turns.
    type(cluster).objects.filter(pk=cluster.pk).update(publication="published")
    found = Changes(timezone.localdate(), about=row, since=START).latest(9)
    assert {one.kind for one in found} == {"cluster", "lead"}
    assert len({one.at for one in found}) == 1


def test_a_follower_of_a_cluster_hears_of_its_members_each_once(clock, row):
    cluster = make.ClusterFactory(slug="wells", title="Wells")
    draft = make.RecommendationFactory(reference="CAT-1", publication="draft", published_at=None)
    follower = follow("cluster", "wells")
    clock.shift(HOUR)
    for member in (row, draft):
        ClusterMembership.objects.create(cluster=cluster, recommendation=member)
    assert told(follower, timezone.now()) == ["Taken into the cluster: CRC-5-12"]
    clock.shift(HOUR)
    type(draft).objects.filter(pk=draft.pk).update(
        publication="published", published_at=timezone.now()
    )
    assessed(row)
    assert told(follower, timezone.now()) == [
        "Recommendation published: CAT-1 · 2 March 2026",
        "Assessment published: CRC-5-12 · In progress (Validated by the secretariat) · 2 March 2026",
    ]


def test_a_follower_of_an_activity_hears_of_updates_on_it(clock):
    activity = make.ActivityFactory(slug="wells", publication="published")
    follower = follow("activity", "wells")
    clock.shift(HOUR)
    update(None, activity=activity)
    assert told(follower, timezone.now()) == [
        "Update published: Wells were dug · Ministry of Water · 2 March 2026"
    ]


def test_that_there_is_nothing_new_is_said(clock, row):
    follower = follow()
    clock.shift(HOUR)
    said = update(row, nothing_new=True)
    type(said).objects.filter(pk=said.pk).update(headline="", narrative="")
    assert told(follower, timezone.now()) == [
        "Update published: Nothing new in this period · Ministry of Water · 2 March 2026"
    ]
    assert "Nothing new in this period" in Client().get("/changes/").content.decode()


def test_more_than_a_message_holds_is_counted(clock, row):
    follower = follow()
    clock.shift(HOUR)
    for _number in range(follower_mail.MOST_LINES + 3):
        assessed(row)
    lines = told(follower, timezone.now())
    assert len(lines) == follower_mail.MOST_LINES + 1
    assert lines[-1] == "and 3 more"
