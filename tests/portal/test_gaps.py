"""Gaps: what each means, held against plain Python; the same on page, command, file and report."""

import csv
import datetime as dt
import io
import json
import random

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from activities.choices import UpdateState
from activities.models import (
    BudgetLine,
    IndicatorActivity,
    IndicatorCluster,
    IndicatorRecommendation,
    ObjectiveCluster,
    ObjectiveRecommendation,
)
from nmirf.common.dates import add_months, day_of, today
from portal import counting
from portal.filters import RegisterFilter
from portal.gaps import GAPS
from portal.gapscope import GapScope
from portal.reader import Reader
from recommendations.choices import COUNTING_OVERLAPS, Overlap
from recommendations.models import Assignment, ClusterMembership, Objective, SavedView
from recommendations.parsers import Limits
from recommendations.parsers.xlsx import Workbook
from reporting.models import GapReport
from reporting.services import gap_reports
from tests import factories as make

pytestmark = pytest.mark.django_db
GAPS_PAGE = "/workspace/gaps/"
NOTICE = dt.timedelta(days=180)
# Days since an update was published: some within a year, some at its very edge.
AGES = (0, 20, 200, 364, 365, 366, 367, 500, 900)


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


def published(days, **facts):
    at = timezone.now() - dt.timedelta(days=days)
    return make.UpdateFactory(
        state=UpdateState.PUBLISHED,
        signed_at=at,
        signed_by=make.UserFactory(),
        published_at=at,
        **facts,
    )


def make_line(activity, amount):
    return BudgetLine.objects.create(
        activity=activity, kind="planned", amount=amount, currency="XMD", year=2026, source="x"
    )


