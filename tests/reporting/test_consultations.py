"""The secretariat's side of consultations: opening, moderating, answering, looking up."""

import datetime as dt
import logging

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from accounts.choices import StandingGroup
from nmirf.common.dates import today
from notifications.models import Notification
from reporting.models import Comment, CommenterIdentity, Consultation, IdentityLook
from reporting.services import consultations as services
from tests import factories as make


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer(db):
    return make.secretariat()


@pytest.fixture
def section(db):
    return make.SectionFactory(draft=make.ReportDraftFactory(stage="drafting"), heading="Health")


@pytest.fixture
def consultation(section, officer):
    return services.open_consultation(
        actor=officer,
        draft_pk=section.draft_id,
        title="Draft sixth report",
        introduction="",
        opens_on=today(),
        closes_on=today() + dt.timedelta(days=20),
    )


@pytest.fixture
def comment(consultation, section):
    return said(consultation, section, name="Ada Unseen", email="unseen@example.org")


def said(consultation, section, text="We were not heard.", **identity):
    return services.comment(
        actor=AnonymousUser(),
        consultation=consultation,
        section=str(section.pk),
        text=text,
        identity=services.Identity(**identity),
    )


def page_of(comment, part=""):
    return f"/workspace/comments/{comment.reference}/{part}"


# Opening.


def form(**changed):
    return {
        "title": "Draft sixth report",
        "introduction": "Line one.\nLine two.",
        "opens_on": today().isoformat(),
        "closes_on": (today() + dt.timedelta(days=20)).isoformat(),
        "audience": "public",
        "allows_anonymous": "on",
        **changed,
    }


def test_a_consultation_opens_after_a_page_that_says_what_follows(client, officer, section):
    client.force_login(officer)
    address = f"/workspace/drafts/{section.draft.slug}/consult/"
    response = client.post(address, form())
    assert "which never changes" in response.text
    assert not Consultation.objects.exists()
    hidden = dict(response.context["hidden"])
    assert hidden["introduction"] == "Line one.\nLine two."
    assert hidden["allows_anonymous"] == "on"
    response = client.post(address, hidden)
    consultation = Consultation.objects.get()
    assert response.headers["Location"] == f"/workspace/consultations/{consultation.slug}/"
    assert consultation.version.sections[0]["heading"] == "Health"
    section.draft.refresh_from_db()
    assert section.draft.stage == "consultation"


@pytest.mark.parametrize(
    "changed",
    [
        {"closes_on": "2020-01-01"},
        {"closes_on": (today() - dt.timedelta(days=1)).isoformat(), "opens_on": "2020-01-01"},
        {"title": ""},
    ],
)
def test_days_that_cannot_be_are_refused_and_the_form_is_kept(client, officer, section, changed):
    client.force_login(officer)
    address = f"/workspace/drafts/{section.draft.slug}/consult/"
    response = client.post(address, form(**changed, confirmed="yes"))
    assert response.status_code == 422
    assert "Line two." in response.text
    assert not Consultation.objects.exists()


def test_a_draft_is_consulted_on_once_at_a_time(client, officer, section, consultation):
    client.force_login(officer)
    address = f"/workspace/drafts/{section.draft.slug}/consult/"
    response = client.post(address, form(confirmed="yes"))
    assert response.status_code == 422
    assert "being drafted" in response.text
    assert Consultation.objects.count() == 1


# The queue.


def test_the_queue_counts_what_waits_and_shows_that_first(
    client, officer, consultation, section, comment
):
    answered = said(consultation, section, "Answered already.")
    services.answer(pk=answered.pk, actor=officer, answer="noted", text="Thank you.")
    client.force_login(officer)
    page = client.get("/workspace/consultations/").text
    assert f'href="/workspace/consultations/{consultation.slug}/?list=unread">1</a>' in page
    context = client.get(f"/workspace/consultations/{consultation.slug}/").context
    assert [tab.count for tab in context["tabs"]] == [1, 1, 1, 0, 2]
    assert [row.text for row, _heading in context["comments"]] == ["We were not heard."]


@pytest.mark.parametrize("number", [1, 20])
def test_the_queue_asks_the_same_of_the_database_whatever_its_length(
    client, officer, consultation, section, number, django_assert_max_num_queries
):
    for _ in range(number):
        Comment.objects.create(
            consultation=consultation,
            section=str(section.pk),
            text="One",
            institution=make.InstitutionFactory(),
            moderation="shown",
        )
    client.force_login(officer)
    client.get("/about/")
    with django_assert_max_num_queries(8):
        client.get(f"/workspace/consultations/{consultation.slug}/")
    with django_assert_max_num_queries(6):
        client.get("/workspace/consultations/")


