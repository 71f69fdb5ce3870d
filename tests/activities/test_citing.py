"""Evidence to the page, and to the version: what an update cites, and who is told."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from activities.models import Evidence
from activities.services import evidence
from activities.services.evidence import Files
from documents.belonging import citations_of, institutions_of
from documents.choices import Classification
from documents.models import Document
from documents.policies import visible_documents
from tests.documents import made
from tests.files import upload

from .conftest import make_move


@pytest.fixture
def attach(people):
    def add(update, name="a.txt", body=b"first", classification=Classification.PUBLIC):
        files = Files([upload(name, body)], classification)
        evidence.attach(pk=update.pk, files=files, actor=people.focal_point)
        return update.evidence_links.order_by("-pk").first()

    return add


def cite(client, link, **typed):
    return client.post(
        reverse("activities:evidence_cite", args=[link.update.reference, link.pk]), typed
    )


def publish(people, update):
    for name in ("submit", "verify", "sign", "publish"):
        make_move(people, name, update.pk)


@pytest.fixture
def as_focal_point(client, people, settings):
    settings.DEMO_MODE = True
    client.force_login(people.focal_point)
    return client


def test_a_page_is_cited_and_linked(as_focal_point, people, draft, attach):
    link = attach(draft(), "a.pdf", made.pdf("first"))
    assert cite(as_focal_point, link, page="3", note="Table 4").status_code == 302
    link.refresh_from_db()
    assert (link.page, link.note, link.place) == (3, "Table 4", "page 3, Table 4")
    publish(people, link.update)
    page = as_focal_point.get(link.update.get_absolute_url()).content.decode()
    assert f'{link.document.get_absolute_url()}#page=3"' in page
    about = as_focal_point.get(link.document.page_url).content.decode()
    assert f'{link.document.get_absolute_url()}#page=3">page 3' in about
    assert "Table 4" in about


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999999"])
def test_a_page_that_cannot_be_is_refused(as_focal_point, draft, attach, page):
    answer = cite(as_focal_point, attach(draft()), page=page, note="kept")
    assert answer.status_code == 422
    assert 'value="kept"' in answer.content.decode()


def test_a_new_version_in_one_update_leaves_the_other_with_the_old_one(
    as_focal_point, people, draft, attach
):
    first = attach(draft())
    publish(people, first.update)
    second = attach(draft(another=True))
    assert second.document == first.document
    cite(as_focal_point, second, upload=upload("b.txt", b"second"))
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.document.version, second.document.version) == (1, 2)
    assert second.document.replaces == first.document
    # The draft is nobody's yet: neither its file nor that there is one.
    stranger = AnonymousUser()
    assert set(visible_documents(stranger)) == {first.document}
    page = as_focal_point.get(second.document.page_url).content.decode()
    assert "cites version 1" in page
    assert "cites version 2" in page
    as_focal_point.logout()
    assert as_focal_point.get(second.document.page_url).status_code == 404
    page = as_focal_point.get(first.document.page_url).content.decode()
    assert "cites version" not in page
    assert "newer version" not in page


def test_nobody_replaces_what_was_submitted(as_focal_point, people, draft, attach):
    link = attach(draft())
    make_move(people, "submit", link.update.pk)
    assert cite(as_focal_point, link, upload=upload("b.txt", b"new")).status_code == 403
    as_focal_point.force_login(people.other_focal_point)
    assert cite(as_focal_point, link, page="1").status_code == 404


def test_a_disguised_program_is_no_new_version(as_focal_point, draft, attach):
    link = attach(draft())
    answer = cite(as_focal_point, link, note="kept", upload=upload("b.pdf", b"MZ\x90"))
    assert answer.status_code == 422
    assert "“b.pdf” is not a PDF file" in answer.content.decode()
    assert Document.objects.count() == 1


def test_with_its_last_version_a_file_of_a_draft_goes_altogether(
    as_focal_point, people, draft, attach
):
    link = attach(draft())
    cite(as_focal_point, link, upload=upload("b.txt", b"second"))
    assert Document.objects.count() == 2
    evidence.remove_evidence(pk=link.update_id, evidence=link.pk, actor=people.focal_point)
    assert not Document.objects.exists()


def test_what_cites_a_document_is_told_to_who_may_see_that(people, draft, attach, brought_to):
    link = attach(draft())
    documents = [link.document_id]

    def told(person):
        rows = citations_of(person, documents)
        return [(row.who, row.document) for row in rows]

    seen = [("Ministry of Interior", link.document_id)]
    assert told(people.focal_point) == seen
    for person in (people.secretariat, people.other_focal_point, people.nhri, AnonymousUser()):
        assert told(person) == []
        assert institutions_of(person) == []
    publish(people, link.update)
    assert told(AnonymousUser()) == seen
    assert institutions_of(AnonymousUser()) == [(people.ministry.pk, "Ministry of Interior")]


def test_another_institutions_draft_is_in_no_list_of_the_library(
    as_focal_point, people, draft, attach
):
    link = attach(draft(), "secret.txt", b"secret words")
    address = reverse("documents:library")
    institution = f"{address}?institution={people.ministry.pk}"
    for person in (people.other_focal_point, people.secretariat, people.nhri, people.cso):
        as_focal_point.force_login(person)
        for query in (address, f"{address}?q=secret", f"{address}?belongs=update", institution):
            answer = as_focal_point.get(query)
            assert answer.context["page"].paginator.count == 0
            assert "secret.txt" not in answer.content.decode()
    as_focal_point.force_login(people.deputy)
    for query in (address, f"{address}?belongs=update", institution):
        assert as_focal_point.get(query).context["rows"] == [link.document]
    assert as_focal_point.get(f"{address}?belongs=none").context["rows"] == []


def test_the_page_of_a_document_asks_as_much_for_many_as_for_one(
    as_focal_point, people, draft, attach, django_assert_max_num_queries
):
    link = attach(draft())
    address = link.document.page_url
    with django_assert_max_num_queries(30) as one:
        as_focal_point.get(address)
    for _more in range(8):
        attach(draft(another=True))
    assert Evidence.objects.filter(document=link.document).count() == 9
    with django_assert_max_num_queries(len(one.captured_queries)):
        as_focal_point.get(address)
