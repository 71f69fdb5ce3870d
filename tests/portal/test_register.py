"""The register: what a search finds, what a facet counts, and what stays hidden."""

import datetime as dt
import random
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.choices import UpdateState
from activities.models import Evidence, ImplementationUpdate
from documents.models import Document
from nmirf.common.dates import today
from portal.facets import GAPS, facets_for
from portal.filters import RegisterFilter
from portal.reader import Reader
from recommendations.choices import COUNTING_OVERLAPS, Overlap
from recommendations.models import (
    AffectedGroup,
    Assessment,
    Assignment,
    ClusterMembership,
    GroupLink,
    Objective,
    ObjectiveLink,
    RecommendationText,
    RecommendingState,
    SdgGoal,
    SdgGoalLink,
    SdgTarget,
    SdgTargetLink,
    ThemeLink,
)
from tests import factories

pytestmark = pytest.mark.django_db
REGISTER = "/recommendations/"


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    """People of the tests sign in without a second factor."""
    settings.DEMO_MODE = True


def references(response) -> list[str]:
    return [card.reference for card in response.context["cards"]]


def found(client, **query) -> list[str]:
    return references(client.get(REGISTER, query))


def text(recommendation, language, words):
    return RecommendationText.objects.create(
        recommendation=recommendation, language=language, text=words
    )


def published_update(now=None, **facts):
    now = now or timezone.now()
    return factories.UpdateFactory(
        state=UpdateState.PUBLISHED,
        signed_at=now,
        signed_by=factories.UserFactory(),
        published_at=now,
        **facts,
    )


def assess(recommendation, status):
    return Assessment.objects.create(
        recommendation=recommendation,
        viewpoint="secretariat",
        author=factories.UserFactory(),
        status=status,
        assessed_on=dt.date(2026, 1, 1),
        rationale="Seen.",
        publication="published",
    )


# Searching.


@pytest.fixture
def texts():
    birth = factories.RecommendationFactory(
        reference="CRC-5-31b",
        symbol="CRC/C/XMA/CO/5",
        paragraph="31 (b)",
        text="Ensure that every child is registered at birth, free of charge.",
    )
    text(birth, "fr", "Garantir l’enregistrement gratuit des naissances des élèves étrangers.")
    text(birth, "ar", "ضمان تسجيل جميع الأطفال عند الولادة.")
    torture = factories.RecommendationFactory(
        reference="CAT-4-12", text="Investigate allegations of torture in detention centres."
    )
    text(torture, "es", "Investigar las denuncias de tortura en los centros de detención.")
    text(torture, "de", "Foltervorwürfe untersuchen.")
    return birth, torture


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("registering births", {"CRC-5-31b"}),
        ("enregistrements", {"CRC-5-31b"}),
        ("élève", {"CRC-5-31b"}),
        ("eleve gratuits", {"CRC-5-31b"}),
        ("أطفال", {"CRC-5-31b"}),
        ("detencion", {"CAT-4-12"}),
        ("foltervorwurfe", {"CAT-4-12"}),
        ('"registered at birth"', {"CRC-5-31b"}),
        ('"birth registered"', set()),
        ("torture OR birth", {"CRC-5-31b", "CAT-4-12"}),
        ("child -birth", set()),
        ("torture -birth", {"CAT-4-12"}),
        ("crc-5-31", {"CRC-5-31b"}),
        ("CRC/C/XMA/CO/5", {"CRC-5-31b"}),
        ("31 (b)", {"CRC-5-31b"}),
    ],
)
def test_search_folds_accents_and_inflections_in_each_language(client, texts, words, expected):
    assert set(found(client, q=words)) == expected


def test_reference_typed_in_full_comes_first(client):
    factories.RecommendationFactory(reference="UPR-4-1", text="See recommendation CRC 7.")
    wanted = factories.RecommendationFactory(reference="CRC-7")
    assert found(client, q="CRC-7")[0] == wanted.reference


def test_best_match_comes_first_by_relevance(client):
    factories.RecommendationFactory(reference="A-1", text="Water and many other things besides.")
    factories.RecommendationFactory(reference="A-2", text="Water, safe water, water for all.")
    assert found(client, q="water") == ["A-2", "A-1"]


