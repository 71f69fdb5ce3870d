"""Whoever asks a page and whoever asks the API learn the same of what is no longer public."""

import pytest
from django.core.cache import cache
from django.utils import timezone

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
