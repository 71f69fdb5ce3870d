"""An officer chooses records in the register, sees what would change, changes it, takes it back."""

import datetime as dt
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.models import Notification
from recommendations.models import (
    Assignment,
    BulkEdit,
    ClusterMembership,
    Recommendation,
    SdgGoal,
    SdgTarget,
    ThemeLink,
)
from recommendations.services import bulk as services
from tests import factories as make

pytestmark = pytest.mark.django_db
REGISTER, CHOOSE, BULK = "/recommendations/", "/workspace/register/choose/", "/workspace/bulk/"
WHY = "Agreed at the meeting of 3 May."


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer(client):
    person = make.secretariat()
    client.force_login(person)
    return person


def pick(client, *records, **more):
    data = {"pick": [record.reference for record in records]} | more
    return client.post(CHOOSE, data)


def prepare(client, **edits):
    response = client.post(BULK, edits)
    assert response.status_code == 302, response.context["form"].errors
    return BulkEdit.objects.latest("pk")


def apply(client, bulk, reason=WHY):
    response = client.post(f"{BULK}{bulk.reference}/apply/", {"reason": reason})
    bulk.refresh_from_db()
    return response


def undo(client, bulk, reason="It was the wrong list."):
    response = client.post(f"{BULK}{bulk.reference}/undo/", {"reason": reason})
    bulk.refresh_from_db()
    return response


def themes_of(record):
    return set(record.theme_links.values_list("theme_id", flat=True))


# Choosing.


def test_the_public_and_institutions_find_no_boxes_to_tick(client):
    record = make.RecommendationFactory()
    for person in (None, make.focal_point()):
        if person:
            client.force_login(person)
        page = client.get(REGISTER)
        assert b'name="pick"' not in page.content
        assert b"Change these" not in page.content
        assert pick(client, record).status_code in {302, 403}
        assert "chosen" not in client.session


def test_what_is_ticked_stays_chosen_over_pages_without_script(client, officer):
    first, second, third = (make.RecommendationFactory() for _n in range(3))
    pick(client, first, second, shown=[first.reference, second.reference])
    response = pick(client, third, shown=[third.reference], query="page=2&q=births")
    assert response["Location"] == f"{REGISTER}?page=2&q=births"
    page = client.get(REGISTER).content.decode()
    assert "3 chosen" in page
    for record in (first, second, third):
        assert re.search(rf'value="{record.reference}"[^>]*id="pick-[^>]* checked', page)


def test_taking_a_tick_off_a_shown_record_drops_it(client, officer):
    first, second = make.RecommendationFactory(), make.RecommendationFactory()
    pick(client, first, second)
    pick(client, second, shown=[first.reference, second.reference])
    assert client.session["chosen"]["keys"] == [second.pk]


def test_all_that_match_are_chosen_whatever_the_page(client, officer):
    cluster = make.ClusterFactory()
    wanted = [make.RecommendationFactory() for _n in range(30)]
    make.RecommendationFactory()
    for record in wanted:
        ClusterMembership.objects.create(cluster=cluster, recommendation=record)
    query = f"cluster={cluster.slug}"
    assert b"Choose all 30 that match" in client.get(f"{REGISTER}?{query}").content
    client.post(CHOOSE, {"act": "all", "query": f"{query}&page=2"})
    assert client.session["chosen"] == {"keys": sorted(r.pk for r in wanted), "query": query}
    client.post(CHOOSE, {"act": "none"})
    assert "chosen" not in client.session


def test_a_tick_with_script_answers_with_the_number_alone(client, officer):
    record = make.RecommendationFactory()
    response = client.post(CHOOSE, {"pick": record.reference}, headers={"hx-request": "true"})
    assert response.content.decode().strip() == "1 chosen"


def test_what_no_page_sends_is_taken_for_nothing(client, officer):
    for data in (
        {"pick": ["\x00", "no-such"], "shown": ["x" * 5000]},
        {"act": "all", "query": "theme=%00&status=\r\nX: y&q=\x00"},
        {"act": "what", "query": "a=\r\nSet-Cookie: b"},
    ):
        response = client.post(CHOOSE, data)
        assert response.status_code == 302
        assert "Set-Cookie" not in response
    assert client.get(REGISTER).status_code == 200


