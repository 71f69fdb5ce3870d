"""Every address of a document, for every role: the class and the kind decide, and nothing goes round them."""

import io
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from documents import services
from documents.choices import LIBRARY_KINDS, Classification, Kind, ScanState
from documents.models import Document, Extract, Page
from documents.policies import visible_documents
from documents.services import versions
from tests import factories as make
from tests.files import upload

from . import made

ROLES = ("anonymous", "cso", "nhri", "focal_point", "authority", "secretariat", "administrator")
MEMBERS = {"nhri", "focal_point", "authority", "secretariat"}
READERS = {
    "public": set(ROLES),
    "internal": MEMBERS,
    "restricted": {"secretariat"},
    "confidential": set(),
}


@pytest.fixture
def people(db, settings):
    settings.DEMO_MODE = True
    ministry = make.InstitutionFactory()
    return {
        "anonymous": AnonymousUser(),
        "cso": make.representative("cso"),
        "nhri": make.representative("nhri"),
        "focal_point": make.focal_point(ministry),
        "authority": make.authority(ministry),
        "secretariat": make.secretariat(),
        "administrator": make.administrator(),
    }


@pytest.fixture
def keep(db):
    owner = make.secretariat()

    def store(kind=Kind.REPORT, classification=Classification.PUBLIC, body=None):
        document = services.store(
            actor=owner,
            upload=upload("secret.pdf", body or made.pdf("Nobody knows this sentence.")),
            kind=kind,
            classification=classification,
            title="A title nobody knows",
        )
        Extract.objects.filter(document=document).update(picture=document.file.name, state="read")
        Page.objects.create(document=document, number=1, text="Nobody knows this sentence.")
        return document

    return store


def addresses(document):
    return [
        document.get_absolute_url(),
        reverse("documents:picture", args=[document.reference]),
        document.page_url,
        document.page_url + "?page=1",
    ]


def ask(client, person, address, method="get", **headers):
    client.logout()
    if person.is_authenticated:
        client.force_login(person)
    return getattr(client, method)(address, headers=headers)


@pytest.mark.parametrize("classification", Classification.values)
def test_role_by_class_at_every_address(client, people, keep, classification):
    documents = [keep(kind, classification) for kind in LIBRARY_KINDS]
    for role, person in people.items():
        allowed = role in READERS[classification]
        assert set(visible_documents(person)) == (set(documents) if allowed else set()), role
        client.logout()
        if person.is_authenticated:
            client.force_login(person)
        for address in addresses(documents[0]):
            for ask_by in (client.get, client.head):
                assert ask_by(address).status_code == (200 if allowed else 404), (role, address)


@pytest.mark.parametrize("kind", [Kind.EVIDENCE, Kind.SIGNED_FORM, Kind.LETTER])
@pytest.mark.parametrize("classification", Classification.values)
def test_what_belongs_to_no_record_is_nobodys(client, people, keep, kind, classification):
    document = keep(kind, classification)
    for role, person in people.items():
        for address in addresses(document):
            assert ask(client, person, address).status_code == 404, role


@pytest.mark.parametrize("state", [ScanState.INFECTED, ScanState.PENDING, ScanState.ERROR])
def test_what_is_held_back_is_served_to_nobody(client, people, keep, state):
    document = keep()
    Document.objects.update(scan_state=state)
    for role, person in [*people.items(), ("owner", document.owner)]:
        file, picture, *pages = addresses(document)
        assert ask(client, person, file).status_code == 404
        assert ask(client, person, picture).status_code == 404
        for page in pages:
            answer = ask(client, person, page)
            assert answer.status_code == (200 if role in {"secretariat", "owner"} else 404)
            assert "Nobody knows this sentence" not in answer.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"range": "bytes=0-10"},
        {"if-none-match": "*"},
        {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"x-forwarded-user": "admin", "x-original-url": "/"},
        {"x-accel-redirect": "/documents/"},
        {"hx-request": "true"},
    ],
)
def test_no_header_goes_round_a_class(client, people, keep, headers):
    document = keep(classification=Classification.RESTRICTED)
    mark = {"if-none-match": f'"{document.sha256}"'}
    for role in ("anonymous", "focal_point"):
        for address in addresses(document)[:3]:
            for sent in (headers, mark | headers):
                answer = ask(client, people[role], address, **sent)
                assert answer.status_code == 404
                assert document.sha256 not in str(answer.headers)


