"""A plan of 56 activities held against 691 recommendations, until the gap report shows a change."""

import csv
import io
import json
import re
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from activities.models import Activity, IndicatorValue, NationalPlan, PlanObjective, ValueImport
from activities.services import reference
from portal.gaps import GAPS
from recommendations.models import (
    Assignment,
    ClusterMembership,
    Recommendation,
    RecommendationText,
)
from reporting.models import GapReport, InformationRequest, RenderedFile
from reporting.services import rendering
from tests import factories as make
from tests.portal.test_figures import workbook
from tests.reporting.test_gap_reports import text_of

from . import plan_asked, plan_refused
from .desk import content_of, done, signed_in, table

pytestmark = pytest.mark.browser

ASKED, COVERED, OPEN = 691, 470, 221
CLUSTERS, ACTIVITIES = 11, 56
# Seven clusters of 63 with two members each that ask for something distinct; 43 are named one by one.
WHOLE = 7
# Numbers that stand nowhere else.
TOTAL, BESIDE, FEW = 70123, 70119, 4
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def sadata(marisola, settings):
    """The people of Marisola, a statistics office, and a register of 691 in eleven clusters."""
    settings.DEMO_MODE = True
    people = marisola
    reference.load()
    people.office = make.InstitutionFactory(name="Statistics Office", slug="statistics")
    people.statistician = make.focal_point(people.office)
    people.review = make.ReviewFactory(slug="upr-4", title="Fourth review")
    people.clusters = [
        make.ClusterFactory(slug=f"cluster-{n}", title=f"Subject {n}") for n in range(CLUSTERS)
    ]
    people.rows = register(people.review)
    ClusterMembership.objects.bulk_create(
        ClusterMembership(
            cluster=people.clusters[n % CLUSTERS],
            recommendation=row,
            overlap="distinct" if n % CLUSTERS < WHOLE and n < 2 * CLUSTERS else "direct",
        )
        for n, row in enumerate(people.rows)
    )
    for row in people.rows[:2]:
        lead(row, people.interior, people.officer)
    return people


def register(review):
    state = make.StateFactory()
    rows = Recommendation.objects.bulk_create(
        Recommendation(
            reference=f"UPR-4-{n + 1}",
            mechanism=review.mechanism,
            review=review,
            addressed_to=state,
            issued_on=review.published_on,
            position="supported",
            publication="published",
            published_at=timezone.now(),
        )
        for n in range(ASKED)
    )
    RecommendationText.objects.bulk_create(
        RecommendationText(
            recommendation=row, language="en", text=f"Ensure right {n}.", is_authentic=True
        )
        for n, row in enumerate(rows)
    )
    return rows


def lead(row, institution, officer):
    Assignment.objects.create(
        recommendation=row, institution=institution, state="accepted", proposed_by=officer
    )


def test_a_plan_is_held_against_all_that_was_asked(walk, sadata, tmp_path):
    officer = signed_in(sadata.officer)
    import_the_activities(officer, sadata)
    what_is_covered_is_counted(walk, officer, sadata)
    enter_a_plan_with_objectives(officer, sadata)
    a_stranger_reads_what_the_plan_covers(walk)
    make_the_plan_of_the_review(officer, sadata)
    the_office_imports_its_series(sadata)
    the_few_stay_hidden_everywhere(sadata)
    first = make_a_gap_report(officer)
    ask_about_the_gap(walk, officer, sadata)
    the_ministry_answers(sadata)
    close_one_gap(officer, sadata)
    the_second_report_shows_it(walk, officer, first, sadata, tmp_path)


