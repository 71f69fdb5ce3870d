"""Activities as readers see them: lists, time line, quarters, one page; and what they cover."""

import datetime as dt

import pytest
from django.utils import timezone

from activities.models import Activity
from documents.choices import Classification
from portal.activities import cards, coverage, quarters, time_line
from portal.reader import Reader
from recommendations.models import AffectedGroup, Objective
from reporting.figures import Scope, read
from tests import factories as make
from tests.portal.test_recommendation import document

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 7, 1)


@pytest.fixture(autouse=True)
def _demo(settings, monkeypatch):
    settings.DEMO_MODE = True
    for module in ("activities", "views.activities", "facets.deeds", "counting", "ties"):
        monkeypatch.setattr(f"portal.{module}.today", lambda: ON)


def money(activity, kind="planned", amount=310_000, currency="USD"):
    return activity.budget_lines.create(
        kind=kind,
        amount=amount,
        currency=currency,
        year=2026,
        source="State budget",
        note="Inside.",
    )


def shown(client, query=""):
    answer = client.get(f"/activities/{query}")
    assert answer.status_code == 200
    return {card.row.title for card in answer.context["cards"]}


@pytest.fixture
def some():
    """A late one, one with an overdue milestone, a completed one, and a draft."""
    lead = make.InstitutionFactory(slug="interior", name="Ministry of Interior")
    late = make.ActivityFactory(title="Late", lead=lead, ends_on=dt.date(2026, 6, 20))
    step = make.ActivityFactory(title="Step", starts_on=dt.date(2026, 1, 1))
    step.milestones.create(title="Tender", due_on=dt.date(2026, 5, 1), note="Inside.")
    done = make.ActivityFactory(
        title="Done", status="completed", starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2025, 1, 1)
    )
    draft = make.ActivityFactory(
        title="Draft",
        publication="draft",
        ends_on=dt.date(2020, 1, 1),
        starts_on=dt.date(2019, 1, 1),
    )
    return late, step, done, draft


def test_a_list_is_narrowed(client, some):
    late = some[0]
    plan = make.PlanFactory(slug="nap", title="National plan")
    late.objective_links.create(objective=make.PlanObjectiveFactory(plan=plan))
    assert shown(client) == {"Late", "Step", "Done"}
    assert shown(client, "?delayed=on") == {"Late", "Step"}
    assert shown(client, "?status=completed") == {"Done"}
    assert shown(client, "?lead=interior") == {"Late"}
    assert shown(client, "?plan=nap") == {"Late"}
    assert shown(client, "?year=2024") == {"Done"}
    assert shown(client, "?q=tep") == {"Step"}
    for nonsense in ("?status=x", "?lead=x", "?plan=x", "?year=x", "?q=%00", "?page=x", "?view=x"):
        assert client.get(f"/activities/{nonsense}").status_code == 200


def test_drafts_are_shown_to_members_alone(client, some):
    draft = some[3]
    assert client.get(draft.get_absolute_url()).status_code == 404
    for view in ("list", "timeline", "quarters&year=2019"):
        assert b"Draft" not in client.get(f"/activities/?view={view}").content
    client.force_login(make.secretariat())
    assert "Draft" in shown(client)


def test_a_plan_that_is_a_draft_is_no_filter(client, some):
    plan = make.PlanFactory(slug="secret", title="Secret plan", publication="draft")
    some[0].objective_links.create(objective=make.PlanObjectiveFactory(plan=plan, title="Hidden"))
    assert shown(client, "?plan=secret") == {"Late", "Step", "Done"}
    assert b"Secret plan" not in client.get("/activities/").content
    assert b"Hidden" not in client.get(some[0].get_absolute_url()).content


def test_the_page_tells_of_milestones_money_delay_and_status(client, some):
    late, step, _done, _draft = some
    money(late)
    money(late, "spent", 5, "EUR")
    late.steps.create(
        actor=make.secretariat(), source="planned", target="in_progress", reason="Not for all."
    )
    page = client.get(late.get_absolute_url()).content.decode()
    for words in ("11 days late", "310,000", "EUR", "State budget", "Planned → In progress"):
        assert words in page
    assert "Inside." not in page
    assert "Not for all." not in page
    page = client.get(step.get_absolute_url()).content.decode()
    assert "1 milestone overdue" in page
    assert "Tender" in page
    assert "Inside." not in page


def test_a_recommendation_shows_delay_and_money_of_its_activities(client, some):
    row = make.RecommendationFactory(reference="UPR-4-1")
    some[0].recommendation_links.create(recommendation=row)
    money(some[0])
    page = client.get(row.get_absolute_url()).content.decode()
    assert "11 days late" in page
    assert "310,000" in page


