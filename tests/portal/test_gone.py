"""Whoever asks a page and whoever asks the API learn the same of what is no longer public."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from documents import services as documents
from documents.choices import Classification, Kind
from nmirf.common.dates import today
from recommendations.models import (
    AffectedGroup,
    Objective,
    Recommendation,
    SdgGoal,
    SdgTarget,
    Theme,
)
from recommendations.services.merging import merge_recommendations
from tests import factories as make
from tests.files import upload

pytestmark = pytest.mark.django_db

RECORDS = {
    "recommendations": (make.RecommendationFactory, "reference"),
    "clusters": (make.ClusterFactory, "slug"),
    "plans": (make.PlanFactory, "slug"),
    "activities": (make.ActivityFactory, "slug"),
    "indicators": (make.IndicatorFactory, "slug"),
}
# Activities are never retired: they become drafts again.
OUT = {"activities": "draft"}


@pytest.fixture
def both(client):
    """The answers of the page and of the API to one name, with what each leads on to."""

    def ask(kind, key, page=None):
        cache.clear()
        shown = client.get(page or f"/{kind}/{key}/")
        told = client.get(f"/api/v1/{kind}/{key}")
        assert told.status_code in (200, 404, 410)
        heir = told.json().get("replaced_by")
        return shown, told.status_code, heir and heir.rpartition("/")[2]

    return ask


def publish(kind, key, **facts):
    factory, column = RECORDS[kind]
    return factory(**{column: key}, publication="published", **facts)


def take_out(row, kind, **facts):
    type(row).objects.filter(pk=row.pk).update(publication=OUT.get(kind, "retired"), **facts)


@pytest.mark.parametrize("kind", RECORDS)
def test_what_was_public_is_gone_in_both(kind, both):
    row = publish(kind, "was-public")
    shown, told, _heir = both(kind, "was-public")
    assert (shown.status_code, told) == (200, 200)
    take_out(row, kind)
    shown, told, heir = both(kind, "was-public")
    assert (shown.status_code, told, heir) == (410, 410, None)


@pytest.mark.parametrize("kind", RECORDS)
def test_what_never_was_public_is_unknown_to_both(kind, both):
    factory, column = RECORDS[kind]
    facts = {"published_at": None} if kind == "recommendations" else {}
    row = factory(**{column: "never-was"}, publication="draft", **facts)
    for step in (lambda: None, lambda: take_out(row, kind)):
        step()
        shown, told, _heir = both(kind, "never-was")
        assert (shown.status_code, told) == (404, 404)


@pytest.mark.parametrize("kind", RECORDS)
def test_another_name_is_led_to_by_both(kind, both):
    row = publish(kind, "old")
    type(row).objects.filter(pk=row.pk).update(**{RECORDS[kind][1]: "new"})
    shown, told, heir = both(kind, "old")
    assert (shown.status_code, told, heir) == (410, 410, "new")
    assert f'href="/{kind}/new/"' in shown.content.decode()


def test_a_merged_recommendation_leads_on_in_both(both):
    kept, absorbed = publish("recommendations", "A-1"), publish("recommendations", "A-2")
    merge_recommendations(kept=kept, absorbed=absorbed, reason="Twice.", actor=make.secretariat())
    shown, told, heir = both("recommendations", "A-2")
    assert (shown.status_code, told, heir) == (301, 410, "A-1")
    assert shown["Location"] == "/recommendations/A-1/"
    take_out(kept, "recommendations")
    shown, told, heir = both("recommendations", "A-2")
    assert (shown.status_code, told, heir) == (410, 410, None)


def test_what_protects_someone_was_never_there_for_either(both):
    row, absorbed = publish("recommendations", "A-1"), publish("recommendations", "A-2")
    merge_recommendations(kept=row, absorbed=absorbed, reason="Twice.", actor=make.secretariat())
    take_out(row, "recommendations", is_withheld=True)
    for reference in ("A-1", "A-2"):
        shown, told, _heir = both("recommendations", reference)
        assert (shown.status_code, told) == (404, 404)
    assert Recommendation.objects.filter(is_withheld=True).count() == 1


def goal():
    return {"goal": SdgGoal.objects.get_or_create(number=16, defaults={"name": "Peace"})[0]}


TERMS = {
    "themes": (Theme, dict, "/themes/{}/"),
    "groups": (AffectedGroup, dict, "/groups/{}/"),
    "objectives": (Objective, dict, "/objectives/{}/"),
    "sdg-targets": (SdgTarget, goal, "/sdgs/{}/"),
}


@pytest.mark.parametrize("kind", TERMS)
def test_merged_terms_lead_on_in_both(kind, both):
    model, facts, path = TERMS[kind]
    last, middle, first = ("16.b", "16.8", "16.7") if kind == "sdg-targets" else ("c", "b", "a")
    kept = None
    for code in (last, middle, first):
        kept = model.objects.create(
            code=code, name=code, is_active=kept is None, merged_into=kept, **facts()
        )
    for code in (first, middle):
        shown, told, heir = both(kind, code, path.format(code))
        assert (told, heir) == (410, last)
        assert (shown.status_code, shown["Location"]) == (301, path.format(last))


def test_a_former_name_of_an_institution_leads_on_in_both(both):
    ministry = make.InstitutionFactory(slug="water")
    ministry.former_names.create(name="Ministry of Rivers", slug="rivers", until="2024-01-01")
    shown, told, heir = both("institutions", "rivers")
    assert (shown.status_code, told, heir) == (301, 410, "water")
    assert shown["Location"] == "/institutions/water/"
    shown, told, _heir = both("institutions", "lakes")
    assert (shown.status_code, told) == (404, 404)


def update(state, **facts):
    ministry = make.InstitutionFactory()
    now = timezone.now()
    moments = dict.fromkeys(("submitted_at", "signed_at", "published_at"), now)
    return make.UpdateFactory(
        institution=ministry,
        on=[make.RecommendationFactory()],
        state=state,
        signed_by=make.authority(ministry),
        **moments,
        **facts,
    )


def test_updates_that_ended_say_so_in_both(both):
    newer = update("published")
    older = update("superseded", superseded_by=newer)
    shown, told, heir = both("updates", older.reference)
    assert (told, heir) == (410, str(newer.reference))
    assert f"/updates/{newer.reference}/" in shown.content.decode()
    gone = update("withdrawn")
    shown, told, heir = both("updates", gone.reference)
    assert (shown.status_code, told, heir) == (410, 410, None)
    draft = make.UpdateFactory()
    shown, told, _heir = both("updates", draft.reference)
    assert (shown.status_code, told) == (404, 404)


BESIDE = (
    "/feeds/{kind}/{key}.atom",
    "/feeds/{kind}/{key}.json",
    "/cards/{kind}/{key}.png",
    "/cite/{kind}/{key}.ris",
    "/follow/{kind}/{key}/",
    "/report-error/{kind}/{key}/",
)


def beside(kind, key):
    """What lies beside a page; feeds are of recommendations, clusters and institutions alone."""
    fed = kind in ("recommendation", "cluster", "institution")
    return [one.format(kind=kind, key=key) for one in BESIDE if fed or "/feeds/" not in one]


ONE = {
    "recommendations": ("recommendation", ("/recommendations/{}/history/",)),
    "clusters": ("cluster", ("/clusters/{}/history/",)),
    "plans": ("plan", ("/plans/{}/objectives.csv", "/plans/{}/versions/")),
    "activities": ("activity", ()),
    "indicators": ("indicator", ("/indicators/{}.csv",)),
}


@pytest.mark.parametrize("kind", ONE)
def test_what_lies_beside_a_page_ends_with_it(kind, client):
    one, files = ONE[kind]
    row = publish(kind, "was-public")
    never = beside(one, "never-was") + [file.format("never-was") for file in files]
    places = beside(one, "was-public") + [file.format("was-public") for file in files]
    assert {place: client.get(place).status_code for place in places} == dict.fromkeys(places, 200)
    take_out(row, kind)
    cache.clear()
    assert {place: client.get(place).status_code for place in places} == dict.fromkeys(places, 410)
    assert {place: client.get(place).status_code for place in never} == dict.fromkeys(never, 404)


def test_a_form_that_nobody_writes_is_not_gone(client):
    publish("recommendations", "A-1")
    for place in ("/feeds/recommendation/A-1.rss", "/cite/recommendation/A-1.doc"):
        assert client.get(place).status_code == 404


def test_what_lies_beside_a_merged_record_leads_on(client):
    kept, absorbed = publish("recommendations", "A-1"), publish("recommendations", "A-2")
    merge_recommendations(kept=kept, absorbed=absorbed, reason="Twice.", actor=make.secretariat())
    for place in [*beside("recommendation", "A-2"), "/recommendations/A-2/history/?page=2"]:
        answer = client.get(place)
        assert (answer.status_code, answer["Location"]) == (301, place.replace("A-2", "A-1"))
        assert "no-cache" in answer["Cache-Control"]
    take_out(kept, "recommendations", is_withheld=True)
    cache.clear()
    for place in beside("recommendation", "A-2") + beside("recommendation", "A-1"):
        assert client.get(place).status_code == 404


def test_the_feed_of_a_renamed_institution_leads_on(client):
    ministry = make.InstitutionFactory(slug="water")
    ministry.former_names.create(name="Ministry of Rivers", slug="rivers", until="2024-01-01")
    for ending in ("atom", "json"):
        answer = client.get(f"/feeds/institution/rivers.{ending}")
        assert answer.status_code == 301
        assert answer["Location"] == f"/feeds/institution/water.{ending}"
    assert client.get("/cards/institution/rivers.png")["Location"] == "/cards/institution/water.png"


def test_an_obligation_that_left_the_calendar_is_gone_for_both(both):
    row = make.ObligationFactory(slug="report")
    shown, told, _heir = both("obligations", "report", "/calendar/report/")
    assert (shown.status_code, told) == (200, 200)
    type(row).objects.filter(pk=row.pk).update(is_public=False)
    shown, told, heir = both("obligations", "report", "/calendar/report/")
    assert (shown.status_code, told, heir) == (410, 410, None)
    make.ObligationFactory(slug="hidden", is_public=False)
    shown, told, _heir = both("obligations", "hidden", "/calendar/hidden/")
    assert (shown.status_code, told) == (404, 404)


def test_what_was_owed_on_a_withheld_record_was_never_there(both):
    record = publish("recommendations", "A-1")
    row = make.ObligationFactory(slug="reply", recommendation=record)
    type(row).objects.filter(pk=row.pk).update(is_public=False)
    shown, told, _heir = both("obligations", "reply", "/calendar/reply/")
    assert (shown.status_code, told) == (410, 410)
    take_out(record, "recommendations", is_withheld=True)
    shown, told, _heir = both("obligations", "reply", "/calendar/reply/")
    assert (shown.status_code, told) == (404, 404)


def stored(kind, classification=Classification.PUBLIC):
    return documents.store(
        actor=make.secretariat(),
        upload=upload(f"{kind}.txt", b"A text."),
        kind=kind,
        classification=classification,
    )


def test_a_document_that_was_deleted_is_gone_for_both(both):
    law, inside = stored(Kind.LAW), stored(Kind.LAW, Classification.INTERNAL)
    # A public file of a record that never was public.
    evidence = stored(Kind.EVIDENCE)
    for row, before, after in ((law, 200, 410), (inside, 404, 404), (evidence, 404, 404)):
        place, reference = row.get_absolute_url(), row.reference
        shown, told, _heir = both("documents", reference, place)
        assert (shown.status_code, told) == (before, before)
        row.delete()
        shown, told, heir = both("documents", reference, place)
        assert (shown.status_code, told, heir) == (after, after, None)


def test_of_a_document_whose_class_was_raised_nothing_is_told(both):
    law = stored(Kind.LAW)
    type(law).objects.filter(pk=law.pk).update(classification="restricted")
    shown, told, heir = both("documents", law.reference, law.get_absolute_url())
    assert (shown.status_code, told, heir) == (404, 404, None)


def test_a_document_that_the_scanner_holds_back_is_not_gone(both):
    law = stored(Kind.LAW)
    type(law).objects.filter(pk=law.pk).update(scan_state="infected")
    shown, told, _heir = both("documents", law.reference, law.get_absolute_url())
    assert (shown.status_code, told) == (404, 404)


@pytest.mark.parametrize("door", ["/feeds/institution/moi.txt", "/cite/institution/moi.txt"])
def test_who_was_renamed_and_keeps_the_address_leads_nowhere(client, door):
    """A browser would go on asking the same address for ever."""
    row = make.InstitutionFactory(name="Ministry of Home Affairs", slug="moi")
    row.former_names.create(name="Ministry of Interior", slug="moi", until=today())
    assert client.get(row.get_absolute_url()).status_code == 200
    assert client.get(door).status_code == 404
