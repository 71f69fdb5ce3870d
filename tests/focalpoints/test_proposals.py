"""A deputy: proposed by the institution, confirmed by its authority, appointed by the secretariat."""

import datetime as dt

import pytest

from accounts.models import User
from focalpoints.choices import InvitationState, ProposalState, Role
from focalpoints.models import Appointment, AppointmentProposal, Invitation
from focalpoints.services import invitations
from nmirf.common import tokens
from nmirf.common.dates import today
from notifications.models import Notification
from tests import factories as make
from tests.files import upload

DAY = dt.timedelta(days=1)
PROPOSE = "/workspace/people/propose/health/"


@pytest.fixture
def principal(institution):
    return make.AppointmentFactory(institution=institution)


@pytest.fixture
def authority(institution):
    return make.authority(institution)


@pytest.fixture
def proposal(institution, principal):
    return AppointmentProposal.objects.create(
        institution=institution,
        deputises=principal,
        full_name="Ines Prado",
        email="ines.prado@example.org",
        starts_on=today(),
        proposed_by=principal.user,
    )


def filled(principal, **more):
    return {
        "full_name": "Ines Prado",
        "email": "ines.prado@example.org",
        "deputises": principal.pk,
        "starts_on": today().isoformat(),
    } | more


def address(row, move):
    return f"{row.get_absolute_url()}{move}/"


def lines(person):
    return Notification.objects.filter(person=person, key__startswith="proposal-").count()


def test_from_the_proposal_to_the_appointment(as_, officer, institution, principal, authority):
    sent = filled(principal, letter=upload("letter.pdf"))
    assert as_(principal.user).post(PROPOSE, sent).status_code == 302
    row = AppointmentProposal.objects.get()
    assert row.state == ProposalState.PROPOSED
    assert lines(authority) == lines(officer) == 1
    letter = row.letter.get_absolute_url()
    assert as_(authority).get(letter).status_code == 200
    assert as_(make.focal_point()).get(letter).status_code == 404
    assert as_(authority).post(address(row, "confirm")).status_code == 302
    assert lines(officer) == 2
    assert lines(principal.user) == 1
    sent = {"starts_on": today().isoformat()}
    make.UserFactory(email="ines.prado@example.org")
    assert as_(officer).post(address(row, "appoint"), sent).status_code == 302
    row.refresh_from_db()
    new = Appointment.objects.get(user__email="ines.prado@example.org")
    assert (row.state, row.appointment) == (ProposalState.APPOINTED, new)
    assert (new.role, new.deputises, new.letter) == (Role.DEPUTY, principal, row.letter)
    assert lines(principal.user) == 2
    # The letter belongs to an appointment now, so that all members read it.
    assert as_(make.focal_point()).get(letter).status_code == 200


def test_whoever_has_no_account_is_invited_and_the_proposal_ends_with_the_acceptance(
    as_, officer, principal, authority, proposal
):
    as_(authority).post(address(proposal, "confirm"))
    page = as_(officer).get(address(proposal, "appoint"))
    assert "who has none is invited by e-mail" in page.text
    sent = {"starts_on": today().isoformat()}
    assert as_(officer).post(address(proposal, "appoint"), sent).status_code == 302
    assert not User.objects.filter(email=proposal.email).exists()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.appointment) == (ProposalState.APPOINTED, None)
    told = Notification.objects.filter(person=principal.user, key__startswith="proposal-")
    assert "is invited to take the post" in told.order_by("pk").last().text
    own = as_(principal.user)
    assert str(InvitationState.OPEN.label) in own.get(proposal.get_absolute_url()).text
    token, digest = tokens.mint()
    Invitation.objects.update(token_digest=digest)
    new = invitations.accept_as_new(
        token=token, full_name="Ines Prado", password="four plain words", language="en"
    )
    proposal.refresh_from_db()
    assert proposal.appointment == new
    assert (new.role, new.deputises) == (Role.DEPUTY, principal)
    assert new.get_absolute_url() in own.get(proposal.get_absolute_url()).text


def test_an_invitation_that_was_called_back_is_said_on_the_proposal(as_, officer, proposal):
    sent = {"starts_on": today().isoformat(), "reason": "The authority is ill."}
    as_(officer).post(address(proposal, "appoint"), sent)
    invitations.revoke(actor=officer, pk=Invitation.objects.get().pk)
    page = as_(officer).get(proposal.get_absolute_url())
    assert str(InvitationState.REVOKED.label) in page.text


def test_the_authority_declines_with_a_reason(as_, principal, authority, proposal):
    response = as_(authority).post(address(proposal, "decline"), {"reason": ""})
    assert response.status_code == 422
    as_(authority).post(address(proposal, "decline"), {"reason": "Too many tasks."})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == (ProposalState.DECLINED, "Too many tasks.")
    assert "Too many tasks." in as_(principal.user).get(proposal.get_absolute_url()).text
    assert lines(principal.user) == 1


