"""Rows and terms of an import that a person decides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from recommendations.models import Recommendation, RowDecision, TermDecision, Theme, ThemeLink
from recommendations.services import imports as services
from recommendations.services.merging import merge_recommendations
from tests import factories as make
from tests.recommendations.test_import_pages import commit, page_of
from tests.recommendations.test_import_pages import officer as officer
from tests.recommendations.test_import_pages import upload as upload
from tests.recommendations.uhri_files import json_file, record
from tests.recommendations.word_files import TITLES_2025, docx_file, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "stored_files")]

LAZY = "Right to be lazy"


@pytest.fixture(autouse=True)
def _own_state(settings):
    settings.STATE_CODE = "SVN"
    settings.DEMO_MODE = True


def address(name, batch):
    return reverse(f"recommendations:{name}", args=[batch.reference])


def rows(folder, *numbers, **changes):
    return json_file(folder, *(record(n, Text=f"122.{n} Act {n}.", **changes) for n in numbers))


def decide(client, batch, query="", **data):
    return client.post(f"{address('decide_rows', batch)}{query}", data, follow=True)


# Rows.


def test_a_row_that_is_left_out_is_not_written_and_shown_as_such(client, upload, tmp_path):
    batch, _answer = upload(rows(tmp_path, 1, 2))
    assert decide(client, batch, position=1, choice="leave_out").status_code == 200
    batch.refresh_from_db()
    assert (batch.counts["create"], batch.counts["left_out"]) == (1, 1)
    content = page_of(client, batch, outcome="left_out").content.decode()
    assert "Act 1" in content
    assert "Take back" in content
    commit(batch)
    assert [r.paragraph for r in Recommendation.objects.all()] == ["122.2"]


def test_a_decision_can_be_taken_back_before_the_import_is_written(client, upload, tmp_path):
    batch, _answer = upload(rows(tmp_path, 1, 2))
    decide(client, batch, position=1, choice="leave_out")
    decide(client, batch, position=1, choice="")
    batch.refresh_from_db()
    assert (batch.counts["create"], batch.counts["left_out"]) == (2, 0)
    assert not RowDecision.objects.exists()


def test_a_row_is_the_same_as_what_its_record_was_merged_into(client, upload, tmp_path):
    batch, _answer = upload(rows(tmp_path, 1))
    commit(batch)
    known = Recommendation.objects.get()
    stays = make.RecommendationFactory(
        reference="NEW-1", mechanism=known.mechanism, addressed_to=known.addressed_to
    )
    merge_recommendations(kept=stays, absorbed=known, actor=make.secretariat(), reason="Twice.")
    other, _answer = upload(rows(tmp_path, 2))
    assert decide(client, other, position=1, choice="same_as", target="X").status_code == 404
    page = decide(client, other, position=1, choice="same_as", target=known.reference)
    assert f"{known.reference} was merged into NEW-1" in page.text
    assert RowDecision.objects.get().target == stays


def test_all_that_match_a_filter_are_decided_after_a_page_that_says_how_many(
    client, upload, tmp_path
):
    batch, _answer = upload(rows(tmp_path, *range(1, 13)))
    query = "?outcome=create&q=Act 1"
    preview = client.get(f"{address('decide_rows', batch)}{query}&choice=leave_out")
    assert b"4 rows match the filter" in preview.content
    decide(client, batch, query, choice="leave_out")
    batch.refresh_from_db()
    assert (batch.counts["create"], batch.counts["left_out"]) == (8, 4)


def test_decisions_end_when_the_import_is_written(client, upload, tmp_path):
    batch, _answer = upload(rows(tmp_path, 1))
    commit(batch)
    page = decide(client, batch, position=1, choice="leave_out")
    assert b"not waiting for a decision" in page.content
    assert not RowDecision.objects.exists()


def test_a_row_of_one_recommendation_can_not_be_split(client, upload, tmp_path):
    batch, _answer = upload(rows(tmp_path, 1))
    page = decide(client, batch, position=1, choice="split")
    assert b"can&#x27;t be split" in page.content


def test_a_row_can_be_held_to_be_the_same_as_a_record_or_apart_from_it(client, upload, tmp_path):
    batch, _answer = upload(rows(tmp_path, 1))
    commit(batch)
    known = Recommendation.objects.get()
    other, _answer = upload(
        json_file(tmp_path, record(AnnotationId=None, Text="7. Act 1.", Symbol="A/HRC/43/15/Rev.1"))
    )
    decide(client, other, position=1, choice="same_as", target=known.reference)
    other.refresh_from_db()
    assert other.counts["create"] == 0
    decide(client, other, position=1, choice="")
    again, _answer = upload(json_file(tmp_path, record(AnnotationId=None, Text="122.1 Act now.")))
    assert again.counts["create"] == 0
    decide(client, again, position=1, choice="separate")
    again.refresh_from_db()
    assert again.counts["create"] == 1
    commit(again)
    assert Recommendation.objects.count() == 2


def bundle(folder):
    text = (
        "140.1 Ratify the Convention on the Rights of Migrant Workers (Peru);\n"
        "140.2 Train all judges and prosecutors (Ghana);\n"
        "Source of Position: A/HRC/59/15/Add.1 - Para.3"
    )
    single = "140.3 Build houses (Chad);\nSource of Position: A/HRC/59/15/Add.1 - Para.3"
    tags = "- Right to health\nGroups of Persons: \n- Children"
    return docx_file(
        folder,
        table(
            TITLES_2025,
            [text, "Supported", tags, "- 16.3 - Promote the rule of law"],
            [single, "Noted", tags, ""],
        ),
        header="UPR of Slovenia (4th Cycle – 48th session)\nThematic list of recommendations",
    )


def test_a_bundled_row_is_split_and_stays_split_in_the_next_import(client, upload, tmp_path):
    batch, _answer = upload(bundle(tmp_path))
    bundled = batch.rows.exclude(parts=[]).get()
    assert len(bundled.parts) == 2
    decide(client, batch, position=bundled.position, choice="split")
    batch.refresh_from_db()
    assert batch.counts["create"] == 3
    commit(batch)
    assert Recommendation.objects.count() == 3
    again, _answer = upload(bundle(tmp_path))
    assert (again.counts["create"], again.counts["unchanged"]) == (0, 3)


# Terms.


def save_term(client, batch, **fields):
    (term,) = services.unknown_terms(batch)
    return client.post(
        address("import_terms", batch),
        {f"{name}-{term.key}": value for name, value in fields.items()},
    )


@pytest.fixture
def health(lists):
    return Theme.objects.get(name="Right to health")


def test_an_unknown_term_is_shown_with_rows_and_the_likeliest_terms(client, upload, tmp_path):
    batch, _answer = upload(rows(tmp_path, 1, 2, Themes=["Right to healthy"]))
    content = client.get(address("import_terms", batch)).content.decode()
    assert "Right to healthy" in content
    assert "2 rows" in content
    assert "Act 1." in content
    (term,) = services.with_help(batch, services.unknown_terms(batch))
    assert term.suggestions[0].label == "Right to health"


def test_a_term_that_stands_for_another_here_changes_no_list(client, upload, tmp_path, health):
    batch, _answer = upload(rows(tmp_path, 1, Themes=[LAZY]))
    assert save_term(client, batch, choice="map", term=health.code).status_code == 302
    batch.refresh_from_db()
    commit(batch)
    assert ThemeLink.objects.get().theme == health
    health.refresh_from_db()
    assert LAZY not in health.aliases
    again, _answer = upload(rows(tmp_path, 1, Themes=[LAZY]))
    assert again.counts["unchanged"] == 1


def test_an_alias_is_added_when_the_import_is_written_and_not_before(
    client, upload, tmp_path, health
):
    batch, _answer = upload(rows(tmp_path, 1, Themes=[LAZY]))
    save_term(client, batch, choice="alias", term=health.code)
    health.refresh_from_db()
    assert LAZY not in health.aliases
    batch.refresh_from_db()
    commit(batch)
    health.refresh_from_db()
    assert LAZY in health.aliases
    assert ThemeLink.objects.get().theme == health


def test_a_new_term_is_made_with_code_and_parent_when_the_import_is_written(
    client, upload, tmp_path, health
):
    batch, _answer = upload(rows(tmp_path, 1, Themes=[LAZY]))
    save_term(client, batch, choice="create", code="lazy", parent=health.code)
    assert not Theme.objects.filter(code="lazy").exists()
    batch.refresh_from_db()
    commit(batch)
    made = Theme.objects.get(code="lazy")
    assert (made.name, made.parent) == (LAZY, health)
    assert ThemeLink.objects.get().theme == made


def test_a_code_that_is_taken_is_refused_and_what_was_chosen_stays(
    client, upload, tmp_path, health
):
    batch, _answer = upload(rows(tmp_path, 1, Themes=[LAZY]))
    answer = save_term(client, batch, choice="create", code=health.code)
    assert answer.status_code == 422
    assert b"is taken" in answer.content
    assert f'value="{health.code}" maxlength' in answer.content.decode()
    assert not TermDecision.objects.exists()


def test_states_can_not_be_made_by_an_import(client, upload, tmp_path):
    batch, _answer = upload(rows(tmp_path, 1, UprRecommendingCountry=["Atlantis"]))
    answer = save_term(client, batch, choice="create", code="atl")
    assert b"takes no new terms" in answer.content


def test_the_same_file_again_is_told_with_a_link(client, upload, tmp_path):
    first, _answer = upload(rows(tmp_path, 1))
    second, _answer = upload(rows(tmp_path, 1))
    content = page_of(client, second).content.decode()
    assert "The same file was read on" in content
    assert first.get_absolute_url() in content


def test_rows_are_found_by_words_and_by_what_is_special_about_them(client, upload, tmp_path):
    batch, _answer = upload(
        json_file(
            tmp_path,
            record(1, Text="122.1 Build dams."),
            record(2, Text="122.2 Build roads.", Themes=[LAZY]),
        )
    )
    found = page_of(client, batch, q="dams").content
    assert b"Build dams" in found
    assert b"Build roads" not in found
    found = page_of(client, batch, show="unknown").content
    assert b"Build roads" in found
    assert b"Build dams" not in found


@pytest.mark.parametrize("number", [1, 20])
def test_the_pages_ask_as_much_for_twenty_rows_as_for_one(
    client, upload, tmp_path, number, django_assert_max_num_queries
):
    batch, _answer = upload(
        json_file(
            tmp_path,
            *(record(n, Text=f"122.{n} Act {n}.", Themes=[f"Odd {n}"]) for n in range(number)),
        )
    )
    with django_assert_max_num_queries(20):
        page_of(client, batch)
    with django_assert_max_num_queries(30):
        client.get(address("import_terms", batch))


@pytest.mark.parametrize("person", [make.administrator, make.focal_point])
def test_nobody_else_decides(client, person):
    client.force_login(person())
    batch = services.start_import(
        file=SimpleUploadedFile("x.json", b"[]"),
        state_code="",
        publish=False,
        actor=make.secretariat(),
    )
    for name in ("decide_rows", "import_terms", "map_import", "judge_import", "undo_import"):
        assert client.post(address(name, batch)).status_code == 403
