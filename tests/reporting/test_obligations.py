import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from nmirf.common.errors import DomainError
from nmirf.common.workflow import WorkflowError
from notifications.services import reference
from reporting.models import Obligation
from reporting.services import obligations as services
from reporting.services.digests import send_digests
from tests import factories as make

pytestmark = pytest.mark.django_db

ON = dt.date(2026, 11, 3)
FACTS = {
    "title": "Sixth periodic report",
    "kind": "state_report",
    "due_on": "2027-05-31",
    "due_source": "document",
    "due_document": "CAT/C/XMA/CO/4, para. 48",
    "is_public": "on",
}


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True
    with time_machine.travel(dt.datetime(2026, 11, 3, 9, 30, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def officer(client):
    found = make.secretariat()
    client.force_login(found)
    return found


def test_an_obligation_is_entered_with_the_source_of_its_date(client, officer):
    response = client.post(reverse("reporting:obligation_new"), FACTS)
    row = Obligation.objects.get()
    assert response.headers["Location"] == reverse("reporting:obligation", args=[row.slug])
    assert row.slug == "sixth-periodic-report"
    text = client.get(reverse("reporting:obligation", args=[row.slug])).content.decode()
    assert "CAT/C/XMA/CO/4, para. 48" in text
    assert "printed in a document" in text
    assert "Nobody has been reminded yet." in text


def test_a_printed_date_names_its_document(client, officer):
    response = client.post(reverse("reporting:obligation_new"), FACTS | {"due_document": ""})
    assert "Name the document and paragraph" in response.content.decode()
    assert 'value="Sixth periodic report"' in response.content.decode()
    assert not Obligation.objects.exists()


def test_two_of_the_same_title_have_addresses_of_their_own(client, officer):
    for _time in range(2):
        client.post(reverse("reporting:obligation_new"), FACTS)
    assert set(Obligation.objects.values_list("slug", flat=True)) == {
        "sixth-periodic-report",
        "sixth-periodic-report-2",
    }


def test_a_title_in_arabic_has_an_address_too(client, officer):
    client.post(reverse("reporting:obligation_new"), FACTS | {"title": "التقرير السادس"})
    assert Obligation.objects.get().slug


def test_a_change_keeps_its_reason_in_history(client, officer):
    row = make.ObligationFactory()
    facts = FACTS | {"title": row.title, "reason": "Note verbale of 2 November"}
    client.post(reverse("reporting:obligation_edit", args=[row.slug]), facts)
    row.refresh_from_db()
    assert row.due_on == dt.date(2027, 5, 31)
    event = row.events.order_by("-pgh_id").first()
    assert event.pgh_context.metadata["reason"] == "Note verbale of 2 November"


def test_a_submission_is_confirmed_then_recorded(client, officer):
    row = make.ObligationFactory()
    address = reverse("reporting:obligation_move", args=[row.slug, "submit"])
    assert "reminders stop" in client.get(address).content.decode()
    client.post(address, {"submitted_on": "2026-11-02", "symbol": "CAT/C/XMA/5"})
    row.refresh_from_db()
    assert (row.state, row.submitted_on, row.symbol) == (
        "submitted",
        dt.date(2026, 11, 2),
        "CAT/C/XMA/5",
    )


def test_a_submission_is_not_dated_in_the_future(client, officer):
    row = make.ObligationFactory()
    address = reverse("reporting:obligation_move", args=[row.slug, "submit"])
    response = client.post(address, {"submitted_on": "2026-11-04"})
    assert "future" in response.content.decode()
    row.refresh_from_db()
    assert row.state == "open"


def test_closing_and_reopening_give_their_reason(officer):
    row = make.ObligationFactory()
    with pytest.raises(WorkflowError, match="why"):
        services.move_obligation(pk=row.pk, name="close", actor=officer)
    services.move_obligation(pk=row.pk, name="close", actor=officer, note="Merged.")
    with pytest.raises(WorkflowError, match="faster"):
        services.move_obligation(pk=row.pk, name="submit", actor=officer, submitted_on=ON)
    found = services.move_obligation(pk=row.pk, name="reopen", actor=officer, note="By mistake.")
    assert found.state == "open"


def test_only_the_secretariat_manages_them():
    row = make.ObligationFactory()
    for person in (make.focal_point(), make.administrator()):
        with pytest.raises(PermissionDenied):
            services.move_obligation(pk=row.pk, name="submit", actor=person, submitted_on=ON)
        with pytest.raises(PermissionDenied):
            services.create_obligation(actor=person, title="x", kind="other", due_on=ON)


def test_only_an_officer_is_in_charge(officer):
    with pytest.raises(DomainError, match="secretariat"):
        services.create_obligation(
            actor=officer, title="x", kind="other", due_on=ON, due_source="manual",
            responsible=make.focal_point(),
        )  # fmt: skip


def test_the_page_shows_who_was_reminded(client, officer):
    reference.load()
    row = make.ObligationFactory(due_on=ON + dt.timedelta(days=7), responsible=officer)
    send_digests(on=ON)
    text = client.get(reverse("reporting:obligation", args=[row.slug])).content.decode()
    assert str(officer) in text
    assert "the one who owes it" in text


def test_the_list_is_narrowed_and_says_what_is_overdue(client, officer):
    make.ObligationFactory(title="Late report", due_on=ON - dt.timedelta(days=1))
    make.ObligationFactory(title="Done report", state="submitted", submitted_on=ON)
    text = client.get(reverse("reporting:obligations")).content.decode()
    assert "Late report" in text
    assert "1 obligation is overdue." in text
    assert "Done report" not in text
    narrowed = client.get(reverse("reporting:obligations"), {"state": "submitted"})
    assert "Done report" in narrowed.content.decode()
    for junk in ({"state": "x"}, {"mechanism": "abc"}, {"kind": "\x00"}, {"page": "9999"}):
        assert client.get(reverse("reporting:obligations"), junk).status_code == 200


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_asks_the_same_for_one_and_for_twenty(
    client, officer, number, django_assert_max_num_queries
):
    mechanism = make.MechanismFactory()
    for _n in range(number):
        make.ObligationFactory(mechanism=mechanism, responsible=officer)
    client.get(reverse("reporting:obligations"))
    with django_assert_max_num_queries(10):
        client.get(reverse("reporting:obligations"))


def test_a_suggested_date_fills_the_form(client, officer):
    mechanism = make.MechanismFactory(follow_up_months=12)
    make.ReviewFactory(mechanism=mechanism, published_on=dt.date(2026, 5, 1), title="CRC 2026")
    text = client.get(reverse("reporting:obligation_suggestions")).content.decode()
    assert "Follow-up information: CRC 2026" in text
    assert "due_on=2027-05-01&amp;due_source=computed" in text
    form = client.get(
        reverse("reporting:obligation_new"),
        {"kind": "follow_up", "due_on": "2027-05-01", "due_source": "computed"},
    ).content.decode()
    assert 'value="2027-05-01"' in form
