"""Gaps: what each means, held against plain Python; the same on page, command, file and report."""

import csv
import io
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from activities.models import ObjectiveCluster
from nmirf.common.dates import today
from portal import counting
from portal.filters import RegisterFilter
from portal.gaps import GAPS
from portal.gapscope import GapScope
from portal.reader import Reader
from recommendations.models import Assignment, ClusterMembership, SavedView
from recommendations.parsers import Limits
from recommendations.parsers.xlsx import Workbook
from reporting.models import GapReport
from reporting.services import gap_reports
from tests import factories as make

from .gap_world import World

pytestmark = pytest.mark.django_db
GAPS_PAGE = "/workspace/gaps/"


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


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
