"""Days away: who is told what, when, and how the days change."""

import datetime as dt

import pytest
import time_machine
from django.utils.formats import date_format

from focalpoints.choices import Role
from focalpoints.models import Absence
from focalpoints.services import absences as services
from nmirf.common.dates import today
from notifications.models import Notification
from tests import factories as make

DAY = dt.timedelta(days=1)


@pytest.fixture
def principal(institution):
    return make.AppointmentFactory(institution=institution, user__full_name="Ana Duarte")


@pytest.fixture
def deputy(institution, principal):
    return make.AppointmentFactory(institution=institution, role=Role.DEPUTY, deputises=principal)


def days(first, last, **more):
    return {
        "starts_on": (today() + first * DAY).isoformat(),
        "ends_on": (today() + last * DAY).isoformat(),
    } | more


def address(row):
    return f"{row.get_absolute_url()}absence/"


def told(person, words=""):
    return Notification.objects.filter(person=person, text__contains=words).count()


def test_an_absence_that_begins_today_is_told_at_once(as_, principal, deputy):
    sent = days(0, 5, note="The draft on prisons is nearly done.")
    response = as_(principal.user).post(address(principal), sent, follow=True)
    assert f"in that time {deputy.user} acts" in response.text
    line = Notification.objects.get(person=deputy.user)
    assert "Ana Duarte, Ministry of Health, is away until" in line.text
    # The note stays on the page: messages go out by e-mail.
    assert "prisons" not in line.text
    assert "prisons" in as_(deputy.user).get(line.path).text


def test_a_later_one_is_told_on_its_first_day_and_once(as_, principal, deputy):
    as_(principal.user).post(address(principal), days(3, 5))
    assert told(deputy.user) == services.announce_begun() == 0
    noon = dt.datetime.combine(today() + 3 * DAY, dt.time(12), dt.UTC)
    with time_machine.travel(noon):
        assert services.announce_begun() == 1
        assert services.announce_begun() == 0
    assert told(deputy.user, "You stand in") == 1


def test_the_secretariat_sets_one_for_somebody(as_, officer, principal, deputy):
    assert as_(officer).post(address(principal), days(0, 1)).status_code == 302
    assert told(deputy.user) == 1


def test_nobody_stands_in_is_said_and_the_secretariat_is_told(as_, officer, principal):
    response = as_(principal.user).post(address(principal), days(0, 5), follow=True)
    assert "Nobody stands in for you" in response.text
    assert told(officer, "nobody stands in") == 1
    assert principal.absences.exists()


def test_a_suspended_deputy_stands_in_for_nobody(as_, officer, principal, deputy):
    deputy.suspended_on = today()
    deputy.save()
    as_(principal.user).post(address(principal), days(0, 5))
    assert told(officer, "nobody stands in") == 1
    assert told(deputy.user) == 0


def test_the_deputy_of_another_focal_point_is_not_told(as_, institution, principal, deputy):
    other = make.AppointmentFactory(institution=institution)
    theirs = make.AppointmentFactory(institution=institution, role=Role.DEPUTY, deputises=other)
    as_(principal.user).post(address(principal), days(0, 5))
    assert (told(deputy.user), told(theirs.user)) == (1, 0)


def test_one_that_outlasts_the_appointment_is_a_choice(as_, principal, deputy):
    principal.ends_on = today() + 10 * DAY
    principal.save()
    client, sent = as_(principal.user), days(0, 20, note="See the drafts.")
    response = client.post(address(principal), sent)
    assert response.status_code == 422
    last = principal.ends_on.isoformat()
    assert f'value="{last}"' in response.text
    assert "See the drafts." in response.text
    assert not principal.absences.exists()
    assert client.post(address(principal), sent | {"beyond": last}).status_code == 302
    assert principal.absences.get().ends_on == principal.ends_on


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(5, 3, "before the first"), (-4000, -3999, "outside the appointment"), (1, 1, "Another")],
)
def test_days_that_cannot_be_are_refused(as_, principal, deputy, first, last, words):
    Absence.objects.create(
        appointment=principal, starts_on=today() + DAY, ends_on=today() + 2 * DAY
    )
    response = as_(principal.user).post(address(principal), days(first, last))
    assert response.status_code == 422
    assert words in response.text
    assert principal.absences.count() == 1