def test_words_that_break_nothing(client, texts):
    for words in ("'", '"', "\\", ":*", "a & | !", "%", "<script>", "x" * 300, "\x00", "the"):
        assert client.get(REGISTER, {"q": words}).status_code == 200


# What is hidden.


def test_draft_is_neither_found_nor_counted_by_the_public(client):
    theme = factories.ThemeFactory(code="secret-theme")
    draft = factories.RecommendationFactory(
        publication="draft", published_at=None, text="Hidden unicorn."
    )
    ThemeLink.objects.create(recommendation=draft, theme=theme)
    for query in ({}, {"q": "unicorn"}, {"q": draft.reference}, {"theme": "secret-theme"}):
        response = client.get(REGISTER, query)
        assert references(response) == []
        assert response.context["page"].paginator.count == 0
        assert "Hidden" not in response.content.decode()
    assert not client.get(REGISTER).context["found"].counts.options["theme"]


def test_public_cannot_ask_for_drafts(client):
    factories.RecommendationFactory(publication="draft", published_at=None)
    shown = factories.RecommendationFactory()
    response = client.get(REGISTER, {"publication": "draft"})
    assert references(response) == [shown.reference]
    assert response.context["found"].ignored == ["draft"]
    assert "publication" not in {entry["name"] for entry in response.context["facets"]}


def test_secretariat_sorts_out_drafts(client):
    client.force_login(factories.secretariat())
    draft = factories.RecommendationFactory(publication="draft", published_at=None)
    factories.RecommendationFactory()
    assert found(client, publication="draft") == [draft.reference]


def test_draft_cluster_leaves_no_trace_in_public(client):
    hidden = factories.ClusterFactory(publication="draft", title="Hidden cluster", slug="hidden")
    lead = factories.InstitutionFactory()
    member = factories.RecommendationFactory()
    ClusterMembership.objects.create(cluster=hidden, recommendation=member)
    Assignment.objects.create(
        cluster=hidden, institution=lead, state="accepted", proposed_by=factories.UserFactory()
    )
    response = client.get(REGISTER)
    assert "Hidden cluster" not in response.content.decode()
    options = response.context["found"].counts.options
    assert not options["cluster"]
    assert not options["institution"]
    assert client.get(REGISTER, {"cluster": "hidden"}).context["found"].ignored == ["hidden"]
    assert found(client, gap="assignment") == [member.reference]


def test_proposed_assignment_is_a_gap_in_public_and_none_to_the_secretariat(client):
    row = factories.RecommendationFactory()
    Assignment.objects.create(
        recommendation=row,
        institution=factories.InstitutionFactory(),
        proposed_by=factories.UserFactory(),
    )
    assert found(client, gap="assignment") == [row.reference]
    client.force_login(factories.secretariat())
    assert found(client, gap="assignment") == []


def test_submitted_update_closes_the_gap_for_the_secretariat_alone(client):
    row = factories.RecommendationFactory()
    factories.UpdateFactory(on=[row], state=UpdateState.SUBMITTED)
    assert found(client, gap="update") == [row.reference]
    client.force_login(factories.secretariat())
    assert found(client, gap="update") == []


# Counting.


# What an update that is published today closes.
TOLD = {"update", "stale", "overdue"}


def _gaps_at_first(row):
    """Of a record that nothing is linked to yet."""
    found = {*GAPS} - {"contested"}
    if row.position != "not_stated":
        found.discard("position")
    if not row.requires_legislation:
        found.discard("bill")
    if row.follow_up_due_on is None:
        found.discard("follow_up_plan")
    if row.follow_up_due_on is None or row.follow_up_due_on >= today():
        found.discard("overdue")
    return found