def test_what_is_not_shown_has_a_reason(client, officer, comment):
    client.force_login(officer)
    assert client.post(page_of(comment, "hide/"), {"reason": " "}).status_code == 422
    client.post(page_of(comment, "hide/"), {"reason": "It names a person."})
    comment.refresh_from_db()
    assert (comment.moderation, comment.moderation_reason) == ("hidden", "It names a person.")
    client.post(page_of(comment, "show/"))
    comment.refresh_from_db()
    assert (comment.moderation, comment.moderation_reason) == ("shown", "")


def test_an_answer_has_words_and_is_shown_with_its_comment(client, officer, comment):
    client.force_login(officer)
    response = client.post(page_of(comment), {"answer": "partly", "text": ""})
    assert response.status_code == 422
    client.post(page_of(comment), {"answer": "partly", "text": "We will add the number."})
    comment.refresh_from_db()
    assert (comment.moderation, comment.answer) == ("shown", "partly")
    page = client.get(page_of(comment)).text
    assert f"answered by {officer}" in page
    assert "We will add the number." in page


def test_an_institution_hears_of_its_answer(officer, consultation, section):
    person = make.representative("cso")
    row = services.comment(
        actor=person,
        consultation=consultation,
        section=str(section.pk),
        text="Ours.",
        institution=person.appointments.get().institution,
    )
    services.answer(pk=row.pk, actor=officer, answer="noted", text="Thank you.")
    assert Notification.objects.filter(person=person).count() == 1


# Who wrote it.


def test_only_consultation_officers_look_up_who_wrote_it_and_each_look_is_kept(client, comment):
    looker = make.consultation_officer()
    client.force_login(looker)
    assert "You see the name and the address once" in client.get(page_of(comment, "identity/")).text
    assert client.post(page_of(comment, "identity/"), {"reason": ""}).status_code == 422
    assert not IdentityLook.objects.exists()
    response = client.post(page_of(comment, "identity/"), {"reason": "She asked for a call."})
    assert "Ada Unseen" in response.text
    assert "unseen@example.org" in response.text
    assert "no-store" in response.headers["Cache-Control"]
    look = IdentityLook.objects.get()
    assert (look.officer, look.reason) == (looker, "She asked for a call.")
    for address in (page_of(comment, "identity/"), page_of(comment)):
        page = client.get(address).text
        assert "Ada Unseen" not in page
    assert "She asked for a call." in client.get(page_of(comment)).text
    with pytest.raises(DatabaseError), transaction.atomic():
        IdentityLook.objects.all().delete()


@pytest.mark.parametrize(
    "who", [make.secretariat, make.administrator, make.focal_point, make.authority]
)
def test_others_never_learn_who_wrote_it(client, comment, who, caplog):
    client.force_login(who())
    with caplog.at_level(logging.DEBUG):
        response = client.post(page_of(comment, "identity/"), {"reason": "Curious."})
        pages = [client.get(page_of(comment)), client.get("/workspace/consultations/")]
    assert response.status_code == 403
    for text in (response.text, caplog.text, *(page.text for page in pages)):
        assert "Unseen" not in text
    assert not IdentityLook.objects.exists()


def test_an_officer_outside_the_secretariat_looks_up_but_answers_nothing(client, comment):
    looker = make.UserFactory(groups=[StandingGroup.CONSULTATION_OFFICERS])
    with pytest.raises(PermissionDenied):
        services.answer(pk=comment.pk, actor=looker, answer="noted", text="No.")
    found = services.reveal_identity(comment_pk=comment.pk, actor=looker, reason="Asked.")
    assert found == services.Identity("Ada Unseen", "unseen@example.org")


def test_where_nothing_is_kept_nothing_is_found(client, consultation, section):
    row = said(consultation, section)
    assert not CommenterIdentity.objects.exists()
    client.force_login(make.consultation_officer())
    assert "Nothing is known" in client.get(page_of(row)).text
    response = client.post(page_of(row, "identity/"), {"reason": "Asked."})
    assert response.status_code == 422
    assert "Nothing is known" in response.text


def test_it_is_forgotten_when_promised_and_the_comment_stays(comment, consultation):
    last = consultation.closes_on + dt.timedelta(days=services.IDENTITY_DAYS)
    assert services.forget_identities(on=last) == 0
    assert services.forget_identities(on=last + dt.timedelta(days=1)) == 1
    assert Comment.objects.filter(pk=comment.pk).exists()


def test_the_sealed_identity_cannot_be_altered(comment):
    with pytest.raises(DatabaseError), transaction.atomic():
        CommenterIdentity.objects.update(sealed=b"other")
