"""Which record a row speaks of, whoever speaks; what is only alike is left to a person."""

import datetime as dt
import uuid

import pytest
from django.core.files import File
from django.db import connection

from mechanisms.models import Mechanism, State
from recommendations.models import (
    ImportBatch,
    ImportRow,
    Recommendation,
    SourceRecord,
    Suggestion,
)
from recommendations.parsers import ParsedRow
from recommendations.services import imports
from recommendations.services.hand import Document, Entry, enter
from recommendations.services.imports import identity
from recommendations.services.imports.payload import payload_of_row
from recommendations.services.imports.terms import Terms
from recommendations.services.merging import merge_recommendations
from tests import factories as make
from tests.recommendations.uhri_files import json_file
from tests.recommendations.uhri_files import record as uhri

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "stored_files")]

CYCLE = {"cycle": 3, "symbol": "A/HRC/43/15"}


@pytest.fixture(autouse=True)
def _own_state(settings):
    settings.STATE_CODE = "SVN"


def known(text="Ratify it", symbol="A/HRC/43/15", paragraph="122.7", cycle=3, **fields):
    mechanism = Mechanism.objects.get(code=fields.pop("body", "UPR"))
    return make.RecommendationFactory(
        mechanism=mechanism,
        addressed_to=State.objects.get(iso3=fields.pop("state", "SVN")),
        review=make.ReviewFactory(mechanism=mechanism, cycle=cycle, symbol=f"X/{uuid.uuid4()}"),
        symbol=symbol,
        paragraph=paragraph,
        text=text,
        **fields,
    )


def row(position=1, **fields):
    facts = {
        "body": "UPR",
        "symbol": "A/HRC/43/15",
        "paragraph": "122.7",
        "text": "Ratify it",
        "countries": ("Slovenia",),
        "upr_cycle": 3,
    }
    return ParsedRow(position=position, kind="recommendation", **facts | fields)


def find(*rows, source="uhri"):
    terms = Terms.load()
    candidates = []
    for one in rows:
        mechanism = terms.mechanism(one.body)
        payload = payload_of_row(one, mechanism, terms, "en")
        candidates.append(
            identity.Candidate(one, payload, mechanism, terms.addressee(one.countries[0]))
        )
    return identity.find_records(candidates, source=source, places=identity.places_known())


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"symbol": "a/hrc/43/15 ", "paragraph": "122.7."},
        {"symbol": "A / HRC / 43 / 15", "paragraph": "para. 122.7"},
        {"text": "Quite other words"},
        {"symbol": "", "text": "Quite other words"},
    ],
)
def test_the_place_in_the_document_decides(fields):
    record = known()
    assert find(row(**fields)) == {1: record.pk}


@pytest.mark.parametrize(
    "fields",
    [
        {"symbol": "A/HRC/43/15/Add.1"},
        {"paragraph": "122.8"},
        {"body": "CRC"},
        {"countries": ("Slovakia",)},
        {"symbol": "", "upr_cycle": 4},
        {"symbol": "", "paragraph": ""},
    ],
)
def test_another_place_is_another_record(fields):
    known()
    assert find(row(**fields)) == {}


def test_a_row_with_a_symbol_finds_a_record_of_the_cycle_that_lacks_one():
    record = known(symbol="")
    assert find(row()) == {1: record.pk}


def test_two_at_one_place_are_told_apart_by_their_text():
    known(text="Sign it")
    record = known(text="Ratify it")
    assert find(row()) == {1: record.pk}
    assert find(row(text="Denounce it")) == {}


def test_the_source_s_own_name_comes_before_the_place():
    named, placed = known(paragraph="1"), known()
    SourceRecord.objects.create(recommendation=named, source="upr_info", key="77", payload={})
    assert find(row(key="77"), source="upr_info") == {1: named.pk}
    assert find(row(key="77"), source="table") == {1: placed.pk}


def test_what_one_source_names_twice_is_two():
    record = known()
    SourceRecord.objects.create(recommendation=record, source="upr_info", key="77", payload={})
    assert find(row(key="78"), source="upr_info") == {}


def test_an_annotation_that_another_record_has_is_not_looked_for_at_the_place():
    known(annotation_id=uuid.uuid4())
    assert find(row(annotation_id=str(uuid.uuid4()))) == {}


def test_a_merged_record_leads_on_by_every_name():
    officer = make.secretariat()
    identifier = uuid.uuid4()
    top, kept = known(paragraph="1"), known(paragraph="2", annotation_id=uuid.uuid4())
    absorbed = known(annotation_id=identifier)
    SourceRecord.objects.create(recommendation=absorbed, source="upr_info", key="77", payload={})
    for first, second in ((kept, absorbed), (top, kept)):
        merge_recommendations(kept=first, absorbed=second, actor=officer, reason="Same.")
    assert find(row(annotation_id=str(identifier))) == {1: top.pk}
    assert find(row(key="77"), source="upr_info") == {1: top.pk}
    assert find(row()) == {1: top.pk}


def test_a_record_is_given_to_one_row_alone():
    record = known()
    assert find(row(1), row(2)) == {1: record.pk}


