"""What rows of an export become, through the command that people type."""

import json
from io import StringIO

import pghistory.models
import pytest
from django.core.management import call_command

from mechanisms.models import Review, State
from recommendations.models import (
    Assignment,
    ClusterMembership,
    ImportBatch,
    PositionChange,
    Recommendation,
    RecommendationText,
    SourceRecord,
    Theme,
    ThemeLink,
)
from tests import factories as make
from tests.recommendations.uhri_files import cells, json_file, record, xlsx_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

CONCLUSIONS = {
    "Body": "- CESCR",
    "Symbol": "E/C.12/SVN/CO/2",
    "UprCycle": None,
    "UprPositions": [],
    "UprRecommendingCountry": [],
    "UprSession": [],
}


@pytest.fixture(autouse=True)
def _own_state(settings):
    settings.STATE_CODE = "SVN"


def run(path, *options):
    out = StringIO()
    state = [] if "--any-state" in options or "--state" in options else ["--state", "SVN"]
    call_command(
        "import_recommendations", path, "--json", *state, *options, stdout=out, stderr=StringIO()
    )
    return json.loads(out.getvalue())


def numbers(report):
    names = ("created", "updated", "unchanged", "skipped_other_state")
    return (*(report[name] for name in names), len(report["rejected"]))


def events():
    """Every row of every history, as (model, key)."""
    return set(pghistory.models.Events.objects.order_by().values_list("pgh_model", "pgh_id"))


def test_the_report_has_exactly_these_keys(tmp_path):
    report = run(json_file(tmp_path, record()))
    assert list(report) == [
        *("format", "rows", "created", "updated", "unchanged", "skipped_other_state"),
        *("rejected", "unmatched_terms", "seconds"),
    ]
    assert report["format"] == "uhri_json"
    assert report["rows"] == 1


def test_a_row_becomes_a_draft_with_its_text_links_position_and_review(tmp_path):
    run(json_file(tmp_path, record()))
    found = Recommendation.objects.get()
    assert found.reference == "UPR-3-122.7"
    assert (found.symbol, found.paragraph, found.paragraph_key) == (
        "A/HRC/43/15",
        "122.7",
        "00122.00007",
    )
    assert (found.publication, found.published_at) == ("draft", None)
    assert (found.kind, found.position) == ("recommendation", "supported")
    assert found.addressed_to.iso3 == "SVN"
    assert {state.iso3 for state in found.recommending_states.all()} == {"PRT", "IRN"}
    text = found.authentic
    assert (text.language, text.text) == ("en", "Ratify it")
    assert text.raw.startswith("<p>122.7 Ratify it")
    assert {link.method for link in found.theme_links.all()} == {"source"}
    assert found.theme_links.count() == 2
    assert {group.name for group in found.groups.all()} == {"Women & girls", "Children"}
    assert [goal.number for goal in found.sdg_goals.all()] == [16]
    assert [target.code for target in found.sdg_targets.all()] == ["16.3"]
    assert PositionChange.objects.get().position == "supported"
    assert (found.review.cycle, found.review.session) == (3, 34)
    assert found.review.title == "Universal Periodic Review, cycle 3"
    assert found.review.title_translations["fr"].startswith("Examen périodique universel")


def test_what_is_new_can_be_published_at_once(tmp_path):
    run(json_file(tmp_path, record()), "--publish")
    found = Recommendation.objects.get()
    assert found.publication == "published"
    assert found.published_at is not None


def test_the_file_is_kept_with_its_hash(tmp_path, stored_files):
    run(json_file(tmp_path, record()))
    batch = ImportBatch.objects.get()
    assert stored_files() == [str(batch.reference)]
    assert len(batch.sha256) == 64
    assert batch.state == "committed"


def test_a_dry_run_reports_and_keeps_nothing(tmp_path, stored_files):
    before = events()
    assert numbers(run(json_file(tmp_path, record()), "--dry-run")) == (1, 0, 0, 0, 0)
    assert not Recommendation.objects.exists()
    assert not ImportBatch.objects.exists()
    assert stored_files() == []
    assert events() == before


