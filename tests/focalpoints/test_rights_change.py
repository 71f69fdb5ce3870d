"""The cells of the access table before and after each change, in a session that stays open."""

import datetime as dt

import pytest
from django.urls import reverse

from focalpoints.choices import Role
from focalpoints.services import appointments as services
from focalpoints.services.succession import Succession
from nmirf.common.dates import today
from recommendations.models import Assignment
from tests import factories as make

DAY = dt.timedelta(days=1)
WHY = {"reason": "By decree."}


class Cells:
    """What one person gets at one address of each row of the access table that concerns a post."""

    def __init__(self, institution, officer):
        recommendation = make.RecommendationFactory(lead=institution)
        facts = {"institution": institution, "on": [recommendation]}
        draft = make.UpdateFactory(**facts)
        verified = make.UpdateFactory(state="verified", **facts)
        self.institution, self.officer = institution, officer
        query = f"?recommendation={recommendation.reference}"
        self.addresses = {
            "directory": reverse("focalpoints:people"),
            "drafts of the institution": draft.get_absolute_url(),
            "write an update": reverse("activities:update_new") + query + "&another=1",
            "edit the draft": reverse("activities:update_edit", args=[draft.reference]),
            "submit": reverse("activities:submit", args=[draft.reference]),
            "sign": reverse("activities:sign", args=[verified.reference]),
            "assignments": reverse("recommendations:assignments"),
            "propose a deputy": reverse("focalpoints:propose", args=[institution.slug]),
            "proposals": reverse("focalpoints:proposals"),
            "sections of reports": reverse("reporting:drafts"),
            # Never theirs, before or after.
            "verify": reverse("activities:verify", args=[verified.reference]),
            "appoint": reverse("focalpoints:appoint"),
            "vacancies": reverse("focalpoints:vacancies"),
            "bulk work": reverse("recommendations:bulk"),
        }

    def open_to(self, client):
        """The cells that this person gets into (signing asks for the second factor anew)."""
        found = {
            name
            for name, address in self.addresses.items()
            if client.get(address).status_code in (200, 302)
        }
        asked = Assignment.objects.create(
            recommendation=make.RecommendationFactory(),
            institution=self.institution,
            proposed_by=self.officer,
        )
        decide = reverse("recommendations:move_assignment", args=[asked.pk])
        if client.post(decide, {"move": "accept"}).status_code == 302:
            found.add("accept an assignment")
        return found


REPORTERS = {
    *("directory", "drafts of the institution", "write an update", "edit the draft", "submit"),
    *("assignments", "propose a deputy", "proposals", "sections of reports"),
    "accept an assignment",
}
AUTHORITY = {
    *("directory", "drafts of the institution", "sign", "assignments", "proposals"),
    "sections of reports",
}
HELD = {
    Role.FOCAL_POINT: REPORTERS,
    Role.DEPUTY: REPORTERS,
    Role.VALIDATING_AUTHORITY: AUTHORITY,
}
roles = pytest.mark.parametrize("role", HELD)


@pytest.fixture
def cells(institution, officer):
    return Cells(institution, officer)


@roles
def test_a_post_begins_in_an_open_session(as_, officer, institution, cells, role):
    person = make.UserFactory()
    client = as_(person)
    assert cells.open_to(client) == set()
    services.appoint(
        actor=officer, user=person, institution=institution, role=role, starts_on=today()
    )
    assert cells.open_to(client) == HELD[role]


@roles
def test_a_post_to_come_opens_nothing_yet(as_, officer, institution, cells, role):
    person = make.UserFactory()
    services.appoint(
        actor=officer, user=person, institution=institution, role=role, starts_on=today() + DAY
    )
    assert cells.open_to(as_(person)) == set()


@roles
def test_suspending_and_giving_back(as_, officer, institution, cells, role):
    post = make.AppointmentFactory(institution=institution, role=role)
    client = as_(post.user)
    assert cells.open_to(client) == HELD[role]
    services.suspend_appointment(pk=post.pk, actor=officer, suspended=True, **WHY)
    assert cells.open_to(client) == set()
    services.suspend_appointment(pk=post.pk, actor=officer, suspended=False, **WHY)
    assert cells.open_to(client) == HELD[role]


@roles
@pytest.mark.parametrize("how", ["at once", "yesterday"])
def test_ending(as_, officer, institution, cells, role, how):
    post = make.AppointmentFactory(institution=institution, role=role)
    client = as_(post.user)
    assert cells.open_to(client) == HELD[role]
    services.end_appointment(
        pk=post.pk, actor=officer, ends_on=today() - DAY, at_once=how == "at once", **WHY
    )
    assert cells.open_to(client) == set()