class World:
    """A small register with every kind of link, and in plain Python what the public sees of it."""

    def __init__(self) -> None:
        self.pick = random.Random(7)
        self.officer = factories.UserFactory()
        upr = factories.MechanismFactory(code="UPR", short_name="UPR", kind="upr")
        crc = factories.MechanismFactory(code="CRC")
        self.reviews = [
            factories.ReviewFactory(slug=f"review-of-{m.code.lower()}", mechanism=m)
            for m in (upr, crc)
        ]
        top = factories.ThemeFactory(code="top")
        self.themes = [
            factories.ThemeFactory(code="part-1", parent=top),
            factories.ThemeFactory(code="part-2", parent=top),
            factories.ThemeFactory(code="other"),
        ]
        self.group = AffectedGroup.objects.create(code="children", name="Children")
        self.goal = SdgGoal.objects.create(number=16, name="Peace")
        self.target = SdgTarget.objects.create(code="16.9", goal=self.goal, name="Identity")
        self.objective = Objective.objects.create(code="LEG", name="Legislate", description="Laws")
        self.states = [factories.StateFactory(iso3=code, name=code) for code in ("PRT", "UGA")]
        self.documents = {
            classification: Document.objects.create(
                title=classification,
                classification=classification,
                file="none.pdf",
                filename="none.pdf",
                media_type="application/pdf",
                size=1,
                sha256="0" * 64,
                owner=self.officer,
            )
            for classification in ("public", "internal")
        }
        self.institutions = [factories.InstitutionFactory(slug=f"inst-{n}") for n in (1, 2)]
        self.speaker = factories.speaker(self.institutions[0])
        self.clusters = [
            factories.ClusterFactory(slug="open"),
            factories.ClusterFactory(slug="shut", publication="draft"),
        ]
        for cluster in self.clusters:
            self.assign("accepted", self.institutions[1], cluster=cluster)
        published_update(cluster=self.clusters[0])
        done = factories.ActivityFactory(
            lead=self.institutions[0], status="completed", publication="published"
        )
        done.clusters.add(self.clusters[0])
        self.plan()
        self.rows: dict[str, dict[str, set[str]]] = {}
        for number in range(24):
            row, facts = self.add(number)
            self.link_terms(row, facts)
            self.link_lists(row, facts)
            self.link_people(row, facts)
            self.link_deeds(row, facts)
            self.link_plans(row, facts)
            self.link_judgements(row, facts)
            if row.publication == "published":
                self.rows[row.reference] = facts

    def plan(self):
        """One plan in force, one that is over, one that covers nothing, one that is a draft."""
        over = {"starts_on": dt.date(2010, 1, 1), "ends_on": dt.date(2014, 12, 31)}
        self.objectives = {
            slug: factories.PlanObjectiveFactory(plan=factories.PlanFactory(slug=slug, **facts))
            for slug, facts in (
                ("now", {"starts_on": today(), "ends_on": today()}),
                ("over", over),
                ("empty", {}),
                ("secret", {"publication": "draft"}),
            )
        }
        for cluster in self.clusters:
            self.objectives["now"].clusters.add(cluster)

    def link_plans(self, row, facts):
        for slug in self.pick.sample(["now", "over", "secret"], self.pick.randint(0, 2)):
            self.objectives[slug].recommendations.add(row)
            if slug != "secret":
                facts["plan"].add(slug)
                facts["unplanned"] -= {slug}
            if slug == "now":
                facts["unplanned"].discard("any")
                facts["gap"] -= {"plan", "follow_up_plan"}

    def chance(self, share: float) -> bool:
        return self.pick.random() < share

    def assign(self, state, institution, **what):
        Assignment.objects.create(
            institution=institution, state=state, proposed_by=self.officer, **what
        )

    def add(self, number):
        review = self.pick.choice(self.reviews)
        draft = number % 8 == 7
        due = self.pick.choice([None, -3, 10, 400])
        legislation = self.pick.choice([True, False, None])
        row = factories.RecommendationFactory(
            reference=f"R-{number:02}",
            mechanism=review.mechanism,
            review=review if number % 5 else None,
            issued_on=dt.date(self.pick.choice([2021, 2024]), 3, 1) if number % 6 else None,
            position=self.pick.choice(["supported", "noted", "not_stated"]),
            kind=self.pick.choice(["recommendation", "pledge"]),
            priority=self.chance(0.3),
            requires_legislation=legislation,
            follow_up_due_on=today() + dt.timedelta(days=due) if due else None,
            publication="draft" if draft else "published",
            published_at=None if draft else timezone.now(),
        )
        return row, {
            "mechanism": {review.mechanism.code.lower()},
            "review": {review.slug} if number % 5 else set(),
            "year": {str(row.issued_on.year)} if row.issued_on else set(),
            "position": {row.position},
            "theme": set(),
            "group": set(),
            "sdg": set(),
            "institution": set(),
            "lead": set(),
            "cluster": set(),
            "gap": _gaps_at_first(row),
            "status": {"not_assessed"},
            "kind": {row.kind},
            "priority": {"yes"} if row.priority else set(),
            "legislation": {{True: "yes", False: "no", None: "not_said"}[legislation]},
            "due": {None: set(), -3: {"overdue"}, 10: {"soon"}, 400: {"later"}}[due],
            "language": {"en"},
            "lacking": {"fr", "ar"},
            "plan": set(),
            "unplanned": {"any", "now", "over", "empty"},
            **{
                name: set()
                for name in ("objective", "state", "activity", "activity_by", "update", "assessed")
            },
        }

    def link_lists(self, row, facts):
        if self.chance(0.5):
            ObjectiveLink.objects.create(recommendation=row, objective=self.objective)
            facts["objective"].add("leg")
        for state in self.pick.sample(self.states, self.pick.randint(0, 2)):
            RecommendingState.objects.create(recommendation=row, state=state)
            facts["state"].add(state.iso3.lower())
        if self.chance(0.4):
            text(row, "fr", "Traduit.")
            facts["language"].add("fr")
            facts["lacking"].discard("fr")
            facts["gap"].discard("translation")

    def link_judgements(self, row, facts):
        for viewpoint in self.pick.sample(["nhri", "civil_society"], self.pick.randint(0, 2)):
            publication = self.pick.choice(["published", "draft"])
            Assessment.objects.create(
                recommendation=row,
                viewpoint=viewpoint,
                institution=self.institutions[0],
                author=self.speaker,
                status="planned",
                assessed_on=dt.date(2026, 1, 2),
                rationale="Seen.",
                publication=publication,
            )
            if publication == "published":
                facts["assessed"].add(viewpoint)
                facts["gap"].discard("assessment")

    def link_terms(self, row, facts):
        for theme in self.pick.sample(self.themes, self.pick.randint(0, 2)):
            ThemeLink.objects.create(recommendation=row, theme=theme)
            facts["theme"] |= {theme.code} | ({"top"} if theme.parent else set())
            facts["gap"].discard("theme")
        if self.chance(0.5):
            GroupLink.objects.create(recommendation=row, group=self.group)
            facts["group"].add("children")
            facts["gap"].discard("group")
        if self.chance(0.3):
            SdgGoalLink.objects.create(recommendation=row, goal=self.goal)
            facts["sdg"].add("16")
        if self.chance(0.3):
            SdgTargetLink.objects.create(recommendation=row, target=self.target)
            facts["sdg"] |= {"16", "16.9"}
            facts["gap"].discard("target")

    def link_people(self, row, facts):
        if self.chance(0.4):
            state = self.pick.choice(["accepted", "proposed"])
            role = self.pick.choice(["lead", "contributing"])
            self.assign(state, self.institutions[0], recommendation=row, role=role)
            if state == "accepted":
                facts["institution"].add("inst-1")
                facts["lead"] |= {"any", "inst-1"} if role == "lead" else set()
                facts["gap"] -= {"assignment"} | ({"lead"} if role == "lead" else set())
        for cluster in self.pick.sample(self.clusters, self.pick.randint(0, 2)):
            overlap = self.pick.choice(Overlap.values)
            ClusterMembership.objects.create(cluster=cluster, recommendation=row, overlap=overlap)
            if cluster.slug == "open":
                facts["cluster"].add("open")
                facts["institution"].add("inst-2")
                facts["lead"] |= {"any", "inst-2"}
                facts["gap"] -= {"assignment", "lead", "cluster"}
                if overlap in COUNTING_OVERLAPS:
                    facts["gap"] -= {"activity", "plan", "follow_up_plan", *TOLD}
                    facts["activity"].add("completed")
                    facts["activity_by"].add("inst-1")
                    facts["update"].add("published")
                    facts["plan"].add("now")
                    facts["unplanned"] -= {"any", "now"}

    def link_deeds(self, row, facts):
        if self.chance(0.3):
            update = published_update(on=[row])
            facts["gap"] -= TOLD
            facts["update"].add("published")
            classification = self.pick.choice(["public", "internal"])
            Evidence.objects.create(update=update, document=self.documents[classification])
            if classification == "public":
                facts["gap"].discard("evidence")
        if self.chance(0.2):
            factories.UpdateFactory(on=[row], state=UpdateState.SUBMITTED)
        if self.chance(0.4):
            self.link_activity(row, facts)
        if self.chance(0.6):
            status = self.pick.choice(["implemented", "in_progress"])
            assess(row, status)
            facts["status"] = {status}
            facts["assessed"].add("secretariat")
            facts["gap"].discard("assessment")

    def link_activity(self, row, facts):
        ends = self.pick.choice([-5, 50])
        activity = factories.ActivityFactory(
            lead=self.institutions[1],
            status=self.pick.choice(["planned", "completed"]),
            starts_on=today() - dt.timedelta(days=99),
            ends_on=today() + dt.timedelta(days=ends),
            publication=self.pick.choice(["published", "published", "draft"]),
        )
        activity.recommendations.add(row)
        if activity.publication == "draft":
            return
        facts["gap"].discard("activity")
        facts["activity_by"].add("inst-2")
        facts["activity"].add(activity.status)
        if activity.status == "planned" and ends < 0:
            facts["activity"].add("delayed")
        if self.chance(0.5):
            published_update(activity=activity)
            facts["gap"] -= TOLD
            facts["update"].add("published")

    def expected(self, chosen: dict[str, list[str]], but: str = "") -> list[dict[str, set[str]]]:
        return [
            facts
            for facts in self.rows.values()
            if all(facts[name] & set(values) for name, values in chosen.items() if name != but)
        ]