def test_a_running_one_is_extended_and_shortened_and_the_deputy_hears_of_it(as_, principal, deputy):
    client = as_(principal.user)
    client.post(address(principal), days(0, 5))
    absence = principal.absences.get()
    page = f"{address(principal)}{absence.pk}/"
    assert client.get(page).status_code == 200
    for number in (9, 2):
        last = today() + number * DAY
        assert client.post(page, {"ends_on": last.isoformat(), "note": ""}).status_code == 302
        absence.refresh_from_db()
        assert absence.ends_on == last
    assert told(deputy.user) == 3
    response = client.post(page, {"ends_on": (today() - DAY).isoformat(), "note": ""})
    assert "lies in the past" in response.text


def test_an_extension_into_the_next_absence_is_refused(as_, principal, deputy):
    client = as_(principal.user)
    client.post(address(principal), days(0, 2))
    client.post(address(principal), days(5, 8))
    first = principal.absences.order_by("starts_on").first()
    sent = {"ends_on": (today() + 6 * DAY).isoformat(), "note": ""}
    response = client.post(f"{address(principal)}{first.pk}/", sent)
    assert "Another absence covers" in response.text


def test_principal_and_deputy_away_at_once_leave_nobody(as_, officer, principal, deputy):
    as_(deputy.user).post(address(deputy), days(0, 10))
    assert told(officer, "nobody stands in") == 0
    response = as_(principal.user).post(address(principal), days(0, 5), follow=True)
    assert "Nobody stands in for you" in response.text
    assert told(deputy.user, "You stand in") == 0
    assert told(officer, "Ana Duarte") == told(officer, "nobody stands in") == 1


def test_a_deputy_who_goes_away_after_the_principal_leaves_nobody_too(
    as_, officer, principal, deputy
):
    as_(principal.user).post(address(principal), days(2, 9))
    response = as_(deputy.user).post(address(deputy), days(0, 5), follow=True)
    assert "nobody stands in for Ana Duarte" in response.text
    [line] = Notification.objects.filter(person=officer)
    assert "Ana Duarte" in line.text
    assert date_format(today() + 2 * DAY, "DATE_FORMAT") in line.text
    assert date_format(today() + 5 * DAY, "DATE_FORMAT") in line.text


def test_a_deputy_who_is_in_for_part_of_the_time_stands_in_then(as_, officer, principal, deputy):
    as_(deputy.user).post(address(deputy), days(4, 10))
    response = as_(principal.user).post(address(principal), days(0, 6), follow=True)
    assert f"in that time {deputy.user} acts" in response.text
    assert told(deputy.user, "You stand in") == 1
    first, last = (date_format(today() + n * DAY, "DATE_FORMAT") for n in (4, 6))
    assert told(officer, f"From {first} to {last} nobody stands in") == 1


def test_an_absence_made_longer_than_the_deputys_presence_is_told(as_, officer, principal, deputy):
    as_(principal.user).post(address(principal), days(0, 2))
    as_(deputy.user).post(address(deputy), days(4, 9))
    assert told(officer) == 0
    absence = principal.absences.get()
    last = (today() + 5 * DAY).isoformat()
    page = f"{address(principal)}{absence.pk}/"
    response = as_(principal.user).post(page, {"ends_on": last, "note": ""}, follow=True)
    assert "nobody stands in for Ana Duarte" in response.text
    assert told(officer, "nobody stands in") == 1


def test_a_second_deputy_who_is_in_is_enough(as_, officer, institution, principal, deputy):
    make.AppointmentFactory(institution=institution, role=Role.DEPUTY)
    as_(deputy.user).post(address(deputy), days(0, 10))
    as_(principal.user).post(address(principal), days(0, 5))
    assert told(officer) == 0


def test_one_called_off_on_its_first_day_is_told(as_, principal, deputy):
    client = as_(principal.user)
    client.post(address(principal), days(0, 5))
    absence = principal.absences.get()
    client.post(f"{address(principal)}{absence.pk}/end/")
    assert not principal.absences.exists()
    assert told(deputy.user, "not away after all") == 1


def test_an_authority_away_with_another_in_office_leaves_somebody_to_sign(
    as_, officer, institution
):
    first = make.AppointmentFactory(institution=institution, role=Role.VALIDATING_AUTHORITY)
    as_(first.user).post(address(first), days(0, 1))
    assert told(officer, "nobody stands in") == 1
    second = make.authority(institution)
    as_(first.user).post(address(first), days(5, 6))
    assert told(officer, "nobody stands in") == 1
    assert services.stand_ins(first.absences.last()) == [second]