@roles
def test_extending_and_changing_leave_the_cells_as_they_are(as_, officer, institution, cells, role):
    post = make.AppointmentFactory(institution=institution, role=role, ends_on=today())
    client = as_(post.user)
    services.extend_appointment(pk=post.pk, actor=officer, ends_on=None, **WHY)
    services.change_appointment(
        pk=post.pk, actor=officer, portfolio="Clinics", level="political", **WHY
    )
    assert cells.open_to(client) == HELD[role]


def test_the_deputy_who_moves_up_keeps_all_cells_and_the_one_who_leaves_none(
    as_, client, officer, institution, cells
):
    principal = make.AppointmentFactory(institution=institution)
    deputy = make.AppointmentFactory(institution=institution, role=Role.DEPUTY, deputises=principal)
    services.end_appointment(
        pk=principal.pk,
        actor=officer,
        ends_on=today(),
        at_once=True,
        follows=Succession(deputy=deputy.pk),
        **WHY,
    )
    assert cells.open_to(as_(deputy.user)) == REPORTERS
    assert cells.open_to(as_(principal.user)) == set()


@roles
def test_who_may_set_an_absence_for_whom(as_, institution, cells, role):
    own = make.AppointmentFactory(institution=institution, role=role)
    other = make.AppointmentFactory(institution=institution)
    days = {"starts_on": today().isoformat(), "ends_on": today().isoformat()}
    client = as_(own.user)
    assert (
        client.post(reverse("focalpoints:set_absence", args=[own.reference]), days).status_code
        == 302
    )
    response = client.post(reverse("focalpoints:set_absence", args=[other.reference]), days)
    assert response.status_code == 403
    assert cells.open_to(client) == HELD[role]


# A form that was open when the right ended.

TYPED = {
    "headline": "Births are registered",
    "narrative": "Since March every hospital registers births on the spot.",
    "source": "Registry",
    "language": "en",
    "revision": "1",
    "form": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "csrfmiddlewaretoken": "hidden-token-of-the-form",
}


@pytest.mark.parametrize(("at_once", "words"), [(False, "is suspended since"), (True, "ended on")])
def test_the_next_form_is_refused_with_the_reason_and_nothing_typed_is_lost(
    as_, officer, institution, at_once, words
):
    post = make.AppointmentFactory(institution=institution)
    recommendation = make.RecommendationFactory(lead=institution)
    draft = make.UpdateFactory(institution=institution, author=post.user, on=[recommendation])
    new = f"{reverse('activities:update_new')}?recommendation={recommendation.reference}"
    edit = reverse("activities:update_edit", args=[draft.reference])
    client = as_(post.user)
    assert {client.get(page).status_code for page in (new, edit)} <= {200, 302}
    if at_once:
        services.end_appointment(pk=post.pk, actor=officer, ends_on=today(), at_once=True, **WHY)
    else:
        services.suspend_appointment(pk=post.pk, actor=officer, suspended=True, **WHY)
    for page, status in ((new, 403), (edit, 404)):
        response = client.post(page, TYPED)
        assert response.status_code == status
        for text in ("Births are registered", TYPED["narrative"], "Registry"):
            assert text in response.text
        assert words in response.text
        assert "Ministry of Health" in response.text
        assert "hidden-token-of-the-form" not in response.text
    draft.refresh_from_db()
    assert draft.narrative != TYPED["narrative"]
    assert draft.narrative not in response.text


def test_a_stranger_is_told_of_no_post(as_, institution):
    draft = make.UpdateFactory(institution=institution)
    response = as_(make.focal_point()).post(
        reverse("activities:update_edit", args=[draft.reference]), TYPED
    )
    assert response.status_code == 404
    assert "Ministry of Health" not in response.text
    assert TYPED["narrative"] in response.text


def test_a_reason_typed_into_a_confirm_page_comes_back_too(as_, officer, institution):
    post = make.AppointmentFactory(institution=institution, role=Role.VALIDATING_AUTHORITY)
    update = make.UpdateFactory(institution=institution, state="verified")
    services.suspend_appointment(pk=post.pk, actor=officer, suspended=True, **WHY)
    response = as_(post.user).post(
        reverse("activities:decline", args=[update.reference]), {"note": "The figures are old."}
    )
    assert response.status_code in (403, 404)
    assert "The figures are old." in response.text