@pytest.fixture
def asked(marisola, settings):
    """A statistics office with two series, an NHRI, and two recommendations that a ministry leads."""
    settings.DEMO_MODE = True
    people = marisola
    reference.load()
    people.office = make.InstitutionFactory(name="Statistics Office", slug="statistics")
    people.statistician = make.focal_point(people.office)
    people.nhri = make.representative("nhri")
    people.rows = [
        make.RecommendationFactory(reference=f"UPR-4-{n}", lead=people.interior) for n in (1, 2)
    ]
    share = make.UnitFactory(code="percent", name="Per cent", is_share=True)
    cases = make.UnitFactory(code="cases", name="Cases", is_count=True)
    for code, unit in (("NSO-P", share), ("NSO-C", cases)):
        slug = code.lower()
        make.IndicatorFactory(code=code, slug=slug, unit=unit, custodian=people.office)
    return people


def test_what_a_round_asks_is_answered_signed_and_judged(walk, asked):
    place = plan_asked.open_a_round(walk, asked, "values", "Statistics Office")
    plan_asked.the_custodian_gives_a_value_and_none(walk, asked, place)
    place = plan_asked.open_a_round(walk, asked, "updates", "Ministry of the Interior")
    plan_asked.the_ministry_writes_and_has_nothing_new(walk, asked, place)
    plan_asked.verify_by_the_keyboard(walk, asked)
    plan_asked.sign_what_was_read(walk, asked)
    plan_asked.two_views_stand_side_by_side(walk, asked)


def test_bad_input_is_named_and_nothing_is_lost(walk, asked, settings):
    above = make.PlanObjectiveFactory(code="1", title="Dignity")
    make.PlanObjectiveFactory(plan=above.plan, parent=above, code="1.1", title="A name")
    plan_refused.a_share_of_120_and_a_period_twice(walk, asked)
    plan_refused.an_unknown_unit(walk, asked)
    plan_refused.an_end_before_a_start(walk, asked)
    plan_refused.a_budget_below_nothing(walk, asked)
    plan_refused.objectives_in_a_circle(walk, asked)
    plan_refused.a_file_too_large_and_a_program(walk, asked, settings)


# Activities and what they cover.


def activity_rows(people):
    singly = [row.reference for n, row in enumerate(people.rows) if n % CLUSTERS == WHOLE][:43]
    again = [people.rows[CLUSTERS * 3 + n].reference for n in range(6)]
    for n in range(WHOLE):
        yield f"A{n}", f"Programme {n}", f"cluster-{n}", ""
    for n, one in enumerate(singly + again, WHOLE):
        yield f"A{n}", f"Measure number {n}", "", one


def import_the_activities(officer, people):
    head = ("code", "title", "clusters", "recommendations", "lead", "starts_on", "ends_on")
    rows = [(*row, "interior", "2025-01-01", "2029-12-31") for row in activity_rows(people)]
    wrong = (*rows[0][:5], "2025-01-01", "2024-12-31")
    place = "/workspace/activities/import/"
    refused = officer.post(place, {"file": table(head, wrong, *rows[1:])})
    assert refused.status_code == 422
    assert refused.context["report"].troubles
    assert not Activity.objects.exists()
    shown = officer.post(place, {"file": table(head, *rows)})
    assert shown.status_code == 200, shown.context["report"]
    done(officer.post(place, {"checked": shown.context["waiting"]}))
    assert Activity.objects.count() == ACTIVITIES
    for slug in Activity.objects.values_list("slug", flat=True):
        done(officer.post(f"/workspace/activities/{slug}/publish/"))


def what_is_covered_is_counted(walk, officer, people):
    """The register, the list of the gap and its file say the same number."""
    listed = officer.get("/recommendations/?gap=activity")
    assert listed.context["page"].paginator.count == OPEN
    file = content_of(officer.get("/workspace/gaps/activity/file.csv")).decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(file)))) == OPEN == ASKED - COVERED
    walk.sign_in_as(people.officer, "/workspace/gaps/")
    walk.reads("Without an activity", str(OPEN))
    walk.follow("Without an activity")
    walk.reads(str(OPEN))


# Plans.


