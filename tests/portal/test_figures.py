"""One definition per number: the same figure on a page, in a workbook and in a PDF."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pgtrigger
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from activities.models import UpdateStep
from nmirf.common.dates import today
from portal.figures import FIGURES, as_markdown, read_all
from recommendations.models import Assessment, Assignment, ClusterMembership
from recommendations.parsers import Limits
from recommendations.parsers.xlsx import Workbook
from reporting.figures import Scope, read
from reporting.models import RenderedFile
from reporting.services import rendering
from tests import factories as make

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "figures.md"


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


def assess(row, status, viewpoint="secretariat", institution=None, publication="published"):
    return Assessment.objects.create(
        recommendation=row,
        viewpoint=viewpoint,
        institution=institution,
        author=make.speaker(institution) if institution else make.UserFactory(),
        status=status,
        assessed_on=dt.date(2026, 1, 1),
        rationale="Seen.",
        publication=publication,
    )


def official_update(**facts):
    now = timezone.now()
    person = make.UserFactory()
    return make.UpdateFactory(
        state="published", signed_at=now, signed_by=person, published_at=now, **facts
    )


def value(code, scope=None, key=""):
    return read(code, scope or Scope(today())).counts.get(key)


@pytest.fixture
def review(db):
    return make.ReviewFactory(title="Concluding observations of 2023")


def test_the_page_of_definitions_is_the_code():
    with translation.override("en"):
        assert DOCS.read_text(encoding="utf-8") == as_markdown()


def test_every_figure_says_what_it_is():
    codes = [figure.code for figure in FIGURES.values()]
    assert codes == list(FIGURES)
    assert len(set(codes)) == len(codes)
    for figure in FIGURES.values():
        assert len(str(figure.definition)) > 40
        assert str(figure.title)
        assert str(figure.counted)


def test_the_same_number_on_page_workbook_and_pdf(client, review, built_fonts, tmp_path):
    for status in ("implemented", "in_progress", "in_progress", ""):
        row = make.RecommendationFactory(review=review, position="supported")
        if status:
            assess(row, status)
    official_update(on=[row])
    make.RecommendationFactory(review=review, publication="draft", published_at=None)
    make.RecommendationFactory(review=make.ReviewFactory())
    scope = Scope(today(), review=review)
    status = read("recommendations.status", scope)
    assert status.counts == {"implemented": 1, "in_progress": 2, "": 1}
    page = client.get(f"/reviews/{review.slug}/")
    assert {key: number for key, number, _url in page.context["bar"]} == status.counts
    assert page.context["total"] == status.n == value("recommendations.total", scope) == 4
    listed = workbook(client.get(f"/figures.xlsx?review={review.slug}"), tmp_path)
    of_status = [row for row in listed if row["Figure"] == status.figure.code]
    in_book = {row["Counted by"]: int(row["Value"]) for row in of_status}
    assert in_book == {line.label: line.value for line in status.lines}
    assert {row["Out of"] for row in of_status} == {4}
    assert {row["Of"] for row in listed} == {"Concluding observations of 2023"}
    said = json.loads(client.get(f"/figures.json?review={review.slug}").content)["figures"]
    in_json = {one["line"]: one["value"] for one in said if one["figure"] == status.figure.code}
    assert in_json == in_book
    asked = rendering.request_review_pdf(actor=make.secretariat(), review=review, language="en")
    rendering.render(pk=asked.pk)
    text = pdf_text(RenderedFile.objects.get(pk=asked.pk))
    assert "4 published recommendations. 1 official update counts for them." in text
    for line in status.lines:
        assert f"{line.label} {line.value}" in text
    assert str(status.figure.definition) in text


def workbook(response, folder):
    """The rows of the only sheet, by the titles of their columns."""
    path = folder / "figures.xlsx"
    path.write_bytes(response.content)
    with Workbook(path, Limits()) as book:
        rows = [dict(row) for _number, row in book.rows(book.sheets[0])]
    head, *body = rows
    return [{title: row.get(column, "") for column, title in head.items()} for row in body]


def pdf_text(rendered):
    with rendered.file.open("rb") as file:
        pages = PdfReader(file).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_figures_count_what_is_published_whoever_reads(client, review):
    make.RecommendationFactory(review=review)
    make.RecommendationFactory(review=review, publication="draft", published_at=None)
    make.ActivityFactory(publication="draft")
    draft = make.RecommendationFactory(publication="retired")
    assess(draft, "implemented")
    before = client.get("/figures.csv").content
    client.force_login(make.secretariat())
    assert client.get("/figures.csv").content == before
    page = client.get(f"/reviews/{review.slug}/")
    assert page.context["total"] == 1
    assert "1 more is listed here that is not published" in page.text
    assert value("activities.status", key="planned") is None


def test_an_institution_counts_what_it_leads_itself_or_through_a_cluster(client, db):
    ministry = make.InstitutionFactory()
    make.RecommendationFactory(lead=ministry)
    through, _other = make.RecommendationFactory(), make.RecommendationFactory()
    cluster = make.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=through, overlap="direct")
    Assignment.objects.create(
        cluster=cluster,
        institution=ministry,
        role="lead",
        state="accepted",
        proposed_by=make.UserFactory(),
    )
    assert value("recommendations.total", Scope(today(), institution=ministry)) == 2
    assert client.get(f"/institutions/{ministry.slug}/").context["total"] == 2


def test_views_are_counted_side_by_side(db):
    commission = make.InstitutionFactory(kind="nhri")
    row, other = make.RecommendationFactory(), make.RecommendationFactory()
    assess(row, "in_progress")
    assess(row, "not_started", "nhri", commission)
    assess(other, "implemented", "nhri", commission, publication="draft")
    found = read("recommendations.views", Scope(today()))
    assert found.counts == {"secretariat.in_progress": 1, "nhri.not_started": 1}
    assert value("recommendations.differing") == 1
    assert read("recommendations.differing", Scope(today())).n == 1


def test_delay_is_computed_from_dates(db):
    past, future = today() - dt.timedelta(days=1), today() + dt.timedelta(days=1)
    start = today() - dt.timedelta(days=90)
    for status, ends_on in (
        ("planned", past),
        ("in_progress", past),
        ("in_progress", today()),
        ("planned", future),
        ("completed", past),
        ("cancelled", past),
    ):
        make.ActivityFactory(
            status=status, starts_on=start, ends_on=ends_on, publication="published"
        )
    delayed = read("activities.delayed", Scope(today()))
    assert (delayed.value, delayed.n) == (2, 4)
    assert read("activities.status", Scope(today())).n == 6


def test_pages_and_figures_mean_the_same_by_delayed(client, db):
    ahead = {"starts_on": today(), "ends_on": today() + dt.timedelta(days=300)}
    for due_in, done_on in ((-1, None), (-1, today()), (1, None)):
        due_on = today() + dt.timedelta(days=due_in)
        activity = make.ActivityFactory(publication="published", **ahead)
        activity.milestones.create(title="Tender", due_on=due_on, done_on=done_on)
        activity.milestones.create(title="Another", due_on=due_on, done_on=done_on)
    assert read("activities.delayed", Scope(today())).value == 1
    assert client.get("/activities/").context["late"] == 1
    assert read("activities.status", Scope(today())).counts["planned"] == 3


def test_pages_and_figures_mean_the_same_by_objectives_and_by_covered(client, db):
    over = make.PlanFactory(
        starts_on=dt.date(2010, 1, 1), ends_on=today() - dt.timedelta(days=1), slug="over"
    )
    top = make.PlanObjectiveFactory(plan=make.PlanFactory(), code="1")
    below = make.PlanObjectiveFactory(plan=top.plan, code="1.1", parent=top)
    make.PlanObjectiveFactory(plan=top.plan, code="2")
    make.PlanObjectiveFactory(plan=over).recommendations.add(make.RecommendationFactory())
    top.recommendations.add(make.RecommendationFactory())
    activity = make.ActivityFactory(publication="published")
    activity.objective_links.create(objective=below)
    page = client.get(reverse("portal:plan_coverage")).context
    covered, idle = page["coverage"], page["idle"].paginator.count
    found = read("plans.coverage", Scope(today()))
    assert found.counts == {"covered": covered.covered, "not_covered": covered.uncovered}
    assert found.counts == {"covered": 1, "not_covered": 1}
    objectives = read("plans.objectives", Scope(today()))
    assert (objectives.value, objectives.n) == (idle, 3) == (1, 3)


def test_money_is_never_added_across_kinds_and_currencies(db):
    activity = make.ActivityFactory(publication="published")
    for kind, amount, currency in (
        ("planned", "100.50", "USD"),
        ("planned", "9.50", "USD"),
        ("planned", "7", "EUR"),
        ("spent", "40", "USD"),
    ):
        activity.budget_lines.create(
            kind=kind, amount=Decimal(amount), currency=currency, year=2026, source="Treasury"
        )
    make.ActivityFactory(publication="draft").budget_lines.create(
        kind="planned", amount=1, currency="USD", year=2026, source="Treasury"
    )
    found = read("activities.money", Scope(today()))
    assert found.counts == {"planned.EUR": 7, "planned.USD": 110, "spent.USD": 40}
    assert found.n == 1


def test_indicators_stand_as_on_their_own_pages(db):
    facts = {"publication": "published", "baseline_value": 40, "baseline_year": 2020}
    for reached in (80, 60, 30, None):
        indicator = make.IndicatorFactory(target_value=80, target_year=2030, **facts)
        if reached is not None:
            make.ValueFactory(indicator=indicator, value=Decimal(reached))
    make.IndicatorFactory(publication="draft")
    found = read("indicators.progress", Scope(today()))
    assert found.counts == {"reached": 1, "on_track": 1, "off_track": 1, "unknown": 1}
    assert found.n == 4


def test_plans_cover_directly_and_through_clusters(db):
    objective = make.PlanObjectiveFactory(plan=make.PlanFactory(publication="published"))
    draft = make.PlanObjectiveFactory(plan=make.PlanFactory(publication="draft"))
    direct, through, only_draft, _none = (make.RecommendationFactory() for _number in range(4))
    objective.recommendations.add(direct)
    draft.recommendations.add(only_draft)
    cluster = make.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=through, overlap="partial")
    objective.clusters.add(cluster)
    found = read("plans.coverage", Scope(today()))
    assert (found.counts, found.n) == ({"covered": 2, "not_covered": 2}, 4)
    assert read("plans.objectives", Scope(today())).value == 1


def test_the_turnaround_is_the_median_of_each_step(db):
    start = timezone.now() - dt.timedelta(days=100)
    for days in ((2, 3), (4, 3), (9, 3)):
        update = official_update()
        at, person = start, make.UserFactory()
        for move, wait in (("submit", 0), ("verify", days[0]), ("sign", days[1])):
            at += dt.timedelta(days=wait)
            step = UpdateStep(update=update, actor=person, move=move, source="draft", target="x")
            step.save()
            with pgtrigger.ignore("activities.UpdateStep:append_only"):
                UpdateStep.objects.filter(pk=step.pk).update(at=at)
    found = read("updates.turnaround", Scope(today()))
    assert found.counts == {"verify": 4, "sign": 3}
    assert [line.n for line in found.lines] == [3, 3]


def test_updates_through_clusters_and_activities_count_for_recommendations(review):
    rows = [make.RecommendationFactory(review=review) for _number in range(4)]
    cluster = make.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=rows[1], overlap="direct")
    activity = make.ActivityFactory(publication="published")
    activity.recommendations.add(rows[2])
    official_update(on=[rows[0]])
    official_update(cluster=cluster)
    official_update(activity=activity)
    make.UpdateFactory(on=[rows[3]])
    scope = Scope(today(), review=review)
    assert value("updates.published", scope) == 3
    assert value("updates.recommendations", scope) == 3
    assert value("updates.recommendations") == 3


def test_each_gap_leads_to_as_many_as_the_register_lists(client, db):
    make.RecommendationFactory()
    make.RecommendationFactory(lead=make.InstitutionFactory())
    found = read_all(Scope(today()))
    gaps = next(one for one in found if one.figure.code == "recommendations.gaps")
    assert gaps.counts["assignment"] == 1
    for name, number in gaps.counts.items():
        listed = client.get(next(line.url for line in gaps.lines if line.key == name))
        assert listed.context["page"].paginator.count == number, name


def test_the_command_prints_every_figure(db, capsys):
    make.RecommendationFactory()
    call_command("figures", "--json")
    listed = json.loads(capsys.readouterr().out)
    assert {one["figure"] for one in listed} == set(FIGURES)
    call_command("figures")
    assert "recommendations.total" in capsys.readouterr().out


def test_an_address_that_names_nothing_is_not_there(client, db):
    assert client.get("/figures/?review=none").status_code == 404
    assert client.get("/figures.docx").status_code == 404