@pytest.mark.parametrize("first", ["json", "xlsx"])
def test_the_second_import_writes_nothing_whatever_the_format(tmp_path, first):
    rows = [
        record(1),
        record(2, **CONCLUSIONS, Text="Housing 31. (b) Build homes."),
        record(3, **CONCLUSIONS, Text="4. The Committee is concerned.", AnnotationType="-"),
    ]
    files = {
        "json": json_file(tmp_path, *rows),
        "xlsx": xlsx_file(tmp_path, *(cells(row) for row in rows)),
    }
    assert numbers(run(files.pop(first))) == (3, 0, 0, 0, 0)
    before = events()
    (other,) = files.values()
    assert numbers(run(other)) == (0, 0, 3, 0, 0)
    assert events() == before


def test_references_follow_from_the_document(tmp_path):
    special = {"Body": "- SR Torture", "Symbol": "A/HRC/22/53/Add.4"}
    run(
        json_file(
            tmp_path,
            record(1),
            record(2, **CONCLUSIONS, Text="31. (b) Build homes."),
            record(3, **CONCLUSIONS | special, Text="80. Train police officers."),
            record(4, **CONCLUSIONS, Text="Build more homes."),
        )
    )
    assert set(Recommendation.objects.values_list("reference", flat=True)) == {
        "UPR-3-122.7",
        "CESCR-2-31b",
        "SR-TORTURE-2020-80",
        "CESCR-2-a9ceae8c",
    }


def test_another_states_reference_and_review_name_it(tmp_path):
    rows = record(1), record(2, Countries=["Croatia"], Symbol="A/HRC/43/16")
    assert numbers(run(json_file(tmp_path, *rows), "--any-state")) == (2, 0, 0, 0, 0)
    found = Recommendation.objects.get(addressed_to__iso3="HRV")
    assert found.reference == "HRV-UPR-3-122.7"
    assert found.review.title == "Croatia: Universal Periodic Review, cycle 3"


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2)])
def test_one_paragraph_in_several_rows_gets_numbers_by_id(tmp_path, order):
    rows = [record(n, **CONCLUSIONS, Text=f"31. Build {n} homes.") for n in order]
    run(json_file(tmp_path, *rows))
    assert {found.reference: found.authentic.text for found in Recommendation.objects.all()} == {
        "CESCR-2-31": "Build 1 homes.",
        "CESCR-2-31-2": "Build 2 homes.",
        "CESCR-2-31-3": "Build 3 homes.",
    }
    run(json_file(tmp_path, record(4, **CONCLUSIONS, Text="31. Build 4 homes.")))
    assert Recommendation.objects.filter(reference="CESCR-2-31-4").exists()


def test_kinds_come_from_the_type_of_the_annotation(tmp_path):
    run(
        json_file(
            tmp_path,
            record(1, **CONCLUSIONS, Text="1. One.", AnnotationType="- Concerns/Observations"),
            record(2, **CONCLUSIONS, Text="2. Two.", AnnotationType="-"),
        )
    )
    assert dict(Recommendation.objects.values_list("paragraph", "kind")) == {
        "1": "concern",
        "2": "other",
    }


def test_rows_of_other_states_are_left_out_and_iso_codes_are_known(tmp_path):
    rows = record(1), record(2, Countries=["Croatia"]), record(3, Countries=["SI"])
    assert numbers(run(json_file(tmp_path, *rows))) == (2, 0, 0, 1, 0)


def test_a_row_on_several_states_is_taken_for_the_one_that_is_wanted(tmp_path):
    run(json_file(tmp_path, record(Countries=["Croatia", "Slovenia"])))
    assert Recommendation.objects.get().addressed_to.iso3 == "SVN"