def test_change_these_needs_a_tick(client, officer):
    record = make.RecommendationFactory()
    assert client.post(CHOOSE, {"act": "change"})["Location"].startswith(REGISTER)
    assert pick(client, record, act="change")["Location"] == BULK


# What to change.


def test_a_form_with_no_change_comes_back_with_its_reason(client, officer):
    pick(client, make.RecommendationFactory())
    response = client.post(BULK, {})
    assert response.status_code == 422
    assert b"Choose at least one change." in response.content
    assert not BulkEdit.objects.exists()


def test_contradictions_come_back_and_what_was_typed_stays(client, officer):
    cluster = make.ClusterFactory()
    pick(client, make.RecommendationFactory())
    response = client.post(
        BULK,
        {
            "themes_replace": "on",
            "cluster": cluster.pk,
            "cluster_out": cluster.pk,
            "follow_up": "2027-01-01",
            "no_follow_up": "on",
            "answer_by": "2001-01-01",
            "basis": "Penal Code",
        },
    )
    assert set(response.context["form"].errors) == {
        *("themes_add", "cluster_out", "follow_up", "answer_by", "basis"),
    }
    assert b"Penal Code" in response.content


def test_only_terms_that_the_chosen_have_are_offered_to_be_taken_away(client, officer):
    record, has, lacks = make.RecommendationFactory(), make.ThemeFactory(), make.ThemeFactory()
    ThemeLink.objects.create(recommendation=record, theme=has)
    pick(client, record)
    form = client.get(BULK).context["form"]
    assert list(form.fields["themes_remove"].queryset) == [has]
    assert {has, lacks} <= set(form.fields["themes_add"].queryset)


# Preview.


def test_the_preview_counts_names_refusals_and_writes_nothing(client, officer):
    theme = make.ThemeFactory(name="Birth registration")
    plain, has, retired = (make.RecommendationFactory() for _n in range(3))
    ThemeLink.objects.create(recommendation=has, theme=theme)
    Recommendation.objects.filter(pk=retired.pk).update(publication="retired")
    pick(client, plain, has, retired)
    bulk = prepare(client, themes_add=[theme.pk])
    page = client.get(bulk.get_absolute_url())
    assert bulk.counts["edits"] == [{"change": 1, "same": 1, "refused": 1}]
    text = page.content.decode()
    assert "It is retired." in text
    assert retired.reference in text
    assert "Birth registration" in text
    assert themes_of(plain) == set()
    assert ThemeLink.objects.count() == 1


def test_without_a_reason_nothing_happens_and_the_preview_comes_back(client, officer):
    record = make.RecommendationFactory()
    pick(client, record)
    bulk = prepare(client, priority="yes")
    assert apply(client, bulk, reason=" ").status_code == 422
    assert bulk.state == "ready"
    record.refresh_from_db()
    assert record.priority is False


def test_the_records_are_those_of_the_preview_even_if_the_search_loses_them(client, officer):
    cluster = make.ClusterFactory()
    record = make.RecommendationFactory()
    link = ClusterMembership.objects.create(cluster=cluster, recommendation=record)
    client.post(CHOOSE, {"act": "all", "query": f"cluster={cluster.slug}"})
    bulk = prepare(client, priority="yes")
    link.delete()
    latecomer = make.RecommendationFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=latecomer)
    apply(client, bulk)
    record.refresh_from_db()
    latecomer.refresh_from_db()
    assert (record.priority, latecomer.priority) == (True, False)
    assert (
        b"also those that the search would no longer find"
        not in client.get(bulk.get_absolute_url()).content
    )


def test_a_record_changed_since_the_preview_stops_all_of_it(client, officer):
    first, second = make.RecommendationFactory(), make.RecommendationFactory()
    pick(client, first, second)
    bulk = prepare(client, priority="yes")
    Recommendation.objects.filter(pk=second.pk).update(priority=True)
    apply(client, bulk)
    assert bulk.state == "ready"
    assert bulk.counts["edits"] == [{"change": 1, "same": 1, "refused": 0}]
    first.refresh_from_db()
    assert first.priority is False
    assert (
        b"1 recommendation was changed since the preview"
        in client.get(bulk.get_absolute_url()).content
    )
    apply(client, bulk)
    first.refresh_from_db()
    assert (bulk.state, first.priority) == ("done", True)


