"""Two officers at once, work on one record meanwhile, workers that die: all of it or nothing."""

import datetime as dt
import threading
import time
from contextlib import suppress

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from mechanisms.models import Mechanism, State
from nmirf.common.errors import DomainError
from recommendations.models import (
    Assignment,
    BulkEdit,
    ClusterMembership,
    Recommendation,
    ThemeLink,
)
from recommendations.services import assignments, clusters, links
from recommendations.services import bulk as services
from recommendations.services.imports.locks import lock_register
from tests import factories as make
from tests.conftest import wait_until
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "Agreed."


def many(number):
    mechanism, state = make.MechanismFactory(), make.StateFactory()
    return Recommendation.objects.bulk_create(
        Recommendation(
            reference=f"R-{n}",
            mechanism=Mechanism(pk=mechanism.pk),
            addressed_to=State(pk=state.pk),
        )
        for n in range(number)
    )


def prepared(officer, rows, *edits):
    return services.prepare(
        actor=officer, recommendations=[row.pk for row in rows], query="", edits=list(edits)
    )


def adding(theme):
    return {
        "kind": "themes",
        "add": [theme.pk],
        "remove": [],
        "replace": False,
        "method": "human",
        "rationale": "",
    }


def test_two_officers_at_once_make_one_change_and_show_the_other_anew():
    rows = many(120)
    first, second = make.secretariat(), make.secretariat()
    one, other = make.ThemeFactory(), make.ThemeFactory()
    changes = [prepared(first, rows, adding(one)), prepared(second, rows[::-1], adding(other))]
    errors = at_once(
        *(
            lambda bulk=bulk: services.request_apply(pk=bulk.pk, actor=bulk.actor, reason=WHY)
            for bulk in changes
        )
    )
    assert errors == []
    for bulk in changes:
        bulk.refresh_from_db()
    assert sorted(bulk.state for bulk in changes) == ["done", "ready"]
    assert ThemeLink.objects.count() == 120
    (waiting,) = [bulk for bulk in changes if bulk.state == "ready"]
    assert "120 recommendations were changed since the preview" in waiting.error
    services.request_apply(pk=waiting.pk, actor=waiting.actor, reason=WHY)
    assert ThemeLink.objects.count() == 240


def test_confirming_twice_at_once_writes_once():
    rows, officer, theme = many(50), make.secretariat(), make.ThemeFactory()
    bulk = prepared(officer, rows, adding(theme))
    errors = at_once(*[lambda: services.request_apply(pk=bulk.pk, actor=officer, reason=WHY)] * 2)
    assert [str(error) for error in errors] in (
        [],
        ["Someone has already decided on this change."],
    )
    assert ThemeLink.objects.count() == 50
    assert ThemeLink.pgh_event_model.objects.count() == 50


def test_undoing_twice_at_once_undoes_once():
    rows, officer, theme = many(50), make.secretariat(), make.ThemeFactory()
    bulk = prepared(officer, rows, adding(theme))
    services.request_apply(pk=bulk.pk, actor=officer, reason=WHY)
    at_once(*[lambda: services.request_undo(pk=bulk.pk, actor=officer, reason="No.")] * 2)
    bulk.refresh_from_db()
    assert bulk.state == "undone"
    assert ThemeLink.objects.count() == 0


def link_singly(officer, theme, rows):
    made = links.made_by(officer, method="human", rationale="")
    for row in rows:
        with transaction.atomic():
            Recommendation.objects.select_for_update(no_key=True).get(pk=row.pk)
            standing = links.links_of(name="themes", recommendations=[row.pk])[row.pk]
            wanted = {row.pk: {theme.pk: made} | standing}
            links.set_links(actor=officer, name="themes", wanted=wanted, reason="One.")


def propose_singly(officer, institution, rows):
    """Those that the other has proposed meanwhile are refused, and stay as they are."""
    for row in rows:
        with suppress(DomainError):
            assignments.propose(actor=officer, institution=institution, recommendation=row)