def test_rejected_rows_say_where_and_why_and_the_others_come_in(tmp_path):
    rows = (
        record(1),
        record(2, Body="- Committee of Nothing"),
        record(3, Countries=["Atlantis"]),
        record(4, PublicationDate="soon"),
    )
    report = run(json_file(tmp_path, *rows))
    assert numbers(report) == (1, 0, 0, 0, 3)
    assert [(r["row"], r["field"], r["value"]) for r in report["rejected"]] == [
        (2, "Body", "Committee of Nothing"),
        (3, "Countries", "Atlantis"),
        (4, "PublicationDate", "soon"),
    ]
    assert all(r["reason"] for r in report["rejected"])


def test_unknown_terms_are_counted_never_made_and_the_row_comes_in(tmp_path):
    themes, states = Theme.objects.count(), State.objects.count()
    odd = {"Themes": ["Right to health", "Right to be lazy"]}
    rows = record(1, **odd), record(2, **odd, UprRecommendingCountry=["Atlantis"])
    report = run(json_file(tmp_path, *rows))
    assert numbers(report) == (2, 0, 0, 0, 0)
    assert report["unmatched_terms"]["themes"] == [{"term": "Right to be lazy", "count": 2}]
    assert report["unmatched_terms"]["recommending_states"] == [{"term": "Atlantis", "count": 1}]
    assert (Theme.objects.count(), State.objects.count()) == (themes, states)


def test_a_term_that_became_known_since_is_linked_by_the_next_import(tmp_path):
    path = json_file(tmp_path, record(Themes=["Right to be lazy"]))
    run(path)
    theme = Theme.objects.exclude(parent=None).first()
    theme.aliases = [*theme.aliases, "Right to be lazy"]
    theme.save()
    assert numbers(run(path)) == (0, 1, 0, 0, 0)
    assert ThemeLink.objects.get().theme == theme


# The second import.


@pytest.fixture
def worked_on(tmp_path):
    """A record that came in, and on which the secretariat has worked since; with its file."""
    run(json_file(tmp_path, record(1), record(2, Text="122.8 Sign it.")))
    found = Recommendation.objects.get(paragraph="122.7")
    officer, ministry = make.secretariat(), make.InstitutionFactory()
    ClusterMembership.objects.create(cluster=make.ClusterFactory(), recommendation=found)
    Assignment.objects.create(recommendation=found, institution=ministry, proposed_by=officer)
    theme = Theme.objects.exclude(pk__in=found.themes.values("pk")).exclude(parent=None).first()
    ThemeLink.objects.create(recommendation=found, theme=theme, reviewed_by=officer)
    found.publication, found.priority = "retired", True
    found.save()
    return found


def test_an_edited_text_changes_that_text_and_nothing_else(tmp_path, worked_on):
    before = events()
    path = json_file(
        tmp_path, record(1, Text="122.7 Ratify it soon."), record(2, Text="122.8 Sign it.")
    )
    assert numbers(run(path)) == (0, 1, 1, 0, 0)
    found = Recommendation.objects.get(pk=worked_on.pk)
    assert found.authentic.text == "Ratify it soon."
    assert (found.publication, found.priority) == ("retired", True)
    assert found.theme_links.count() == 3
    assert found.clusters.count() == found.assignments.count() == 1
    assert found.updated_at == worked_on.updated_at
    written = sorted(model for model, _key in events() - before)
    assert [model for model in written if "ImportBatch" not in model] == [
        "recommendations.RecommendationTextEvent",
        "recommendations.SourceRecordEvent",
    ]


def test_the_history_names_the_file_and_the_import(tmp_path, worked_on):
    run(json_file(tmp_path, record(1, Text="122.7 Ratify it soon."), name="newer.json"))
    event = (
        RecommendationText.objects.get(recommendation=worked_on).events.order_by("-pgh_id").first()
    )
    batch = ImportBatch.objects.get(filename="newer.json")
    assert event.pgh_context.metadata["reason"] == "Import of newer.json"
    assert event.pgh_context.metadata["batch"] == str(batch.reference)