# The deed.


def everything(theme, target, cluster, institution):
    return {
        "themes_add": [theme.pk],
        "themes_rationale": "It speaks of births.",
        "sdg_targets_add": [target.pk],
        "sdg_targets_method": "rule",
        "cluster": cluster.pk,
        "overlap": "partial",
        "institution": institution.pk,
        "role": "lead",
        "answer_by": "2050-01-31",
        "priority": "yes",
        "legislation": "yes",
        "basis": "Civil registration act",
        "follow_up": "2049-06-30",
        "follow_up_source": "CRC/C/XMA/CO/5, para. 50",
        "publication": "publish",
    }


@pytest.fixture
def target(db):
    goal = SdgGoal.objects.create(number=16, name="Peace and justice")
    return SdgTarget.objects.create(goal=goal, code="16.9", name="Legal identity for all")


def state_of(record):
    """All that a bulk edit can change in a record, as plain values."""
    record = Recommendation.objects.get(pk=record.pk)
    return {
        "facts": (
            record.priority,
            record.requires_legislation,
            record.legislation_basis,
            (record.follow_up_due_on, record.follow_up_source),
            record.publication,
            record.published_at,
        ),
        "themes": sorted(record.theme_links.values_list("theme", "method", "rationale")),
        "targets": sorted(record.sdg_target_links.values_list("target", "method")),
        "clusters": sorted(record.memberships.values_list("cluster", "overlap", "note")),
        "parts": sorted(
            record.assignments.exclude(state="withdrawn").values_list("institution", "role")
        ),
    }


def test_every_kind_of_change_is_made_under_one_reason_and_undone(client, officer, target):
    theme, cluster, institution = (
        make.ThemeFactory(),
        make.ClusterFactory(),
        make.InstitutionFactory(),
    )
    reporter = make.focal_point(institution)
    records = [
        make.RecommendationFactory(publication="draft", published_at=None),
        make.RecommendationFactory(),
    ]
    before = [state_of(record) for record in records]
    pick(client, *records)
    bulk = prepare(client, **everything(theme, target, cluster, institution))
    apply(client, bulk)
    assert bulk.state == "done"
    after = state_of(records[0])
    assert after["facts"][:3] == (True, True, "Civil registration act")
    assert after["facts"][4] == "published"
    assert after["themes"] == [(theme.pk, "human", "It speaks of births.")]
    assert after["targets"] == [(target.pk, "rule")]
    assert after["clusters"] == [(cluster.pk, "partial", "")]
    assert after["parts"] == [(institution.pk, "lead")]
    assert "chosen" not in client.session
    told = Notification.objects.get(person=reporter)
    assert told.text == f"2 recommendations are proposed to {institution}: accept or contest."
    contexts = {
        str(event.pgh_context_id): event.pgh_context.metadata
        for model in (Recommendation, ThemeLink, ClusterMembership, Assignment)
        for event in model.pgh_event_model.objects.filter(
            pgh_context__metadata__bulk=str(bulk.reference)
        ).select_related("pgh_context")
    }
    assert len(contexts) == 1
    (facts,) = contexts.values()
    assert (facts["reason"], facts["user"]) == (WHY, officer.pk)
    undo(client, bulk)
    assert bulk.state == "undone"
    assert [state_of(record) for record in records] == before
    assert not bulk.items.exclude(left=[]).exists()


def test_undoing_leaves_and_names_what_someone_changed_since(client, officer):
    theme, own = make.ThemeFactory(), make.ThemeFactory()
    kept, touched = make.RecommendationFactory(), make.RecommendationFactory()
    pick(client, kept, touched)
    bulk = prepare(client, themes_add=[theme.pk], priority="yes")
    apply(client, bulk)
    ThemeLink.objects.create(recommendation=touched, theme=own)
    undo(client, bulk)
    assert themes_of(kept) == set()
    assert themes_of(touched) == {theme.pk, own.pk}
    touched.refresh_from_db()
    assert touched.priority is False
    page = client.get(bulk.get_absolute_url())
    assert [s.item.recommendation for s in page.context["left"]] == [touched]
    assert page.context["left"][0].left == ["Themes"]
    assert b"Left as it was" in page.content


