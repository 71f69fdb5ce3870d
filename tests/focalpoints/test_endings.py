"""Ending a post, and who follows: the pages."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import Role
from focalpoints.models import Absence, Appointment
from focalpoints.services.news_of_joining import send_account_link
from nmirf.common.dates import today
from notifications.choices import DutyKind
from reporting.desk import duties_of
from tests import factories as make

from .post_deeds import DAY, address, ending, reports_for, told
from .post_deeds import deputy as deputy
from .post_deeds import focal_point as focal_point

# Ending a focal point's appointment.


def test_it_is_asked_who_follows(as_, officer, focal_point, deputy):
    page = as_(officer).get(address(focal_point, "end"))
    for words in (f"{deputy.user}, the deputy, becomes focal point", "Somebody else", "vacant"):
        assert words in page.text
    response = as_(officer).post(address(focal_point, "end"), ending(focal_point))
    assert response.status_code == 422
    assert "Moves to another post." in response.text
    focal_point.refresh_from_db()
    assert focal_point.ends_on is None


def test_the_deputy_moves_up_on_the_day_after(as_, officer, institution, focal_point, deputy):
    second = make.AppointmentFactory(
        institution=institution, role=Role.DEPUTY, deputises=focal_point
    )
    authority = make.authority(institution)
    last = today() + 10 * DAY
    answer = {"follows": f"deputy:{deputy.pk}", "ends_on": last.isoformat()}
    response = as_(officer).post(address(focal_point, "end"), ending(focal_point, **answer))
    assert response.status_code == 302
    new = Appointment.objects.get(user=deputy.user, role=Role.FOCAL_POINT)
    assert (new.starts_on, new.ends_on, new.portfolio) == (last + DAY, None, "Hospitals")
    deputy.refresh_from_db()
    assert deputy.ends_on == last
    # The other deputy stands in for the one who leaves until then, and for the next from then on.
    second.refresh_from_db()
    assert (second.deputises, second.ends_on) == (focal_point, last)
    assert new.deputies.get().user == second.user
    assert told(deputy.user, "Focal point of Ministry of Health from") == 1
    assert not told(authority, "vacant")


def test_the_deputy_who_moves_up_at_once_reports_as_focal_point_today(
    as_, officer, institution, focal_point, deputy
):
    second = make.AppointmentFactory(
        institution=institution, role=Role.DEPUTY, deputises=focal_point
    )
    sent = ending(focal_point, follows=f"deputy:{deputy.pk}")
    assert as_(officer).post(address(focal_point, "end-now"), sent).status_code == 302
    assert not reports_for(focal_point.user)
    assert reports_for(deputy.user) == {institution.pk}
    new = Appointment.objects.get(user=deputy.user, role=Role.FOCAL_POINT)
    assert new.starts_on == today()
    second.refresh_from_db()
    assert (second.deputises, second.ends_on) == (new, None)
    focal_point.refresh_from_db()
    assert focal_point.ends_on == today()


def test_somebody_else_follows_by_name_and_address(as_, officer, institution, focal_point, deputy):
    sent = ending(
        focal_point, follows="other", full_name="Luis Mota", email="luis.mota@example.org"
    )
    assert as_(officer).post(address(focal_point, "end"), sent).status_code == 302
    new = Appointment.objects.get(user__email="luis.mota@example.org")
    assert (new.role, new.starts_on) == (Role.FOCAL_POINT, today() + DAY)
    assert (
        Appointment.objects.filter(user=deputy.user).order_by("starts_on").last().deputises == new
    )


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"follows": "other"}, "Say who follows."),
        ({"follows": "other", "full_name": "X", "email": "no"}, "valid email"),
        ({"follows": "deputy:999999"}, "Select a valid choice"),
        ({"follows": "nobody", "ends_on": "2019-12-31"}, "before it starts"),
        ({"follows": "nobody", "reason": ""}, "required"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_said(as_, officer, focal_point, deputy, more, words):
    response = as_(officer).post(address(focal_point, "end"), ending(focal_point, **more))
    assert response.status_code == 422
    assert words in response.text
    focal_point.refresh_from_db()
    assert focal_point.ends_on is None


def test_the_one_who_leaves_does_not_follow(as_, officer, focal_point):
    sent = ending(focal_point, follows="other", full_name="X", email=focal_point.user.email)
    response = as_(officer).post(address(focal_point, "end"), sent)
    assert "the person who leaves" in response.text
    focal_point.refresh_from_db()
    assert focal_point.ends_on is None


def test_a_principal_does_not_follow_the_own_deputy(as_, officer, focal_point, deputy):
    sent = ending(deputy, follows="other", full_name="X", email=focal_point.user.email)
    response = as_(officer).post(address(deputy, "end"), sent)
    assert "Nobody deputises for oneself" in response.text
    deputy.refresh_from_db()
    assert deputy.ends_on is None


def test_nobody_follows_by_name_at_an_institution_that_is_suspended(
    as_, officer, institution, focal_point
):
    institution.standing = "suspended"
    institution.save()
    sent = ending(focal_point, follows="other", full_name="X", email="x@example.org")
    assert "is suspended" in as_(officer).post(address(focal_point, "end"), sent).text
    assert not User.objects.filter(email="x@example.org").exists()
    sent = ending(focal_point, follows="nobody")
    assert as_(officer).post(address(focal_point, "end"), sent).status_code == 302


def test_a_vacant_post_is_told_to_the_secretariat_and_the_authority(
    as_, officer, institution, focal_point, deputy
):
    authority = make.authority(institution)
    sent = ending(focal_point, follows="nobody")
    assert as_(officer).post(address(focal_point, "end"), sent).status_code == 302
    assert told(officer, "vacant") == told(authority, "vacant") == 1
    assert reports_for(deputy.user) == {institution.pk}
    assert not Appointment.objects.filter(role=Role.FOCAL_POINT, user=deputy.user).exists()


def test_where_another_focal_point_stays_nothing_is_vacant(as_, officer, institution, focal_point):
    other = make.AppointmentFactory(institution=institution)
    page = as_(officer).get(address(focal_point, "end"))
    assert f"Nobody new: {other.user} stay" in page.text
    as_(officer).post(address(focal_point, "end"), ending(focal_point, follows="nobody"))
    assert not told(officer, "vacant")


def test_a_page_that_is_old_decides_nothing(as_, officer, focal_point, deputy):
    sent = ending(focal_point, follows="nobody")
    Appointment.objects.filter(pk=focal_point.pk).update(ends_on=today() + 30 * DAY)
    response = as_(officer).post(address(focal_point, "end"), sent)
    assert response.status_code == 422
    assert "Somebody has changed this appointment meanwhile" in response.text


def test_what_is_over_is_not_ended_again(as_, officer, focal_point):
    as_(officer).post(address(focal_point, "end-now"), ending(focal_point, follows="nobody"))
    focal_point.refresh_from_db()
    response = as_(officer).post(address(focal_point, "end"), ending(focal_point, follows="nobody"))
    assert "This appointment is over" in response.text


@pytest.mark.parametrize("how", ["ended at once", "suspended on the last day"])
def test_an_end_at_once_is_taken_back_the_same_day(as_, officer, institution, focal_point, how):
    if how == "ended at once":
        as_(officer).post(address(focal_point, "end-now"), ending(focal_point, follows="nobody"))
    else:
        Appointment.objects.filter(pk=focal_point.pk).update(ends_on=today())
        as_(officer).post(address(focal_point, "suspend"), {"reason": "Inquiry."})
    focal_point.refresh_from_db()
    page = as_(officer).get(focal_point.get_absolute_url()).text
    assert "Until midnight you can give the right back" in page
    assert address(focal_point, "extend") not in page
    sent = {"ends_on": "", "reason": "x", "seen": today().isoformat()}
    assert (
        "give the right back first" in as_(officer).post(address(focal_point, "extend"), sent).text
    )
    assert not reports_for(focal_point.user)
    again = address(focal_point, "suspend")
    assert "The last day stays today" in as_(officer).get(again).text
    assert as_(officer).post(again, {"reason": "The wrong person."}).status_code == 302
    assert reports_for(focal_point.user) == {institution.pk}
    assert as_(officer).post(address(focal_point, "extend"), sent).status_code == 302
    focal_point.refresh_from_db()
    assert (focal_point.ends_on, focal_point.suspended_on) == (None, None)


def test_the_day_after_it_is_over(as_, officer, focal_point):
    gone = today() - DAY
    Appointment.objects.filter(pk=focal_point.pk).update(ends_on=gone, suspended_on=gone)
    response = as_(officer).post(address(focal_point, "suspend"), {"reason": "x"})
    assert "appoint anew" in response.text


# Closed accounts.


def test_whose_account_is_closed_does_not_stay_in_the_post(as_, officer, institution, focal_point):
    closed = make.AppointmentFactory(institution=institution, user__is_active=False)
    page = as_(officer).get(address(focal_point, "end")).text
    assert str(closed.user) not in page
    as_(officer).post(address(focal_point, "end"), ending(focal_point, follows="nobody"))
    assert told(officer, "is vacant") == 1


def test_a_deputy_whose_account_is_closed_does_not_move_up(as_, officer, focal_point, deputy):
    User.objects.filter(pk=deputy.user_id).update(is_active=False)
    assert f"deputy:{deputy.pk}" not in as_(officer).get(address(focal_point, "end")).text


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.DEPUTY, Role.VALIDATING_AUTHORITY])
def test_a_post_of_a_closed_account_is_vacant(as_, officer, institution, role):
    post = make.AppointmentFactory(institution=institution, role=role)
    appoint = f"institution={institution.pk}&amp;role={role}"
    assert appoint not in as_(officer).get("/workspace/people/vacancies/").text
    User.objects.filter(pk=post.user_id).update(is_active=False)
    assert appoint in as_(officer).get("/workspace/people/vacancies/").text


def test_the_desk_and_the_directory_say_so_too(as_, officer, institution, focal_point):
    def vacant():
        kinds = [(duty.kind, duty.institution) for duty in duties_of(officer, today())]
        return (DutyKind.VACANCY, institution.pk) in kinds

    type(institution).objects.update(created_at="2020-01-01T12:00Z")
    make.authority(institution)
    directory = "/workspace/people/?vacant=on"
    assert not vacant()
    assert "Ministry of Health" not in as_(officer).get(directory).text
    User.objects.filter(pk=focal_point.user_id).update(is_active=False)
    assert vacant()
    (duty,) = (duty for duty in duties_of(officer, today()) if duty.kind == DutyKind.VACANCY)
    assert duty.explanation.endswith(date_format(today(), "SHORT_DATE_FORMAT"))
    for page in (directory, reverse("reporting:institution", args=["health"])):
        text = as_(officer).get(page).text
        assert "Ministry of Health" in text
        assert "account closed" in text
    assert "Vacant: Focal point" in text


# The link of whoever follows.


def send_letters(capture, deed):
    mail.outbox.clear()
    with capture(execute=True):
        deed()
    return [letter for letter in mail.outbox if "/account/password/reset/key/" in letter.body]


def test_whoever_follows_without_an_account_gets_the_link_by_mail(
    client, as_, officer, focal_point, django_capture_on_commit_callbacks
):
    who = {"full_name": "Luis Mota", "email": "luis.mota@example.org"}
    sent = ending(focal_point, follows="other", **who)
    (letter,) = send_letters(
        django_capture_on_commit_callbacks,
        lambda: as_(officer).post(address(focal_point, "end"), sent),
    )
    assert letter.to == ["luis.mota@example.org"]
    assert "Ministry of Health" in letter.body
    client.logout()
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", letter.body)
    page = client.get(link[1], follow=True)
    new = {"password1": "correct horse battery", "password2": "correct horse battery"}
    client.post(page.request["PATH_INFO"], new)
    person = User.objects.get(email="luis.mota@example.org")
    assert person.check_password("correct horse battery")
    post = person.appointments.get()
    assert not send_letters(
        django_capture_on_commit_callbacks, lambda: send_account_link(pk=post.pk)
    )


def test_whoever_has_an_account_already_gets_no_link(
    as_, officer, focal_point, django_capture_on_commit_callbacks
):
    person = make.UserFactory()
    sent = ending(focal_point, follows="other", full_name=person.full_name, email=person.email)
    assert not send_letters(
        django_capture_on_commit_callbacks,
        lambda: as_(officer).post(address(focal_point, "end"), sent),
    )


# The validating authority.


def test_the_last_authority_is_not_let_go_silently(as_, officer, institution):
    last = make.AppointmentFactory(institution=institution, role=Role.VALIDATING_AUTHORITY)
    page = as_(officer).get(address(last, "end"))
    assert "Nobody else signs for this institution" in page.text
    assert "Nobody signs for now: verified updates wait" in page.text
    assert as_(officer).post(address(last, "end"), ending(last)).status_code == 422
    as_(officer).post(address(last, "end"), ending(last, follows="nobody"))
    assert told(officer, "nobody signs") == 1


def test_the_next_authority_is_named_with_the_ending(as_, officer, institution):
    last = make.AppointmentFactory(institution=institution, role=Role.VALIDATING_AUTHORITY)
    sent = ending(last, follows="other", full_name="Vera Lopes", email="vera@example.org")
    assert as_(officer).post(address(last, "end-now"), sent).status_code == 302
    assert policies.standing(User.objects.get(email="vera@example.org")).sign_for == {
        institution.pk
    }
    assert not told(officer, "nobody signs")


def test_suspending_the_last_authority_tells_the_secretariat(as_, officer, institution):
    last = make.AppointmentFactory(institution=institution, role=Role.VALIDATING_AUTHORITY)
    other = make.secretariat()
    assert "verified updates wait" in as_(officer).get(address(last, "suspend")).text
    as_(officer).post(address(last, "suspend"), {"reason": "Inquiry."})
    assert told(other, "nobody signs") == 1


def test_an_absence_ends_with_the_appointment(as_, officer, focal_point):
    Absence.objects.create(appointment=focal_point, starts_on=today(), ends_on=today() + 20 * DAY)
    as_(officer).post(address(focal_point, "end"), ending(focal_point, follows="nobody"))
    assert focal_point.absences.get().ends_on == today()