def test_the_number_of_queries_is_the_same_for_one_row_and_for_many(django_assert_max_num_queries):
    for number in range(30):
        known(paragraph=f"122.{number}", text=f"Act {number}")
    rows = [row(n, paragraph=f"122.{n}") for n in range(1, 30)]
    terms = Terms.load()
    mechanism, state = terms.mechanism("UPR"), terms.addressee("Slovenia")
    candidates = [
        identity.Candidate(one, payload_of_row(one, mechanism, terms, "en"), mechanism, state)
        for one in rows
    ]
    with django_assert_max_num_queries(8):
        places = identity.places_known()
        assert len(identity.find_records(candidates, source="ohchr_list", places=places)) == 29


def test_a_place_is_found_by_its_index():
    first = known()
    Recommendation.objects.bulk_create(
        Recommendation(
            reference=f"X-{number}",
            mechanism=first.mechanism,
            addressed_to=first.addressed_to,
            symbol="A/HRC/43/15",
            paragraph=f"123.{number}",
        )
        for number in range(500)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE recommendations_recommendation")
        cursor.execute(
            "EXPLAIN SELECT id FROM recommendations_recommendation WHERE mechanism_id = %s"
            " AND addressed_to_id = %s AND nmirf_symbol_key(symbol) = nmirf_symbol_key('A/HRC/43/15')"
            " AND nmirf_paragraph_key(paragraph) = nmirf_paragraph_key('123.7')",
            [first.mechanism_id, first.addressed_to_id],
        )
        assert "recommendation_by_place" in str(cursor.fetchall())


# Whole files.


def read(path, state="SVN"):
    batch = ImportBatch(filename=path.name, size=path.stat().st_size, state_code=state)
    with path.open("rb") as content:
        imports.files.keep(batch, File(content))
    batch.save()
    imports.batches.read_into(batch, lambda done: None)
    return batch


WORDS = "Ratify the Convention against Torture and its Optional Protocol without delay"


def test_a_row_that_is_only_alike_names_whom_it_may_speak_of(tmp_path):
    near = known(text=WORDS.replace("without delay", "soon"), symbol="", paragraph="")
    known(text="Build schools for children in every village of the country", paragraph="1")
    batch = read(json_file(tmp_path, uhri(1, Text=f"<p>122.9 {WORDS};</p>")))
    (found,) = batch.rows.all()
    assert found.outcome == "create"
    (candidate,) = found.candidates
    assert candidate["reference"] == near.reference
    assert 60 <= candidate["score"] < 100
    assert "wording" in candidate["why"]


def test_numbered_paragraphs_of_one_document_are_never_candidates(tmp_path):
    known(text=WORDS, paragraph="122.10")
    batch = read(json_file(tmp_path, uhri(1, Text=f"<p>122.9 {WORDS};</p>")))
    assert batch.rows.get().candidates == []


def test_a_record_of_which_another_row_speaks_is_no_candidate(tmp_path):
    known(text=WORDS, symbol="", paragraph="122.9")
    batch = read(
        json_file(
            tmp_path,
            uhri(1, Text=f"<p>122.9 {WORDS};</p>"),
            uhri(2, Text=f"<p>122.10 {WORDS} please;</p>"),
        )
    )
    assert [one.outcome for one in batch.rows.all()] == ["update", "create"]
    assert batch.rows.last().candidates == []


def test_bulk_files_are_left_alone(tmp_path, monkeypatch):
    known(text=WORDS, symbol="", paragraph="")
    path = json_file(tmp_path, uhri(1, Text=f"<p>122.9 {WORDS};</p>"))
    assert read(path, state="").rows.get().candidates == []
    monkeypatch.setattr(identity, "MOST_COMPARED", 0)
    assert read(path).rows.get().candidates == []


def test_what_was_typed_after_the_file_was_read_is_not_brought_in_twice(tmp_path):
    batch = read(json_file(tmp_path, uhri(1, Text=f"<p>122.7 {WORDS};</p>")))
    with (tmp_path / "export.json").open("rb") as file:
        batch.file.save("x.json", file)
    ImportBatch.objects.filter(pk=batch.pk).update(state="committing")
    document = Document(
        mechanism=Mechanism.objects.get(code="UPR"),
        state=State.objects.get(iso3="SVN"),
        symbol="A/HRC/43/15",
        cycle=3,
        published_on=dt.date(2020, 1, 6),
    )
    entry = Entry(text=WORDS, language="en", paragraph="122.7")
    (typed,) = enter(actor=make.secretariat(), document=document, entries=[entry])
    imports.commit_import(pk=batch.pk)
    assert Recommendation.objects.get() == typed
    assert ImportRow.objects.get().outcome == "update"
    typed.refresh_from_db()
    assert str(typed.annotation_id) == uhri(1)["AnnotationId"]
    assert sorted(typed.source_records.values_list("source", flat=True)) == ["hand", "uhri"]


def test_after_an_import_is_written_its_records_are_compared_with_the_others(
    tmp_path, django_capture_on_commit_callbacks
):
    near = known(text=WORDS.replace("without delay", "soon"), symbol="", paragraph="")
    batch = read(json_file(tmp_path, uhri(1, Text=f"<p>122.9 {WORDS};</p>")))
    batch.state = "committing"
    batch.save()
    with django_capture_on_commit_callbacks(execute=True):
        imports.commit_import(pk=batch.pk)
    found = Suggestion.objects.get()
    assert (found.kind, found.subject) == ("same_as", near)
