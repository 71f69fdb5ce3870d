"""What a form of plans cannot offer any more stays, and the second of two editors is told."""

import datetime as dt

import pytest
from django.urls import reverse

from activities.models import PlanObjective
from recommendations.choices import Publication
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture(autouse=True)
def officer(client):
    person = factories.secretariat()
    client.force_login(person)
    return person


@pytest.fixture
def gone():
    return factories.InstitutionFactory(name="Ministry of Yesterday")


@pytest.fixture
def plan(gone):
    return factories.PlanFactory(publication="draft", lead=gone)


@pytest.fixture
def row(plan, gone):
    cluster = factories.ClusterFactory(title="Custody")
    made = factories.PlanObjectiveFactory(plan=plan, code="1", title="Custdy", lead=gone)
    made.cluster_links.create(cluster=cluster)
    return made


def dissolve(gone):
    gone.dissolved_on = dt.date(2026, 1, 1)
    gone.save()


def sent(client, address, **more):
    """What the form at an address sends when nothing but `more` is typed."""
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    said = {name: value for name, value in data.items() if value not in (None, "")}
    return said | {"reason": "A letter was missing."} | more


def edit(row):
    return reverse("activities:objective_edit", args=[row.plan.slug, row.pk])


def test_a_typo_is_mended_and_a_dissolved_lead_and_a_retired_cluster_stay(client, row, gone):
    dissolve(gone)
    cluster = row.clusters.get()
    cluster.publication = Publication.RETIRED
    cluster.save()
    answer = client.post(edit(row), sent(client, edit(row), title="Custody"))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.title, row.lead, list(row.clusters.all())) == ("Custody", gone, [cluster])


def test_what_was_kept_can_still_be_taken_away_and_is_not_offered_to_others(client, row, gone):
    dissolve(gone)
    answer = client.post(edit(row), sent(client, edit(row), lead="", clusters=[]))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.lead, row.clusters.count()) == (None, 0)
    shown = client.get(edit(row)).context["form"]
    assert gone not in shown.fields["lead"].queryset


def test_a_plan_keeps_its_dissolved_lead(client, plan, gone):
    dissolve(gone)
    address = reverse("activities:plan_edit", args=[plan.slug])
    assert client.post(address, sent(client, address, summary="Clearer.")).status_code == 302
    plan.refresh_from_db()
    assert (plan.summary, plan.lead) == ("Clearer.", gone)


def test_the_second_editor_of_an_objective_sees_what_the_first_has_saved(client, row):
    other = factories.ClusterFactory(title="Prisons")
    first = sent(client, edit(row), title="Mine")
    theirs = sent(client, edit(row), title="Theirs", clusters=[other.pk])
    assert client.post(edit(row), theirs).status_code == 302
    answer = client.post(edit(row), first)
    assert answer.status_code == 409
    differing = [pair[1:] for pair in answer.context["conflict"]]
    assert ("Theirs", "Mine") in differing
    assert ("Prisons", "Custody") in differing
    again = first | {"version": answer.context["form"]["version"].value()}
    assert client.post(edit(row), again).status_code == 302
    row.refresh_from_db()
    assert row.title == "Mine"


def test_whoever_has_a_number_open_that_moved_with_its_parent_is_told(client, row):
    below = factories.PlanObjectiveFactory(plan=row.plan, code="1.1", parent=row)
    typed = sent(client, edit(below), title="Registers")
    assert client.post(edit(row), sent(client, edit(row), code="7")).status_code == 302
    assert client.post(edit(below), typed).status_code == 409
    assert PlanObjective.objects.get(pk=below.pk).code == "7.1"