def enter_a_plan_with_objectives(officer, people):
    typed = {
        "kind": "human_rights",
        "title": "National Human Rights Action Plan",
        "starts_on": "2025-01-01",
        "ends_on": "2024-12-31",
    }
    refused = officer.post("/workspace/plans/new/", typed)
    assert refused.status_code == 422
    assert "The plan ends before it starts." in refused.text
    place = done(officer.post("/workspace/plans/new/", typed | {"ends_on": "2029-12-31"})).url
    circle = table(("code", "parent", "title"), ("1", "2", "Above"), ("2", "1", "Below"))
    refused = officer.post(f"{place}import/", {"file": circle})
    assert refused.status_code == 422
    assert "1 would stand below itself." in refused.text
    disguised = SimpleUploadedFile("plan.xlsx", b"MZ\x90\x00" + bytes(500), content_type=SHEET)
    refused = officer.post(f"{place}import/", {"file": disguised})
    assert refused.status_code == 422
    assert refused.context["form"].errors["file"]
    assert not PlanObjective.objects.exists()
    rows = [("1", "Dignity", "")] + [
        (f"1.{n + 1}", f"Objective {n}", f"cluster-{n}") for n in range(CLUSTERS - 1)
    ]
    shown = officer.post(f"{place}import/", {"file": table(("code", "title", "clusters"), *rows)})
    assert shown.status_code == 200
    done(officer.post(f"{place}import/apply/", {"table": shown.context["table"]}))
    assert PlanObjective.objects.count() == CLUSTERS
    done(officer.post(f"{place}publish/"))


def a_stranger_reads_what_the_plan_covers(walk):
    """Ten clusters of eleven: all but the 62 of the last, and the 14 that ask for something else."""
    walk.leave_as_stranger()
    walk.open("/plans/")
    walk.follow("National Human Rights Action Plan")
    covered = ASKED - 62 - 2 * WHOLE
    walk.reads(str(covered), str(ASKED), str(ASKED - covered))
    found = Client().get(f"/plans/{NationalPlan.objects.get().slug}/").context["coverage"]
    assert (found.asked, found.covered) == (ASKED, covered)


def make_the_plan_of_the_review(officer, people):
    typed = {"by": "cluster", "title": "Plan of the fourth review"}
    days = {"starts_on": "2026-01-01", "ends_on": "2029-12-31"}
    place = f"/workspace/plans/of-review/{people.review.slug}/"
    done(officer.post(place, typed | days))
    plan = NationalPlan.objects.get(kind="implementation")
    linked = Recommendation.objects.filter(plan_objectives__plan=plan).distinct()
    assert linked.count() == ASKED


# Numbers.


def the_office_imports_its_series(people):
    """Sixty series in one sheet; what is wrong is named first."""
    unit = make.UnitFactory(code="cases", name="Cases", is_count=True)
    share = make.UnitFactory(code="percent", name="Per cent", is_share=True)
    for n in range(30):
        make.IndicatorFactory(code=f"NSO-{n}", slug=f"nso-{n}", unit=unit, custodian=people.office)
    make.IndicatorFactory(code="NSO-P", slug="nso-p", unit=share, custodian=people.office)
    office = signed_in(people.statistician)
    place = "/workspace/indicators/import/"
    wrong = table(
        ("indicator", "period", "unit", "value"),
        ("NSO-P", "2023", "percent", 120),
        ("NSO-1", "2023", "parsecs", 5),
        ("NSO-1", "2022", "cases", 5),
        ("NSO-1", "2022", "cases", 6),
    )
    read = office.post(place, {"file": wrong}, follow=True)
    for words in ("between 0 and 100", "no such unit", "row 4"):
        assert words in read.text, words
    assert not IndicatorValue.objects.exists()
    read = done(office.post(place, {"file": SimpleUploadedFile("series.xlsx", sheet())}))
    done(office.post(read.url))
    batch = ValueImport.objects.get(state="committed")
    assert batch.counts["series"] == 60
    assert IndicatorValue.objects.count() == 60 * 3
    again = office.post("/workspace/indicators/nso-1/values/new/", VALUE)
    assert again.status_code == 409
    assert "there is a value already" in again.text