VALUES = {
    "status": ["implemented", "in_progress", "not_assessed", "planned"],
    "mechanism": ["upr", "crc"],
    "review": ["review-of-upr", "review-of-crc"],
    "theme": ["top", "part-1", "part-2", "other"],
    "group": ["children"],
    "sdg": ["16", "16.9"],
    "position": ["supported", "noted", "not_stated"],
    "institution": ["inst-1", "inst-2"],
    "lead": ["any", "inst-1", "inst-2"],
    "cluster": ["open"],
    "year": ["2021", "2024"],
    "gap": [*GAPS],
    "kind": ["recommendation", "pledge"],
    "legislation": ["yes", "no", "not_said"],
    "due": ["overdue", "soon", "later"],
    "language": ["en", "fr"],
    "lacking": ["en", "fr", "ar"],
    "objective": ["leg"],
    "state": ["prt", "uga"],
    "plan": ["now", "over", "empty"],
    "unplanned": ["any", "now", "over", "empty"],
    "activity": ["planned", "completed", "delayed", "cancelled"],
    "activity_by": ["inst-1", "inst-2"],
    "update": ["published", "submitted"],
    "assessed": ["secretariat", "nhri", "civil_society", "mechanism"],
}
# Up to five facets at a time: of more at once, hardly any leave something to count.
CHOICES = st.lists(st.sampled_from(sorted(VALUES)), max_size=5, unique=True).flatmap(
    lambda names: st.fixed_dictionaries(
        {
            name: st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=3, unique=True)
            for name in names
        }
    )
)