def test_without_confirmation_the_secretariat_says_why(as_, officer, authority, proposal):
    sent = {"starts_on": today().isoformat(), "reason": ""}
    assert as_(officer).post(address(proposal, "appoint"), sent).status_code == 422
    assert not Appointment.objects.filter(user__email="ines.prado@example.org").exists()
    sent["reason"] = "The authority is ill."
    assert as_(officer).post(address(proposal, "appoint"), sent).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == (ProposalState.APPOINTED, "The authority is ill.")
    assert proposal.confirmed_by is None
    assert lines(authority) == 1


@pytest.mark.parametrize(
    ("who", "move", "status"),
    [
        ("principal", "confirm", 403),
        ("principal", "appoint", 403),
        ("principal", "decline", 403),
        ("principal", "withdraw", 302),
        ("authority", "confirm", 302),
        ("authority", "appoint", 403),
        ("authority", "withdraw", 403),
        ("officer", "confirm", 403),
        ("officer", "withdraw", 403),
        ("administrator", "confirm", 404),
        ("stranger", "confirm", 404),
    ],
)
def test_each_move_belongs_to_one_kind_of_person(
    as_, officer, principal, authority, proposal, who, move, status
):
    person = {
        "officer": officer,
        "principal": principal.user,
        "authority": authority,
        "administrator": make.administrator(),
        "stranger": make.focal_point(),
    }[who]
    sent = {"starts_on": today().isoformat(), "reason": "x"}
    assert as_(person).post(address(proposal, move), sent).status_code == status


def test_whoever_proposes_does_not_confirm(as_, institution, principal, proposal):
    make.AppointmentFactory(
        user=principal.user, institution=institution, role=Role.VALIDATING_AUTHORITY
    )
    response = as_(principal.user).post(address(proposal, "confirm"))
    assert response.status_code == 403
    assert "does not confirm" in response.text


def test_what_is_decided_is_not_decided_again(as_, officer, authority, proposal):
    as_(authority).post(address(proposal, "decline"), {"reason": "No."})
    sent = {"starts_on": today().isoformat(), "reason": "Yes."}
    response = as_(officer).post(address(proposal, "appoint"), sent)
    assert "decided on this proposal meanwhile" in response.text


def test_the_same_person_is_proposed_once_at_a_time(as_, principal, proposal):
    response = as_(principal.user).post(PROPOSE, filled(principal, email="INES.prado@example.org"))
    assert "proposed already" in response.text
    as_(principal.user).post(address(proposal, "withdraw"))
    assert as_(principal.user).post(PROPOSE, filled(principal)).status_code == 302


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"starts_on": "2019-01-01"}, "more than 31 days back"),
        ({"ends_on": "2019-01-01"}, "before the first"),
        ({"email": "nobody"}, "valid email"),
    ],
)
def test_a_proposal_that_cannot_be_taken_keeps_what_was_typed(as_, principal, more, words):
    response = as_(principal.user).post(PROPOSE, filled(principal, **more))
    assert response.status_code == 422
    assert words in response.text
    assert "Ines Prado" in response.text


def test_nobody_proposes_oneself_as_ones_own_deputy(as_, principal):
    response = as_(principal.user).post(PROPOSE, filled(principal, email=principal.user.email))
    assert "Nobody deputises for oneself" in response.text


def test_an_institution_without_an_authority_tells_the_secretariat(as_, officer, principal):
    as_(principal.user).post(PROPOSE, filled(principal))
    line = Notification.objects.get(person=officer)
    assert "no authority to confirm" in line.text


def test_the_proposed_deputy_of_a_principal_who_leaves_is_a_choice(
    as_, officer, authority, principal, proposal
):
    as_(authority).post(address(proposal, "confirm"))
    principal.ends_on = today() + 10 * DAY
    principal.save()
    sent = {"starts_on": today().isoformat()}
    response = as_(officer).post(address(proposal, "appoint"), sent)
    assert response.status_code == 422
    assert 'value="stay"' in response.text
    sent["beyond"] = "stay"
    assert as_(officer).post(address(proposal, "appoint"), sent).status_code == 302


def test_the_list_shows_each_their_own_and_asks_few_questions(
    as_, officer, institution, principal, proposal, django_assert_max_num_queries
):
    page = "/workspace/people/proposals/"
    assert "Ines Prado" in as_(principal.user).get(page).text
    assert "Ines Prado" not in as_(make.focal_point()).get(page).text
    for number in range(20):
        AppointmentProposal.objects.create(
            institution=institution,
            full_name=f"Person {number}",
            email=f"p{number}@example.org",
            starts_on=today(),
            proposed_by=principal.user,
        )
    client = as_(officer)
    client.get(page)
    with django_assert_max_num_queries(16):
        assert "Person 19" in client.get(page).text
