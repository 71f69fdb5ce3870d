"""Questions to institutions about what is missing: asked in one act, answered, closed."""

import datetime as dt
import threading
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connections, transaction
from django.urls import reverse

from documents.policies import visible_documents
from focalpoints.choices import Role
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from nmirf.common.workflow import WorkflowError
from notifications.models import Notification, ReminderSent
from notifications.services import reference
from recommendations.models import Assignment, ClusterMembership
from reporting.desk import duties_of
from reporting.models import InformationRequest, RequestAnswer, RequestItem
from reporting.services import requests as services
from reporting.services.digests import send_digests
from tests import factories as make
from tests.files import upload

pytestmark = pytest.mark.django_db
ASK = "/workspace/gaps/activity/ask/"
DUE = dt.timedelta(days=20)


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer(db):
    return make.secretariat()


@pytest.fixture
def office():
    """A ministry that leads on one record itself and on another through a cluster; one is nobody's."""
    ministry = make.InstitutionFactory(name="Ministry of Health")
    led, member, alone = (make.RecommendationFactory() for _ in range(3))
    cluster = make.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=member)
    for target in ({"recommendation": led}, {"cluster": cluster}):
        Assignment.objects.create(
            institution=ministry, role="lead", state="accepted", proposed_by=make.UserFactory(),
            **target,
        )  # fmt: skip
    return ministry, led, member, alone


def asked(officer, records, **facts):
    shares = services.shares_of([row.pk for row in records])
    return services.ask(
        **{
            "actor": officer,
            "gap": "activity",
            "question": "What is planned?",
            "due_on": today() + DUE,
            "recommendations": [row.pk for row in records],
            "campaign": uuid.uuid4(),
            "seen": services.digest_of(shares),
        }
        | facts
    )


def form_of(page):
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields}


# Asking.


def test_a_list_becomes_questions_in_one_act(client, officer, office):
    ministry, led, member, alone = office
    client.force_login(officer)
    page = client.get(ASK)
    assert [(who, many) for who, many, _references, _more in page.context["shares"]] == [
        ("Ministry of Health", 2),
        ("The secretariat", 1),
    ]
    assert alone.reference in page.content.decode()
    assert not InformationRequest.objects.exists()
    data = form_of(page)
    assert client.post(ASK, data).url == reverse("reporting:requests")
    theirs = InformationRequest.objects.get(institution=ministry)
    assert set(theirs.recommendations.all()) == {led, member}
    assert InformationRequest.objects.get(institution=None).recommendations.get() == alone
    assert theirs.due_on == today() + dt.timedelta(days=30)
    # Sent again by mistake, it asks nobody twice.
    client.post(ASK, data)
    assert InformationRequest.objects.count() == 2
    assert RequestItem.objects.count() == 3


def test_a_list_that_changed_meanwhile_is_shown_anew(client, officer, office):
    _ministry, led, _member, _alone = office
    client.force_login(officer)
    data = form_of(client.get(ASK)) | {"question": "What is planned, and when?"}
    make.ActivityFactory().recommendations.add(led)
    page = client.post(ASK, data)
    assert page.status_code == 422
    assert not InformationRequest.objects.exists()
    assert "The list has changed meanwhile" in page.content.decode()
    assert form_of(page)["question"] == "What is planned, and when?"
    client.post(ASK, form_of(page))
    assert RequestItem.objects.count() == 2


def test_a_day_gone_by_and_an_empty_question_are_refused(client, officer, office):
    client.force_login(officer)
    data = form_of(client.get(ASK)) | {"due_on": "2020-01-01", "question": " "}
    page = client.post(ASK, data)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"due_on", "question"}


def test_each_of_several_leads_is_asked_and_a_dissolved_one_is_not(officer, office):
    ministry, led, _member, _alone = office
    other = make.InstitutionFactory(name="Agency for Water")
    cluster = make.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=led)
    Assignment.objects.create(
        institution=other,
        cluster=cluster,
        role="lead",
        state="accepted",
        proposed_by=make.UserFactory(),
    )
    shares = services.shares_of([led.pk])
    assert [share.institution for share in shares] == [other, ministry]
    for row in (ministry, other):
        row.dissolved_on = today()
        row.save()
    assert [share.institution for share in services.shares_of([led.pk])] == [None]


