"""Activities in bulk: checked, written whole or not at all, and the same file twice changes nothing."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Activity
from activities.services import activity_import
from activities.services.activity_import import import_activities
from recommendations.parsers.rows import BadFile, Limits
from recommendations.parsers.xlsx import Workbook
from tests import factories as make

PATH = "/workspace/activities/import/"


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


ROW = {
    "code": "1.1",
    "title": "Registers in every hospital",
    "lead": "interior",
    "starts_on": "2025-01-01",
    "ends_on": "2026-12-31",
    "status": "in_progress",
    "started_on": "2025-02-01",
    "contributing": "labour",
    "recommendations": "UPR-4-1",
    "clusters": "births",
    "objectives": "nap/2.1",
    "milestones": "2025-06-30 | Tender published | 2025-07-02\n2026-03-31 | Half equipped",
    "budget": "planned | 2025 | 250000.50 | eur | State budget\nspent | 2025 | 10 | USD | Grant | labour",
}


def table(*rows):
    text = io.StringIO()
    writer = csv.DictWriter(
        text, fieldnames=list(dict.fromkeys(name for row in rows for name in row))
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.fixture
def world(people, recommendation):
    make.ClusterFactory(slug="births")
    make.PlanObjectiveFactory(plan=make.PlanFactory(slug="nap"), code="2.1")
    return people


def run(people, *rows, dry_run=False, actor="secretariat"):
    return import_activities(
        actor=getattr(people, actor), content=table(*rows), filename="plan.csv", dry_run=dry_run
    )


def events():
    return {
        model.__name__: model.objects.count()
        for model in Activity._meta.apps.get_models()
        if model._meta.app_label == "activities" and model.__name__.endswith("Event")
    }


def test_all_columns_are_written(world):
    report = run(world, ROW)
    assert (report.new, report.troubles) == (1, [])
    made = Activity.objects.get()
    assert (made.code, made.lead, made.status) == ("1.1", world.ministry, "in_progress")
    assert str(made.started_on) == "2025-02-01"
    assert made.publication == "draft"
    assert [p.institution for p in made.parts_taken.all()] == [world.other]
    assert made.recommendations.count() == made.clusters.count() == made.objectives.count() == 1
    assert [str(m.done_on) for m in made.milestones.all()] == ["2025-07-02", "None"]
    planned, spent = made.budget_lines.order_by("kind")
    assert (planned.amount, planned.currency) == (Decimal("250000.50"), "EUR")
    assert spent.funder == world.other


def test_the_same_file_again_changes_nothing(world):
    run(world, ROW)
    before = events()
    report = run(world, ROW)
    assert (report.new, report.changed, report.same) == (0, 0, 1)
    assert events() == before


def test_what_was_exported_comes_back_unchanged(world, client):
    run(world, ROW | {"title": "=Registers", "description": "Line one\nLine two"})
    client.force_login(world.secretariat)
    before = events()
    for ending in ("csv", "xlsx"):
        content = client.get(f"/activities.{ending}").content
        report = import_activities(
            actor=world.secretariat, content=content, filename="back", dry_run=False
        )
        assert (report.troubles, report.changed, report.same) == ([], 0, 1)
    assert events() == before


def test_a_text_that_no_cell_holds_is_marked_and_replaces_nothing_when_it_comes_back(
    world, client, tmp_path
):
    whole = "Ü" * 40_000
    run(world, ROW | {"description": whole})
    client.force_login(world.secretariat)
    path = tmp_path / "activities.xlsx"
    path.write_bytes(client.get("/activities.xlsx").content)
    with Workbook(path, Limits()) as book:
        told = dict(book.rows(book.sheets[-1]))
    assert told[2] == {0: "Activities", 1: 2.0, 2: "description"}
    report = import_activities(
        actor=world.secretariat, content=path.read_bytes(), filename="back", dry_run=False
    )
    (trouble,) = report.troubles
    assert (trouble.number, trouble.column) == (2, "description")
    assert "was cut" in trouble.reason
    assert Activity.objects.get().description == whole
    table = client.get("/activities.csv").content
    report = import_activities(
        actor=world.secretariat, content=table, filename="back", dry_run=False
    )
    assert (report.troubles, report.same) == ([], 1)


def test_only_columns_of_the_file_change(world):
    run(world, ROW)
    report = run(world, {"code": "1.1", "status": "completed", "ended_on": "2026-05-01"})
    assert report.outcomes[0].changes == ("status", "ended_on")
    made = Activity.objects.get()
    assert (made.title, made.milestones.count()) == (ROW["title"], 2)
    step = made.steps.get()
    assert (step.source, step.target) == ("in_progress", "completed")
    assert "plan.csv" in step.reason


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"ends_on": "2024-01-01"}, "ends_on", "ends before"),
        ({"starts_on": "soon"}, "starts_on", "not a date"),
        ({"lead": "nowhere"}, "lead", "No institution"),
        ({"title": ""}, "title", "needed"),
        ({"code": ""}, "code", "has a code"),
        ({"recommendations": "UPR-0"}, "recommendations", "Not found"),
        ({"clusters": "no"}, "clusters", "Not found"),
        ({"objectives": "nap/9"}, "objectives", "Not found"),
        ({"status": "delayed"}, "status", "A status is"),
        ({"status": "planned"}, "status", "neither started"),
        ({"budget": "planned | 2025 | -1 | EUR | x"}, "budget", "not negative"),
        ({"budget": "planned | 2025 | 1 | XYZ | x"}, "budget", "no currency"),
        ({"budget": "hoped | 2025 | 1 | EUR | x"}, "budget", "planned, committed"),
        ({"budget": "planned | 2025 | many | EUR | x"}, "budget", "no number"),
        ({"milestones": "2025-01-01"}, "milestones", "is written"),
        ({"contributing": "interior"}, "contributing", "lead institution"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(world, change, column, words):
    good = ROW | {"code": "1.2"}
    report = run(world, good, ROW | change)
    assert not Activity.objects.exists()
    (trouble,) = report.troubles
    assert (trouble.number, trouble.column) == (3, column)
    assert words in trouble.reason


def test_a_code_stands_in_a_file_once(world):
    report = run(world, ROW, ROW)
    assert "twice" in report.troubles[0].reason


def test_a_dry_run_writes_nothing(world):
    assert run(world, ROW, dry_run=True).new == 1
    assert not Activity.objects.exists()


def test_a_focal_point_imports_for_the_own_institution_alone(world):
    assert run(world, ROW, actor="focal_point").new == 1
    report = run(world, ROW | {"title": "Mine now"}, actor="other_focal_point")
    assert report.troubles[0].column == "lead"
    report = run(world, {"code": "1.1", "lead": "labour"}, actor="other_focal_point")
    assert report.troubles
    assert Activity.objects.get().title == ROW["title"]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"code,colour\n1,red\n", b"%PDF-1.7 x"])
def test_what_is_no_table_of_activities_is_refused(world, content):
    with pytest.raises(BadFile):
        import_activities(actor=world.secretariat, content=content, filename="x", dry_run=True)


def test_a_file_is_checked_seen_and_written(world, client):
    client.force_login(world.secretariat)
    assert client.get(PATH).status_code == 200
    bad = SimpleUploadedFile("plan.csv", table(ROW | {"lead": "nowhere"}))
    answer = client.post(PATH, {"file": bad})
    assert answer.status_code == 422
    for words in ("lead", "nowhere", "No institution is called so."):
        assert words in answer.content.decode()
    answer = client.post(PATH, {"file": SimpleUploadedFile("plan.csv", table(ROW))})
    assert answer.status_code == 200
    assert not Activity.objects.exists()
    token = answer.context["waiting"]
    client.force_login(world.focal_point)
    assert client.post(PATH, {"checked": token}).status_code == 422
    client.force_login(world.secretariat)
    assert client.post(PATH, {"checked": token}).status_code == 302
    assert Activity.objects.count() == 1
    assert client.post(PATH, {"checked": token}).status_code == 422


def test_the_template_can_be_filled_in(world, client):
    client.force_login(world.secretariat)
    content = client.get("/workspace/activities/template/").content
    report = import_activities(
        actor=world.secretariat, content=content, filename="template.xlsx", dry_run=True
    )
    assert (report.new, report.troubles) == (1, [])


@pytest.mark.parametrize("count", [1, 20])
def test_a_file_without_news_costs_the_same_for_any_length(
    world, count, django_assert_max_num_queries
):
    rows = [ROW | {"code": str(number)} for number in range(count)]
    run(world, *rows)
    with django_assert_max_num_queries(40 + 6 * count) as captured:
        run(world, *rows)
    COSTS[count] = len(captured)
    if len(COSTS) == 2:
        assert COSTS[20] - COSTS[1] <= 19 * 6


COSTS: dict[int, int] = {}


def test_new_activities_cost_statements_by_the_portion_not_by_the_row(world, monkeypatch):
    def cost(count):
        rows = [ROW | {"code": f"{count}-{number}"} for number in range(count)]
        with CaptureQueriesContext(connection) as asked:
            assert run(world, *rows).new == count
        return len(asked)

    cost(1)  # what the actor may do is read once
    assert cost(10) == cost(100) < 30
    kinds = 7  # activities, four kinds of links and parts, milestones, money
    ten = cost(11)
    monkeypatch.setattr(activity_import, "PORTION", 50)
    assert cost(101) <= ten + kinds * 5


def test_history_tells_of_each_row_that_was_written_in_bulk(world):
    before = events()
    run(world, *[ROW | {"code": str(number)} for number in range(3)])
    first, *_others = Activity.objects.order_by("code")
    assert first.events.get().pgh_context.metadata["reason"] == "From the file “plan.csv”"
    written = {name: number - before[name] for name, number in events().items()}
    assert {name: number for name, number in written.items() if number} == {
        "ActivityEvent": 3,
        "ActivityClusterEvent": 3,
        "ActivityInstitutionEvent": 3,
        "ActivityObjectiveEvent": 3,
        "ActivityRecommendationEvent": 3,
        "BudgetLineEvent": 6,
        "MilestoneEvent": 6,
    }


def test_drafts_and_hidden_links_stay_out_of_files(world, client):
    run(world, ROW)
    assert b"Registers" not in client.get("/activities.csv").content
    activity = Activity.objects.get()
    activity.publication = "published"
    activity.save()
    hidden = make.RecommendationFactory(reference="SECRET-1", publication="draft")
    activity.recommendation_links.create(recommendation=hidden)
    content = client.get("/activities.csv").content.decode()
    assert "UPR-4-1" in content
    assert "SECRET-1" not in content
    assert client.get("/activities.pdf").status_code == 404
