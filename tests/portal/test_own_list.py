"""This register's own Word list, read back: nothing of any record is changed by it."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from mechanisms.models import Mechanism, Review, State
from portal.exports import as_docx
from portal.exports.rows import Named, Row
from portal.exports.table import Table
from recommendations.models import (
    AffectedGroup,
    Recommendation,
    RecommendationText,
    SdgGoal,
    SdgTarget,
    SourceRecord,
    Theme,
)
from recommendations.parsers import open_source
from recommendations.parsers.text import clean_text
from recommendations.services.imports import import_file
from recommendations.services.imports.terms import Terms
from tests import factories
from tests.recommendations.word_files import ROW_2014, TITLES_2014, docx_file, table


@pytest.fixture
def lists(db):
    call_command("load_reference")


@pytest.fixture
def own(lists):
    return factories.StateFactory(iso3="XMA", iso2="XM", name="Republic of Marisola")


def saved(client, path):
    response = client.get("/recommendations.docx")
    assert response.status_code == 200
    path.write_bytes(b"".join(response.streaming_content))
    return path


def facts():
    """All that an import could have changed."""
    return {
        record.reference: (
            *(record.symbol, record.paragraph, record.position, record.position_source),
            *(record.response, record.kind, record.issued_on, record.addressed_to_id),
            *(record.review_id, record.authentic.text),
            sorted(record.recommending_states.values_list("iso3", flat=True)),
            sorted(record.theme_links.values_list("theme", flat=True)),
            sorted(record.group_links.values_list("group", flat=True)),
            sorted(record.sdg_target_links.values_list("target", flat=True)),
            sorted(record.codings.values_list("scheme", "value")),
            sorted(record.source_records.values_list("source", "key")),
        )
        for record in Recommendation.objects.all()
    }


def read_back(client, tmp_path, state_code="XMA"):
    before = facts()
    report = import_file(path=saved(client, tmp_path / "own.docx"), state_code=state_code)
    assert report.rejected == []
    assert facts() == before
    return report.rows, report.created, report.updated, report.unchanged


def test_records_of_an_ohchr_list_are_unchanged_by_the_own_file(client, own, tmp_path):
    other = [
        "115.2 Sign it (Peru)",
        "Noted",
        "B31 Equality\nSDGs:\n- 16 - PEACE, JUSTICE",
        "We signed it in 2019.",
    ]
    header = "UPR of Republic of Marisola (2nd Cycle – 20th session)\nThematic list"
    path = docx_file(tmp_path, table(TITLES_2014, ROW_2014, other), header=header)
    assert import_file(path=path, state_code="XMA", publish=True).created == 2
    assert Recommendation.objects.filter(codings__scheme="ohchr_theme").count() == 2
    assert read_back(client, tmp_path) == (2, 0, 0, 2)
    again = import_file(path=path, state_code="XMA")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_what_the_own_file_adds_leaves_what_ohchr_said_alone(client, own, tmp_path):
    header = "UPR of Republic of Marisola (2nd Cycle – 20th session)\nThematic list"
    path = docx_file(tmp_path, table(TITLES_2014, ROW_2014), header=header)
    import_file(path=path, state_code="XMA", publish=True)
    theme = Theme.objects.get(code="health")
    link = Recommendation.objects.get().theme_links.create(theme=theme, method="human")
    file = saved(client, tmp_path / "own.docx")
    link.delete()
    before = SourceRecord.objects.get()
    report = import_file(path=file, state_code="XMA")
    assert (report.created, report.updated) == (0, 1)
    record = Recommendation.objects.get()
    assert record.theme_links.filter(theme=theme).exists()
    assert record.response == "Done in 2016."
    said = record.source_records.order_by("pk")
    assert [one.source for one in said] == ["ohchr_list", "register"]
    assert said[0].payload == before.payload


TWISTED = (
    # paragraph, text
    ("45", "ensure that each child is registered."),
    ("12", "States parties should be told."),
    ("140.5", "Member States of the Union have to agree."),
    ("31 (b)", "Change what (c) of the law says."),
    ("12 bis", "Repeal it."),
    ("14-16", "Repeal them."),
    ("31 (b) (ii)", "Train the police."),
    ("", "12 months after birth, register every child."),
    ("", "96.21 Ratify what was signed."),
    ("", "Themes: education and health."),
    ("7", "Theme: education."),
    ("8", "Heed the Committee on Iran (Iran)"),
    ("9", "Sign it (Ukraine); Ratify it (Peru);"),
    ("10", "Publish this. Source of position: the gazette"),
    ("11", "Two\n\nlines,  and\ttabs &amp; more."),
    ("13", "Document: A/1 | CRC"),
    ("", "– Recommendation"),
)


def test_numbers_and_texts_of_every_kind_are_told_apart_again(client, own, tmp_path):
    mechanism = Mechanism.objects.get(code="CRC")
    for number, (paragraph, text) in enumerate(TWISTED):
        factories.RecommendationFactory(
            reference=f"CRC-5-{number}",
            mechanism=mechanism,
            addressed_to=own,
            symbol="CRC/C/XMA/CO/5",
            paragraph=paragraph,
            text=text,
        )
    assert read_back(client, tmp_path) == (len(TWISTED), 0, 0, len(TWISTED))


def test_records_at_one_paragraph_are_each_found_again(client, own, tmp_path):
    mechanism = Mechanism.objects.get(code="CRC")
    place = {"mechanism": mechanism, "addressed_to": own, "symbol": "CRC/C/X/CO/5"}
    texts = ("Register every child.", "Feed every child.", "Feed every child.", "Feed  them\nall.")
    for number, text in enumerate(texts, 1):
        factories.RecommendationFactory(
            reference=f"CRC-5-12-{number}", paragraph="12", text=text, **place
        )
    assert read_back(client, tmp_path) == (4, 0, 0, 4)


def test_a_record_without_symbol_paragraph_or_review_is_found_again(client, own, tmp_path):
    mechanism = Mechanism.objects.get(code="CRC")
    factories.RecommendationFactory(
        mechanism=mechanism, addressed_to=own, issued_on=None, text="Two  spaces"
    )
    assert read_back(client, tmp_path) == (1, 0, 0, 1)


def test_a_record_addressed_to_another_state_stays_that_states(client, own, tmp_path):
    mechanism = Mechanism.objects.get(code="UPR")
    for state, reference in ((own, "UPR-4-1"), (State.objects.get(iso3="PER"), "PER-UPR-4-1")):
        factories.RecommendationFactory(
            reference=reference,
            mechanism=mechanism,
            addressed_to=state,
            symbol="A/HRC/57/191",
            paragraph="140.1",
        )
    assert read_back(client, tmp_path) == (2, 0, 0, 1)
    assert read_back(client, tmp_path, state_code="") == (2, 0, 0, 2)


def test_a_row_that_somebody_wrote_into_the_file_is_read_as_ohchr_writes_it(own, tmp_path):
    rows = [
        ["Document: A/HRC/43/15 | UPR | XMA | cycle 3 | session 34 | 2019-12-26"],
        ["122.7 Ratify it (Portugal) (Peru);", "Noted", "- Right to health", ""],
    ]
    source = open_source(docx_file(tmp_path, table(TITLES_2014, *rows)))
    assert (source.format, source.kind) == ("register_list", "register")
    (row,) = source.rows
    assert (row.paragraph, row.text, row.symbol) == ("122.7", "Ratify it", "A/HRC/43/15")
    assert (row.countries, row.upr_cycle) == (("XMA",), 3)
    assert row.recommending_states == ("Portugal", "Peru")
    assert row.published_on == dt.date(2019, 12, 26)


def test_each_name_of_the_reference_lists_leads_back_to_its_own_term(lists):
    terms = Terms.load()
    for name, model in (("themes", Theme), ("groups", AffectedGroup)):
        for one in model.objects.filter(is_active=True):
            assert terms.codes(name, [one.name]) == [one.code]
    for one in (*SdgTarget.objects.all(), *SdgGoal.objects.all()):
        code = getattr(one, "code", None) or str(one.number)
        assert terms.codes("sdgs", [f"{code} - {one.name}"]) == [code]
    for state in State.objects.all():
        assert terms.codes("recommending_states", [state.name]) == [state.iso3]


# Without a database: what the file says of any record is what the record says.

PARAGRAPHS = st.one_of(
    st.just(""),
    st.from_regex(
        r"[1-9]\d{0,2}(\.\d{1,3}){0,2}( bis| \([a-z]\)| \([ivx]{1,3}\)|-\d{1,3})?", fullmatch=True
    ),
)
OPENINGS = st.sampled_from(
    (
        "",
        "12 ",
        "140.5 ",
        "(b) ",
        "12. ",
        "para. 3: ",
        "12 months ",
        "Theme: ",
        "Document: ",
        "– ",
        "- ",
    )
)
ENDINGS = st.sampled_from(
    (
        "",
        " (Peru)",
        " (Iran (Islamic Republic of));",
        " (c)",
        " Source of position: x",
        "\nThemes:\n- x",
    )
)
WORDS = st.text(min_size=1, max_size=60).filter(lambda text: clean_text(as_docx.clean(text)))
TEXTS = st.tuples(OPENINGS, WORDS, ENDINGS).map("".join)
NAMES = st.lists(
    st.sampled_from(
        (
            "Peru",
            "Iran (Islamic Republic of)",
            "Bosnia and Herzegovina",
            "Congo, Republic of",
            "Groups: all",
            "A12 Treaties; and more",
        )
    ),
    unique=True,
    max_size=3,
)
REFERENCES = st.from_regex(r"[A-Z]{2,6}-[0-9A-Za-z.]{1,8}-[0-9A-Za-z.]{1,10}(-\d)?", fullmatch=True)


@st.composite
def listed(draw):
    """A record as a file has it, with none of it in a database."""
    words = draw(TEXTS)
    review = None
    if draw(st.booleans()):
        review = Review(
            cycle=draw(st.sampled_from([None, 1, 4])), session=draw(st.sampled_from([None, 46]))
        )
    record = Recommendation(
        reference=draw(REFERENCES),
        mechanism=Mechanism(code=draw(st.sampled_from(["UPR", "CRC"]))),
        addressed_to=State(iso3=draw(st.sampled_from(["XMA", "PER"]))),
        review=review,
        symbol=draw(st.sampled_from(["", "CRC/C/XMA/CO/5", "A/HRC/57/191"])),
        paragraph=draw(PARAGRAPHS),
        issued_on=draw(st.none() | st.dates(dt.date(1945, 1, 1), dt.date(2100, 1, 1))),
        position=draw(
            st.sampled_from(["supported", "noted", "supported_noted", "pending", "not_stated"])
        ),
        position_source=draw(
            st.sampled_from(["", "A/HRC/57/191/Add.1, para. 3", "Source of position: x"])
        ),
    )
    return Row(
        record,
        texts=[
            RecommendationText(
                text=words, language=draw(st.sampled_from(["en", "ar"])), is_authentic=True
            )
        ],
        states=[Named("", name, name) for name in draw(NAMES) if ";" not in name],
        themes=[Named("", name, name) for name in draw(NAMES)],
        groups=[Named("", name, name) for name in draw(NAMES)],
        sdgs=[Named("3.7", "Health - for; all", "")] if draw(st.booleans()) else [],
    )


def names(terms):
    return tuple(term.name for term in terms)


@settings(max_examples=20, deadline=None)
@given(st.lists(listed(), min_size=1, max_size=6))
def test_any_record_is_read_out_of_the_file_as_it_was_written(tmp_path_factory, rows):
    whole = Table(
        title="Recommendations",
        source="NMIRF",
        licence="",
        address="https://example.org/",
        narrowed=(),
        language="en",
        made_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        total=len(rows),
        columns=(),
        rows=lambda: iter(rows),
        listed="Recommendations",
        everything="",
    )
    content = io.BytesIO()
    as_docx.write(whole, content)
    path = tmp_path_factory.mktemp("own") / "own.docx"
    path.write_bytes(content.getvalue())
    source = open_source(path)
    assert source.kind == "register"
    for read, row in zip(source.rows, rows, strict=True):
        record, review = row.record, row.record.review
        assert read.problems == ()
        assert read.reference == record.reference
        assert (read.body, read.symbol) == (record.mechanism.code, record.symbol)
        assert (read.paragraph, read.countries) == (record.paragraph, (record.addressed_to.iso3,))
        assert read.text == clean_text(as_docx.clean(row.texts[0].text))
        assert (read.upr_position or "not_stated") == record.position
        assert read.position_source == record.position_source
        assert read.published_on == record.issued_on
        assert (read.upr_cycle, read.upr_session) == (
            (review.cycle, review.session) if review else (None, None)
        )
        assert read.recommending_states == names(row.states)
        assert (read.themes, read.groups) == (names(row.themes), names(row.groups))
        assert read.sdgs == tuple(f"{term.code} - {term.name}" for term in row.sdgs)
        assert (read.response, read.codings, read.parts) == ("", (), ())