@pytest.fixture
def world():
    return World()


def flat(options):
    for option in options:
        yield option
        yield from flat(option.children)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(chosen=CHOICES)
def test_every_count_is_exact_under_every_combination(world, anonymous, chosen):
    query = QueryDict(mutable=True)
    for name, values in chosen.items():
        query.setlist(name, values)
    reader = Reader(anonymous)
    asked = RegisterFilter(query, reader)
    kept = world.expected(chosen)
    assert asked.counts.total == len(kept) == asked.qs.count()
    assert not asked.ignored
    for facet in facets_for(reader):
        rest = world.expected(chosen, but=facet.name)
        expected = {}
        for facts in rest:
            for value in facts[facet.name]:
                expected[value] = expected.get(value, 0) + 1
        shown = {option.value: option for option in flat(asked.counts.options[facet.name])}
        assert {v: o.count for v, o in shown.items() if o.count} == expected, facet.name
        assert {v for v, o in shown.items() if o.checked} == set(chosen.get(facet.name, []))


def test_priority_narrows_and_is_counted_for_the_secretariat_alone(client, settings):
    settings.DEMO_MODE = True
    first = factories.RecommendationFactory(priority=True)
    factories.RecommendationFactory()
    for person, shown in ((None, 2), (factories.focal_point(), 2), (factories.secretariat(), 1)):
        if person:
            client.force_login(person)
        page = client.get(REGISTER, {"priority": "yes"})
        assert len(references(page)) == shown
        assert ('name="priority"' in page.content.decode()) == (shown == 1)
    assert references(page) == [first.reference]


