"""The library: found, described, replaced by a newer version, and never there twice by accident."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from documents import services, tasks
from documents.choices import Classification, Kind
from documents.models import Document, NamedReader
from documents.services import versions
from nmirf.common.errors import DomainError
from tests import factories as make
from tests.files import upload
from tests.races import at_once

from . import made


@pytest.fixture
def officer(db, client, settings):
    settings.DEMO_MODE = True
    person = make.secretariat()
    client.force_login(person)
    return person


@pytest.fixture
def keep(officer):
    def store(name="report.pdf", body=None, **more):
        facts = {"kind": Kind.REPORT, "classification": Classification.PUBLIC} | more
        body = body or made.pdf(name)
        return services.store(actor=facts.pop("actor", officer), upload=upload(name, body), **facts)

    return store


def send(client, **typed):
    facts = {"title": "Annual report", "kind": "report", "classification": "internal"}
    return client.post(reverse("documents:new"), facts | typed)


def listed(client, query=""):
    return client.get(reverse("documents:library") + query).context["rows"]


def test_the_secretariat_puts_a_document_into_the_library(client, officer):
    answer = send(client, upload=upload("report.pdf", made.pdf("Births")), language="fr")
    document = Document.objects.get()
    assert answer.headers["Location"] == document.page_url
    assert (document.title, document.kind, document.language) == ("Annual report", "report", "fr")
    page = client.get(document.page_url).content.decode()
    assert "Annual report" in page
    assert document.sha256 in page


def test_a_disguised_program_is_refused_by_name_and_nothing_typed_is_lost(client, officer):
    answer = send(
        client, upload=upload("invoice.pdf", b"MZ\x90\x00" + b"\0" * 99), title="Décret 12"
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“invoice.pdf” is not a PDF file" in page
    assert 'value="Décret 12"' in page
    assert not Document.objects.exists()


def test_the_same_bytes_are_offered_to_who_may_read_them(client, keep):
    twin = keep(title="The one that is there")
    answer = send(client, upload=upload("again.pdf", made.pdf("report.pdf")))
    assert answer.status_code == 422
    assert "The one that is there" in answer.content.decode()
    assert twin.page_url in answer.content.decode()
    answer = send(client, upload=upload("again.pdf", made.pdf("report.pdf")), again="on")
    assert answer.status_code == 302
    assert Document.objects.filter(sha256=twin.sha256).count() == 2


@pytest.mark.parametrize("held", [False, True])
def test_the_same_bytes_that_one_may_not_read_are_not_told_of(client, keep, held):
    other = make.secretariat()
    secret = keep(actor=other, title="Secret", classification=Classification.CONFIDENTIAL)
    if held:
        Document.objects.update(scan_state="infected", classification="public")
    answer = send(client, upload=upload("again.pdf", made.pdf("report.pdf")))
    assert answer.status_code == 302
    assert Document.objects.filter(sha256=secret.sha256).count() == 2


def test_each_choice_narrows_the_list(client, keep):
    law = keep("law.pdf", kind=Kind.LAW, language="fr", title="Loi")
    keep("data.csv", b"a;b\n", kind=Kind.DATASET, classification=Classification.INTERNAL)
    assert listed(client, "?kind=law") == [law]
    assert listed(client, "?language=fr") == [law]
    assert [row.kind for row in listed(client, "?classification=internal")] == ["dataset"]
    assert listed(client, "?q=loi") == [law]
    assert listed(client, "?belongs=update") == []
    assert len(listed(client, "?belongs=none")) == 2
    assert len(listed(client, "?kind=nonsense&language=%27")) == 2


def test_a_search_tells_the_page_and_links_to_it(client, keep):
    document = keep(body=made.pdf("Nothing here.", "Registration of <births> is free."))
    tasks.look_through(document.pk)
    page = client.get(reverse("documents:library") + "?q=birth").content.decode()
    assert f"{document.page_url}?page=2#text" in page
    assert "<mark>births</mark>&gt; is free" in page
    text = client.get(document.page_url + "?page=2").content.decode()
    assert "Registration of &lt;births&gt; is free." in text
    assert "Nothing here." not in text


def test_the_list_asks_as_much_for_many_as_for_one(
    client, officer, keep, django_assert_max_num_queries
):
    tasks.look_through(keep("0.pdf", made.pdf("Births 0")).pk)
    address = reverse("documents:library") + "?q=births"
    with django_assert_max_num_queries(25) as one:
        client.get(address)
    for number in range(1, 21):
        tasks.look_through(keep(f"{number}.txt", f"Births {number}".encode()).pk)
    with django_assert_max_num_queries(len(one.captured_queries)):
        assert len(client.get(address).context["rows"]) == 21


def test_a_new_version_is_listed_and_the_old_one_is_kept(client, keep):
    old = keep()
    address = reverse("documents:version", args=[old.reference])
    assert "goes on citing it" in client.get(address).content.decode()
    answer = client.post(address, {"upload": upload("newer.pdf", made.pdf("newer"))})
    new = Document.objects.get(version=2)
    assert answer.headers["Location"] == new.page_url
    assert (new.replaces, new.title) == (old, old.title)
    assert listed(client) == [new]
    assert client.get(old.get_absolute_url()).status_code == 200
    page = client.get(old.page_url).content.decode()
    assert "There is a newer version: 2" in page
    assert client.get(address).status_code == 403  # only the last one is replaced


def test_the_very_same_file_is_no_new_version(client, keep):
    old = keep()
    address = reverse("documents:version", args=[old.reference])
    answer = client.post(address, {"upload": upload("report.pdf", made.pdf("report.pdf"))})
    assert answer.status_code == 422
    assert "is the very same file" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_new_versions_at_once_one_is_kept(db):
    officer = make.secretariat()
    old = services.store(
        actor=officer,
        upload=upload("a.txt", b"one"),
        kind=Kind.REPORT,
        classification=Classification.PUBLIC,
    )

    def add(text):
        return lambda: versions.add_version(
            actor=officer, document=old, upload=upload("b.txt", text)
        )

    errors = at_once(add(b"two"), add(b"three"))
    assert [type(error) for error in errors] == [DomainError]
    assert list(old.__class__.objects.order_by("version").values_list("version", flat=True)) == [
        1,
        2,
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64},
        {"file": "documents/other.pdf"},
        {"version": 3},
        {"replaces": None},
        {"size": 1},
    ],
)
def test_the_database_keeps_versions_as_they_are(keep, officer, change):
    old = keep()
    new = versions.add_version(actor=officer, document=old, upload=upload("b.pdf", made.pdf("b")))
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Document.objects.filter(pk=new.pk).update(**change)


def test_the_database_knows_no_two_followers(keep, officer):
    old = keep()
    versions.add_version(actor=officer, document=old, upload=upload("b.pdf", made.pdf("b")))
    row = Document.objects.get(version=2)
    row.pk, row.reference = None, "00000000-0000-0000-0000-000000000001"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_who_may_read_it_is_changed_with_a_reason_that_is_kept(client, keep):
    document = keep()
    address = reverse("documents:describe", args=[document.reference])
    typed = {"title": "New", "kind": "law", "classification": "internal", "language": "fr"}
    assert client.post(address, typed).status_code == 422
    assert client.post(address, typed | {"reason": "It names a child."}).status_code == 302
    document.refresh_from_db()
    assert (document.title, document.classification) == ("New", "internal")
    event = document.events.order_by("-pk").first()
    assert event.pgh_context.metadata["reason"] == "It names a child."


def test_readers_are_named_by_the_address_of_their_account(client, keep):
    document = keep(classification=Classification.CONFIDENTIAL)
    address = reverse("documents:name_reader", args=[document.reference])
    assert client.post(address, {"email": "nobody@example.org"}).status_code == 422
    person = make.UserFactory()
    client.post(address, {"email": person.email})
    client.post(address, {"email": person.email})
    named = NamedReader.objects.get()
    assert str(person) in client.get(document.page_url).content.decode()
    client.post(reverse("documents:unname_reader", args=[document.reference, named.pk]))
    assert not NamedReader.objects.exists()


def test_only_its_uploader_and_the_secretariat_change_a_document(client, keep):
    document = keep()
    client.force_login(make.focal_point(make.InstitutionFactory()))
    for name in ("version", "describe"):
        address = reverse(f"documents:{name}", args=[document.reference])
        assert client.get(address).status_code == 403
    assert client.get(reverse("documents:new")).status_code == 403


def test_a_search_of_ten_thousand_pages_uses_the_index(keep):
    keep()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_page (document_id, number, text, search_vector)"
            " SELECT d.id, n, 'word' || n, nmirf_text_vector('en', 'word' || n)"
            " FROM documents_document d, generate_series(1, 10000) n"
        )
        cursor.execute("ANALYZE documents_page")
    plan = str(Document.objects.get().pages.model.objects.holding("word77").explain())
    assert "document_page_words" in plan
