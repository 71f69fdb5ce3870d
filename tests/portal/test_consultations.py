"""A consultation as everyone meets it: read, comment, find the answer; nobody is exposed."""

import datetime as dt
import logging

import pytest
from django.db import connection

from focalpoints.choices import InstitutionKind
from nmirf.common.dates import today
from reporting.models import Comment, CommenterIdentity
from reporting.services import consultations as services
from tests import factories as make


@pytest.fixture
def officer(db):
    return make.secretariat()


@pytest.fixture
def section(db):
    draft = make.ReportDraftFactory(stage="drafting")
    return make.SectionFactory(
        draft=draft, heading="Violence against children", body="A **centre** has opened."
    )


@pytest.fixture
def consultation(section, officer):
    return opened(section, officer)


def opened(section, officer, *, first=0, last=20, **facts):
    return services.open_consultation(
        actor=officer,
        draft_pk=section.draft_id,
        title="Draft sixth report",
        introduction="Tell us *what is missing*.",
        opens_on=today() + dt.timedelta(days=first),
        closes_on=today() + dt.timedelta(days=last),
        **facts,
    )


@pytest.fixture
def send(client, section):
    """`send(consultation, text=…)`: the form of the section as a browser sends it."""

    def act(consultation, **typed):
        key = str(section.pk)
        fields = {f"section-{key}-{name}": value for name, value in typed.items()}
        return client.post(consultation.get_absolute_url(), {"section": key, **fields})

    return act


@pytest.fixture
def cso(db, settings):
    settings.DEMO_MODE = True
    return make.representative(InstitutionKind.CSO)


def test_a_csos_comment_and_its_answer_are_read_by_strangers(
    client, consultation, send, cso, officer, settings
):
    institution = cso.appointments.get().institution
    client.force_login(cso)
    response = send(consultation, text="Say how many children wait.", speaks_for=institution.pk)
    assert response.headers["Location"] == consultation.get_absolute_url()
    assert "Your comment is shown below" in client.get(consultation.get_absolute_url()).text

    client.force_login(officer)
    comment = Comment.objects.get()
    address = f"/workspace/comments/{comment.reference}/"
    response = client.post(address, {"answer": "accepted", "text": "Paragraph 12 will say so."})
    assert response.status_code == 302

    client.logout()
    page = client.get(consultation.get_absolute_url()).text
    for words in (
        *("Violence against children", "<strong>centre</strong>", "<em>what is missing</em>"),
        *(institution.name, "Say how many children wait.", "Secretariat", "Accepted"),
        "Paragraph 12 will say so.",
    ):
        assert words in page
    assert str(officer) not in page
    assert str(cso) not in page


def test_an_anonymous_comment_waits_until_it_has_been_read(client, consultation, send, officer):
    page = send(consultation, text="Six days is not short.", shown_name="A nurse")
    assert page.status_code == 302
    page = client.get(consultation.get_absolute_url()).text
    assert "waits until it has been read" in page
    assert "Six days is not short." not in page
    assert "Six days" not in client.get("/").text
    services.moderate(pk=Comment.objects.get().pk, actor=officer, shown=True)
    page = client.get(consultation.get_absolute_url()).text
    assert "Six days is not short." in page
    assert "A nurse" in page


def test_a_comment_that_is_left_out_is_replaced_by_the_reason(client, consultation, send, officer):
    send(consultation, text="The head of our school, Mr Example, sells books.")
    services.moderate(
        pk=Comment.objects.get().pk, actor=officer, shown=False, reason="It names a person."
    )
    page = client.get(consultation.get_absolute_url()).text
    assert "It names a person." in page
    assert "Mr Example" not in page


def test_who_wrote_it_is_kept_apart_encrypted_and_nowhere_else(client, consultation, send):
    send(
        consultation,
        text="We were not heard.",
        name="Ada Unseen",
        email="unseen@example.org",
    )
    sealed = bytes(CommenterIdentity.objects.get().sealed)
    assert b"Ada" not in sealed
    assert CommenterIdentity.objects.get().kept_until == consultation.closes_on + dt.timedelta(
        days=services.IDENTITY_DAYS
    )
    assert_nowhere("Ada Unseen", "unseen@example.org")
    client.force_login(make.secretariat())
    page = client.get(consultation.get_absolute_url()).text
    assert "unseen@example.org" not in page