def test_the_years_before_1970_can_be_chosen_and_are_counted(client):
    old = factories.RecommendationFactory(issued_on=dt.date(1968, 5, 13))
    factories.RecommendationFactory()
    page = client.get(REGISTER, {"year": "1968"})
    assert references(page) == [old.reference]
    asked = RegisterFilter(QueryDict(), Reader(AnonymousUser()))
    counted = {option.value: option.count for option in asked.counts.options["year"]}
    assert {year: count for year, count in counted.items() if count} == {"1968": 1, "2023": 1}


@pytest.fixture
def anonymous():
    return AnonymousUser()


def test_unknown_choices_are_left_out_and_named(client):
    row = factories.RecommendationFactory()
    response = client.get(
        REGISTER + "?mechanism=nobody&status=superb&year=12&sort=random&sdg=99&gap=love&page=x"
    )
    assert references(response) == [row.reference]
    page = response.content.decode()
    for value in ("nobody", "superb", "12", "random", "99", "love"):
        assert f"<bdi>{value}</bdi>" in page


def test_page_beyond_the_end_is_the_last_page(client):
    factories.RecommendationFactory.create_batch(26)
    assert client.get(REGISTER, {"page": 999}).context["page"].number == 2
    assert len(found(client)) == 25


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["B", "C", "A"]),
        ("reference", ["A", "C", "B"]),
        ("status", ["C", "A", "B"]),
        ("updated", ["A", "C", "B"]),
    ],
)
def test_order(client, sort, expected):
    days = {"A": 1, "B": 3, "C": 2}
    statuses = {"C": "implemented", "A": "not_started"}
    rows = {}
    for name, day in days.items():
        row = factories.RecommendationFactory(reference=name, issued_on=dt.date(2024, 1, day))
        rows[name] = row
        if name in statuses:
            assess(row, statuses[name])
    published_update(on=[rows["C"]])
    cluster = factories.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=rows["A"])
    published_update(cluster=cluster)
    assert found(client, sort=sort) == expected


def test_an_update_taken_back_moves_nothing_to_the_front(client):
    first, second = (factories.RecommendationFactory(reference=name) for name in "AB")
    cluster = factories.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=second)
    days = [timezone.now() - dt.timedelta(days=ago) for ago in (9, 8, 7)]
    published_update(days[0], cluster=cluster)
    published_update(days[1], on=[first])
    assert found(client, sort="updated") == ["A", "B"]
    later = published_update(days[2], cluster=cluster)
    assert found(client, sort="updated") == ["B", "A"]
    ImplementationUpdate.objects.filter(pk=later.pk).update(state=UpdateState.WITHDRAWN)
    assert found(client, sort="updated") == ["A", "B"]


# What a line shows is kept for strangers.


def test_a_line_shows_at_once_what_has_changed(client):
    row = factories.RecommendationFactory(text__text="Register every child at birth.")
    client.get(REGISTER)
    RecommendationText.objects.filter(recommendation=row).update(text="Register all newborns.")
    page = client.get(REGISTER).content.decode()
    assert "Register all newborns." in page
    assert "every child" not in page


def test_a_line_of_a_stranger_never_shows_what_a_member_of_staff_sees(client):
    row = factories.RecommendationFactory()
    cluster = factories.ClusterFactory(publication="draft", title="Not out yet")
    ClusterMembership.objects.create(cluster=cluster, recommendation=row)
    client.force_login(factories.secretariat())
    assert "Not out yet" in client.get(REGISTER).content.decode()
    client.logout()
    assert "Not out yet" not in client.get(REGISTER).content.decode()


# The page.


def test_swap_brings_the_same_part_as_the_page(client):
    factories.RecommendationFactory.create_batch(3)
    whole = client.get(REGISTER, {"q": "child"}).content.decode()
    part = client.get(REGISTER, {"q": "child"}, headers={"HX-Request": "true"})
    assert "HX-Request" in part["Vary"]
    body = part.content.decode().strip()
    assert body.startswith('<div id="found"')
    assert "<html" not in body
    assert re.sub(r"\s+", " ", body) in re.sub(r"\s+", " ", whole)