def test_a_reader_may_have_kept_it_until_the_class_is_raised(client, people, keep):
    document = keep()
    address = document.get_absolute_url()
    first = ask(client, people["anonymous"], address)
    mark = first["ETag"]
    again = ask(client, people["anonymous"], address, **{"if-none-match": mark})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, no-cache"
    versions.describe(
        actor=people["secretariat"],
        document=document,
        title=document.title,
        kind=Kind.REPORT,
        classification=Classification.INTERNAL,
        language="",
        reason="It names a child.",
    )
    for headers in ({}, {"if-none-match": mark}):
        assert ask(client, people["anonymous"], address, **headers).status_code == 404
    answer = ask(client, people["nhri"], address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_a_class_holds_for_old_versions_too(client, people, keep):
    old = keep()
    new = versions.add_version(
        actor=old.owner, document=old, upload=upload("new.pdf", made.pdf("new"))
    )
    assert [new.version, new.series, new.classification] == [2, old.series, "public"]
    for document in (old, new):
        assert ask(client, people["anonymous"], document.get_absolute_url()).status_code == 200
    versions.describe(
        actor=old.owner,
        document=new,
        title="t",
        kind=Kind.REPORT,
        classification=Classification.CONFIDENTIAL,
        language="",
        reason="It names a child.",
    )
    for document in (old, new):
        for address in addresses(document):
            assert ask(client, people["secretariat"], address).status_code == 404
        assert ask(client, old.owner, document.get_absolute_url()).status_code == 200


def test_a_guessed_reference_opens_nothing(client, people, keep):
    document = keep(classification=Classification.CONFIDENTIAL)
    number = int(document.reference)
    for guess in (uuid.uuid4(), uuid.UUID(int=number + 1), uuid.UUID(int=number ^ 1)):
        for name in ("download", "picture", "document"):
            address = reverse(f"documents:{name}", args=[guess])
            assert ask(client, people["secretariat"], address).status_code == 404
    for path in (
        f"/documents/{document.pk}/",
        f"/documents/{document.file.name}",
        f"/{document.file.name}",
        f"/media/{document.file.name}",
        f"/static/../private/{document.file.name}",
        f"/documents/{document.reference}/../about/",
        f"/documents/{document.reference}%00/",
    ):
        assert ask(client, people["cso"], path).status_code in (404, 400, 301, 302), path
    # An address holds no secret that would open it: nothing that is added to it does.
    signed = document.get_absolute_url() + "?token=1&signature=x&expires=9999999999"
    assert ask(client, people["cso"], signed).status_code == 404


def test_who_has_signed_out_or_left_reads_nothing_more(client, people, keep):
    document = keep(classification=Classification.INTERNAL)
    address = document.get_absolute_url()
    member = people["focal_point"]
    assert ask(client, member, address).status_code == 200
    member.appointments.update(ends_on="2020-02-01")
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404


def test_a_named_person_reads_what_their_role_does_not_open(client, people, keep):
    document = keep(classification=Classification.CONFIDENTIAL)
    named = versions.name_reader(
        actor=document.owner, document=document, email=people["nhri"].email.upper()
    )
    assert ask(client, people["nhri"], document.get_absolute_url()).status_code == 200
    assert ask(client, people["authority"], document.get_absolute_url()).status_code == 404
    newer = versions.add_version(
        actor=document.owner, document=document, upload=upload("b.pdf", made.pdf("b"))
    )
    assert ask(client, people["nhri"], newer.get_absolute_url()).status_code == 200
    versions.unname_reader(actor=document.owner, document=document, pk=named.pk)
    assert ask(client, people["nhri"], document.get_absolute_url()).status_code == 404


def test_the_library_tells_each_role_what_it_may_read_and_no_number_more(client, people, keep):
    for classification in Classification:
        keep(classification=classification, body=made.pdf(classification))
    Page.objects.all().delete()
    for document in Document.objects.all():
        page = Page.objects.create(document=document, number=1, text="Births are counted.")
        Page.objects.filter(pk=page.pk).update(
            search_vector=services.reading.vector_of(services.reading.Value(page.text), "")
        )
    for role, person in people.items():
        if role == "anonymous":
            continue
        seen = [name for name, readers in READERS.items() if role in readers]
        for query in ("", "?q=birth", "?q=title+nobody"):
            answer = ask(client, person, reverse("documents:library") + query)
            assert answer.context["page"].paginator.count == len(seen), (role, query)
            field = answer.context["form"].fields.get("classification")
            offered = {value for value, _label in field.choices} - {""} if field else set()
            # Of one class alone there is nothing to choose.
            assert offered == (set(seen) if len(seen) > 1 else set())
        for classification in set(READERS) - set(seen):
            query = f"?classification={classification}"
            answer = ask(client, person, reverse("documents:library") + query)
            # It is not offered: to ask for it narrows nothing, and tells nothing.
            assert answer.context["page"].paginator.count == len(seen)


def test_the_public_list_holds_what_a_stranger_reads_whoever_asks(client, people, keep):
    for classification in Classification:
        keep(classification=classification, body=made.pdf(classification))
    keep(Kind.EVIDENCE, Classification.PUBLIC, made.pdf("evidence of nothing"))
    for person in people.values():
        answer = ask(client, person, reverse("portal:documents"))
        assert answer.context["page"].paginator.count == 1


def test_a_served_file_can_run_nothing(client, keep):
    document = keep()
    for address in addresses(document)[:2]:
        answer = client.get(address)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "sandbox" in answer["Content-Security-Policy"]
    whole = client.get(document.get_absolute_url(), headers={"range": "bytes=0-3"})
    assert (whole.status_code, "Content-Range" in whole.headers) == (200, False)
    assert io.BytesIO(b"".join(whole.streaming_content)).read(5) == b"%PDF-"
