"""Which paragraph an edition's row is, and which record it belongs to."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from nmirf.common.errors import DomainError
from recommendations.services import editions
from recommendations.services.editions.judging import paragraph_name
from recommendations.services.editions.reading import lines_of_pasted

from .edition_making import LEAD, PASTED, french, record, start
from .edition_making import officer as officer
from .edition_making import review as review
from .word_files import ROW_2019, TITLES_2014, docx_file, table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.DEMO_MODE = True
    with translation.override("en"):
        yield


def test_pasted_paragraphs_are_split_at_their_numbers_and_letters():
    found = {line.paragraph: line.text for line in lines_of_pasted(PASTED)}
    assert found == {
        "31": "Le Comité recommande à l’État partie : (a) d’enregistrer chaque enfant;"
        " (b) d’abolir les frais de retard.",
        "31 (a)": f"{LEAD} (a) d’enregistrer chaque enfant",
        "31 (b)": f"{LEAD} (b) d’abolir les frais de retard.",
        "32": "De former les agents.",
    }
    with pytest.raises(DomainError, match="begins with a number"):
        lines_of_pasted("No number.\nAnywhere.")


@pytest.mark.parametrize(
    ("one", "other"),
    [("31 (b)", "31b"), ("31.(b)", "31 (B)"), ("٣١", "31"), ("140.253.", "140.253"), ("12)", "12")],
)
def test_editions_write_the_same_number_differently(one, other):
    assert paragraph_name(one).replace(".", "") == paragraph_name(other).replace(".", "")


def test_a_dot_inside_a_number_is_part_of_it():
    assert paragraph_name("140.25") != paragraph_name("14025")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_words(pasted):
    try:
        found = lines_of_pasted(pasted)
    except DomainError:
        return
    assert all(line.paragraph and line.text for line in found)
    assert [line.position for line in found] == list(range(1, len(found) + 1))


def choose(client, edition, row, reference):
    url = reverse("recommendations:choose_edition_record", args=[edition.reference])
    return client.post(url, {"position": row.position, "reference": reference}, follow=True)


def test_a_person_says_which_of_several_records_each_row_is(client, officer, review):
    first = record(review, "31 (a)", text="Register every child.")
    second = record(review, "31a", text="Abolish the fees.")
    pasted = "31 (a) Enregistrer chaque enfant.\n"
    edition = start(officer, pasted=pasted, review=review)
    row = edition.rows.get()
    page = client.get(edition.get_absolute_url(), {"outcome": "ambiguous"}).content.decode()
    assert "Register every child." in page
    assert "Abolish the fees." in page
    choose(client, edition, row, second.reference)
    row.refresh_from_db()
    assert (row.outcome, row.recommendation) == ("new", second)
    assert client.post(reverse("recommendations:write_edition", args=[edition.reference]))
    assert french(second) == "Enregistrer chaque enfant."
    assert french(first) is None


def test_two_rows_of_one_paragraph_are_each_given_their_record(client, officer, tmp_path, review):
    records = [
        record(review, "122.7", symbol="A/HRC/43/15", text=text) for text in ("Sign.", "Ratify.")
    ]
    rows = [["122.7 Signer", *ROW_2019[1:]], ["122.7 Ratifier", *ROW_2019[1:]]]
    rows = [["Document: A/HRC/43/15 | UPR"], *rows]
    path = docx_file(tmp_path, table(TITLES_2014, *rows))
    edition = start(officer, file=SimpleUploadedFile("l.docx", path.read_bytes()), is_pasted=False)
    first, second = edition.rows.order_by("position")
    assert (first.outcome, second.outcome) == ("ambiguous", "ambiguous")
    choose(client, edition, first, records[0].reference)
    choose(client, edition, second, records[1].reference)
    editions.write_edition(pk=edition.pk, actor=officer)
    assert [french(one) for one in records] == ["Signer", "Ratifier"]


def test_a_record_that_the_row_does_not_fit_is_refused(client, officer, review):
    for paragraph in ("31 (a)", "31a"):
        record(review, paragraph)
    other = record(review, "99")
    edition = start(officer, review=review)
    row = edition.rows.get(place="31 (a)")
    for reference in (other.reference, "nobody", ""):
        page = choose(client, edition, row, reference)
        assert "does not fit" in page.content.decode()
    row.refresh_from_db()
    assert (row.outcome, row.is_chosen) == ("ambiguous", False)


def test_a_symbol_that_is_spaced_otherwise_names_the_same_document(officer, tmp_path, review):
    row = record(review, "122.7", symbol="A/HRC/43/ 15")
    rows = [["Document: a/hrc/43/15 | UPR"], ["122.7 Ratifier", *ROW_2019[1:]]]
    path = docx_file(tmp_path, table(TITLES_2014, *rows))
    edition = start(officer, file=SimpleUploadedFile("l.docx", path.read_bytes()), is_pasted=False)
    assert [one.recommendation for one in edition.rows.all()] == [row]
