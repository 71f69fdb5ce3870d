"""Appointing over HTTP: what is written, and each refusal in words."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from focalpoints.choices import PostLevel, Role, Standing
from focalpoints.models import Appointment
from nmirf.common.dates import today
from notifications.models import Notification
from tests import factories as make
from tests.files import upload

DAY = dt.timedelta(days=1)
APPOINT = "/workspace/people/appoint/"


def filled(institution, **more):
    """The form as it is sent, for somebody who has an account."""
    address = more.get("email", "ana.duarte@example.org")
    if not User.objects.filter(email=address).exists():
        make.UserFactory(email=address, full_name="Ana Duarte")
    plain = {
        "institution": institution.pk,
        "role": "focal_point",
        "full_name": "Ana Duarte",
        "email": "ana.duarte@example.org",
        "level": "technical",
        "starts_on": today().isoformat(),
    }
    return plain | more


def refused(response, words):
    assert response.status_code == 422, response.status_code
    assert words in response.text
    assert "ana.duarte@example.org" in response.text  # what was typed is still there


def test_a_letter_a_level_and_a_portfolio_are_kept_and_members_read_the_letter(
    as_, officer, institution
):
    sent = filled(
        institution, level="political", portfolio="Hospitals", letter=upload("decree.pdf")
    )
    assert as_(officer).post(APPOINT, sent).status_code == 302
    row = Appointment.objects.get(user__email="ana.duarte@example.org")
    assert (row.level, row.portfolio) == (PostLevel.POLITICAL, "Hospitals")
    assert row.letter.classification == "internal"
    letter = row.letter.get_absolute_url()
    assert as_(make.focal_point()).get(letter).status_code == 200
    assert as_(make.representative("cso")).get(letter).status_code == 404
    page = as_(make.focal_point()).get(row.get_absolute_url())
    assert letter in page.text
    assert Notification.objects.filter(person=row.user, path=row.get_absolute_url()).count() == 1


def test_a_letter_that_is_no_document_is_refused_and_nothing_is_written(as_, officer, institution):
    sent = filled(institution, letter=upload("decree.pdf", b"MZ this is a program"))
    refused(as_(officer).post(APPOINT, sent), "decree.pdf")
    assert not Appointment.objects.filter(user__email="ana.duarte@example.org").exists()


def test_two_focal_points_have_deputies_of_their_own(as_, officer, institution):
    first, second = (make.AppointmentFactory(institution=institution) for _number in range(2))
    for number, principal in enumerate((first, second)):
        more = {"role": "deputy", "deputises": principal.pk, "email": f"d{number}@example.org"}
        assert as_(officer).post(APPOINT, filled(institution, **more)).status_code == 302
    assert [row.deputies.get().user.email for row in (first, second)] == [
        "d0@example.org",
        "d1@example.org",
    ]
    page = as_(officer).get(first.get_absolute_url()).text
    assert first.deputies.get().get_absolute_url() in page
    assert second.deputies.get().get_absolute_url() not in page


@pytest.mark.parametrize(
    ("standing", "words"),
    [(Standing.PENDING, "waits for approval"), (Standing.SUSPENDED, "is suspended")],
)
def test_nobody_is_appointed_where_the_institution_takes_nobody(
    as_, officer, institution, standing, words
):
    institution.standing = standing
    institution.save()
    refused(as_(officer).post(APPOINT, filled(institution)), words)


def test_nobody_is_appointed_at_an_institution_that_is_gone(as_, officer, institution):
    institution.dissolved_on = today() - DAY
    institution.save()
    refused(as_(officer).post(APPOINT, filled(institution)), "existed until")


def test_at_an_institution_that_ends_the_form_offers_its_last_day(as_, officer, institution):
    last = today() + 60 * DAY
    institution.dissolved_on = last
    institution.save()
    response = as_(officer).post(APPOINT, filled(institution))
    refused(response, "exists until")
    assert f'value="{last.isoformat()}"' in response.text
    sent = filled(institution, beyond=last.isoformat())
    assert as_(officer).post(APPOINT, sent).status_code == 302
    assert Appointment.objects.get(user__email="ana.duarte@example.org").ends_on == last


def test_a_first_day_long_past_needs_a_reason_which_history_keeps(as_, officer, institution):
    sent = filled(institution, starts_on=(today() - 32 * DAY).isoformat())
    refused(as_(officer).post(APPOINT, sent), "more than 31 days back")
    sent |= {"reason": "The letter bears the earlier date."}
    assert as_(officer).post(APPOINT, sent).status_code == 302
    row = Appointment.objects.get(user__email="ana.duarte@example.org")
    assert "The letter bears the earlier date." in as_(officer).get(row.get_absolute_url()).text
    within = filled(institution, email="b@example.org", starts_on=(today() - 31 * DAY).isoformat())
    assert as_(officer).post(APPOINT, within).status_code == 302


def test_a_last_day_before_the_first_is_refused(as_, officer, institution):
    sent = filled(institution, ends_on=(today() - DAY).isoformat())
    refused(as_(officer).post(APPOINT, sent), "lies before the first")


def test_the_same_post_twice_at_once_is_refused(as_, officer, institution):
    person = make.UserFactory(email="ana.duarte@example.org")
    make.AppointmentFactory(user=person, institution=institution)
    refused(as_(officer).post(APPOINT, filled(institution)), "holds the same post")


def test_nobody_deputises_for_oneself_directly(as_, officer, institution):
    person = make.UserFactory(email="ana.duarte@example.org")
    own = make.AppointmentFactory(user=person, institution=institution)
    sent = filled(institution, role="deputy", deputises=own.pk)
    refused(as_(officer).post(APPOINT, sent), "Nobody deputises for oneself")


def test_nobody_deputises_for_oneself_by_two_rows(as_, officer, institution):
    person = make.UserFactory(email="ana.duarte@example.org")
    make.AppointmentFactory(user=person, institution=institution)
    refused(
        as_(officer).post(APPOINT, filled(institution, role="deputy")),
        "would stand in for oneself",
    )
    other = make.InstitutionFactory()
    make.AppointmentFactory(user=person, institution=other, role=Role.DEPUTY)
    refused(as_(officer).post(APPOINT, filled(other)), "would stand in for oneself")


def test_two_people_do_not_stand_in_for_each_other(as_, officer, institution):
    ana = make.UserFactory(email="ana.duarte@example.org")
    first = make.AppointmentFactory(user=ana, institution=institution)
    second = make.AppointmentFactory(institution=institution)
    make.AppointmentFactory(
        user=second.user, institution=institution, role=Role.DEPUTY, deputises=first
    )
    sent = filled(institution, role="deputy", deputises=second.pk)
    refused(as_(officer).post(APPOINT, sent), "cannot stand in for each other")


def test_a_deputy_stands_in_for_a_focal_point_of_the_same_institution(as_, officer, institution):
    elsewhere = make.AppointmentFactory()
    sent = filled(institution, role="deputy", deputises=elsewhere.pk)
    refused(as_(officer).post(APPOINT, sent), "same institution")
    here = make.AppointmentFactory(institution=institution)
    sent = filled(institution, role="representative", deputises=here.pk)
    refused(as_(officer).post(APPOINT, sent), "Only a deputy deputises")


def test_a_deputy_does_not_start_before_the_principal(as_, officer, institution):
    principal = make.AppointmentFactory(institution=institution, starts_on=today() + 5 * DAY)
    sent = filled(institution, role="deputy", deputises=principal.pk)
    refused(as_(officer).post(APPOINT, sent), "cannot start before")


def test_a_deputy_who_outlasts_the_principal_is_a_choice(as_, officer, institution):
    last = today() + 90 * DAY
    principal = make.AppointmentFactory(institution=institution, ends_on=last)
    sent = filled(institution, role="deputy", deputises=principal.pk)
    response = as_(officer).post(APPOINT, sent)
    refused(response, "whom the deputy stands in for, ends on")
    assert 'value="stay"' in response.text
    assert f'value="{last.isoformat()}"' in response.text
    assert as_(officer).post(APPOINT, sent | {"beyond": last.isoformat()}).status_code == 302
    assert principal.deputies.get().ends_on == last
    more = {"role": "deputy", "deputises": principal.pk, "beyond": "stay"}
    other = filled(institution, **more, email="b@example.org")
    assert as_(officer).post(APPOINT, other).status_code == 302
    assert principal.deputies.get(user__email="b@example.org").ends_on is None


def test_the_database_refuses_a_deputy_of_oneself_too(institution):
    own = make.AppointmentFactory(institution=institution)

    @transaction.atomic
    def appoint():
        make.AppointmentFactory(
            user=own.user, institution=institution, role=Role.DEPUTY, deputises=own
        )
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="deputy_of_another"):
        appoint()


def test_the_database_lets_principal_and_deputy_move_one_after_the_other(institution):
    principal = make.AppointmentFactory(institution=institution)
    deputy = make.AppointmentFactory(institution=institution, role=Role.DEPUTY, deputises=principal)
    other = make.InstitutionFactory()
    Appointment.objects.filter(pk=deputy.pk).update(institution=other)
    Appointment.objects.filter(pk=principal.pk).update(institution=other)
    connection.check_constraints()

    @transaction.atomic
    def tear_apart():
        Appointment.objects.filter(pk=principal.pk).update(institution=institution)
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="deputy_of_another"):
        tear_apart()


def test_a_closed_account_is_not_appointed(as_, officer, institution):
    make.UserFactory(email="ana.duarte@example.org", is_active=False)
    refused(as_(officer).post(APPOINT, filled(institution)), "is closed")