def test_an_accepted_assignment_is_not_undone(client, officer):
    institution = make.InstitutionFactory()
    record, other = make.RecommendationFactory(), make.RecommendationFactory()
    pick(client, record, other)
    bulk = prepare(client, institution=institution.pk, role="lead")
    apply(client, bulk)
    Assignment.objects.filter(recommendation=record).update(state="accepted")
    undo(client, bulk)
    states = dict(Assignment.objects.values_list("recommendation", "state"))
    assert states == {record.pk: "accepted", other.pk: "withdrawn"}


def test_a_change_is_undone_once(client, officer):
    record = make.RecommendationFactory()
    pick(client, record)
    bulk = prepare(client, priority="yes")
    apply(client, bulk)
    undo(client, bulk)
    Recommendation.objects.filter(pk=record.pk).update(priority=True)
    undo(client, bulk)
    apply(client, bulk)
    record.refresh_from_db()
    assert (record.priority, bulk.state) == (True, "undone")


def test_refused_assignments_leave_the_other_changes(client, officer):
    other, institution = make.InstitutionFactory(), make.InstitutionFactory()
    led, free = make.RecommendationFactory(lead=other), make.RecommendationFactory()
    pick(client, led, free)
    bulk = prepare(client, institution=institution.pk, role="lead", priority="yes")
    assert bulk.counts["edits"][0] == {"change": 1, "same": 0, "refused": 1}
    apply(client, bulk)
    assert Assignment.objects.filter(institution=institution).count() == 1
    led.refresh_from_db()
    assert led.priority is True


def test_retired_records_can_be_published_again_and_merged_ones_not(client, officer):
    keeper = make.RecommendationFactory()
    retired = make.RecommendationFactory(publication="retired")
    merged = make.RecommendationFactory(publication="retired", merged_into=keeper)
    pick(client, retired, merged, keeper)
    bulk = prepare(client, publication="publish")
    assert bulk.counts["edits"] == [{"change": 1, "same": 1, "refused": 1}]
    apply(client, bulk)
    merged.refresh_from_db()
    retired.refresh_from_db()
    assert (retired.publication, merged.publication) == ("published", "retired")


def test_replacing_themes_leaves_these_alone_and_undo_brings_the_source_s_back(client, officer):
    old, new = make.ThemeFactory(), make.ThemeFactory()
    record = make.RecommendationFactory()
    ThemeLink.objects.create(recommendation=record, theme=old, method="source")
    pick(client, record)
    bulk = prepare(client, themes_add=[new.pk], themes_replace="on")
    apply(client, bulk)
    assert themes_of(record) == {new.pk}
    undo(client, bulk)
    link = record.theme_links.get()
    assert (link.theme, link.method) == (old, "source")


def test_another_officer_does_not_confirm_what_one_has_prepared(client, officer):
    record = make.RecommendationFactory()
    pick(client, record)
    bulk = prepare(client, priority="yes")
    client.force_login(make.secretariat())
    apply(client, bulk)
    assert bulk.state == "ready"
    client.force_login(make.focal_point())
    assert apply(client, bulk).status_code == 403
    assert client.get(bulk.get_absolute_url()).status_code == 403


def test_discarded_changes_are_gone_and_the_records_stay_chosen(client, officer):
    record = make.RecommendationFactory()
    pick(client, record)
    bulk = prepare(client, priority="yes")
    client.post(f"{BULK}{bulk.reference}/discard/")
    bulk.refresh_from_db()
    assert bulk.state == "discarded"
    assert client.session["chosen"]["keys"] == [record.pk]
    assert client.get(bulk.get_absolute_url()).status_code == 200