class World:
    """Random records with all that closes a gap, and in plain Python what each of them has.

    `has[reader][reference]` holds, for the public and for the secretariat, the ways in which a
    gap is closed: what is told of a cluster or an activity is told of each record that it counts for.
    """

    def __init__(self, seed, number=26):
        self.pick = random.Random(seed)
        self.officer = make.secretariat()
        self.law = Objective.objects.create(code="LEG", name="Legislate", description="Laws")
        self.ministry = make.InstitutionFactory(slug="ministry")
        self.upr = make.MechanismFactory(code="UPR", short_name="UPR", kind="upr")
        self.crc = make.MechanismFactory(code="CRC")
        self.plan = make.PlanFactory(slug="nhrap")
        self.objectives = [
            make.PlanObjectiveFactory(plan=self.plan),
            make.PlanObjectiveFactory(plan=make.PlanFactory(publication="draft")),
        ]
        self.indicators = [
            make.IndicatorFactory(publication=publication) for publication in ("published", "draft")
        ]
        self.facts = {}
        self.clusters = {}
        for number_, publication in enumerate(["published", "published", "draft"]):
            self.add_cluster(number_, publication)
        self.records = [self.add(n) for n in range(number)]

    def chance(self, share):
        return self.pick.random() < share

    def activity(self, closes):
        """One activity with some of what can be said of it; adds to `closes` what it closes."""
        is_public, is_cancelled = self.chance(0.7), self.chance(0.3)
        activity = make.ActivityFactory(
            publication="published" if is_public else "draft",
            status="cancelled" if is_cancelled else "planned",
            kind_of_act=self.law if self.chance(0.4) else None,
        )
        found = {"activity"}
        if activity.kind_of_act:
            found.add("law")
        if self.chance(0.6):
            line = make_line(activity, self.pick.choice([0, 0, 5]))
            found |= {"funded"} if line.amount else set()
        if is_cancelled:
            found.clear()
        if self.chance(0.4):
            found |= self.measure(IndicatorActivity, activity=activity)
        told = []
        if self.chance(0.4):
            told.append(self.tell(activity=activity))
        closes["officer"] |= found
        closes["told"] += [(day, is_public) for day in told]
        if is_public:
            closes["public"] |= found
        return activity

    def tell(self, **facts):
        return day_of(published(self.pick.choice(AGES), **facts).published_at)

    def measure(self, model, **target):
        indicator = self.pick.choice(self.indicators)
        model.objects.create(indicator=indicator, **target)
        return {"measured"} if indicator.publication == "published" else set()

    def plan_it(self, model, **target):
        objective = self.pick.choice(self.objectives)
        model.objects.create(objective=objective, **target)
        return {"in_plan"} if objective.plan == self.plan else set()

    def lead(self, closes, **target):
        state = self.pick.choice(["accepted", "contested", "proposed"])
        Assignment.objects.create(
            institution=self.ministry,
            role="lead",
            state=state,
            proposed_by=self.officer,
            reason="Not ours." if state == "contested" else "",
            **target,
        )
        closes["officer"] |= {"assigned", {"accepted": "led"}.get(state, state)}
        if state == "accepted":
            closes["public"] |= {"assigned", "led"}

    def closing(self, share, cluster=None, record=None):
        target = {"cluster": cluster} if cluster else {"recommendation": record}
        closes = {"officer": set(), "public": set(), "told": []}
        if self.chance(share):
            activity = self.activity(closes)
            getattr(activity, "clusters" if cluster else "recommendations").add(cluster or record)
        if self.chance(share):
            facts = {"cluster": cluster} if cluster else {"on": [record]}
            closes["told"].append((self.tell(**facts), True))
        found = set()
        if self.chance(share):
            found |= self.measure(
                IndicatorCluster if cluster else IndicatorRecommendation, **target
            )
        if self.chance(share):
            found |= self.plan_it(
                ObjectiveCluster if cluster else ObjectiveRecommendation, **target
            )
        closes["officer"] |= found
        closes["public"] |= found
        self.heads = {"officer": set(), "public": set()}
        if self.chance(share):
            self.lead(self.heads, **target)
        return closes

    def add_cluster(self, number, publication):
        cluster = make.ClusterFactory(slug=f"cluster-{number}", publication=publication)
        self.clusters[cluster] = (self.closing(0.3, cluster=cluster), self.heads)

    def add(self, number):
        pick = self.pick.choice
        days = pick([None, None, -1, 0, -400, 30])
        is_draft = number % 9 == 8
        mechanism = pick([self.upr, self.crc])
        record = make.RecommendationFactory(
            reference=f"G-{number:02}",
            mechanism=mechanism,
            requires_legislation=pick([True, False, None]),
            follow_up_due_on=None if days is None else today() + dt.timedelta(days=days),
            position=pick(["supported", "not_stated"]),
            publication="draft" if is_draft else "published",
            published_at=None if is_draft else timezone.now(),
        )
        own = self.closing(0.35, record=record)
        closes = {name: set(own[name]) | self.heads[name] for name in ("officer", "public")}
        told = {"officer": {d for d, _ in own["told"]}, "public": {d for d, p in own["told"] if p}}
        reported = None
        if self.chance(0.15) and days:
            reported = today() + dt.timedelta(days=min(days, 0) + pick([-200, -20, 0]))
            make.ObligationFactory(
                kind="follow_up",
                recommendation=record,
                state="submitted",
                submitted_on=reported,
                is_public=True,
            )
        for cluster, (through, heads) in self.clusters.items():
            if self.chance(0.3):
                overlap = pick(Overlap.values)
                ClusterMembership.objects.create(
                    cluster=cluster, recommendation=record, overlap=overlap
                )
                for name in ("officer", "public"):
                    if name == "public" and cluster.publication != "published":
                        continue
                    closes[name] |= {"clustered"} | heads[name]
                    if overlap in COUNTING_OVERLAPS:
                        closes[name] |= through[name]
                        told[name] |= {
                            day
                            for day, is_public in through["told"]
                            if is_public or name == "officer"
                        }
        for name in ("officer", "public"):
            self.facts[name, record.reference] = (closes[name], told[name], reported)
        return record

    def answered(self, follow_up, told, reported):
        days = [*told, *([reported] if reported else [])]
        return any(day >= follow_up - NOTICE for day in days)

    def gaps_of(self, who, record, months=12):
        closes, told, reported = self.facts[who, record.reference]
        follow_up = record.follow_up_due_on
        ties = {
            "lead": "led",
            "assignment": "assigned",
            "activity": "activity",
            "budget": "funded",
            "indicator": "measured",
            "plan": "in_plan",
            "cluster": "clustered",
        }
        found = {gap for gap, tie in ties.items() if tie not in closes}
        found |= {"evidence", "assessment", "theme", "group", "target", "translation"}
        if "contested" in closes:
            found.add("contested")
        if not told:
            found.add("update")
        if not any(day >= add_months(today(), -months) for day in told):
            found.add("stale")
        if record.position == "not_stated":
            found.add("position")
        if record.requires_legislation and "law" not in closes:
            found.add("bill")
        if follow_up and "in_plan" not in closes:
            found.add("follow_up_plan")
        if follow_up and follow_up < today() and not self.answered(follow_up, told, reported):
            found.add("overdue")
        return found

    def expected(self, who, months=12, mechanism=None):
        """By gap, the references that have it; and how many records there are."""
        rows = [
            record
            for record in self.records
            if (who == "officer" or record.publication == "published")
            and (mechanism is None or record.mechanism == mechanism)
        ]
        members = {name: [] for name in GAPS}
        for record in rows:
            for name in self.gaps_of(who, record, months):
                members[name].append(record.reference)
        return len(rows), members


