"""A first day: five steps, their progress told by records."""

import datetime as dt

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.template.loader import render_to_string

from accounts.choices import FirstDayStep
from accounts.models import FirstDay
from accounts.services import first_day as marks
from accounts.services import open_account
from focalpoints.choices import InstitutionKind
from nmirf.common.dates import today
from recommendations.models import Assignment, Interest
from reporting.first_day import panel_of, path_of
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


def done(user):
    return {step.key.value for step in path_of(user, today()).steps if step.is_done}


def step(user, key):
    return next(found for found in path_of(user, today()).steps if found.key == key)


def test_a_new_account_has_a_panel_until_it_is_put_away(client):
    person = make.UserFactory()
    assert panel_of(person, today()) is None, "whoever was there before has none"
    FirstDay.objects.create(user=person)
    assert len(panel_of(person, today()).steps) == 5
    client.force_login(person)
    assert client.post("/workspace/first-day/put-away/").status_code == 302
    assert panel_of(person, today()) is None
    assert client.get("/workspace/first-day/").status_code == 200
    client.post("/workspace/first-day/put-away/", {"back": "1"})
    assert panel_of(person, today()) is not None


def test_whoever_is_invited_begins_with_one():
    assert panel_of(open_account(email="a@example.org", full_name="Ana"), today()) is not None


def test_no_panel_costs_one_query(django_assert_num_queries):
    person = make.UserFactory()
    with django_assert_num_queries(1):
        panel_of(person, today())


def test_the_panel_says_what_is_next_and_nothing_where_there_is_none():
    person = make.UserFactory()
    FirstDay.objects.create(user=person)
    shown = render_to_string(
        "reporting/_first_day.html", {"first_day": panel_of(person, today(), duties=())}
    )
    assert "1 of 5 steps done." in shown
    assert "Check your details" in shown
    assert not render_to_string("reporting/_first_day.html", {"first_day": None}).strip()


def test_the_second_factor_is_a_fact(settings):
    settings.DEMO_MODE = False
    person = make.UserFactory(is_demo=False)
    assert "secure" not in done(person)
    TOTP.activate(person, generate_totp_secret())
    assert "secure" in done(person)


def test_details_are_done_when_set_or_ticked_off(client):
    person = make.UserFactory()
    assert "details" not in done(person)
    marks.tick_off(user=person, step=FirstDayStep.DETAILS)
    marks.tick_off(user=person, step=FirstDayStep.DETAILS)
    assert FirstDay.objects.get(user=person).seen == ["details"]
    assert "details" in done(person)
    other = make.UserFactory(preferred_language="fr", time_zone="Europe/Paris")
    assert "details" in done(other)


def test_what_records_tell_is_not_ticked_off(client):
    person = make.focal_point()
    client.force_login(person)
    for key in ("act", "secure", "unknown"):
        assert client.post(f"/workspace/first-day/{key}/tick/").status_code == 404
    assert client.post("/workspace/first-day/people/tick/").status_code == 302
    assert "people" in done(person)


def test_a_focal_point_meets_colleagues_and_writes_the_first_update():
    institution = make.InstitutionFactory()
    person, signer = make.focal_point(institution), make.authority(institution)
    stranger = make.focal_point()
    names = [link.label for link in step(person, FirstDayStep.PEOPLE).links]
    assert str(signer) in names
    assert str(stranger) not in names
    assert str(person) not in names
    assert "act" not in done(person)
    make.UpdateFactory(institution=institution, author=person)
    assert "act" in done(person)


def test_a_decided_assignment_is_a_step():
    institution = make.InstitutionFactory()
    person = make.focal_point(institution)
    row = Assignment.objects.create(
        recommendation=make.RecommendationFactory(),
        institution=institution,
        state="proposed",
        proposed_by=make.secretariat(),
    )
    first = step(person, FirstDayStep.OWE).links[0]
    assert first.path, "the first thing that is owed leads to it"
    assert "owe" not in done(person)
    Assignment.objects.filter(pk=row.pk).update(decided_by=person)
    assert "owe" in done(person)


def test_an_organisation_chooses_themes():
    person = make.representative(InstitutionKind.CSO)
    institution = person.appointments.get().institution
    assert "act" not in done(person)
    links = [link.path for link in step(person, FirstDayStep.ACT).links]
    assert f"/workspace/interests/{institution.slug}/" in links
    Interest.objects.create(institution=institution, theme=make.ThemeFactory())
    assert "act" in done(person)


@pytest.mark.parametrize(
    "who",
    [
        make.focal_point,
        make.deputy,
        make.authority,
        make.secretariat,
        make.administrator,
        make.UserFactory,
        lambda: make.representative(InstitutionKind.NHRI),
    ],
)
def test_every_role_has_five_steps_with_work_of_its_own(client, who):
    person = who()
    client.force_login(person)
    page = client.get("/workspace/first-day/")
    assert page.status_code == 200
    assert [found.key for found in page.context["path"].steps] == list(FirstDayStep)


@pytest.mark.parametrize("named", [True, False])
def test_what_was_left_is_read_first_whether_or_not_a_successor_was_named(named):
    """The usual handover names nobody: it is for whoever holds the post now."""
    institution = make.InstitutionFactory()
    left = make.AppointmentFactory(
        institution=institution,
        user__full_name="Ana Duarte",
        ends_on=today() - dt.timedelta(days=1),
    )
    post = make.AppointmentFactory(institution=institution)
    handover = make.handed(left, ["The registry"])
    if named:
        handover.successor = post
        handover.save()
    link = step(post.user, FirstDayStep.PEOPLE).links[0]
    assert (link.path, link.note) == (handover.get_absolute_url(), "Ana Duarte")
    other = make.AppointmentFactory()
    paths = {link.path for link in step(other.user, FirstDayStep.PEOPLE).links}
    assert handover.get_absolute_url() not in paths
