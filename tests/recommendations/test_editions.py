"""Editions of a document in another language: judged row by row, written, undone."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import translation

from nmirf.common.errors import DomainError
from recommendations.models import RecommendationText, TextEdition
from recommendations.services import editions, texts
from recommendations.services.imports import import_file
from tests import factories

from .edition_making import LEAD, PASTED, french, outcomes, record, start
from .edition_making import officer as officer
from .edition_making import review as review
from .uhri_files import json_file
from .uhri_files import record as annotation
from .word_files import ROW_2019, TITLES_2014, docx_file, table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.DEMO_MODE = True
    with translation.override("en"):
        yield


# Judging.


def test_each_row_says_what_it_would_do_and_nothing_is_written(client, officer, review):
    new = record(review, "31 (a)")
    other = record(review, "31b")
    texts.add_text(
        recommendation=other.pk,
        language="fr",
        standing="official",
        text="Ancien.",
        source="s",
        actor=officer,
    )
    same = record(review, "32")
    texts.add_text(
        recommendation=same.pk,
        language="fr",
        standing="machine",
        text="De former  les agents.",
        source="s",
        actor=officer,
    )
    form = {
        "pasted": PASTED,
        "review": review.pk,
        "language": "fr",
        "standing": "unofficial",
        "source": "Ministry",
    }
    answer = client.post(reverse("recommendations:new_edition"), form)
    edition = TextEdition.objects.get()
    assert answer.headers["Location"] == edition.get_absolute_url()
    assert outcomes(edition) == {
        "31": "not_found",
        "31 (a)": "new",
        "31 (b)": "replace",
        "32": "equal",
    }
    assert french(new) is None
    assert french(other) == "Ancien."
    page = client.get(edition.get_absolute_url(), {"outcome": "replace"}).content.decode()
    assert "<del>Ancien" in page
    assert "takes the place of an official translation" in page


def test_paragraphs_of_no_review_and_two_sources_are_refused(client, officer, review):
    form = {"language": "fr", "standing": "official", "source": "s"}
    url = reverse("recommendations:new_edition")
    assert "Say which review" in client.post(url, form | {"pasted": "1. A"}).text
    assert "Choose a file, or paste" in client.post(url, form).text
    both = form | {"pasted": "1. A", "file": SimpleUploadedFile("a.json", b"[]")}
    assert "Choose a file, or paste" in client.post(url, both).text
    broken = form | {"file": SimpleUploadedFile("a.docx", b"PK\x03\x04broken")}
    assert client.post(url, broken).status_code == 422
    assert not TextEdition.objects.exists()


def test_a_table_is_read_by_the_titles_of_its_columns(officer, review):
    row = record(review, "31 (a)")
    content = "Paragraph;Text\n31 (a);Enregistrer les enfants.\n99;Autre.\n"
    upload = SimpleUploadedFile("fr.csv", content.encode())
    edition = start(officer, file=upload, is_pasted=False, review=review)
    assert sorted(one.outcome for one in edition.rows.all()) == ["new", "not_found"]
    editions.write_edition(pk=edition.pk, actor=officer)
    assert french(row) == "Enregistrer les enfants."
    unknown = SimpleUploadedFile("x.csv", b"One;Two\n1;2\n")
    with pytest.raises(DomainError, match="Paragraph"):
        start(officer, file=unknown, is_pasted=False, review=review)


def test_a_word_list_finds_its_records_by_symbol_and_paragraph(officer, tmp_path, review):
    row = record(review, "122.7", symbol="A/HRC/43/15")
    listed = ROW_2019[0].replace("Ratify it", "Ratifier le Protocole")
    path = docx_file(tmp_path, table(TITLES_2014, [listed, *ROW_2019[1:]]))
    upload = SimpleUploadedFile("liste.docx", path.read_bytes())
    edition = start(officer, file=upload, is_pasted=False)
    assert [one.recommendation for one in edition.rows.all()] == [row]
    editions.write_edition(pk=edition.pk, actor=officer)
    assert french(row) == "Ratifier le Protocole"


def test_authentic_texts_are_left_alone(officer, review):
    row = record(review, "31 (a)")
    row.texts.update(language="fr")
    edition = start(officer, review=review)
    assert outcomes(edition)["31 (a)"] == "authentic"
    with pytest.raises(DomainError, match="nothing to write"):
        editions.write_edition(pk=edition.pk, actor=officer)
    assert row.texts.get().is_authentic


def test_a_place_that_two_records_share_is_left_to_people(officer, review):
    first, second = record(review, "31 (a)"), record(review, "31a", symbol="CRC/C/XMA/CO/5")
    edition = start(officer, review=review)
    row = edition.rows.get(place="31 (a)")
    assert row.outcome == "ambiguous"
    assert first.reference in row.message
    assert second.reference in row.message


def test_an_export_in_another_language_finds_its_records_by_their_annotation(officer, tmp_path):
    call_command("load_reference", verbosity=0)
    import_file(path=json_file(tmp_path, annotation(1)), state_code="")
    made = RecommendationText.objects.get()
    words = "<p>122.7 Enregistrer les enfants (Portugal);</p>"
    other = json_file(tmp_path, annotation(1, Text=words), name="fr.json")
    upload = SimpleUploadedFile("fr.json", other.read_bytes())
    edition = start(officer, file=upload, is_pasted=False)
    assert [row.outcome for row in edition.rows.all()] == ["new"]
    editions.write_edition(pk=edition.pk, actor=officer)
    assert french(made.recommendation) == "Enregistrer les enfants"
    assert made.recommendation.authentic.text == made.text


# Writing and undoing.


def test_all_of_it_is_written_with_its_source_and_found_by_search(client, officer, review):
    rows = [record(review, "31 (a)"), record(review, "31 (b)")]
    edition = start(officer, review=review)
    url = reverse("recommendations:write_edition", args=[edition.reference])
    assert "2 translations are new" in client.get(url).content.decode()
    client.post(url)
    assert french(rows[1]) == f"{LEAD} (b) d’abolir les frais de retard."
    text = rows[0].texts.get(language="fr")
    assert (text.is_official, text.source) == (True, "CRC/C/XMA/CO/5, French")
    found = client.get("/recommendations/", {"q": "frais"}).context["page"].object_list
    assert [row["pk"] for row in found] == [rows[1].pk]
    history = client.get(f"{rows[0].get_absolute_url()}history/").text
    assert "Edition in Français: pasted.txt" in history
    client.post(url)
    assert TextEdition.objects.get().state == "written"


def test_undoing_puts_back_what_stood_there(officer, review):
    row, other = record(review, "31 (a)"), record(review, "31 (b)")
    before = texts.add_text(
        recommendation=other.pk,
        language="fr",
        standing="machine",
        text="Ancien.",
        source="s",
        translator="M",
        actor=officer,
    )
    edition = start(officer, review=review)
    editions.write_edition(pk=edition.pk, actor=officer)
    assert other.texts.get(language="fr").is_official
    editions.undo_edition(pk=edition.pk, actor=officer)
    assert french(row) is None
    back = other.texts.get(language="fr")
    assert back.pk == before.pk
    assert (back.text, back.is_machine_made, back.translator) == ("Ancien.", True, "M")
    edition.refresh_from_db()
    assert edition.state == "undone"


def test_what_was_edited_since_bars_the_undoing_and_is_named(client, officer, review):
    row, other = record(review, "31 (a)"), record(review, "31 (b)")
    edition = start(officer, review=review)
    editions.write_edition(pk=edition.pk, actor=officer)
    text = row.texts.get(language="fr")
    texts.edit_translation(
        pk=text.pk,
        seen=text.updated_at,
        standing="official",
        text="Mieux.",
        source="s",
        actor=officer,
    )
    undo = reverse("recommendations:undo_edition", args=[edition.reference])
    body = client.post(undo, follow=True).content.decode()
    assert f"someone edited the text of {row.reference}" in body
    assert french(row) == "Mieux."
    assert french(other) == f"{LEAD} (b) d’abolir les frais de retard."


def test_what_changed_since_it_was_read_is_judged_anew_before_anything_is_written(
    client, officer, review
):
    row = record(review, "31 (a)")
    edition = start(officer, review=review)
    texts.add_text(
        recommendation=row.pk,
        language="fr",
        standing="official",
        text="Meanwhile.",
        source="s",
        actor=officer,
    )
    write = reverse("recommendations:write_edition", args=[edition.reference])
    body = client.post(write, follow=True).content.decode()
    assert "changed since the file was read" in body
    assert french(row) == "Meanwhile."
    edition.refresh_from_db()
    assert edition.counts["replace"] == 1
    client.post(write)
    assert french(row) == f"{LEAD} (a) d’enregistrer chaque enfant"


def test_a_discarded_edition_is_written_no_more(client, officer, review):
    record(review, "31 (a)")
    edition = start(officer, review=review)
    client.post(reverse("recommendations:discard_edition", args=[edition.reference]))
    assert not edition.rows.exists()
    write = reverse("recommendations:write_edition", args=[edition.reference])
    assert "already done this" in client.post(write, follow=True).text


@pytest.mark.django_db(transaction=True)
def test_written_twice_at_once_it_is_written_once():
    actor, review = factories.secretariat(), factories.ReviewFactory()
    row = record(review, "31 (a)")
    edition = start(actor, review=review)
    barrier, found = threading.Barrier(2), []

    def act():
        barrier.wait()
        try:
            found.append(str(editions.write_edition(pk=edition.pk, actor=actor)))
        except DomainError:
            found.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["True", "refused"]
    assert row.texts.filter(language="fr").count() == 1


def test_reading_takes_as_many_queries_for_2_rows_as_for_200(
    officer, review, django_assert_max_num_queries
):
    def pasted(number):
        return "\n".join(f"{n}. Texte {n}." for n in range(1, number + 1))

    for n in range(1, 201):
        record(review, str(n))
    start(officer, pasted(1), review=review)
    with django_assert_max_num_queries(20) as few:
        start(officer, pasted(2), review=review)
    with django_assert_max_num_queries(20) as many:
        edition = start(officer, pasted(200), review=review)
    assert len(few.captured_queries) == len(many.captured_queries)
    with django_assert_max_num_queries(25):
        editions.write_edition(pk=edition.pk, actor=officer)


def test_what_was_not_found_is_not_said_to_be_there_already(client, officer, review):
    record(review, "31 (a)")
    edition = start(officer, review=review, pasted="999. Rien de tel ne se trouve au registre.")
    page = client.get(edition.get_absolute_url()).text
    assert "There is nothing to write." in page
    assert "the register has all of it" not in page