def assert_nowhere(*words):
    """None of the words stands in any column of any table, history included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            for word in words:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" AS t WHERE t::text ILIKE %s',  # noqa: S608
                    [f"%{word}%"],
                )
                assert cursor.fetchone() == (0,), f"{word} stands in {table}"


def test_the_account_of_an_anonymous_commenter_is_kept_nowhere(client, consultation, send, cso):
    client.force_login(cso)
    response = send(consultation, text="I write for myself.", speaks_for="nobody")
    assert response.status_code == 302
    comment = Comment.objects.get()
    assert comment.institution is None
    assert not CommenterIdentity.objects.exists()
    event = Comment.pgh_event_model.objects.get()
    assert event.pgh_context.metadata.get("user") is None
    assert not hasattr(event, "text")


def test_an_institutions_comment_remembers_who_sent_it(client, consultation, send, cso):
    client.force_login(cso)
    send(consultation, text="Ours.", speaks_for=cso.appointments.get().institution.pk)
    assert Comment.pgh_event_model.objects.get().pgh_context.metadata["user"] == cso.pk


def test_nothing_typed_goes_into_the_log(client, consultation, send, caplog):
    with caplog.at_level(logging.DEBUG):
        send(consultation, text="We were not heard.", name="Ada Unseen", email="a@example.org")
        send(consultation, text="", name="Ada Unseen", email="no address")
    assert "Unseen" not in caplog.text
    assert "not heard" not in caplog.text


def test_a_client_sends_five_in_an_hour_and_loses_no_text(client, consultation, send):
    for number in range(5):
        assert send(consultation, text=f"Comment {number}").status_code == 302
    response = send(consultation, text="The sixth one.")
    assert response.status_code == 429
    assert "Too many messages" in response.text
    assert "The sixth one." in response.text
    assert Comment.objects.count() == 5


def test_institutions_may_comment_on_every_section(client, consultation, send, cso):
    client.force_login(cso)
    institution = cso.appointments.get().institution.pk
    answers = [send(consultation, text="Ours.", speaks_for=institution) for _ in range(7)]
    assert {response.status_code for response in answers} == {302}


def test_automatic_messages_are_told_from_people(client, consultation, send):
    response = send(consultation, text="Buy this.", fax="https://example.org")
    assert response.status_code == 422
    assert "Buy this." in response.text
    assert "https://example.org" not in response.text
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": " "}, "This field is required."),
        ({"text": "x" * 5001}, "at most 5000"),
        ({"text": "Fine.", "email": "no address"}, "valid email"),
    ],
)
def test_a_form_with_errors_comes_back_open_with_its_text(
    client, consultation, send, section, typed, words
):
    response = send(consultation, **typed)
    assert response.status_code == 422
    assert words in response.text
    assert typed["text"] in response.text
    assert f'<details id="comment-on-{section.pk}" class="no-print" open>' in response.text
    assert not Comment.objects.exists()


def test_exactly_five_thousand_characters_as_people_see_them_fit(client, consultation, send):
    assert send(consultation, text="é\r\n" * 2500).status_code == 302


def test_an_unknown_section_is_not_there(client, consultation):
    assert client.post(consultation.get_absolute_url(), {"section": "0"}).status_code == 404


@pytest.mark.parametrize("chosen", ["", "nobody"])
def test_who_is_signed_in_says_in_whose_name(client, consultation, send, cso, chosen):
    client.force_login(cso)
    response = send(consultation, text="In whose name?", speaks_for=chosen)
    assert response.status_code == (302 if chosen else 422)
    assert "checked" not in client.get(consultation.get_absolute_url()).text


def test_nobody_speaks_for_an_institution_that_is_not_theirs(client, consultation, send, cso):
    client.force_login(cso)
    response = send(consultation, text="Ours.", speaks_for=make.InstitutionFactory().pk)
    assert response.status_code == 422
    assert not Comment.objects.exists()


@pytest.mark.parametrize("days", [(-20, -1), (3, 9)])
def test_closed_and_not_begun_take_no_comments(client, section, officer, send, days, settings):
    settings.DEMO_MODE = True
    consultation = opened(section, officer, first=days[0], last=days[1])
    is_closed = days[1] < 0
    address = consultation.get_absolute_url()
    assert client.get(address).status_code == (200 if is_closed else 404)
    response = send(consultation, text="Too late or too early.")
    assert response.status_code == (403 if is_closed else 404)
    if is_closed:
        assert "Too late or too early." in response.text
    client.force_login(officer)
    assert '<form method="post" action="/consultations/' not in client.get(address).text
    assert not Comment.objects.exists()


def test_institutions_only_means_that_strangers_are_asked_to_sign_in(
    client, section, officer, send, cso
):
    consultation = opened(section, officer, allows_anonymous=False)
    page = client.get(consultation.get_absolute_url()).text
    assert "sign in to comment" in page
    assert "section-" + str(section.pk) + "-text" not in page
    assert send(consultation, text="Nobody's.").status_code == 403
    client.force_login(cso)
    response = send(consultation, text="Ours.", speaks_for="nobody")
    assert response.status_code == 422
    assert not Comment.objects.exists()


def test_registered_audience_is_hidden_from_strangers(client, section, officer, cso):
    consultation = opened(section, officer, audience="registered")
    address = consultation.get_absolute_url()
    assert client.get(address).status_code == 404
    for place in ("/", "/consultations/"):
        assert consultation.title not in client.get(place).text
    client.force_login(cso)
    assert client.get(address).status_code == 200


def test_the_list_counts_what_is_shown(client, consultation, send, officer):
    send(consultation, text="Waits.")
    page = client.get("/consultations/").text
    assert "0 comments" in page
    services.answer(pk=Comment.objects.get().pk, actor=officer, answer="noted", text="Thanks.")
    page = client.get("/consultations/").text
    assert "1 comment" in page
    assert "1 answered" in page
    home = client.get("/").text
    assert "1 comment so far" in home


def test_scripts_in_texts_stay_texts(client, section, officer, send):
    section.body = "<script>alert(1)</script> [x](javascript:alert(1))"
    section.save()
    consultation = opened(section, officer)
    send(consultation, text="<script>alert(2)</script>", shown_name="<b>me</b>")
    services.moderate(pk=Comment.objects.get().pk, actor=officer, shown=True)
    page = client.get(consultation.get_absolute_url()).text
    assert "<script>alert" not in page
    assert "<b>me</b>" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("number", [1, 20])
def test_a_consultation_asks_the_same_of_the_database_whatever_was_said(
    client, consultation, section, number, django_assert_num_queries
):
    for index in range(number):
        Comment.objects.create(
            consultation=consultation,
            section=str(section.pk),
            text=f"Comment {index}",
            institution=make.InstitutionFactory(),
            moderation="shown",
        )
    client.get("/about/")
    with django_assert_num_queries(4):
        client.get(consultation.get_absolute_url())
    with django_assert_num_queries(2):
        client.get("/consultations/")