def test_a_large_change_is_a_worker_s_and_ends_in_the_inbox(
    client, officer, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(services.running, "LARGE", 2)
    records = [make.RecommendationFactory() for _n in range(3)]
    pick(client, *records)
    bulk = prepare(client, priority="yes")
    with django_capture_on_commit_callbacks() as waiting:
        apply(client, bulk)
    assert bulk.state == "applying"
    page = client.get(bulk.get_absolute_url())
    assert b"Being written" in page.content
    assert not Recommendation.objects.filter(priority=True).exists()
    for callback in waiting:
        callback()
    bulk.refresh_from_db()
    assert bulk.state == "done"
    assert Recommendation.objects.filter(priority=True).count() == 3
    assert "Change of 3 recommendations: Done" in Notification.objects.get(person=officer).text
    partial = client.get(
        bulk.get_absolute_url(),
        headers={"hx-request": "true", "hx-target": "bulk-progress"},
    )
    assert partial["HX-Refresh"] == "true"


# Queries.


def test_preview_and_deed_cost_as_many_queries_for_1_as_for_400(client, officer, target):
    institution, cluster, theme = (
        make.InstitutionFactory(),
        make.ClusterFactory(),
        make.ThemeFactory(),
    )
    numbers = {}
    for number in (1, 400):
        cache.clear()
        rows = [
            Recommendation(
                reference=f"Q-{number}-{n}",
                mechanism=make.MechanismFactory(),
                addressed_to=make.StateFactory(),
            )
            for n in range(number)
        ]
        Recommendation.objects.bulk_create(rows)
        pick(client, *rows)
        facts = everything(theme, target, cluster, institution)
        with CaptureQueriesContext(connection) as previewing:
            bulk = prepare(client, **facts)
            client.get(bulk.get_absolute_url())
        with CaptureQueriesContext(connection) as applying:
            apply(client, bulk)
        with CaptureQueriesContext(connection) as undoing:
            undo(client, bulk)
        assert bulk.state == "undone"
        numbers[number] = [len(previewing), len(applying), len(undoing)]
    assert all(abs(a - b) <= 6 for a, b in zip(numbers[1], numbers[400], strict=True)), numbers
    assert max(numbers[400]) < 90, numbers


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"follow_up": "2027-01-01"}, b"Say which document asks for it."),
        ({"follow_up_source": "CO/8, para. 50"}, b"Say by which day it asks for it."),
    ],
)
def test_a_day_of_follow_up_goes_with_the_document_that_asks(client, officer, typed, words):
    pick(client, make.RecommendationFactory())
    response = client.post(BULK, typed)
    assert response.status_code == 422
    assert words in response.content


def test_a_day_of_follow_up_that_is_taken_away_takes_its_document_along(client, officer):
    record = make.RecommendationFactory(
        follow_up_due_on=dt.date(2026, 3, 1), follow_up_source="CO/8, para. 50"
    )
    pick(client, record)
    apply(client, prepare(client, no_follow_up="on"))
    record.refresh_from_db()
    assert (record.follow_up_due_on, record.follow_up_source) == (None, "")


@pytest.fixture
def naming():
    """The migration that names the document in what was kept before it was asked for."""
    return import_module("recommendations.migrations.0006_bulk_edits_name_the_document")


def as_before(naming, bulk):
    naming.name_none(apps, None)
    bulk.refresh_from_db()
    assert bulk.edits == [{"kind": "follow_up", "value": "2027-06-30"}]


def test_what_was_kept_without_the_document_is_shown_and_undone(client, officer, naming):
    asked = "CRC/C/XMA/CO/5, para. 50"
    record = make.RecommendationFactory(follow_up_due_on="2026-01-31", follow_up_source=asked)
    pick(client, record)
    bulk = prepare(client, follow_up="2027-06-30", follow_up_source=asked)
    apply(client, bulk)
    as_before(naming, bulk)
    naming.name_documents(apps, None)
    page = client.get(bulk.get_absolute_url())
    assert page.status_code == 200
    assert asked in page.text
    undo(client, bulk)
    record.refresh_from_db()
    assert (str(record.follow_up_due_on), record.follow_up_source) == ("2026-01-31", asked)


def test_what_was_prepared_without_the_document_is_prepared_anew(client, officer, naming):
    pick(client, make.RecommendationFactory())
    bulk = prepare(client, follow_up="2027-06-30", follow_up_source="CRC/C/XMA/CO/5")
    as_before(naming, bulk)
    naming.name_documents(apps, None)
    bulk.refresh_from_db()
    assert bulk.state == "discarded"
    assert client.get(bulk.get_absolute_url()).status_code == 200
