"""Files of an update: who may read them, and that none is kept twice."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage

from activities.choices import UpdateState
from activities.services import evidence, moves, writing
from activities.services.evidence import Files
from activities.services.writing import Targets
from documents.choices import Classification
from documents.models import Document
from documents.parsers import FileRefusedError
from documents.policies import visible_documents
from tests.files import upload

from .conftest import make_move

OWN = {"focal_point", "deputy", "authority"}
OFFICIAL = {"submitted", "returned", "verified", "signed", "published", "superseded", "withdrawn"}
PEOPLE = [*OWN, "secretariat", "administrator", "other_focal_point", "nhri", "cso", "anonymous"]


def expected(role, classification, state):
    """Who reads a file of an update: the update must be open to them, and the file's class."""
    if role in OWN:
        return True
    sees = state == "published" or (role == "secretariat" and state in OFFICIAL)
    classes = {"public"}
    if role in {"secretariat", "other_focal_point", "nhri"}:
        classes.add("internal")
    if role == "secretariat":
        classes.add("restricted")
    return sees and classification in classes


@pytest.mark.parametrize("state", UpdateState.values)
def test_role_by_class_by_state(client, settings, people, draft, state):
    settings.DEMO_MODE = True
    update = draft()
    documents = {}
    for classification in Classification.values:
        body = b"%PDF-" + classification.encode()
        evidence.attach(
            pk=update.pk,
            files=Files([upload(f"{classification}.pdf", body)], Classification(classification)),
            actor=people.focal_point,
        )
        documents[classification] = Document.objects.order_by("-pk").first()
    bring(people, draft, update, state)
    for role in PEOPLE:
        person = AnonymousUser() if role == "anonymous" else getattr(people, role)
        seen = set(visible_documents(person))
        for classification, document in documents.items():
            wanted = expected(role, classification, state)
            assert (document in seen) is wanted, (role, classification, state)
    for role in ("anonymous", "secretariat", "cso"):
        client.logout()
        if role != "anonymous":
            client.force_login(getattr(people, role))
        for classification, document in documents.items():
            answer = client.get(document.get_absolute_url())
            wanted = expected(role, classification, state)
            assert answer.status_code == (200 if wanted else 404), (role, classification)


def bring(people, draft, update, state):
    path = {
        "draft": "",
        "submitted": "submit",
        "returned": "submit return",
        "verified": "submit verify",
        "signed": "submit verify sign",
        "published": "submit verify sign publish",
        "superseded": "submit verify sign publish",
        "withdrawn": "submit verify sign publish withdraw",
    }
    for name in path[state].split():
        make_move(people, name, update.pk)
    if state == "superseded":
        newer = draft(another=True, replaces=update)
        for name in path["published"].split():
            make_move(people, name, newer.pk)


def test_a_signed_form_is_read_by_the_institution_and_the_secretariat(people, brought_to):
    update = brought_to("verified")
    moves.attach_signed_form(
        pk=update.pk, actor=people.focal_point, upload=upload("form.pdf"), signatory="A. Ruiz"
    )
    moves.accept_signed_form(pk=update.pk, actor=people.secretariat)
    make_move(people, "publish", update.pk)
    form = Document.objects.get()
    readers = {r for r in PEOPLE[:-1] if form in visible_documents(getattr(people, r))}
    assert readers == OWN | {"secretariat"}


def test_who_has_left_no_longer_reads_what_they_uploaded(people, draft):
    update = draft()
    evidence.attach(pk=update.pk, files=Files([upload("a.pdf")]), actor=people.focal_point)
    people.focal_point.appointments.update(ends_on="2020-02-01")
    people.focal_point.__dict__.pop("_nmirf_rights")
    assert not visible_documents(people.focal_point).exists()


def test_the_same_file_is_linked_and_not_kept_twice(people, draft):
    first, second = draft(), draft(another=True)
    for update in (first, first, second):
        evidence.attach(pk=update.pk, files=Files([upload("a.pdf")]), actor=people.focal_point)
    assert Document.objects.count() == 1
    assert [u.evidence_links.count() for u in (first, second)] == [1, 1]


def test_the_same_file_of_another_class_is_another_document(people, draft):
    first, second = draft(), draft(another=True)
    evidence.attach(pk=first.pk, files=Files([upload("a.pdf")]), actor=people.focal_point)
    evidence.attach(
        pk=second.pk, files=Files([upload("a.pdf")], Classification.PUBLIC), actor=people.deputy
    )
    assert set(Document.objects.values_list("classification", flat=True)) == {"internal", "public"}


def test_attaching_it_again_changes_its_class(people, draft):
    update = draft()
    for classification in (Classification.INTERNAL, Classification.PUBLIC):
        files = Files([upload("a.pdf")], classification)
        evidence.attach(pk=update.pk, files=files, actor=people.focal_point)
    assert [link.document.classification for link in update.evidence_links.all()] == ["public"]


def test_one_bad_file_leaves_neither_update_nor_files(people, recommendation):
    before = (
        set(default_storage.listdir("documents")[1])
        if default_storage.exists("documents")
        else set()
    )
    with pytest.raises(FileRefusedError):
        writing.start(
            reference=uuid4(),
            institution=people.ministry,
            targets=Targets(recommendations=[recommendation]),
            actor=people.focal_point,
            files=Files([upload("good.pdf"), upload("bad.pdf", b"MZ")]),
        )
    assert not Document.objects.exists()
    assert not people.ministry.updates.exists()
    after = (
        set(default_storage.listdir("documents")[1])
        if default_storage.exists("documents")
        else set()
    )
    assert after == before


def test_taking_a_file_off_a_draft_deletes_it_unless_it_was_submitted(
    people, draft, django_capture_on_commit_callbacks
):
    update = draft()
    evidence.attach(pk=update.pk, files=Files([upload("a.pdf")]), actor=people.focal_point)
    document = Document.objects.get()
    link = update.evidence_links.get()
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove_evidence(pk=update.pk, evidence=link.pk, actor=people.deputy)
    assert not Document.objects.exists()
    assert not default_storage.exists(document.file.name)
    evidence.attach(pk=update.pk, files=Files([upload("b.pdf", b"%PDF-b")]), actor=people.deputy)
    for name in ("submit", "return"):
        make_move(people, name, update.pk)
    link = update.evidence_links.get()
    evidence.remove_evidence(pk=update.pk, evidence=link.pk, actor=people.deputy)
    assert Document.objects.count() == 1