def test_nobody_else_asks(office):
    member = make.focal_point(office[0])
    with pytest.raises(PermissionDenied):
        asked(member, office[1:])


@pytest.mark.django_db(transaction=True)
def test_of_one_form_sent_twice_at_once_one_asks():
    officer, record = make.secretariat(), make.RecommendationFactory()
    campaign, found, gate = uuid.uuid4(), [], threading.Barrier(2)

    def send():
        try:
            gate.wait()
            found.append([row.pk for row in asked(officer, [record], campaign=campaign)])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1]
    assert InformationRequest.objects.count() == 1


# The institution's side.


def test_it_stands_on_the_desk_until_it_is_answered_then_on_the_secretariats(
    client, officer, office
):
    ministry, led, _member, _alone = office
    member, stranger = make.focal_point(ministry), make.focal_point(make.InstitutionFactory())
    (row,) = asked(officer, [led])
    assert (
        Notification.objects.get(person=member).text == "Your institution is asked for information."
    )

    def kinds(person):
        return [duty for duty in duties_of(person, today()) if duty.kind == "request"]

    (duty,) = kinds(member)
    assert (duty.due_on, duty.title) == (today() + DUE, "What is planned?")
    assert duty.act_path == reverse("reporting:request_answer", args=[row.reference])
    assert not kinds(stranger)
    assert not kinds(officer)
    assert kinds(make.deputy(ministry))
    client.force_login(member)
    assert led.reference in client.get(row.get_absolute_url()).content.decode()
    draft = make.UpdateFactory(institution=ministry, on=[led], author=member)
    update = make.UpdateFactory(institution=ministry, on=[led], author=member, state="submitted")
    with pytest.raises(DomainError, match="Submit this update first"):
        services.answer(pk=row.pk, actor=member, text="See there.", update=draft)
    answer = client.post(
        duty.act_path,
        {"text": "A law is being drafted.", "update": update.pk, "upload": upload("decree.pdf")},
    )
    assert answer.url == row.get_absolute_url()
    row.refresh_from_db()
    assert row.state == "answered"
    said = RequestAnswer.objects.get()
    assert (said.text, said.update, said.author) == ("A law is being drafted.", update, member)
    assert not kinds(member)
    (reading,) = kinds(officer)
    assert reading.title == "Read the answer: without an activity"
    # The file is read by those who read the request.
    assert said.document in visible_documents(member)
    assert said.document in visible_documents(officer)
    assert said.document not in visible_documents(stranger)
    client.force_login(officer)
    client.post(reverse("reporting:request_move", args=[row.reference, "close"]), {"note": ""})
    row.refresh_from_db()
    assert row.state == "closed"
    assert not kinds(officer)


def test_a_late_question_is_late_and_an_institution_without_people_is_the_secretariats(
    officer, office
):
    row = make.RequestFactory(institution=office[0], due_on=today() - dt.timedelta(days=3))
    (duty,) = [duty for duty in duties_of(officer, today()) if duty.kind == "request"]
    assert duty.is_late(today())
    assert str(row.reference) in duty.path


def test_a_request_to_the_secretariat_is_answered_by_it(client, officer):
    row = make.RequestFactory(institution=None)
    client.force_login(officer)
    address = reverse("reporting:request_answer", args=[row.reference])
    assert client.post(address, {"text": "We lead on it now."}).status_code == 302
    row.refresh_from_db()
    assert row.state == "answered"


