"""A reshuffle names nobody in public: who gave leave for the old post is asked anew."""

import datetime as dt

import pytest

from focalpoints.models import Institution
from focalpoints.services import consents
from nmirf.common.dates import today
from tests import factories as make

from .reshuffling import asked, carry_out

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("began", [dt.date(2020, 1, 1), None])
def test_leave_to_be_named_is_not_carried_to_the_new_post(client, settings, began):
    """Also where the post began with the reshuffle itself, and is moved as it is."""
    settings.DEMO_MODE = True
    water = make.InstitutionFactory(name="Ministry of Water", slug="water")
    energy = make.InstitutionFactory(name="Ministry of Energy", slug="energy")
    post = make.AppointmentFactory(institution=water, starts_on=began or today())
    consents.give(actor=post.user, appointment_pk=post.pk)
    client.force_login(make.secretariat())
    carry_out(
        client, asked("merge", institutions=[water.slug, energy.slug], name="Ministry of Climate")
    )
    new = Institution.objects.get(name="Ministry of Climate")
    (moved,) = new.appointments.filter(user=post.user)
    assert not moved.consents.in_force().exists()
    client.logout()
    for slug in ("water", new.slug):
        page = client.get(f"/institutions/{slug}/", follow=True)
        assert page.status_code == 200
        assert str(post.user) not in page.text
    client.force_login(post.user)
    client.post(f"/workspace/people/{moved.reference}/consent/", {"deed": "give"})
    client.logout()
    assert str(post.user) in client.get(f"/institutions/{new.slug}/").text
