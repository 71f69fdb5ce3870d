"""The register of trainings: places, attendance, certificates, figures."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from focalpoints.models import Training, TrainingAttendance
from focalpoints.services import trainings as services
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """Accounts of tests sign in with a password alone."""
    settings.DEMO_MODE = True


@pytest.fixture
def officer():
    return make.secretariat()


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def coming(**facts):
    day = today() + dt.timedelta(days=5)
    return make.TrainingFactory(**({"starts_on": day, "ends_on": day} | facts))


def at(name, training):
    return reverse(f"focalpoints:training_{name}", args=[training.reference])


def test_the_secretariat_enters_a_training(desk):
    data = {"title": "Indicators", "starts_on": "2026-05-05", "ends_on": "2026-05-04"}
    refused = desk.post(reverse("focalpoints:training_new"), data)
    assert refused.status_code == 422
    desk.post(reverse("focalpoints:training_new"), data | {"ends_on": "2026-05-06", "hours": "6.5"})
    assert Training.objects.get().hours == dt.timedelta(hours=6.5).total_seconds() / 3600


def test_a_member_signs_up_and_gives_the_place_back(client):
    training, person = coming(places=1), make.focal_point()
    institution = person.appointments.get().institution
    client.force_login(person)
    page = client.get(at("join", training)).content.decode()
    assert institution.name in page
    client.post(at("join", training), {"institution": institution.pk})
    row = training.attendances.get()
    assert (row.user, row.name, row.institution) == (person, person.full_name, institution)
    assert client.post(at("join", training), {}).status_code == 422
    client.post(at("leave", training))
    assert not training.attendances.exists()
    assert client.post(at("leave", training)).status_code == 404


def test_no_institution_but_ones_own(client):
    training = coming()
    other = make.InstitutionFactory()
    person = make.focal_point()
    client.force_login(person)
    assert client.post(at("join", training), {"institution": other.pk}).status_code == 422
    with pytest.raises(PermissionDenied):
        services.join(training_pk=training.pk, actor=person, institution=other)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"starts_on": dt.date(2020, 1, 1)}, "has begun"),
        ({"cancelled_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, "cancelled"),
        ({"places": 0}, "No place"),
    ],
)
def test_nobody_signs_up_where_nothing_is_left(facts, words):
    with pytest.raises(DomainError, match=words):
        services.join(training_pk=coming(**facts).pk, actor=make.focal_point(), institution=None)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one():
    training, people = coming(places=1), [make.focal_point() for _number in range(4)]
    barrier, outcomes = threading.Barrier(4), []

    def run(person):
        try:
            barrier.wait(10)
            services.join(training_pk=training.pk, actor=person, institution=None)
            outcomes.append("in")
        except DomainError:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["full", "full", "full", "in"]


def test_people_without_an_account_are_registered(desk, officer):
    training = coming()
    assert desk.post(at("register", training), {"name": " "}).status_code == 422
    desk.post(at("register", training), {"name": "Ada Trainee"})
    assert training.attendances.get().name == "Ada Trainee"
    services.register(training_pk=training.pk, actor=officer, user=officer)
    with pytest.raises(DomainError, match="registered already"):
        services.register(training_pk=training.pk, actor=officer, user=officer)


def test_names_of_participants_are_for_the_secretariat(client):
    training = coming()
    make.TrainingAttendanceFactory(training=training, name="Ada Trainee")
    client.force_login(make.focal_point())
    assert "Ada Trainee" not in client.get(training.get_absolute_url()).content.decode()


def test_attendance_then_certificates_for_all_who_took_part(desk, officer):
    training = make.TrainingFactory()
    came, stayed = (make.TrainingAttendanceFactory(training=training) for _number in range(2))
    sheet = {f"part_{came.pk}": "attended", f"part_{stayed.pk}": "absent"}
    assert desk.post(at("sheet", training), {f"part_{came.pk}": "x"}).status_code == 422
    desk.post(at("sheet", training), sheet)
    assert (
        "1 certificate issued." in desk.post(at("certify", training), follow=True).content.decode()
    )
    came.refresh_from_db()
    stayed.refresh_from_db()
    assert (came.certified_on, stayed.certified_on) == (today(), None)
    assert services.certify(training_pk=training.pk, actor=officer) == 0
    with pytest.raises(DomainError, match="certificate already"):
        services.record_parts(training_pk=training.pk, actor=officer, parts={came.pk: "absent"})
    with pytest.raises(DomainError, match="stays as it is"):
        services.edit_training(pk=training.pk, actor=officer)
    with pytest.raises(DomainError, match="took part in it"):
        services.cancel_training(pk=training.pk, actor=officer, reason="No")


def test_neither_sheet_nor_certificates_before_the_training(officer):
    training = coming()
    with pytest.raises(DomainError, match="not begun"):
        services.record_parts(training_pk=training.pk, actor=officer, parts={})
    with pytest.raises(DomainError, match="not over"):
        services.certify(training_pk=training.pk, actor=officer)


@pytest.mark.parametrize("person", [make.focal_point, make.authority, make.administrator])
def test_only_the_secretariat_keeps_the_register(person):
    training = coming()
    for deed in (
        lambda actor: services.certify(training_pk=training.pk, actor=actor),
        lambda actor: services.register(training_pk=training.pk, actor=actor, name="X"),
        lambda actor: services.record_parts(training_pk=training.pk, actor=actor, parts={}),
    ):
        with pytest.raises(PermissionDenied):
            deed(person())


def test_the_own_account_shows_the_own_trainings(client):
    person = make.focal_point()
    row = make.TrainingAttendanceFactory(user=person, part="attended")
    make.TrainingAttendanceFactory(training__title="Of somebody else")
    client.force_login(person)
    address = reverse("focalpoints:my_trainings")
    assert address in client.get(reverse("accounts:profile")).content.decode()
    for headers in ({}, {"HX-Request": "true"}):
        page = client.get(address, headers=headers).content.decode()
        assert row.training.title in page
        assert "Of somebody else" not in page


def test_people_are_counted_once_a_year_and_institution(desk):
    ministry, person = make.InstitutionFactory(name="Interior"), make.UserFactory()
    for year in (2025, 2026, 2026):
        training = make.TrainingFactory(starts_on=dt.date(year, 3, 1), ends_on=dt.date(year, 3, 1))
        for facts in ({"user": person, "name": "P"}, {"name": "Ada"}, {"name": "ADA"}):
            make.TrainingAttendanceFactory(
                training=training, institution=ministry, part="attended", **facts
            )
    make.TrainingAttendanceFactory(part="absent")
    rows = [
        (row["year"], row["people"], row["parts"], row["trainings"])
        for row in TrainingAttendance.objects.by_year()
    ]
    assert rows == [(2026, 2, 6, 2), (2025, 2, 3, 1)]
    page = desk.get(reverse("focalpoints:training_figures")).content.decode()
    assert "Interior" in page
    text = desk.get(reverse("focalpoints:training_figures_csv")).content.decode("utf-8-sig")
    assert "2026,Interior,2,6,2" in text


def test_the_list_asks_no_more_for_many(desk, django_assert_max_num_queries):
    address = reverse("focalpoints:trainings")
    coming()
    desk.get(address)
    for number in (0, 19):
        for _one in range(number):
            make.TrainingAttendanceFactory(training=coming())
        with django_assert_max_num_queries(10):
            desk.get(address)


def test_anyone_checks_a_certificate_and_learns_nothing_else(client):
    ministry = make.InstitutionFactory(name="Ministry of Interior")
    row = make.TrainingAttendanceFactory(
        name="Ada Trainee", part="attended", certified_on=today(), institution=ministry
    )
    response = client.get(reverse("portal:verify", args=[row.reference]))
    page = response.content.decode()
    assert "Ada Trainee" in page
    assert row.training.title in page
    assert "Ministry of Interior" not in page
    assert response["X-Robots-Tag"] == "noindex"
    for other in (
        make.TrainingAttendanceFactory(part="attended"),
        make.TrainingAttendanceFactory(),
    ):
        assert client.get(reverse("portal:verify", args=[other.reference])).status_code == 404


def test_the_page_of_many_people_asks_no_more(desk, django_assert_max_num_queries):
    training = make.TrainingFactory()
    address = training.get_absolute_url()
    desk.get(address)
    for number in (1, 19):
        for _one in range(number):
            make.TrainingAttendanceFactory(
                training=training, institution=make.InstitutionFactory(), user=make.UserFactory()
            )
        with django_assert_max_num_queries(12):
            desk.get(address)


def told(person):
    return [
        row.text
        for row in Notification.objects.filter(person=person, kind="training").order_by("pk")
    ]


def test_whoever_is_registered_hears_of_it_of_another_day_and_of_a_cancellation(desk, officer):
    training, person, later = coming(place="Room 4"), make.focal_point(), today() + 9 * DAY
    address = at("register", training)
    assert desk.post(address, {"user": person.pk}).status_code == 302
    assert desk.post(address, {"name": "Somebody without an account"}).status_code == 302
    (line,) = told(person)
    assert f"registered for “{training.title}”" in line
    assert "Room 4" in line
    facts = {"title": training.title, "starts_on": later, "ends_on": later, "place": "Room 4"}
    assert desk.post(at("edit", training), facts).status_code == 302
    assert "has moved" in told(person)[1]
    assert desk.post(at("edit", training), facts | {"about": "More of it."}).status_code == 302
    assert len(told(person)) == 2, "what does not concern the coming is no news"
    assert desk.post(at("cancel", training), {"reason": "No trainer."}).status_code == 302
    assert "is cancelled" in told(person)[2]
    assert told(officer) == []


def test_whoever_signs_up_oneself_is_not_told_of_it(client):
    training, person = coming(), make.focal_point()
    client.force_login(person)
    client.post(at("join", training), {})
    assert training.attendances.exists()
    assert told(person) == []


def test_whoever_took_part_hears_of_the_certificate_once(officer):
    training = make.TrainingFactory(starts_on=today() - DAY, ends_on=today() - DAY)
    came, absent = make.focal_point(), make.focal_point()
    for person in (came, absent):
        services.register(training_pk=training.pk, actor=officer, user=person)
        assert told(person) == [], "a list that is filled in afterwards is no news"
    rows = {row.user: row.pk for row in training.attendances.all()}
    parts = {rows[came]: "attended", rows[absent]: "absent"}
    services.record_parts(training_pk=training.pk, actor=officer, parts=parts)
    assert services.certify(training_pk=training.pk, actor=officer) == 1
    assert services.certify(training_pk=training.pk, actor=officer) == 0
    (line,) = told(came)
    assert "Your certificate" in line
    assert told(absent) == []


def test_a_dissolved_institution_is_neither_offered_nor_taken(desk, officer):
    gone = make.InstitutionFactory(name="Ministry of Rivers", dissolved_on=today() - DAY)
    training = coming()
    address = at("register", training)
    assert "Ministry of Rivers" not in desk.get(address).text
    sent = {"name": "Ana", "institution": gone.pk}
    assert desk.post(address, sent).status_code == 422
    with pytest.raises(DomainError, match="exists no more"):
        services.register(training_pk=training.pk, actor=officer, name="Ana", institution=gone)
