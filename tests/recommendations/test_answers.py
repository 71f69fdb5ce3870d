"""The State's word: positions with their history, its response; follow-up dates and grades."""

import datetime as dt

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import translation

from mechanisms.models import StatusGrade, StatusScale
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from recommendations.models import Assessment, PositionChange
from recommendations.services import answers, assessments
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(settings):
    """Signed in without a second factor; a page in French leaves the next test in English."""
    settings.DEMO_MODE = True
    with translation.override("en"):
        yield


@pytest.fixture
def row():
    return factories.RecommendationFactory(reference="UPR-4-140.253")


@pytest.fixture
def officer(client):
    person = factories.secretariat()
    client.force_login(person)
    return person


def address(name, row):
    return reverse(f"recommendations:{name}", args=[row.reference])


def position(row, actor, **facts):
    facts = {"position": "noted", "source": "Add.1", "taken_on": dt.date(2024, 1, 5)} | facts
    return answers.set_position(pk=row.pk, actor=actor, **facts)


# Positions.


def test_the_whole_history_is_there_for_everyone_names_for_members(client, row):
    person = factories.UserFactory(full_name="Ana Ruiz", groups=["secretariat"])
    position(row, person)
    position(row, person, position="supported", source="Letter of 3 May", taken_on=today())
    body = client.get(row.get_absolute_url()).content.decode()
    for words in ("Noted", "Supported", "Add.1", "Letter of 3 May"):
        assert words in body
    assert "Secretariat of the mechanism" in body
    assert "Ana Ruiz" not in body
    client.force_login(factories.focal_point())
    assert "Ana Ruiz" in client.get(row.get_absolute_url()).content.decode()


def test_the_latest_by_its_date_is_the_present_one_whenever_it_is_recorded(row):
    actor = factories.secretariat()
    position(row, actor, position="supported", taken_on=dt.date(2025, 5, 1))
    found = position(row, actor, position="pending", source="Older", taken_on=dt.date(2024, 1, 1))
    assert (found.position, found.position_source) == ("supported", "Add.1")
    with pytest.raises(DomainError):
        position(row, actor, taken_on=today() + dt.timedelta(days=1))


def test_a_wrong_entry_is_corrected_by_another_and_stays(client, officer, row):
    position(row, officer)
    wrong = row.positions.get()
    url = f"{address('set_position', row)}?corrects={wrong.pk}"
    form = {"position": "supported", "source": "Add.1, para. 9", "taken_on": "2024-01-05"}
    assert client.post(url, form).status_code == 422
    assert client.post(url, form | {"reason": "Read the wrong line."}).status_code == 302
    row.refresh_from_db()
    assert row.position == "supported"
    assert row.positions.count() == 2
    page = client.get(row.get_absolute_url()).content.decode()
    assert "<s>Noted</s>" in page
    assert "Read the wrong line." in page
    again = client.post(url, form | {"reason": "Twice."})
    assert "corrected before" in again.text


def test_entries_cannot_be_changed_even_by_hand(row):
    position(row, factories.secretariat())
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE recommendations_positionchange SET source = 'other'")


def test_a_corrected_entry_of_another_record_is_not_found(client, officer, row):
    other = factories.RecommendationFactory()
    position(other, officer)
    url = f"{address('set_position', row)}?corrects={other.positions.get().pk}"
    assert client.get(url).status_code == 404
    assert client.get(f"{address('set_position', row)}?corrects=x").status_code == 404


def test_what_an_import_brought_says_so(client, row):
    PositionChange.objects.create(recommendation=row, position="noted", source="UHRI")
    assert "with an import" in client.get(row.get_absolute_url()).content.decode()


# The response.


def test_the_response_is_public_with_its_source_and_in_the_history(client, officer, row):
    page = client.get(address("record_response", row))
    form = {"seen": page.context["seen"], "response": "The act was passed.", "source": ""}
    assert client.post(address("record_response", row), form).status_code == 422
    form["source"] = "Add.1, para. 12"
    assert client.post(address("record_response", row), form).status_code == 302
    client.logout()
    body = client.get(row.get_absolute_url()).content.decode()
    assert "The act was passed." in body
    assert "Add.1, para. 12" in body
    assert "The act was passed." in client.get(f"{row.get_absolute_url()}history/").text


def test_of_two_responses_the_second_person_sees_both(client, officer, row):
    seen = client.get(address("record_response", row)).context["seen"]
    for words, status in (("First.", 302), ("Second.", 422)):
        form = {"seen": seen, "response": words, "source": "Add.1"}
        answer = client.post(address("record_response", row), form)
        assert answer.status_code == status
    assert "First." in answer.text
    assert "Second." in answer.text


# Follow-up.


def follow(row, actor, due_on):
    answers.set_follow_up(pk=row.pk, due_on=due_on, source="CO/4, para. 48", actor=actor)