def test_address_of_a_swap_says_only_what_was_asked(client):
    factories.RecommendationFactory()
    response = client.get(
        REGISTER + "?q=&sort=&status=planned&page=1", headers={"HX-Request": "true"}
    )
    assert response["HX-Push-Url"] == REGISTER + "?status=planned"


def test_order_is_by_relevance_only_while_searching(client):
    factories.RecommendationFactory()
    for query, order in (
        ({}, "newest"),
        ({"q": "child"}, "relevance"),
        ({"sort": "relevance"}, "newest"),
        ({"q": "child", "sort": "newest"}, "newest"),
    ):
        assert client.get(REGISTER, query).context["found"].order == order


def test_text_carries_its_language_on_a_page_in_another_direction(client):
    row = factories.RecommendationFactory(text="Register every child.")
    other = factories.RecommendationFactory()
    text(other, "ar", "تسجيل جميع الأطفال.")
    page = client.get("/ar" + REGISTER).content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert '<p lang="en" dir="ltr">Register every child.' in page
    assert '<p lang="ar" dir="rtl">تسجيل جميع الأطفال.' in page
    assert f"<bdi>{row.reference}</bdi>" in page


def test_empty_result_says_what_to_do(client):
    factories.RecommendationFactory()
    page = client.get(REGISTER, {"q": "unicorn"}).content.decode()
    assert "Nothing fits all of this" in page
    assert "Show the whole register" in page


def test_empty_register_tells_the_secretariat_how_to_begin(client):
    client.force_login(factories.secretariat())
    assert reverse("recommendations:imports") in client.get(REGISTER).content.decode()


def test_chip_takes_one_choice_off(client):
    theme = factories.ThemeFactory(code="water", name="Water")
    row = factories.RecommendationFactory()
    ThemeLink.objects.create(recommendation=row, theme=theme)
    chips = client.get(REGISTER + "?theme=water&status=planned&page=2").context["chips"]
    assert [(chip.label, chip.url) for chip in chips] == [
        ("Status: Planned", "?theme=water"),
        ("Theme: Water", "?status=planned"),
    ]


def test_labels_follow_the_language_of_the_page(client):
    theme = factories.ThemeFactory(code="water", name="Water", name_translations={"fr": "Eau"})
    ThemeLink.objects.create(recommendation=factories.RecommendationFactory(), theme=theme)
    with translation.override("fr"):
        address = reverse("portal:register")
    assert "<span>Eau</span>" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "query", [{}, {"q": "child", "mechanism": "crc", "theme": "t", "sdg": "3"}]
)
def test_queries_do_not_grow_with_the_rows(client, django_assert_max_num_queries, query):
    theme = factories.ThemeFactory(code="t")
    goal = SdgGoal.objects.create(number=3, name="Health")

    def add(number):
        for row in factories.RecommendationFactory.create_batch(number):
            ThemeLink.objects.create(recommendation=row, theme=theme)
            SdgGoalLink.objects.create(recommendation=row, goal=goal)
            cluster = factories.ClusterFactory()
            ClusterMembership.objects.create(cluster=cluster, recommendation=row)

    add(1)
    client.get(REGISTER)
    cache.clear()
    with django_assert_max_num_queries(12) as one:
        client.get(REGISTER, query)
    add(30)
    cache.clear()
    with django_assert_max_num_queries(12) as many:
        response = client.get(REGISTER, query)
    # Where little is found, it is asked besides whether something else was meant.
    assert len(many.captured_queries) <= len(one.captured_queries)
    assert len(response.context["cards"]) == 25


def test_counts_that_are_remembered_follow_every_change(client):
    row = factories.RecommendationFactory()
    assert "1 recommendation" in client.get(REGISTER).text
    factories.RecommendationFactory()
    assert "2 recommendations" in client.get(REGISTER).text
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recommendations_recommendation SET publication = 'retired' WHERE id = %s",
            [row.pk],
        )
    assert "1 recommendation" in client.get(REGISTER).text


def test_counts_that_are_remembered_for_one_are_not_shown_to_another(client, settings):
    settings.DEMO_MODE = True
    factories.RecommendationFactory(publication="draft", published_at=None)
    client.force_login(factories.secretariat())
    assert "1 recommendation" in client.get(REGISTER).text
    client.logout()
    assert "1 recommendation" not in client.get(REGISTER).text
