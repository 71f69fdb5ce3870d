"""Institutions: the tree, entered and edited, let in and suspended; the name of a day."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connections, transaction
from django.urls import reverse

from focalpoints.models import Appointment, FormerName, Institution
from focalpoints.services import institutions as services
from nmirf.common.errors import ConflictError, DomainError
from tests import factories as make

pytestmark = pytest.mark.django_db
TREE = "/workspace/people/institutions/"


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def officer(client):
    person = make.secretariat()
    client.force_login(person)
    return person


def typed(**more):
    facts = {"name": "Ministry of Water", "kind": "ministry", "branch": "executive"}
    return facts | {"membership": "full", "acronym": "MoW"} | more


def version_of(row):
    return Institution.objects.get(pk=row.pk).updated_at.isoformat()


def shown(client, **query):
    response = client.get(TREE, query)
    assert response.status_code == 200
    names = []

    def walk(branches):
        for branch in branches:
            names.append((branch.row.name, branch.is_way))
            walk(branch.below)

    walk(response.context["branches"])
    return names


def test_an_institution_is_entered_with_its_names(client, officer):
    data = typed(name_fr="Ministère de l’eau", territory="North", mailbox="water@example.org")
    response = client.post(f"{TREE}new/", data)
    row = Institution.objects.get(slug="ministry-of-water")
    assert response.headers["Location"] == reverse("reporting:institution", args=[row.slug])
    assert row.name_translations == {"fr": "Ministère de l’eau"}
    assert (row.territory, row.mailbox, row.membership) == ("North", "water@example.org", "full")


def test_the_tree_stands_in_order_below_its_parents(client, officer):
    top = make.InstitutionFactory(name="Ministry of Health")
    make.InstitutionFactory(name="Agency for Medicines", parent=top, kind="agency")
    make.InstitutionFactory(name="Assembly", kind="parliament")
    assert [name for name, _way in shown(client)] == [
        "Assembly",
        "Ministry of Health",
        "Agency for Medicines",
    ]
    body = client.get(TREE).content.decode()
    assert body.count('<ul class="tree plain">') == 2


def test_the_tree_narrows_and_keeps_the_way_up(client, officer):
    top = make.InstitutionFactory(name="Ministry of Health")
    make.InstitutionFactory(name="Agency for Medicines", parent=top, kind="agency")
    make.InstitutionFactory(name="Town of Aube", kind="local", territory="East")
    assert shown(client, kind="agency") == [
        ("Ministry of Health", True),
        ("Agency for Medicines", False),
    ]
    assert shown(client, territory="East") == [("Town of Aube", False)]
    assert shown(client, membership="none") == []


def test_the_tree_is_searched_by_former_names_without_accents(client, officer):
    row = make.InstitutionFactory(name="Ministry of Climate")
    FormerName.objects.create(
        institution=row, name="Ministère de l’Équipement", slug="old", until=dt.date(2020, 1, 1)
    )
    assert shown(client, q="equipement") == [("Ministry of Climate", False)]
    assert shown(client, q="nothing like it") == []


def test_dissolved_ones_are_shown_on_request(client, officer):
    make.InstitutionFactory(name="Gone", dissolved_on=dt.date(2024, 1, 1))
    make.InstitutionFactory(name="There")
    assert shown(client) == [("There", False)]
    assert shown(client, gone="only") == [("Gone", False)]
    assert shown(client, gone="with") == [("Gone", False), ("There", False)]


def test_the_tree_costs_the_same_whatever_its_size(client, officer, django_assert_max_num_queries):
    top = make.InstitutionFactory()
    client.get(TREE)
    with django_assert_max_num_queries(9) as few:
        client.get(TREE)
    for _number in range(20):
        make.InstitutionFactory(parent=top)
    with django_assert_max_num_queries(len(few)):
        client.get(TREE)


def test_a_ring_is_refused_in_words(client, officer):
    top = make.InstitutionFactory(name="Top")
    below = make.InstitutionFactory(name="Below", parent=top)
    data = typed(name="Top", parent=below.pk, reason="Law 3", version=version_of(top))
    response = client.post(f"{TREE}{top.slug}/edit/", data)
    assert response.status_code == 422
    assert "Below stands below Top itself" in response.content.decode()
    top.refresh_from_db()
    assert top.parent is None


def test_a_ring_is_refused_by_the_database():
    top = make.InstitutionFactory()
    below = make.InstitutionFactory(parent=make.InstitutionFactory(parent=top))
    with pytest.raises(IntegrityError, match="institution_no_cycle"), transaction.atomic():
        Institution.objects.filter(pk=top.pk).update(parent=below)


@pytest.mark.django_db(transaction=True)
def test_two_who_close_a_ring_together_do_not():
    officer = make.secretariat()
    rows = [make.InstitutionFactory(name="A"), make.InstitutionFactory(name="B")]
    barrier, refused = threading.Barrier(2), []

    def put(row, above):
        barrier.wait()
        facts = {"parent": above, "name": row.name}
        try:
            services.edit_institution(
                pk=row.pk, seen=row.updated_at, actor=officer, reason="Law", **facts
            )
        except DomainError as error:
            refused.append(str(error))
        finally:
            connections.close_all()

    pairs = [(rows[0], rows[1]), (rows[1], rows[0])]
    threads = [threading.Thread(target=put, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(refused) == 1
    assert Institution.objects.filter(parent=None).count() == 1


def test_two_editors_are_told_of_each_other(client, officer):
    row = make.InstitutionFactory(name="Ministry of Water")
    opened = version_of(row)
    first = typed(acronym="MW", reason="Spelling", version=opened)
    assert client.post(f"{TREE}{row.slug}/edit/", first).status_code == 302
    second = typed(acronym="WAT", reason="Spelling", version=opened)
    response = client.post(f"{TREE}{row.slug}/edit/", second)
    assert response.status_code == 422
    assert ("Acronym", "MW", "WAT") in [
        (str(label), theirs, mine) for label, theirs, mine in response.context["conflict"]
    ]
    row.refresh_from_db()
    assert row.acronym == "MW"
    # What the page shows now may be saved: it was read.
    again = second | {"version": response.context["form"]["version"].value()}
    assert client.post(f"{TREE}{row.slug}/edit/", again).status_code == 302
    row.refresh_from_db()
    assert row.acronym == "WAT"


def test_the_service_names_what_the_other_one_saved():
    officer, row = make.secretariat(), make.InstitutionFactory()
    seen = row.updated_at - dt.timedelta(seconds=1)
    with pytest.raises(ConflictError) as caught:
        services.edit_institution(pk=row.pk, seen=seen, actor=officer, reason="-", name="X")
    assert caught.value.theirs.pk == row.pk


def test_a_namesake_is_refused(client, officer):
    make.InstitutionFactory(name="Ministry of Water")
    response = client.post(f"{TREE}new/", typed())
    assert response.status_code == 422
    assert "of this name already" in response.content.decode()


def test_an_address_that_led_somewhere_is_not_given_again():
    row = make.InstitutionFactory(name="Now")
    FormerName.objects.create(
        institution=row, name="Water", slug="water", until=dt.date(2020, 1, 1)
    )
    assert services.free_slug("Water") == "water-2"
    assert services.free_slug("Water", own=row.pk) == "water"
    assert services.free_slug("New") == "new-2"


def test_suspending_takes_the_rights_of_its_people_in_open_sessions(client, officer):
    row = make.InstitutionFactory()
    reporter = make.focal_point(row)
    session = client.__class__()
    session.force_login(reporter)
    new = reverse("activities:update_new")
    assert session.get(new).status_code == 200
    address = reverse("focalpoints:institution_standing", args=[row.slug, "suspended"])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Under inquiry"}).status_code == 302
    assert session.get(new).status_code == 403
    assert client.__class__().get(row.get_absolute_url()).status_code == 404
    again = client.post(address, {"reason": "Twice"})
    assert "Someone has already done this" in again.content.decode()
    back = reverse("focalpoints:institution_standing", args=[row.slug, "approved"])
    client.post(back, {"reason": "Cleared"})
    assert session.get(new).status_code == 200


def test_the_host_is_not_suspended(client, officer):
    row = make.InstitutionFactory()
    make.NationalMechanismFactory(host=row)
    address = reverse("focalpoints:institution_standing", args=[row.slug, "suspended"])
    assert "hosts the mechanism" in client.post(address, {"reason": "-"}).content.decode()


def test_nobody_is_appointed_to_what_is_no_more(client, officer):
    row = make.InstitutionFactory(name="Gone", dissolved_on=dt.date(2024, 1, 1))
    page = client.get("/workspace/people/appoint/")
    offered = dict(page.context["form"].fields["institution"].choices)
    assert row.pk not in offered
    with pytest.raises(IntegrityError, match="institution_dissolved"), transaction.atomic():
        Appointment.objects.create(
            user=make.UserFactory(), institution=row, role="deputy", starts_on=dt.date(2026, 1, 1)
        )


def test_the_name_of_a_day_is_the_one_borne_then(django_assert_num_queries):
    row = make.InstitutionFactory(name="Third")
    for name, until in (("First", dt.date(2020, 6, 30)), ("Second", dt.date(2024, 2, 29))):
        FormerName.objects.create(institution=row, name=name, slug=name, until=until)
    found = Institution.objects.with_names().get(pk=row.pk)
    with django_assert_num_queries(0):
        assert found.name_on(dt.date(2019, 1, 1)) == "First"
        assert found.name_on(dt.date(2020, 6, 30)) == "First"
        assert found.name_on(dt.date(2020, 7, 1)) == "Second"
        assert found.name_on(dt.date(2024, 3, 1)) == "Third"
        assert found.name_on(None) == "Third"
        assert str(found.named_on(dt.date(2024, 2, 29))) == "Second (since 1 March 2024: Third)"
        assert found.named_on(dt.date(2025, 1, 1)) == "Third"