def scale_of(row, code="HRC-FU"):
    scale = StatusScale.objects.create(code=code, name="Follow-up grades")
    row.mechanism.grading_scale = scale
    row.mechanism.save()
    make = StatusGrade.objects.create
    return [
        make(scale=scale, code="B", name="Partly satisfactory", canonical="partially_implemented"),
        make(scale=scale, code="A", name="Largely satisfactory", canonical="implemented"),
    ]


def test_a_date_needs_its_source(client, officer, row):
    url = address("set_follow_up", row)
    assert client.post(url, {"due_on": "2027-03-01", "source": ""}).status_code == 422
    client.post(url, {"due_on": "2027-03-01", "source": "CO/4, para. 48"})
    body = client.get(row.get_absolute_url()).content.decode()
    assert 'datetime="2027-03-01"' in body
    assert "CO/4, para. 48" in body
    client.post(url, {"due_on": "", "source": "left over"})
    row.refresh_from_db()
    assert (row.follow_up_due_on, row.follow_up_source) == (None, "")


def test_several_grades_make_a_timeline_and_do_not_change_the_status(client, officer, row):
    partly, largely = scale_of(row)
    url = address("grade", row)
    form = {"grade": partly.pk, "graded_on": "2024-03-01", "symbol": "", "publish": "on"}
    assert client.post(url, form).status_code == 422
    assert client.post(url, form | {"symbol": "CCPR/C/137/2"}).status_code == 302
    second = {"grade": largely.pk, "graded_on": "2025-03-01", "symbol": "CCPR/C/141/3"}
    assert client.post(url, form | second).status_code == 302
    row.refresh_from_db()
    assert row.status == ""
    client.logout()
    record = client.get(row.get_absolute_url()).context["record"]
    graded = [event.title for event in record.events if event.rank == 1]
    assert graded == [
        "The mechanism that asked: A: Largely satisfactory",
        "The mechanism that asked: B: Partly satisfactory",
    ]
    body = client.get(row.get_absolute_url()).content.decode()
    assert "CCPR/C/137/2" in body
    assert "CCPR/C/141/3" in body


def test_a_grade_of_another_body_is_refused(client, officer, row):
    scale_of(row)
    foreign = StatusGrade.objects.create(
        scale=StatusScale.objects.create(code="OTHER", name="Other"),
        code="X",
        name="X",
        canonical="planned",
    )
    form = {"grade": foreign.pk, "graded_on": "2024-03-01", "symbol": "S"}
    assert client.post(address("grade", row), form).status_code == 422
    row.refresh_from_db()
    with pytest.raises(DomainError, match="another body"):
        assessments.record_grade(
            actor=officer,
            recommendation=row,
            grade=foreign,
            graded_on=dt.date(2024, 3, 1),
            symbol="S",
        )
    assert not Assessment.objects.exists()


def test_the_list_says_what_is_due_late_and_graded(client):
    actor = factories.secretariat()
    review = factories.ReviewFactory(slug="ccpr-2023")
    late, soon, graded, draft = (
        factories.RecommendationFactory(review=review),
        factories.RecommendationFactory(),
        factories.RecommendationFactory(review=review),
        factories.RecommendationFactory(publication="draft", published_at=None),
    )
    for row, days in ((late, -1), (soon, 0), (graded, -200), (draft, -5)):
        follow(row, actor, today() + dt.timedelta(days=days))
    grade = scale_of(graded)[0]
    assessments.record_grade(
        actor=actor,
        recommendation=graded,
        grade=grade,
        graded_on=today(),
        symbol="CCPR/C/137/2",
    )

    def listed(**query):
        page = client.get(reverse("portal:follow_up"), query)
        return [line[0] for line in page.context["lines"]]

    assert listed() == listed(state="overdue") == [late]
    assert listed(state="due") == [soon]
    assert listed(state="graded") == [graded]
    assert listed(state="due", review="ccpr-2023") == []
    assert "B: Partly satisfactory" in client.get("/follow-up/?state=graded").text
    assert client.get("/follow-up/?review=none").status_code == 404
    client.force_login(actor)
    assert listed(state="overdue") == [draft, late]


def test_what_was_sent_is_late_no_more(client):
    review = factories.ReviewFactory()
    row = factories.RecommendationFactory(review=review)
    follow(row, factories.secretariat(), today() - dt.timedelta(days=9))
    factories.ObligationFactory(
        review=review, kind="follow_up", state="submitted", submitted_on=today(), is_public=True
    )
    page = client.get(reverse("portal:follow_up"))
    assert [line[0] for line in page.context["lines"]] == [row]
    assert [tab.count for tab in page.context["tabs"]] == [0, 0, 1, 0]


def test_the_list_takes_as_many_queries_at_1_as_at_25(client, django_assert_max_num_queries):
    actor = factories.secretariat()

    def more(number):
        for row in factories.RecommendationFactory.create_batch(
            number, review=factories.ReviewFactory()
        ):
            follow(row, actor, today())

    more(1)
    client.get("/follow-up/")
    with django_assert_max_num_queries(12) as one:
        client.get("/follow-up/")
    more(24)
    with django_assert_max_num_queries(12) as many:
        client.get("/follow-up/")
    assert len(one.captured_queries) == len(many.captured_queries)
