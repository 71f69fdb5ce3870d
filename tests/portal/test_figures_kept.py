"""What the page of all figures asks: little, and again only what may have changed."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Activity, Indicator
from nmirf.common.dates import today
from portal.figures import read_all
from recommendations.models import Recommendation, ThemeLink
from reporting.figures import Scope
from reporting.models import Comment, Consultation, DraftVersion
from tests import factories as make

from .test_figures import assess, official_update

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def world():
    """A review, and a ministry that leads on what came of it."""
    review = make.ReviewFactory(title="Concluding observations of 2023")
    ministry = make.InstitutionFactory(slug="interior")
    return SimpleNamespace(review=review, ministry=ministry)


@pytest.fixture
def told(world):
    """One of everything that figures count, again each time."""

    def add():
        row = make.RecommendationFactory(
            review=world.review, mechanism=world.review.mechanism, lead=world.ministry
        )
        assess(row, "in_progress")
        activity = make.ActivityFactory(publication="published", lead=world.ministry)
        activity.recommendations.add(row)
        official_update(on=[row])
        indicator = make.IndicatorFactory(publication="published", custodian=world.ministry)
        return SimpleNamespace(row=row, activity=activity, indicator=indicator)

    return add


@pytest.mark.parametrize(
    ("narrowed", "is_officer"),
    [
        *(("", False), ("review", False), ("mechanism", False), ("institution", False)),
        ("review", True),
    ],
)
def test_the_page_asks_little_and_as_much_of_many_as_of_one(
    client, world, told, narrowed, is_officer, django_assert_max_num_queries
):
    named = {
        "review": world.review.slug,
        "mechanism": world.review.mechanism.code,
        "institution": world.ministry.slug,
    }
    address = f"/figures/?{narrowed}={named[narrowed]}" if narrowed else "/figures/"
    if is_officer:
        client.force_login(make.secretariat())
    told()
    client.get(address)
    told()
    with django_assert_max_num_queries(15) as one:
        client.get(address)
    for _number in range(20):
        told()
    with django_assert_max_num_queries(15) as many:
        client.get(address)
    assert len(one.captured_queries) == len(many.captured_queries)
    with django_assert_max_num_queries(4):
        client.get(address)


@pytest.mark.parametrize("address", ["/figures/", "/figures/?institution=interior"])
def test_a_stranger_for_whom_nothing_is_kept_has_little_asked(
    client, told, address, django_assert_max_num_queries
):
    told()
    client.get(address)
    cache.clear()
    with django_assert_max_num_queries(15):
        client.get(address)


def test_a_change_of_the_register_asks_what_hangs_on_it(
    client, told, django_assert_max_num_queries
):
    told()
    client.get("/figures/")
    CHANGES["recommendations.position"](None)
    with django_assert_max_num_queries(7):
        client.get("/figures/")


def shown():
    return {one.figure.code: (one.lines, one.n) for one in read_all(Scope(today()))}


def from_scratch():
    cache.clear()
    return shown()


def milestone(one):
    due_on = today() - dt.timedelta(days=1)
    one.activity.milestones.create(title="Tender", due_on=due_on)


def money(one):
    one.activity.budget_lines.create(
        kind="planned", amount=5, currency="USD", year=2026, source="Treasury"
    )


def consultation(one):
    person = make.secretariat()
    version = DraftVersion.objects.create(
        draft=make.ReportDraftFactory(), number=1, sections=[], sha256="0" * 64, made_by=person
    )
    opened = Consultation.objects.create(
        slug="c", version=version, title="C", opens_on=today(), closes_on=today()
    )
    Comment.objects.create(consultation=opened, section="1", text="More.", moderation="shown")


# With a figure that each of them changes.
CHANGES = {
    "recommendations.position": lambda one: Recommendation.objects.update(position="supported"),
    "recommendations.status": lambda one: assess(one.row, "implemented"),
    "recommendations.gaps": lambda one: ThemeLink.objects.create(
        recommendation=one.row, theme=make.ThemeFactory()
    ),
    "activities.delayed": milestone,
    "activities.money": money,
    "activities.status": lambda one: Activity.objects.update(status="completed"),
    "plans.objectives": lambda one: make.PlanObjectiveFactory(plan=make.PlanFactory()),
    "indicators.progress": lambda one: make.ValueFactory(indicator=one.indicator, value=90),
    "updates.published": lambda one: official_update(on=[one.row]),
    "consultations.comments": consultation,
}


def test_every_change_is_told_at_once(told):
    one = told()
    Indicator.objects.update(
        baseline_value=10, baseline_year=2020, target_value=80, target_year=2030
    )
    before = from_scratch()
    for code, change in CHANGES.items():
        change(one)
        after = shown()
        assert after[code] != before[code], code
        before = from_scratch()
        assert after == before, code


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("recommendations.position", {"activities_indicatorvalue", "activities_budgetline"}),
        ("activities.money", {"recommendations_assessment", "activities_indicatorvalue"}),
        ("indicators.progress", {"recommendations_recommendation", "activities_activity"}),
        ("consultations.comments", {"recommendations_recommendation", "activities_activity"}),
    ],
)
def test_what_a_change_does_not_concern_is_not_asked_again(told, code, left):
    one = told()
    shown()
    CHANGES[code](one)
    with CaptureQueriesContext(connection) as asked:
        shown()
    _mark, *questions = (query["sql"] for query in asked.captured_queries)
    assert questions
    assert not left & set(re.findall(r"\w+", " ".join(questions)))


def test_every_table_that_a_figure_names_is_watched(told):
    told()
    with CaptureQueriesContext(connection) as asked:
        from_scratch()
    mark, *questions = (query["sql"] for query in asked.captured_queries)
    words = set(re.findall(r"\b[a-z]+_[a-z]+\b", " ".join(questions)))
    tables = {
        name
        for name in words & set(connection.introspection.table_names())
        if not name.endswith("event")
    }
    watched = set(re.findall(r"\b([a-z]+_[a-z]+)event\b", mark))
    assert {"activities_updatestep", "reporting_comment"} <= tables
    # A step is made with a change of its update, and never after.
    assert tables - watched == {"activities_updatestep"}