def test_a_position_that_the_source_changed_is_taken_over_and_the_old_one_stays_known(
    tmp_path, worked_on
):
    run(json_file(tmp_path, record(1, UprPositions=["- Noted"])))
    worked_on.refresh_from_db()
    assert worked_on.position == "noted"
    assert [change.position for change in worked_on.positions.order_by("pk")] == [
        "supported",
        "noted",
    ]


def test_what_people_changed_stays_while_the_source_says_the_same(tmp_path, worked_on):
    Recommendation.objects.filter(pk=worked_on.pk).update(position="noted")
    worked_on.theme_links.filter(method="source").first().delete()
    path = json_file(tmp_path, record(1), record(2, Text="122.8 Sign it."))
    assert numbers(run(path)) == (0, 0, 2, 0, 0)
    worked_on.refresh_from_db()
    assert worked_on.position == "noted"
    assert worked_on.theme_links.count() == 2


def test_a_field_changed_here_and_in_the_source_is_named_in_the_report(tmp_path, worked_on):
    Recommendation.objects.filter(pk=worked_on.pk).update(position="supported_noted")
    run(json_file(tmp_path, record(1, UprPositions=["- Noted"])))
    worked_on.refresh_from_db()
    assert worked_on.position == "noted"
    row = ImportBatch.objects.order_by("-pk").first().rows.get()
    assert row.changes == {"position": ["supported", "noted"]}
    assert "supported_noted" in row.message


def test_links_follow_the_source_and_those_of_people_stay(tmp_path, worked_on):
    human = worked_on.theme_links.get(method="human").theme
    run(json_file(tmp_path, record(1, Themes=["Right to education", human.name])))
    methods = {
        link.theme.name: link.method for link in worked_on.theme_links.select_related("theme")
    }
    assert methods == {"Right to education": "source", human.name: "human"}


def test_a_record_typed_by_hand_is_taken_up_when_the_source_has_it(tmp_path):
    mechanism = make.MechanismFactory(code="UPR")
    state = State.objects.get(iso3="SVN")
    typed = make.RecommendationFactory(
        reference="UPR-3-122.7",
        mechanism=mechanism,
        addressed_to=state,
        symbol="A/HRC/43/15",
        paragraph="122.7",
        text="Ratify it",
    )
    assert numbers(run(json_file(tmp_path, record()))) == (0, 1, 0, 0, 0)
    typed.refresh_from_db()
    assert str(typed.annotation_id) == record()["AnnotationId"]
    assert typed.publication == "published"
    assert typed.review.cycle == 3
    assert numbers(run(json_file(tmp_path, record()))) == (0, 0, 1, 0, 0)


def test_rows_without_an_id_are_known_by_their_paragraph(tmp_path):
    rows = [
        record(AnnotationId=None, Text="122.7 Ratify it."),
        record(AnnotationId=None, Text="122.8 Sign it."),
    ]
    assert numbers(run(json_file(tmp_path, *rows))) == (2, 0, 0, 0, 0)
    assert numbers(run(json_file(tmp_path, *rows))) == (0, 0, 2, 0, 0)
    rows[1]["Text"] = "122.8 Sign it soon."
    assert numbers(run(json_file(tmp_path, *rows))) == (0, 1, 1, 0, 0)


def test_one_document_is_one_review(tmp_path):
    run(json_file(tmp_path, *(record(n, Text=f"122.{n} Act {n}.") for n in range(1, 4))))
    run(json_file(tmp_path, record(4, Text="122.4 Act 4.")))
    assert Review.objects.count() == 1
    assert SourceRecord.objects.count() == 4


def test_more_rows_than_one_chunk_come_in_whole(tmp_path):
    rows = (record(n, Text=f"122.{n} Act {n}.") for n in range(1, 1203))
    assert numbers(run(json_file(tmp_path, *rows))) == (1202, 0, 0, 0, 0)
    assert Recommendation.objects.count() == 1202