VALUE = {"period": "2023", "sex": "male", "value": "7", "quality": "reliable", "standing": "final"}


def sheet():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Code", "Sex", 2021, 2022, 2023])
        for n in range(30):
            whole = (TOTAL, FEW) if n == 0 else (9000 + n, 4000 + n)
            for at, (sex, value) in enumerate(zip(("", "Male"), whole, strict=True)):
                page.write_row(1 + 2 * n + at, 0, [f"NSO-{n}", sex, 800 + n, 700 + n, value])
    return file.getvalue()


def the_few_stay_hidden_everywhere(people):
    """Of 70,123 four are men: whoever asks, in whatever form, is not told."""
    for client in (Client(), signed_in(people.focal_point), signed_in(people.officer)):
        seen = ""
        for end in ("/", ".csv", ".xlsx", ".sdmx.csv"):
            content = content_of(client.get(f"/indicators/nso-0{end}"))
            text = workbook_text(content) if end == ".xlsx" else content.decode()
            # A cell that holds the number; one with t="s" holds the place of a text.
            assert not re.search(r'<c r="\w+"(?: s="\d+")?><v>4</v>', text)
            assert ",M,_T,2023,4" not in text
            seen += text
        assert "withheld" in seen


def workbook_text(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())


# Gaps.


def make_a_gap_report(officer):
    place = done(officer.post("/workspace/gaps/report/")).url
    report = GapReport.objects.order_by("pk").last()
    for file in RenderedFile.objects.of_gaps(report.pk):
        rendering.render(pk=file.pk)
    return place


def ask_about_the_gap(walk, officer, people):
    """One question to the secretariat for what nobody leads on, one to the ministry for its own."""
    walk.sign_in_as(people.officer, "/workspace/gaps/activity/ask/")
    walk.reads("Ministry of the Interior")
    walk.press("Ask them")
    asked = InformationRequest.objects.get(institution=people.interior)
    assert asked.recommendations.count() == 2


def the_ministry_answers(people):
    asked = InformationRequest.objects.get(institution=people.interior)
    place = f"/workspace/requests/{asked.reference}/answer/"
    done(signed_in(people.focal_point).post(place, {"text": "A law is being drafted."}))
    asked.refresh_from_db()
    assert asked.state == "answered"
    assert signed_in(people.other_focal_point).get(place).status_code == 404


def close_one_gap(officer, people):
    row = make.ActivityFactory(lead=people.interior)
    row.recommendations.add(people.rows[0])


def the_second_report_shows_it(walk, officer, first, people, folder):
    """Counts on the page, in the workbook, in JSON and in the PDF are one."""
    second = make_a_gap_report(officer)
    assert first != second
    page = officer.get(second)
    lines = {line.name: line for line in page.context["contents"].lines}
    gap = lines["activity"]
    assert (gap.before, gap.count, gap.went) == (OPEN, OPEN - 1, [people.rows[0].reference])
    walk.sign_in_as(people.officer, second)
    walk.reads("Without an activity", str(OPEN - 1))
    report = GapReport.objects.order_by("pk").last()
    file = RenderedFile.objects.of_gaps(report.pk).get(format="pdf")
    words = " ".join(text_of(file.file.read(), "pdf").split()).lower()
    in_json = {
        one["line"]: one["value"]
        for one in json.loads(content_of(officer.get("/figures.json")))["figures"]
        if one["figure"] == "recommendations.gaps"
    }
    in_book = {
        row["Counted by"]: int(row["Value"])
        for row in workbook(officer.get("/figures.xlsx"), folder)
        if row["Figure"] == "recommendations.gaps"
    }
    for name in ("activity", "assignment", "plan", "indicator", "theme"):
        line, label = lines[name], str(GAPS[name].label)
        assert in_json[label] == in_book[label] == line.count, name
        listed = officer.get(f"/workspace/gaps/{name}/")
        assert str(line.count) in listed.text
        assert f"{label} {line.count} {line.before}".lower() in words, name
