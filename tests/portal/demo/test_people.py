"""The people of the demo State: posts, assignments, accounts, handovers."""

from collections import Counter

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from focalpoints.choices import PERMISSION_OF, Role
from focalpoints.models import Appointment, Handover, Institution
from focalpoints.policies import standing
from nmirf.common.dates import today
from portal.demo import accounts
from recommendations.choices import AssignmentState
from recommendations.models import Assignment, Recommendation


def test_each_reporting_institution_has_its_people_but_for_one_absence_and_one_vacancy(marisola):
    vacant, absent = [], []
    for institution in Institution.objects.filter(membership="full").with_people(today()):
        roles = {appointment.role for appointment in institution.current}
        assert {Role.DEPUTY, Role.VALIDATING_AUTHORITY} <= roles, institution
        vacant += [institution.slug] * institution.lacks_focal_point
        absent += [institution.slug for person in institution.current if person.is_absent]
    assert vacant == ["agriculture"]
    assert absent == ["health"]


def test_permissions_follow_the_appointments(marisola):
    for appointment in Appointment.objects.in_force(today()).select_related("user"):
        held = getattr(standing(appointment.user), PERMISSION_OF[Role(appointment.role)])
        assert appointment.institution_id in held
    former = Appointment.objects.filter(ends_on__lt=today()).select_related("user")
    assert len(former) == 3
    for appointment in former:
        assert not standing(appointment.user).institutions


def test_assignments_are_decided_waiting_or_contested(marisola):
    found = Counter(Assignment.objects.values_list("state", flat=True))
    assert found[AssignmentState.ACCEPTED] > found[AssignmentState.PROPOSED] >= 10
    assert found[AssignmentState.CONTESTED] >= 3
    assert Recommendation.objects.without_assignment().count() == 40
    for row in Assignment.objects.select_related("recommendation"):
        if row.state == AssignmentState.PROPOSED:
            assert row.answer_by > today()
            assert row.decided_at is None
        else:
            assert row.created_at < row.decided_at < timezone.now()
            assert row.decided_by is not None
        if row.recommendation is not None:
            assert row.created_at.date() > row.recommendation.issued_on


def test_each_listed_account_signs_in_and_holds_its_role(marisola, rf):
    listed = accounts.listed()
    assert len({account.email for account in listed}) == len(listed) == 13
    for account in listed:
        user = authenticate(rf.post("/"), email=account.email, password=account.password)
        assert user is not None, account.email
        assert user.is_demo
        assert user.full_name == account.name
        assert account.hint
        rights = standing(user)
        if account.post:
            slug, role = account.post
            held = getattr(rights, PERMISSION_OF[Role(role)])
            assert Institution.objects.get(slug=slug).pk in held
        else:
            assert set(user.groups.values_list("name", flat=True)) == set(account.groups)


def test_the_accounts_are_printed(capsys):
    call_command("seed_demo", "--list-accounts")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 13
    assert "focal.interior@demo.example / marisola-demo" in lines[4]


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [True, False])
def test_the_sign_in_page_lists_them_in_demo_mode_only(client, settings, demo):
    settings.DEMO_MODE = demo
    page = client.get(reverse("account_login")).content.decode()
    assert ("authority.interior@demo.example" in page) is demo


def test_handovers_are_written_waited_for_and_done(marisola):
    found = {row.state: row for row in Handover.objects.with_people(today())}
    assert set(found) == {"writing", "handed", "acknowledged"}
    assert found["writing"].leaver_acts
    assert found["writing"].items.exclude(note="").exists()
    # The demonstration account of the focal point has it to acknowledge.
    (follower,) = found["handed"].followers
    assert User.objects.get(pk=follower).email == "focal.interior@demo.example"
    assert found["acknowledged"].items.filter(acknowledged_at=None).count() == 0
