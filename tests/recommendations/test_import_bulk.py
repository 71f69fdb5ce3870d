"""Large files: read by a process of their own, words worked out ahead, and the same result as ever."""

import multiprocessing

import pytest
from django.db import connection

from recommendations.models import ImportBatch, Recommendation, RecommendationText
from recommendations.parsers import (
    BadFile,
    NeedsMapping,
    ParsedRow,
    Problem,
    open_aside,
    open_source,
)
from recommendations.services.imports import chunks, creating, files, import_file, words
from tests.recommendations.uhri_files import json_file, record

TEXTS = (
    "1.1 Ensure the “registration” of every child’s birth – without delay;",
    "Garantir l’éducation des enfants à l’école, et la publier dans leurs langues.",
    "1.3 Ratify the Convention against Torture;",
    "1.4 Вступить в Конвенцию против пыток;",
    "1.5 Train all judges;",
)


@pytest.fixture
def large(monkeypatch):
    """Every file counts as large, and a chunk has two rows."""
    monkeypatch.setattr(files, "_LARGE", 0)
    monkeypatch.setattr(chunks, "SIZE", 2)
    monkeypatch.setattr(words, "LEAST", 1)


def bulk(folder):
    return json_file(folder, *[record(n, Text=text) for n, text in enumerate(TEXTS, 1)])


@pytest.mark.django_db
@pytest.mark.usefixtures("lists", "stored_files", "large")
def test_texts_of_a_large_file_are_indexed_as_any_other(tmp_path):
    assert import_file(path=bulk(tmp_path), state_code="").created == len(TEXTS)
    brought = dict(RecommendationText.objects.values_list("text", "search_vector"))
    assert len(brought) == len(TEXTS)
    assert all(brought.values())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE recommendations_recommendationtext SET text = text")
    assert dict(RecommendationText.objects.values_list("text", "search_vector")) == brought


@pytest.mark.django_db
@pytest.mark.usefixtures("lists", "stored_files", "large")
def test_every_record_of_a_large_file_has_its_history(tmp_path):
    import_file(path=bulk(tmp_path), state_code="")
    batch = ImportBatch.objects.get()
    for record_ in Recommendation.objects.all():
        rows = [record_, record_.texts.get(), record_.source_records.get()]
        for row in [*rows, *record_.theme_links.all(), *record_.recommending_state_links.all()]:
            (event,) = row.events.all()
            assert event.pgh_label == "insert"
            assert event.pgh_context.metadata["batch"] == str(batch.reference)
            assert event.pgh_context.metadata["reason"]


@pytest.mark.django_db
@pytest.mark.usefixtures("lists", "stored_files", "large")
def test_words_brought_along_outside_an_import_are_not_believed(tmp_path):
    import_file(path=bulk(tmp_path), state_code="")
    text = RecommendationText.objects.first()
    theirs = text.search_vector
    text.pk, text.language, text.text, text.is_authentic = None, "xx", "Quite another.", False
    text.save()
    text.refresh_from_db()
    assert "another" in text.search_vector
    assert text.search_vector != theirs


@pytest.mark.django_db
@pytest.mark.usefixtures("lists", "stored_files", "large")
def test_an_error_while_a_large_file_is_written_keeps_nothing(tmp_path, monkeypatch):
    broken = {**creating._SOURCE, "source": "'nobody'"}
    monkeypatch.setattr(creating, "_SOURCE", broken)
    with pytest.raises(Exception, match="source_kind_known"):
        import_file(path=bulk(tmp_path), state_code="")
    assert not ImportBatch.objects.exists()
    assert not Recommendation.objects.exists()


def test_a_process_of_its_own_reads_the_same_rows(tmp_path):
    path = bulk(tmp_path)
    here, there = open_source(path), open_aside(path)
    assert (there.format, there.kind, there.language) == (here.format, here.kind, here.language)
    assert list(there.rows) == list(here.rows)
    assert not multiprocessing.active_children()


def test_a_source_that_is_closed_early_ends_its_process(tmp_path):
    source = open_aside(bulk(tmp_path))
    next(source.rows)
    source.close()
    assert not multiprocessing.active_children()


def test_what_is_wrong_with_a_file_is_said_from_a_process_of_its_own_too(tmp_path):
    path = tmp_path / "cut.json"
    path.write_bytes(bulk(tmp_path).read_bytes()[:-40])
    with pytest.raises(BadFile) as here:
        list(open_source(path).rows)
    with pytest.raises(BadFile) as there:
        list(open_aside(path).rows)
    assert str(there.value) == str(here.value)
    assert there.value.what == here.value.what
    table = tmp_path / "ours.csv"
    table.write_text("No,Who,What\nN-1,CRC,Act\nN-2,CRC,Act\n", encoding="utf-8")
    with pytest.raises(NeedsMapping) as unknown:
        open_aside(table)
    assert "Who" in unknown.value.peek.titles


def test_a_row_is_the_same_after_it_was_handed_over():
    row = ParsedRow(3, text="Ensure", themes=("A", "B"), problems=(Problem("Text", "?", "Why"),))
    mine, theirs = multiprocessing.Pipe()
    theirs.send(row)
    assert mine.recv() == row