def test_an_answer_is_asked_again_with_a_reason(client, officer, office):
    ministry, led, *_rest = office
    member = make.focal_point(ministry)
    (row,) = asked(officer, [led])
    services.answer(pk=row.pk, actor=member, text="Soon.")
    with pytest.raises(WorkflowError):
        services.move(pk=row.pk, name="reopen", actor=officer, note=" ")
    services.move(pk=row.pk, name="reopen", actor=officer, note="When?")
    client.force_login(member)
    assert "When?" in client.get(row.get_absolute_url()).content.decode()
    services.answer(pk=row.pk, actor=member, text="In May.")
    assert row.answers.count() == 2
    with pytest.raises(WorkflowError):
        services.move(pk=row.pk, name="withdraw", actor=officer, note="No.")


def test_only_the_institution_answers_and_never_what_is_withdrawn(officer, office):
    ministry, led, *_rest = office
    (row,) = asked(officer, [led])
    for person in (officer, make.authority(ministry), make.focal_point(make.InstitutionFactory())):
        with pytest.raises(PermissionDenied):
            services.answer(pk=row.pk, actor=person, text="Yes.")
    member = make.focal_point(ministry)
    hidden = make.UpdateFactory(institution=make.InstitutionFactory())
    with pytest.raises(DomainError):
        services.answer(pk=row.pk, actor=member, text="Yes.", update=hidden)
    services.move(pk=row.pk, name="withdraw", actor=officer, note="Asked by mistake.")
    with pytest.raises(WorkflowError):
        services.answer(pk=row.pk, actor=member, text="Yes.")
    assert not RequestAnswer.objects.exists()


def test_the_database_keeps_answers_and_states():
    row = make.RequestFactory()
    said = RequestAnswer.objects.create(request=row, author=make.UserFactory(), text="So.")
    with pytest.raises(DatabaseError), transaction.atomic():
        RequestAnswer.objects.filter(pk=said.pk).update(text="Otherwise.")
    with pytest.raises(DatabaseError), transaction.atomic():
        InformationRequest.objects.filter(pk=row.pk).update(state="closed")


def test_a_draft_that_the_reader_may_not_see_is_not_named(client, office):
    ministry, led, *_rest = office
    hidden = make.RecommendationFactory(publication="draft", published_at=None)
    row = make.RequestFactory(institution=ministry, on=[led, hidden])
    client.force_login(make.focal_point(ministry))
    page = client.get(row.get_absolute_url()).content.decode()
    assert led.reference in page
    assert hidden.reference not in page


def test_a_handover_names_open_questions(office):
    from reporting.services.handovers.collecting import collect

    row = make.RequestFactory(institution=office[0])
    make.RequestFactory()
    post = make.AppointmentFactory(institution=office[0], role=Role.FOCAL_POINT)
    found = [thing for thing in collect(post, today()) if thing.kind == "request"]
    assert [thing.subject for thing in found] == [f"request:{row.reference}"]


# The list.


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_asks_little(client, officer, number, django_assert_max_num_queries):
    for _ in range(number):
        make.RequestFactory(on=[make.RecommendationFactory()])
    make.RequestFactory(state="withdrawn")
    client.force_login(officer)
    with django_assert_max_num_queries(11):
        page = client.get(reverse("reporting:requests"))
    assert page.context["page"].paginator.count == number
    everything = client.get(reverse("reporting:requests") + "?state=all")
    assert everything.context["page"].paginator.count == number + 1


@pytest.mark.django_db(transaction=True)
def test_whoever_owes_an_answer_is_reminded_and_then_the_secretariat(officer, office):
    reference.load()
    member = make.focal_point(office[0])
    row = make.RequestFactory(institution=office[0], due_on=dt.date(2026, 11, 30))
    for day in (*range(16, 31), *range(31, 52)):
        send_digests(on=dt.date(2026, 11, 1) + dt.timedelta(days=day - 1))
    sent = ReminderSent.objects.filter(subject=f"request:{row.reference}")
    assert {one.level for one in sent.filter(person=member)} == {"holder"}
    assert {14, 7, 1, 0} <= set(sent.filter(person=member).values_list("offset", flat=True))
    assert "secretariat" in set(sent.filter(person=officer).values_list("level", flat=True))
