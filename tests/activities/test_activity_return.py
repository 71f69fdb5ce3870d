"""Activities that were exported come back as they went, whatever has become of what they name."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.models import Activity, Milestone
from activities.parsers.activity_table import _parts, line_of
from activities.services.activity_import import import_activities
from focalpoints.models import Institution
from recommendations.models import AffectedGroup, Cluster
from tests import factories as make

from .test_activity_import import ROW, run

GONE = dt.date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def world(people, recommendation):
    make.ClusterFactory(slug="births")
    make.PlanObjectiveFactory(plan=make.PlanFactory(slug="nap"), code="2.1")
    return people


def back(world, client, who="secretariat"):
    """What the importer says of the files that this person has just exported."""
    client.force_login(getattr(world, who))
    for ending in ("csv", "xlsx"):
        content = client.get(f"/activities.{ending}").content
        report = import_activities(
            actor=getattr(world, who), content=content, filename="back", dry_run=False
        )
        assert report.troubles == []
        yield report


def unchanged(world, client, who="secretariat"):
    return all((one.new, one.changed) == (0, 0) and one.same for one in back(world, client, who))


def test_what_has_no_code_is_known_by_its_address_and_gets_a_code(world, client):
    made = make.ActivityFactory(slug="uncoded", lead=world.ministry, title="Without a code")
    assert unchanged(world, client)
    report = run(world, {"code": "7", "address": "uncoded", "title": "With one"})
    assert report.outcomes[0].changes == ("title", "code")
    made.refresh_from_db()
    assert (made.code, made.title) == ("7", "With one")
    assert run(world, {"code": "", "address": "uncoded", "title": "With one"}).same == 1
    made.refresh_from_db()
    assert made.code == "7"


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"code": "7", "address": "nowhere"}, "address", "No activity is there"),
        ({"code": "1.1", "address": "uncoded"}, "code", "already"),
        ({"code": "", "address": ""}, "code", "has a code"),
    ],
)
def test_an_address_that_is_none_or_another_one_s_is_refused(world, row, column, words):
    run(world, ROW)
    make.ActivityFactory(slug="uncoded", lead=world.ministry)
    (trouble,) = run(world, ROW | row).troubles
    assert trouble.column == column
    assert words in trouble.reason


def test_one_activity_stands_in_a_file_once_by_code_or_address(world):
    run(world, ROW)
    made = Activity.objects.get()
    report = run(world, ROW | {"address": ""}, ROW | {"code": "", "address": made.slug})
    assert "twice" in report.troubles[0].reason


def test_what_was_dissolved_or_retired_stays_where_it_was(world, client):
    gone = make.InstitutionFactory(name="Ministry of Yesterday", slug="yesterday")
    budget = "planned | 2025 | 10 | EUR | Grant | yesterday"
    run(world, ROW | {"partners": "yesterday", "budget": budget})
    run(world, ROW | {"code": "1.2", "lead": "yesterday", "contributing": "", "budget": ""})
    Institution.objects.filter(pk=gone.pk).update(dissolved_on=GONE)
    Cluster.objects.filter(slug="births").update(publication="retired")
    assert unchanged(world, client)
    first = Activity.objects.get(code="1.1")
    assert first.clusters.get().slug == "births"
    assert first.budget_lines.get().funder == gone
    assert first.parts_taken.filter(institution=gone, role="partner").exists()
    assert run(world, {"code": "1.1", "partners": "", "clusters": ""}).same == 1
    other = make.ActivityFactory(code="2", lead=world.ministry)
    for column in ("partners", "contributing", "lead", "clusters"):
        named = "births" if column == "clusters" else "yesterday"
        (trouble,) = run(world, {"code": other.code, column: named}).troubles
        assert (trouble.column, trouble.value) == (column, named)


def test_a_suspended_institution_keeps_its_part_in_the_file_of_a_focal_point(world, client):
    run(world, ROW, actor="focal_point")
    Institution.objects.filter(pk=world.other.pk).update(standing="suspended")
    assert unchanged(world, client, "focal_point")
    assert run(world, {"code": "1.1", "contributing": ""}, actor="focal_point").same == 1
    assert Activity.objects.get().parts_taken.get().institution == world.other


def test_a_term_that_was_merged_is_no_change(world, client):
    old, kept = (AffectedGroup.objects.create(code=code, name=code) for code in ("OLD", "KEPT"))
    run(world, ROW | {"groups": "OLD"})
    AffectedGroup.objects.filter(pk=old.pk).update(merged_into=kept, is_active=False)
    assert unchanged(world, client)


def test_milestones_of_the_same_words_and_with_bars_come_back(world, client):
    run(world, ROW | {"milestones": ""})
    made = Activity.objects.get()
    for title in ("Report | published", "Report | published", r"Ends in a bar |", r"a \| b"):
        Milestone.objects.create(activity=made, title=title, due_on=dt.date(2026, 5, 1))
    made.budget_lines.create(
        kind="planned", year=2026, amount=Decimal(5), currency="EUR", source="Line 4|2"
    )
    assert unchanged(world, client)
    line = "2026-05-01 | Report \\| published"
    report = run(world, {"code": "1.1", "milestones": f"{line}\n{line} | 2026-05-02"})
    assert report.outcomes[0].changes == ("milestones",)
    found = made.milestones.order_by("pk").values_list("title", "done_on")
    assert [*found] == [("Report | published", None), ("Report | published", dt.date(2026, 5, 2))]
    thrice = run(world, {"code": "1.1", "milestones": "\n".join([line] * 3)})
    assert thrice.troubles[0].reason == "Two milestones have the same words."


def test_new_milestones_have_words_of_their_own(world):
    twice = "2025-06-30 | Tender\n2026-06-30 | Tender"
    (trouble,) = run(world, ROW | {"milestones": twice}).troubles
    assert trouble.reason == "Two milestones have the same words."


@given(st.lists(st.text(alphabet="ab|\\ ", min_size=1, max_size=6), min_size=1, max_size=4))
def test_a_line_is_read_as_it_was_written(parts):
    words = [part.strip() or "x" for part in parts]
    assert _parts(line_of(*words), len(words)) == words


def test_names_with_commas_are_one_institution(world):
    labour = "Ministry of Labour, Family and Youth"
    Institution.objects.filter(pk=world.other.pk).update(name=labour)
    health = make.InstitutionFactory(name="Health, Agency of")
    report = run(world, ROW | {"contributing": f"{labour}; {health.name}", "budget": ""})
    assert report.troubles == []
    parts = Activity.objects.get().parts_taken.values_list("institution", flat=True)
    assert {*parts} == {world.other.pk, health.pk}


def test_titles_in_other_languages_are_columns(world, client):
    run(world, ROW | {"title_fr": "Registres", "title_ar": "سجلات"})
    assert Activity.objects.get().title_translations == {"fr": "Registres", "ar": "سجلات"}
    assert unchanged(world, client)
    report = run(world, {"code": "1.1", "title_fr": ""})
    assert report.outcomes[0].changes == ("title_fr",)
    assert Activity.objects.get().title_translations == {"ar": "سجلات"}
    (trouble,) = run(world, {"code": "1.1", "title_ar": "س" * 201}).troubles
    assert trouble.column == "title_ar"