def test_the_register_and_the_list_mean_the_same_by_delayed(client, some):
    for number, activity in enumerate(some):
        row = make.RecommendationFactory(reference=f"UPR-4-{number}")
        activity.recommendation_links.create(recommendation=row)
    answer = client.get("/recommendations/?activity=delayed")
    assert {card.reference for card in answer.context["cards"]} == {"UPR-4-0", "UPR-4-1"}
    assert client.get("/activities/").context["late"] == 2


def test_a_cancelled_activity_answers_nothing(client, some):
    row = make.RecommendationFactory(reference="UPR-4-1", requires_legislation=True)
    law = Objective.objects.create(code="LEG", name="Legislate", description="Laws")
    activity = make.ActivityFactory(status="cancelled", publication="published", kind_of_act=law)
    activity.recommendation_links.create(recommendation=row)
    money(activity)
    for gap in ("activity", "budget", "bill"):
        listed = client.get(f"/recommendations/?gap={gap}")
        assert [card.reference for card in listed.context["cards"]] == ["UPR-4-1"]
    assert client.get("/activities/").context["coverage"].answered == 0
    assert read("activities.recommendations", Scope(ON)).value == 0
    # It is still found by what it is.
    found = client.get("/recommendations/?activity=cancelled").context["cards"]
    assert [card.reference for card in found] == ["UPR-4-1"]
    activity.status = "in_progress"
    activity.save()
    for gap in ("activity", "budget", "bill"):
        assert not client.get(f"/recommendations/?gap={gap}").context["cards"]
    assert client.get("/activities/").context["coverage"].answered == 1
    assert read("activities.recommendations", Scope(ON)).value == 1


def test_money_of_zero_is_no_money(client, some):
    row = make.RecommendationFactory(reference="UPR-4-1")
    some[0].recommendation_links.create(recommendation=row)
    money(some[0], amount=0)
    assert len(client.get("/recommendations/?gap=budget").context["cards"]) == 1
    money(some[0], amount=1)
    assert not client.get("/recommendations/?gap=budget").context["cards"]


def test_the_time_line_is_drawn_to_one_scale(some):
    rows = Activity.objects.published().order_by("starts_on")
    found = cards(rows)
    line = time_line(found, ON, mirrored=False)
    assert [year for year, _x in line.years] == [2024, 2025, 2026, 2027]
    assert line.years[0][1] == 0
    done, late, step = line.strips
    assert (done.planned.x, done.late) == (0, None)
    assert late.late is not None
    assert late.late.x == pytest.approx(late.planned.end, abs=0.2)
    assert step.milestones[0][1] is False
    assert 50 < (line.today or 0) < 75


def test_the_time_line_is_mirrored_for_a_page_from_right_to_left(some):
    rows = Activity.objects.published().order_by("starts_on")
    found = cards(rows)
    there, back = (time_line(found, ON, mirrored=mirrored) for mirrored in (False, True))
    for one, other in zip(there.strips, back.strips, strict=True):
        assert other.planned.end == pytest.approx(100 - one.planned.x, abs=0.05)
        assert other.planned.width == pytest.approx(one.planned.width, abs=0.05)
    assert all(0 <= strip.planned.x <= 100 for strip in back.strips)


def test_a_time_line_of_nothing_is_empty():
    line = time_line([], ON, mirrored=False)
    assert (line.strips, line.today) == ([], None)


def test_a_quarter_lists_what_begins_ends_and_is_due(client, some):
    found = {
        quarter.number: quarter
        for quarter in quarters(cards(Activity.objects.published()), 2026, ON)
    }
    told = [(one.card.row.title, str(one.what), one.is_late) for one in found[2].happenings]
    assert told == [("Step", "milestone", True), ("Late", "ends", True)]
    assert [one.card.row.title for one in found[1].happenings] == ["Step"]
    page = client.get("/activities/?view=quarters&year=2026").content.decode()
    assert "Quarter 2 of 2026" in page
    assert "year=2025" in page


def test_a_year_with_very_many_dates_says_what_it_leaves_out(client, monkeypatch, some):
    monkeypatch.setattr("portal.views.activities.MOST_IN_A_YEAR", 1)
    answer = client.get("/activities/?view=quarters&year=2026")
    assert (answer.context["total"], answer.context["left_out"]) == (2, 1)
    assert "1 more activity has dates in this year" in answer.content.decode()


def test_pages_speak_arabic_from_right_to_left(client, some):
    client.cookies["django_language"] = "ar"
    page = client.get("/activities/?view=timeline").content.decode()
    assert 'dir="rtl"' in page