def test_work_on_single_records_meanwhile_is_neither_lost_nor_doubled():
    """Links, members and assignments made one by one while a bulk edit makes the same ones."""
    rows, officer = many(60), make.secretariat()
    theme, cluster, institution = (
        make.ThemeFactory(),
        make.ClusterFactory(),
        make.InstitutionFactory(),
    )
    bulk = prepared(
        officer,
        rows,
        adding(theme),
        {"kind": "cluster", "cluster": cluster.pk, "overlap": "direct", "note": ""},
        {
            "kind": "assignment",
            "institution": institution.pk,
            "role": "lead",
            "answer_by": None,
        },
    )

    errors = at_once(
        lambda: services.request_apply(pk=bulk.pk, actor=officer, reason=WHY),
        lambda: link_singly(officer, theme, rows[::-7]),
        lambda: [
            clusters.add_members(actor=officer, cluster=cluster, recommendations=[row])
            for row in rows[::5]
        ],
        lambda: propose_singly(officer, institution, rows[3::9]),
    )
    assert errors == []
    bulk.refresh_from_db()
    while bulk.state == "ready":
        bulk = services.request_apply(pk=bulk.pk, actor=officer, reason=WHY)
    assert bulk.state == "done"
    assert ThemeLink.objects.count() == 60
    assert ClusterMembership.objects.count() == 60
    assert Assignment.objects.count() == 60


def test_while_an_import_writes_a_small_change_waits_for_a_person():
    rows, officer = many(3), make.secretariat()
    bulk = prepared(officer, rows, {"kind": "priority", "value": True})
    held, release = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                lock_register()
                held.set()
                release.wait(30)
        finally:
            connections.close_all()

    importing = threading.Thread(target=write)
    importing.start()
    held.wait(10)
    refused = services.request_apply(pk=bulk.pk, actor=officer, reason=WHY)
    release.set()
    importing.join(10)
    assert (refused.state, refused.error) == (
        "ready",
        "An import is being written. Try again in a few minutes.",
    )
    assert services.request_apply(pk=bulk.pk, actor=officer, reason=WHY).state == "done"


def test_a_failure_in_the_middle_writes_nothing(monkeypatch):
    rows, officer, theme = many(5), make.secretariat(), make.ThemeFactory()
    bulk = prepared(officer, rows, adding(theme), {"kind": "priority", "value": True})

    def fail(**_facts):
        raise RuntimeError

    monkeypatch.setattr(services.fields.register, "set_columns", fail)
    with pytest.raises(RuntimeError):
        services.request_apply(pk=bulk.pk, actor=officer, reason=WHY)
    bulk.refresh_from_db()
    assert bulk.state == "ready"
    assert "Nothing was written" in bulk.error
    assert not ThemeLink.objects.exists()


def test_2000_records_are_changed_and_undone_in_seconds():
    rows, officer = many(2000), make.secretariat()
    theme, cluster = make.ThemeFactory(), make.ClusterFactory()
    edits = [
        adding(theme),
        {"kind": "cluster", "cluster": cluster.pk, "overlap": "direct", "note": ""},
        {"kind": "priority", "value": True},
        {"kind": "publication", "move": "publish"},
    ]
    began = time.monotonic()
    bulk = prepared(officer, rows, *edits)
    seen = time.monotonic()
    services.request_apply(pk=bulk.pk, actor=officer, reason=WHY)
    done = time.monotonic()
    bulk.refresh_from_db()
    assert bulk.state == "done"
    assert ThemeLink.objects.count() == 2000
    services.request_undo(pk=bulk.pk, actor=officer, reason="No.")
    undone = time.monotonic()
    assert not Recommendation.objects.exclude(publication="draft", priority=False).exists()
    # A machine that is busy otherwise takes some times what a free one does.
    assert max(seen - began, done - seen, undone - done) < 20


def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_finishes(real_worker):
    rows, officer, theme = many(600), make.secretariat(), make.ThemeFactory()
    bulk = prepared(officer, rows, adding(theme))
    with connection.cursor() as cursor:
        # The worker waits at a record that somebody holds, with the first half of them locked.
        cursor.execute("BEGIN")
        cursor.execute(
            "SELECT 1 FROM recommendations_recommendation WHERE id = %s FOR UPDATE", [rows[300].pk]
        )
        threading.Thread(target=_request, args=[bulk]).start()
        wait_until(_waiting_for_a_lock)
        real_worker.kill()
        cursor.execute("COMMIT")
    bulk.refresh_from_db()
    assert bulk.state == "applying"
    assert not ThemeLink.objects.exists()
    real_worker.start()
    BulkEdit.objects.filter(pk=bulk.pk).update(updated_at=timezone.now() - dt.timedelta(minutes=5))
    assert services.take_up_abandoned() == 1
    wait_until(lambda: BulkEdit.objects.get(pk=bulk.pk).state == "done", seconds=60)
    assert ThemeLink.objects.count() == 600


def _request(bulk):
    try:
        services.request_apply(pk=bulk.pk, actor=bulk.actor, reason=WHY)
    finally:
        connections.close_all()


def _waiting_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_clear_snapshot(), pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0