def scope(person, address=""):
    return GapScope(QueryDict(address), Reader(person))


@pytest.mark.parametrize("seed", range(8))
def test_each_gap_is_what_plain_python_says(seed):
    world = World(seed)
    people = {"officer": world.officer, "public": AnonymousUser()}
    for who, person in people.items():
        for address, facts in (
            ("", {}),
            ("months=3", {"months": 3}),
            ("months=18&mechanism=upr", {"months": 18, "mechanism": world.upr}),
        ):
            total, members = world.expected(who, **facts)
            found = scope(person, address)
            assert found.total == total
            assert found.members() == members, (who, address)
            assert found.counts == {name: len(rows) for name, rows in members.items()}
            counting.cache.clear()


def numbers_of(client, address=""):
    context = client.get(GAPS_PAGE + address).context
    return context["total"], {gap.name.value: number for gap, number, _url in context["lines"]}


def command(**options):
    out = io.StringIO()
    call_command("gaps", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_counts_are_the_same_on_facet_page_command_spreadsheet_and_report(client, tmp_path):
    world = World(99)
    client.force_login(world.officer)
    total, members = world.expected("officer", mechanism=world.upr)
    counts = {name: len(rows) for name, rows in members.items()}
    assert numbers_of(client, "?mechanism=upr") == (total, counts)
    facet = RegisterFilter(QueryDict("mechanism=upr"), Reader(world.officer)).counts.options["gap"]
    assert {option.value: option.count for option in facet} == {
        name: number for name, number in counts.items() if number
    }
    printed = command(mechanism=["upr"])
    assert {line["name"]: line["count"] for line in printed} == counts
    assert {line["of"] for line in printed} == {total}
    assert {line["as_of"] for line in printed} == {today().isoformat()}
    assert [set(line) for line in printed] == [{"name", "label", "count", "of", "as_of"}] * len(
        GAPS
    )
    for name in ("activity", "contested", "overdue", "bill"):
        page = client.get(f"{GAPS_PAGE}{name}/?mechanism=upr")
        assert page.context["number"] == counts[name]
        register = client.get("/recommendations/?" + page.context["register_query"])
        assert register.context["found"].counts.total == counts[name]
        path = tmp_path / "gap.xlsx"
        path.write_bytes(client.get(f"{GAPS_PAGE}{name}/file.xlsx?mechanism=upr").getvalue())
        with Workbook(path, Limits()) as book:
            listed = [row[0] for number, row in book.rows(book.sheets[0]) if number > 1]
        assert sorted(listed) == members[name]
        assert listed[:25] == [card.reference for card in page.context["cards"]]
        rows = (
            client.get(f"{GAPS_PAGE}{name}/file.csv?mechanism=upr").getvalue().decode("utf-8-sig")
        )
        assert [row["reference"] for row in _read(rows)] == listed
    report = gap_reports.request_gap_report(
        actor=world.officer, scope="mechanism=upr", words=[], language="en"
    )
    taken = gap_reports.take(pk=report.pk)
    assert (taken.total, taken.members) == (total, members)


def _read(text):
    rows = list(csv.reader(io.StringIO(text)))
    return [dict(zip(["reference", *rows[0][1:]], row, strict=True)) for row in rows[1:]]


def test_drafts_are_no_business_of_other_members(client):
    hidden = make.RecommendationFactory(publication="draft", published_at=None)
    shown = make.RecommendationFactory()
    member = make.focal_point(make.InstitutionFactory())
    client.force_login(member)
    assert numbers_of(client)[0] == 1
    page = client.get(f"{GAPS_PAGE}activity/").content.decode()
    assert shown.reference in page
    assert hidden.reference not in page
    file = client.get(f"{GAPS_PAGE}activity/file.csv").getvalue().decode()
    assert hidden.reference not in file
    client.force_login(make.secretariat())
    assert numbers_of(client)[0] == 2


def test_a_retired_record_lacks_nothing(client):
    make.RecommendationFactory(publication="retired", published_at=timezone.now())
    client.force_login(make.secretariat())
    assert numbers_of(client) == (0, dict.fromkeys(GAPS, 0))


SCOPES = ("review", "cluster", "theme", "group", "sdg", "institution", "plan")


@pytest.mark.parametrize("name", SCOPES)
def test_a_scope_narrows_every_gap(client, name):
    from recommendations.models import (
        AffectedGroup,
        GroupLink,
        SdgGoal,
        SdgTarget,
        SdgTargetLink,
        ThemeLink,
    )

    review = make.ReviewFactory(slug="third-cycle")
    inside = make.RecommendationFactory(review=review, mechanism=review.mechanism)
    make.RecommendationFactory()
    ministry = make.InstitutionFactory(slug="ministry")
    cluster = make.ClusterFactory(slug="water")
    ClusterMembership.objects.create(cluster=cluster, recommendation=inside, overlap="direct")
    Assignment.objects.create(
        cluster=cluster, institution=ministry, state="accepted", proposed_by=make.UserFactory()
    )
    ThemeLink.objects.create(recommendation=inside, theme=make.ThemeFactory(code="births"))
    GroupLink.objects.create(
        recommendation=inside, group=AffectedGroup.objects.create(code="girls", name="Girls")
    )
    goal = SdgGoal.objects.create(number=6, name="Water")
    target = SdgTarget.objects.create(code="6.1", goal=goal, name="Safe water")
    SdgTargetLink.objects.create(recommendation=inside, target=target)
    objective = make.PlanObjectiveFactory(plan__slug="nhrap")
    ObjectiveCluster.objects.create(objective=objective, cluster=cluster)
    values = {
        "review": "third-cycle",
        "cluster": "water",
        "theme": "births",
        "group": "girls",
        "sdg": "6",
        "institution": "ministry",
        "plan": "nhrap",
    }
    client.force_login(make.secretariat())
    total, counts = numbers_of(client, f"?{name}={values[name]}")
    assert (total, counts["activity"]) == (1, 1)
    page = client.get(f"{GAPS_PAGE}activity/?{name}={values[name]}")
    assert [card.reference for card in page.context["cards"]] == [inside.reference]
    assert command(**{name: [values[name]]})[3]["count"] == 1


def test_what_stands_for_nothing_is_named_and_left_out(client):
    make.RecommendationFactory()
    make.PlanFactory(slug="secret", publication="draft")
    client.force_login(make.secretariat())
    address = "?mechanism=nobody&plan=secret&months=0&theme=%00"
    response = client.get(GAPS_PAGE + address)
    assert response.context["total"] == 1
    assert response.context["scope"].ignored == ["nobody", "secret", "0"]
    assert client.get(f"{GAPS_PAGE}love/").status_code == 404
    assert client.get(f"{GAPS_PAGE}activity/file.exe").status_code == 404
    with pytest.raises(CommandError, match="nobody"):
        command(mechanism=["nobody"])


def test_the_command_counts_for_whom_it_is_told(capsys):
    make.RecommendationFactory()
    make.RecommendationFactory(publication="draft", published_at=None)
    member = make.focal_point(make.InstitutionFactory())
    assert command()[0]["of"] == 2
    assert command(public=True)[0]["of"] == 1
    assert command(email=member.email)[0]["of"] == 1
    with pytest.raises(CommandError, match="no account"):
        command(email="nobody@example.org")
    call_command("gaps")
    assert "2 of 2  without an accepted lead" in capsys.readouterr().out


def test_a_scope_is_saved_shared_and_opened(client):
    record = make.RecommendationFactory()
    make.RecommendationFactory()
    officer = make.secretariat()
    client.force_login(officer)
    code = record.mechanism.code.lower()
    new = reverse("portal:new_view")
    form = client.get(f"{new}?gap=activity&mechanism={code}&opened_in=gaps")
    assert "without an activity" in form.context["search"]
    client.post(f"{new}?gap=activity&mechanism={code}&opened_in=gaps", {"name": "Mine"})
    view = SavedView.objects.get()
    assert (view.page, view.query) == ("gaps", f"gap=activity&mechanism={code}")
    opened = client.get(reverse("portal:open_view", args=[view.reference]))
    assert opened.url == f"{GAPS_PAGE}activity/?mechanism={code}"
    client.post(
        view.get_absolute_url(), {"name": "Ours", "shared_with": "secretariat", "digest": "daily"}
    )
    view.refresh_from_db()
    assert view.is_shared
    assert view.known == list(
        scope(officer, f"mechanism={code}").having("activity").values_list("pk", flat=True)
    )
    client.force_login(make.secretariat())
    assert "Ours" in client.get(reverse("portal:views")).content.decode()


def test_a_plain_scope_is_saved_as_the_page_of_all_gaps(client):
    client.force_login(make.secretariat())
    client.post(reverse("portal:new_view") + "?months=24&opened_in=gaps", {"name": "All"})
    view = SavedView.objects.get()
    opened = client.get(reverse("portal:open_view", args=[view.reference]))
    assert opened.url == f"{GAPS_PAGE}?months=24"


@pytest.mark.parametrize("address", ["", "activity/", "overdue/", "stale/?months=5"])
def test_the_pages_ask_little_however_much_there_is(client, address, django_assert_max_num_queries):
    client.force_login(make.secretariat())
    World(3, number=1)
    with django_assert_max_num_queries(15):
        client.get(GAPS_PAGE + address)
    for _ in range(30):
        row = make.RecommendationFactory()
        make.ActivityFactory().recommendations.add(row)
    counting.cache.clear()
    with django_assert_max_num_queries(15):
        assert client.get(GAPS_PAGE + address).status_code == 200


def test_a_long_list_is_made_by_a_worker(client, monkeypatch, django_capture_on_commit_callbacks):
    from portal.views import gaps as views
    from reporting.models import RenderedFile
    from reporting.services import rendering

    monkeypatch.setattr(views, "AT_ONCE", 0)
    row = make.RecommendationFactory()
    other = make.RecommendationFactory()
    make.ActivityFactory().recommendations.add(other)
    client.force_login(make.secretariat())
    assert client.get(f"{GAPS_PAGE}activity/file.csv").status_code == 302
    answer = client.post(f"{GAPS_PAGE}activity/file.csv")
    file = RenderedFile.objects.get()
    assert answer.url == file.get_absolute_url()
    rendering.render(pk=file.pk)
    content = b"".join(client.get(f"{answer.url}download/").streaming_content).decode()
    assert row.reference in content
    assert other.reference not in content


def test_sadatas_story():
    """691 recommendations, 11 clusters, 56 activities that cover 470 of them: 221 lack an activity."""
    records = [make.RecommendationFactory() for _ in range(691)]
    clusters = [make.ClusterFactory() for _ in range(11)]
    covered = records[:470]
    for number, record in enumerate(covered[:220]):
        ClusterMembership.objects.create(
            cluster=clusters[number % 11], recommendation=record, overlap="direct"
        )
    # Members that a cluster does not count for stay without.
    for record in records[470:490]:
        ClusterMembership.objects.create(
            cluster=clusters[0], recommendation=record, overlap="distinct"
        )
    activities = [make.ActivityFactory() for _ in range(56)]
    for number, activity in enumerate(activities[:11]):
        activity.clusters.add(clusters[number])
    for number, record in enumerate(covered[220:]):
        activities[11 + number % 45].recommendations.add(record)
    (line,) = [line for line in command() if line["name"] == "activity"]
    assert (line["count"], line["of"]) == (221, 691)
    assert scope(AnonymousUser()).counts["activity"] == 221
    assert GapReport.objects.count() == 0