def test_what_is_done_for_a_cluster_counts_for_its_members(client):
    """56 activities for 11 clusters: 470 of 691 recommendations, counted once however often covered."""
    records = make.RecommendationFactory.create_batch(691)
    clusters = make.ClusterFactory.create_batch(11)
    overlaps = ("direct", "partial", "distinct")
    members = []  # (cluster, record, overlap), some records in two clusters
    for number in range(540):
        members.append((number % 11, number, overlaps[number % 3]))
        if number % 10 == 0:
            members.append(((number + 1) % 11, number, "direct"))
    clusters[0].memberships.model.objects.bulk_create(
        clusters[cluster].memberships.model(
            cluster=clusters[cluster], recommendation=records[record], overlap=overlap
        )
        for cluster, record, overlap in members
    )
    activities = make.ActivityFactory.create_batch(56, lead=make.InstitutionFactory())
    for number, activity in enumerate(activities):
        activity.cluster_links.create(cluster=clusters[number % 11])
    # The same worked out without the database: what counts is direct or partial.
    covered = {record for _one, record, overlap in members if overlap != "distinct"}
    missing = [number for number in range(691) if number not in covered]
    by_itself = missing[: 470 - len(covered)]
    for number, place in enumerate(by_itself):
        activities[number % 56].recommendation_links.create(recommendation=records[place])
    covered.update(by_itself)
    assert len(covered) == 470
    found = coverage(Reader(make.secretariat()), Activity.objects.all())
    assert (found.answered, found.of) == (470, 691)
    page = client.get("/activities/")
    assert "56 activities answer 470 of 691 recommendations" in page.content.decode()
    without = client.get("/recommendations/?gap=activity")
    assert without.context["page"].paginator.count == 691 - 470
    # Of one activity, as its own page lists it.
    cluster = next(iter(activities[3].clusters.all()))
    expected = {
        records[record].pk
        for one, record, overlap in members
        if clusters[one] == cluster and overlap != "distinct"
    } | {link.recommendation_id for link in activities[3].recommendation_links.all()}
    listed = client.get(activities[3].get_absolute_url()).context["page"].paginator.count
    assert listed == len(expected)


@pytest.mark.parametrize("view", ["list", "timeline", "quarters"])
@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_any_length(client, view, count, django_assert_max_num_queries):
    for _ in range(count):
        activity = make.ActivityFactory()
        activity.milestones.create(title="Step", due_on=dt.date(2026, 3, 31))
        money(activity)
    client.get("/activities/")
    with django_assert_max_num_queries(15) as captured:
        client.get(f"/activities/?view={view}")
    COSTS.setdefault(view, set()).add(len(captured))
    assert len(COSTS[view]) == 1


@pytest.mark.parametrize("reader", ["stranger", "officer", "reporter"])
@pytest.mark.parametrize("count", [1, 10])
def test_the_page_costs_little_whatever_belongs_to_it(
    client, reader, count, django_assert_max_num_queries
):
    activity = make.ActivityFactory()
    person = {
        "stranger": lambda: None,
        "officer": make.secretariat,
        "reporter": lambda: make.focal_point(activity.lead),
    }[reader]()
    for number in range(count):
        activity.milestones.create(title=f"Step {number}", due_on=dt.date(2026, 3, 31))
        money(activity)
        activity.recommendation_links.create(recommendation=make.RecommendationFactory())
        activity.cluster_links.create(cluster=make.ClusterFactory())
        activity.group_links.create(group=AffectedGroup.objects.create(code=f"g{number}", name="G"))
        activity.objective_links.create(objective=make.PlanObjectiveFactory())
        activity.parts_taken.create(institution=make.InstitutionFactory(), role="partner")
        told(activity)
    if person:
        client.force_login(person)
    client.get("/activities/")
    with django_assert_max_num_queries(15) as captured:
        page = client.get(activity.get_absolute_url())
    facts = {str(fact["label"]): fact.get("many") for fact in page.context["facts"]}
    for label in ("Partners", "Cluster", "Objectives of plans"):
        assert len(facts[label]) == count
    COSTS.setdefault(reader, set()).add(len(captured))
    assert len(COSTS[reader]) == 1


def told(activity):
    now, person = timezone.now(), make.UserFactory()
    official = {"state": "published", "signed_at": now, "published_at": now}
    update = make.UpdateFactory(activity=activity, signed_by=person, **official)
    update.evidence_links.create(document=document(update.author, "Act", Classification.PUBLIC))


COSTS: dict[str, set[int]] = {}
