"""The feed of changes: complete whatever order transactions end in, and only what is public."""

import threading

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from portal.api import changes
from portal.api.cursors import seal
from recommendations.models import Assessment, RecommendationText
from recommendations.services.register import move_many
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


class Feed:
    """A reader who keeps the cursor, and asks until there is no more."""

    def __init__(self, limit=200):
        self.client, self.cursor, self.limit = Client(), "", limit

    def read(self):
        found = []
        while True:
            since = f"&since={self.cursor}" if self.cursor else ""
            answer = self.client.get(f"/api/v1/changes?limit={self.limit}{since}").json()
            self.cursor = answer["cursor"]
            found += answer["data"]
            if not answer["has_more"]:
                return found

    def lines(self):
        return [(one["kind"], one["id"], one["change"]) for one in self.read()]


def about(lines, kind="recommendations"):
    return [(key, change) for of, key, change in lines if of == kind]


def test_a_record_is_published_changed_and_removed():
    feed = Feed()
    feed.read()
    row = make.RecommendationFactory(reference="R-1", publication="draft", published_at=None)
    row.symbol = "A/1"
    row.save()
    assert about(feed.lines()) == []
    row.publication, row.published_at = "published", timezone.now()
    row.save()
    assert about(feed.lines()) == [("R-1", "published")]
    row.symbol = "A/2"
    row.save()
    RecommendationText.objects.filter(recommendation=row).update(text="Do more.")
    assert about(feed.lines()) == [("R-1", "changed"), ("R-1", "changed")]
    row.publication = "retired"
    row.save()
    assert about(feed.lines()) == [("R-1", "removed")]
    assert about(feed.lines()) == []
    # Who begins anew is told that it is gone, and nothing else.
    assert about(Feed().lines()) == [("R-1", "removed")]


def test_drafts_of_what_hangs_on_it_are_not_told():
    row = make.RecommendationFactory(reference="R-1")
    feed = Feed()
    feed.read()
    view = Assessment.objects.create(
        recommendation=row,
        viewpoint="secretariat",
        author=make.secretariat(),
        status="in_progress",
        assessed_on="2026-02-01",
        rationale="Not yet.",
    )
    assert about(feed.lines()) == []
    view.publication = "published"
    view.save()
    assert set(about(feed.lines())) == {("R-1", "changed")}
    view.publication = "retired"
    view.save()
    assert set(about(feed.lines())) == {("R-1", "changed")}


def test_all_of_one_transaction_is_one_line():
    row = make.RecommendationFactory(reference="R-1")
    feed = Feed()
    feed.read()
    with transaction.atomic():
        for number in range(5):
            row.symbol = f"A/{number}"
            row.save()
    assert about(feed.lines()) == [("R-1", "changed")]


def test_pages_of_one_hold_what_one_page_holds():
    for number in range(4):
        make.RecommendationFactory(reference=f"R-{number}")
    assert Feed(limit=1).lines() == Feed().lines()


def withhold(row):
    move_many(
        recommendations=[row.pk],
        name="retire",
        actor=make.secretariat(),
        reason="It names a child.",
        withhold=True,
    )


def test_of_a_withheld_record_a_copy_is_told_to_drop_it_and_nothing_else():
    row = make.RecommendationFactory(reference="R-1")
    draft = make.RecommendationFactory(reference="R-2", publication="draft", published_at=None)
    feed = Feed()
    feed.read()
    withhold(row)
    withhold(draft)
    (line,) = [one for one in feed.read() if one["kind"] == "recommendations"]
    assert (line.pop("id"), line.pop("change")) == ("R-1", "removed")
    assert set(line) == {"kind", "url", "at"}
    assert about(Feed().lines()) == [("R-1", "removed")]


def test_updates_on_it_are_dropped_with_it_and_come_back_with_it():
    row = make.RecommendationFactory(reference="R-1")
    now, ministry = timezone.now(), make.InstitutionFactory()
    facts = dict.fromkeys(("submitted_at", "signed_at", "published_at"), now)
    facts |= {"state": "published", "signed_by": make.authority(ministry)}
    update = make.UpdateFactory(institution=ministry, on=[row], **facts)
    other = make.UpdateFactory(
        institution=ministry, on=[row, make.RecommendationFactory()], **facts
    )
    make.UpdateFactory(institution=ministry, on=[row])
    make.ObligationFactory(slug="reply", recommendation=row)
    key, also = str(update.reference), str(other.reference)
    feed = Feed()
    assert about(feed.lines(), "updates") == [(key, "published"), (also, "published")]
    withhold(row)
    lines = feed.lines()
    assert set(about(lines, "updates")) == {(key, "removed"), (also, "changed")}
    assert about(lines, "obligations") == [("reply", "removed")]
    assert set(about(Feed().lines(), "updates")) == {
        (key, "removed"),
        (also, "published"),
        (also, "changed"),
    }
    move_many(recommendations=[row.pk], name="publish", actor=make.secretariat(), reason="Safe.")
    assert set(about(feed.lines(), "updates")) == {(key, "changed"), (also, "changed")}
    row.refresh_from_db()
    row.symbol = "A/1"
    row.save()
    assert about(feed.lines(), "updates") == []


def test_what_takes_longer_is_not_overtaken():
    """The first to begin ends last: nobody's cursor goes past it, and both are told in the end."""
    slow = make.RecommendationFactory(reference="R-SLOW")
    quick = make.RecommendationFactory(reference="R-QUICK")
    feed = Feed()
    feed.read()
    written, may_end = threading.Event(), threading.Event()

    def take_long():
        try:
            with transaction.atomic():
                slow.symbol = "A/SLOW"
                slow.save()
                written.set()
                may_end.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=take_long)
    thread.start()
    try:
        assert written.wait(20)
        quick.symbol = "A/QUICK"
        quick.save()
        assert about(feed.lines()) == [], "it would be past what still runs"
    finally:
        may_end.set()
        thread.join(20)
    assert about(feed.lines()) == [("R-SLOW", "changed"), ("R-QUICK", "changed")]
    assert about(feed.lines()) == []


def test_a_cursor_from_another_copy_of_the_data_is_told_so():
    cursor = seal(changes.OF, (2**50, -1, -1))
    answer = Client().get(f"/api/v1/changes?since={cursor}")
    assert answer.status_code == 410
    assert answer.json()["replaced_by"].endswith("/api/v1/changes")
