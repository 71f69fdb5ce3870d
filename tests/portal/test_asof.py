"""The register as the public could read it at the end of a past day."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from activities.models import (
    Activity,
    ActivityCluster,
    ActivityRecommendation,
    ImplementationUpdate,
)
from nmirf.common.dates import today
from portal import asof
from recommendations.models import (
    Assessment,
    Cluster,
    ClusterMembership,
    Recommendation,
    RecommendationText,
    RecommendingState,
    SdgGoal,
    SdgGoalLink,
    ThemeLink,
)
from recommendations.services import answers, register
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = today().isoformat()
YESTERDAY = (today() - dt.timedelta(days=1)).isoformat()


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


def move_back(days, *models):
    """Let all events that are there now have happened so many days ago."""
    for model in models or (
        *(Recommendation, RecommendationText, ThemeLink, Assessment, ClusterMembership),
        *(RecommendingState, SdgGoalLink),
        *(Cluster, ImplementationUpdate, Activity, ActivityRecommendation, ActivityCluster),
        Recommendation.positions.rel.related_model,
    ):
        table = model.pgh_event_model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET pgh_created_at = pgh_created_at - %s * interval '1 day'",  # noqa: S608
                [days],
            )


def day(number):
    """The day so many days ago, as it stands in addresses."""
    return (today() - dt.timedelta(days=number)).isoformat()


def listed(client, on, **query):
    page = client.get(reverse("portal:as_of_day", args=[on]), query)
    assert page.status_code == 200
    return [card.reference for card in page.context["cards"]]


def record(client, on, row):
    return client.get(reverse("portal:as_of_recommendation", args=[on, row.reference]))


def test_a_record_reads_as_it_did_then(client):
    row = factories.RecommendationFactory(text="Register every child.")
    move_back(10)
    row.texts.update(text="Register each child.")
    answers.set_position(
        pk=row.pk,
        position="supported",
        source="Add.1",
        taken_on=today() - dt.timedelta(days=5),
        actor=factories.secretariat(),
    )
    Assessment.objects.create(
        recommendation=row,
        viewpoint="secretariat",
        author=factories.UserFactory(),
        status="implemented",
        assessed_on=today(),
        rationale="Done.",
        publication="published",
    )
    move_back(2)
    then = record(client, day(4), row).content.decode()
    assert "Register every child." in then
    assert "Not assessed" in then
    assert "Add.1" not in then
    now = record(client, TODAY, row).content.decode()
    assert "Register each child." in now
    assert "Implemented" in now
    assert "Add.1" in now


def test_counts_and_list_are_of_that_day(client):
    for status in ("", "", "planned"):
        factories.RecommendationFactory(status=status, position="noted")
    move_back(10)
    Recommendation.objects.update(status="implemented", position="supported")
    page = client.get(reverse("portal:as_of_day", args=[day(3)]))
    past = page.context["past"]
    assert past.total == 3
    assert past.counts("status") == {"not_assessed": 2, "planned": 1}
    assert past.counts("position") == {"noted": 3}
    assert past.counts("mechanism") == {"crc": 3}
    now = client.get(reverse("portal:as_of_day", args=[TODAY])).context["past"]
    assert now.counts("status") == {"implemented": 3}


def test_the_list_is_narrowed_and_facets_count_under_the_others(client):
    theme = factories.ThemeFactory(code="A")
    part = factories.ThemeFactory(code="A1", parent=theme)
    first, second, third = (
        factories.RecommendationFactory(reference="CRC-1", text="Water for schools"),
        factories.RecommendationFactory(reference="CRC-2", status="planned", position="noted"),
        factories.RecommendationFactory(
            reference="CAT-3",
            mechanism=factories.MechanismFactory(code="CAT", short_name="CAT"),
            symbol="CAT/C/XMA/CO/3",
        ),
    )
    ThemeLink.objects.create(recommendation=first, theme=part)
    gone = ThemeLink.objects.create(recommendation=second, theme=theme)
    gone.delete()
    assert listed(client, TODAY, mechanism="cat") == ["CAT-3"]
    assert listed(client, TODAY, status="planned") == ["CRC-2"]
    assert set(listed(client, TODAY, status="not_assessed")) == {"CRC-1", "CAT-3"}
    assert listed(client, TODAY, position="noted") == ["CRC-2"]
    assert listed(client, TODAY, theme="A") == ["CRC-1"]
    assert listed(client, TODAY, q="schools water") == ["CRC-1"]
    assert listed(client, TODAY, q="cat/c/xma/co/3") == [third.reference]
    assert set(listed(client, TODAY, q="CRC-")) == {"CRC-1", "CRC-2"}
    assert listed(client, TODAY, q="nothing like it") == []
    past = client.get(
        reverse("portal:as_of_day", args=[TODAY]), {"mechanism": "crc", "status": "planned"}
    ).context["past"]
    assert past.total == 1
    assert past.counts("mechanism") == {"crc": 1}
    assert past.counts("status") == {"planned": 1, "not_assessed": 1}


def test_words_are_looked_for_in_the_texts_of_that_day(client):
    row = factories.RecommendationFactory(text="Old words")
    move_back(9)
    row.texts.update(text="New words")
    assert listed(client, day(5), q="old") == [row.reference]
    assert listed(client, day(5), q="new") == []
    assert listed(client, TODAY, q="new") == [row.reference]


# Only what was public.


def test_what_was_a_draft_then_is_not_there(client):
    row = factories.RecommendationFactory(publication="draft", published_at=None, text="Secret.")
    move_back(9)
    Recommendation.objects.filter(pk=row.pk).update(
        publication="published", published_at=timezone.now()
    )
    move_back(2, Recommendation)
    for person in (None, factories.secretariat()):
        if person:
            client.force_login(person)
        assert listed(client, day(4)) == []
        assert record(client, day(4), row).status_code == 404
    assert listed(client, TODAY) == [row.reference]


def test_what_was_retired_since_is_shown_with_a_note_and_its_successor(client):
    row, other = factories.RecommendationFactory(), factories.RecommendationFactory()
    move_back(9)
    Recommendation.objects.filter(pk=row.pk).update(publication="retired", merged_into=other)
    assert row.reference not in listed(client, TODAY)
    assert set(listed(client, day(5))) == {row.reference, other.reference}
    assert record(client, TODAY, row).status_code == 404
    body = record(client, day(5), row).content.decode()
    assert "Merged since with another one" in body
    assert other.get_absolute_url() in body


def test_what_was_retired_to_protect_someone_is_on_no_day(client):
    row = factories.RecommendationFactory()
    move_back(9)
    client.force_login(factories.secretariat())
    retire = reverse("recommendations:move_recommendation", args=[row.reference, "retire"])
    assert client.post(retire, {"reason": "It names a child.", "withhold": "on"}).status_code == 302
    client.logout()
    assert listed(client, day(5)) == []
    assert record(client, day(5), row).status_code == 404
    register.move_recommendation(pk=row.pk, name="publish", actor=factories.secretariat())
    assert listed(client, day(5)) == [row.reference]


def test_what_is_deleted_today_was_there_then(client):
    row = factories.RecommendationFactory()
    reference = row.reference
    move_back(9)
    row.delete()
    assert listed(client, day(5)) == [reference]
    assert listed(client, TODAY) == []
    assert "No longer in the register" in record(client, day(5), row).text


def test_updates_that_were_published_then_are_shown_and_no_others(client):
    row = factories.RecommendationFactory()
    cluster = factories.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=row)
    now = timezone.now()
    facts = {"signed_at": now, "signed_by": factories.UserFactory(), "published_at": now}
    facts["state"] = "published"
    early = factories.UpdateFactory(on=[row], headline="Early news", **facts)
    taken_back = factories.UpdateFactory(on=[row], headline="Taken back", **facts)
    factories.UpdateFactory(cluster=cluster, headline="Of the cluster", **facts)
    factories.UpdateFactory(on=[row], headline="A draft")
    move_back(9)
    type(early).objects.filter(pk=early.pk).update(state="superseded")
    type(early).objects.filter(pk=taken_back.pk).update(state="withdrawn")
    factories.UpdateFactory(on=[row], headline="Late news", **facts)
    body = record(client, day(5), row).content.decode()
    assert "Early news" in body
    assert "Of the cluster" in body
    for words in ("Taken back", "A draft", "Late news"):
        assert words not in body
    today_body = record(client, TODAY, row).content.decode()
    assert "Late news" in today_body
    assert "Early news" not in today_body


def test_updates_on_an_activity_for_it_were_published_then_too(client):
    row, cluster = factories.RecommendationFactory(), factories.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=row)
    direct, through = factories.ActivityFactory(), factories.ActivityFactory(cluster=cluster)
    direct.recommendation_links.create(recommendation=row)
    hidden = factories.ActivityFactory(publication="draft", cluster=cluster)
    now = timezone.now()
    facts = {"signed_at": now, "signed_by": factories.UserFactory(), "published_at": now}
    facts["state"] = "published"
    for activity, words in ((direct, "Direct"), (through, "By the cluster"), (hidden, "Hidden")):
        factories.UpdateFactory(activity=activity, headline=words, **facts)
    move_back(9)
    direct.recommendation_links.all().delete()
    then, now_body = (record(client, on, row).content.decode() for on in (day(5), TODAY))
    assert "Direct" in then
    assert "By the cluster" in then
    assert "Hidden" not in then
    assert "No update had been published" not in then
    assert "Direct" not in now_body


def test_the_terms_and_states_of_that_day_are_shown(client):
    row = factories.RecommendationFactory()
    theme, later = (factories.ThemeFactory(name=name) for name in ("Clean water", "Clean air"))
    link = ThemeLink.objects.create(recommendation=row, theme=theme)
    state = factories.StateFactory(iso3="XEL", iso2="XE", name="Republic of Elsewhere")
    RecommendingState.objects.create(recommendation=row, state=state)
    for number, name in ((16, "Peace"), (6, "Water for all")):
        goal = SdgGoal.objects.create(number=number, name=name)
        SdgGoalLink.objects.create(recommendation=row, goal=goal)
    move_back(9)
    link.delete()
    ThemeLink.objects.create(recommendation=row, theme=later)
    then = record(client, day(5), row).context["lists"]
    assert then == [
        ("Recommending States", ["Republic of Elsewhere"]),
        ("Themes", ["Clean water"]),
        ("Sustainable Development Goals", ["6 Water for all", "16 Peace"]),
    ]
    assert ("Themes", ["Clean air"]) in record(client, TODAY, row).context["lists"]


def test_translations_that_were_withdrawn_since_are_there_with_their_direction(client):
    row = factories.RecommendationFactory()
    arabic = RecommendationText.objects.create(
        recommendation=row, language="ar", text="تسجيل", is_machine_made=True
    )
    move_back(9)
    arabic.delete()
    address = reverse("portal:as_of_recommendation", args=[day(5), row.reference])
    body = client.get(address, {"text": "ar"}).content.decode()
    assert '<blockquote lang="ar" dir="rtl">تسجيل' in body
    assert "Machine translation" in body
    assert "تسجيل" not in record(client, TODAY, row).content.decode()


# Days.


def test_the_form_leads_to_the_day(client):
    row = factories.RecommendationFactory()
    for page in ("/recommendations/", row.get_absolute_url()):
        assert 'action="/as-of/"' in client.get(page).content.decode()
    answer = client.get("/as-of/", {"day": YESTERDAY})
    assert answer.headers["Location"] == f"/as-of/{YESTERDAY}/"
    answer = client.get("/as-of/", {"day": YESTERDAY, "reference": row.reference})
    assert answer.headers["Location"] == f"/as-of/{YESTERDAY}/recommendations/{row.reference}/"


def test_a_day_to_come_says_so(client):
    later = day(-1)
    for address in (
        f"/as-of/{later}/",
        f"/as-of/{later}/recommendations/x/",
        f"/as-of/?day={later}",
    ):
        answer = client.get(address)
        assert answer.status_code == 422
        assert "still to come" in answer.text


@pytest.mark.parametrize(
    "wrong", ["2024-02-31", "2024-1-5", "yesterday", "20240105", "0001-01-01", "99999-01-01"]
)
def test_what_is_no_day_is_not_found(client, wrong):
    assert client.get(f"/as-of/{wrong}/").status_code == 404
    assert client.get(f"/as-of/{wrong}/recommendations/x/").status_code == 404


def test_before_the_first_record_there_is_nothing_and_a_way_on(client):
    factories.RecommendationFactory()
    body = client.get("/as-of/1999-01-01/").content.decode()
    assert "Nothing was published by this day" in body
    assert client.get("/as-of/1900-01-01/").status_code == 200


def test_the_day_ends_by_the_clock_of_the_state(client, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    row = factories.RecommendationFactory()
    # 23:30 in Auckland is 11:30 of the same day in UTC; half an hour later is the next day there.
    events = Recommendation.pgh_event_model.objects
    events.update(pgh_created_at=dt.datetime(2024, 3, 5, 11, 30, tzinfo=dt.UTC))
    RecommendationText.pgh_event_model.objects.update(
        pgh_created_at=dt.datetime(2024, 3, 5, 10, tzinfo=dt.UTC)
    )
    timezone.get_default_timezone.cache_clear()
    try:
        # 11:30 UTC on 5 March is 00:30 on 6 March in Auckland (UTC+13 in summer).
        assert listed(client, "2024-03-05") == []
        assert listed(client, "2024-03-06") == [row.reference]
    finally:
        settings.TIME_ZONE = "UTC"
        timezone.get_default_timezone.cache_clear()


def test_queries_do_not_grow(client, django_assert_max_num_queries):
    row = factories.RecommendationFactory(status="planned")
    listed(client, TODAY, q="child")
    with django_assert_max_num_queries(15) as one:
        listed(client, TODAY, q="child", status="planned")
        record(client, TODAY, row)
    factories.RecommendationFactory.create_batch(40, status="planned")
    for number in range(20):
        Recommendation.objects.filter(pk=row.pk).update(position_source=f"Letter {number}")
    with django_assert_max_num_queries(15) as many:
        listed(client, TODAY, q="child", status="planned")
        record(client, TODAY, row)
    assert len(one.captured_queries) == len(many.captured_queries)
    with django_assert_max_num_queries(15):
        assert len(listed(client, TODAY)) == 25


def test_rows_of_past_events_are_found_by_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%%_as_of'")
        names = {name for (name,) in cursor.fetchall()}
    assert names == {"recommendation_as_of", "text_as_of", "theme_link_as_of"}
    assert asof.end_of(dt.date(2024, 3, 5)) == dt.datetime(2024, 3, 6, tzinfo=dt.UTC)
