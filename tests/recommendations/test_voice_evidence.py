"""On what a voice rests: documents and pages that it cites."""

import pytest
from django.db import DatabaseError, transaction

from documents.choices import Classification
from documents.models import Document
from nmirf.common.errors import DomainError
from recommendations.choices import Viewpoint
from recommendations.services import assessments as services
from tests import factories as make
from tests.files import upload

from .voice_making import cso as cso
from .voice_making import nhri as nhri
from .voice_making import officer as officer
from .voice_making import recommendation as recommendation
from .voice_making import said as said
from .voice_making import state


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO_MODE = True


def document(owner, title, classification, kind="law"):
    return Document.objects.create(
        title=title,
        kind=kind,
        classification=classification,
        file="documents/a.pdf",
        filename="a.pdf",
        media_type="application/pdf",
        size=10,
        sha256="0" * 64,
        owner=owner,
    )


def test_a_document_is_cited_with_its_page(client, recommendation, nhri, officer):
    row = state(nhri, recommendation, Viewpoint.NHRI)
    gazette = document(officer, "Gazette 14", Classification.PUBLIC)
    secret = document(officer, "Cabinet paper", Classification.CONFIDENTIAL)
    client.force_login(nhri)
    offered = client.get(row.get_absolute_url()).text
    assert "Gazette 14" in offered
    assert "Cabinet paper" not in offered
    address = f"/workspace/assessments/{row.pk}/evidence/"
    assert client.post(address, {"document": secret.pk}).status_code == 422
    assert client.post(address, {"note": "Annex"}).status_code == 422
    client.post(address, {"document": gazette.pk, "page": "12", "note": "Article 3"})
    client.post(f"/workspace/assessments/{row.pk}/publish/")
    client.logout()
    assert (
        "Gazette 14 (PDF), page 12, Article 3" in client.get(recommendation.get_absolute_url()).text
    )


def test_a_file_of_a_draft_is_closed_until_the_draft_is_published(client, recommendation, nhri):
    row = state(nhri, recommendation, Viewpoint.NHRI)
    client.force_login(nhri)
    client.post(
        f"/workspace/assessments/{row.pk}/evidence/",
        {"upload": upload("survey.txt", b"Survey"), "classification": "public"},
    )
    proof = row.evidence_links.get().document
    client.force_login(make.secretariat())
    assert client.get(proof.get_absolute_url()).status_code == 404
    client.force_login(nhri)
    assert client.get(proof.get_absolute_url()).status_code == 200
    client.post(f"/workspace/assessments/{row.pk}/publish/")
    client.logout()
    assert client.get(proof.get_absolute_url()).status_code == 200


def test_evidence_of_an_nhri_stays_as_it_cited_it(said, nhri, officer, recommendation):
    draft = state(nhri, recommendation, Viewpoint.NHRI)
    link = services.attach_proof(pk=draft.pk, actor=nhri, upload=upload("a.txt", b"a"))
    with pytest.raises(DomainError, match="there already"):
        services.attach_proof(pk=draft.pk, actor=nhri, document=link.document)
    for deed in (
        lambda: draft.evidence_links.all().delete(),
        lambda: draft.evidence_links.update(page=99),
        lambda: said.evidence_links.create(document=document(officer, "Denial", "public")),
    ):
        with pytest.raises(DatabaseError, match="its institution alone"), transaction.atomic():
            deed()
    services.detach_proof(pk=link.pk, actor=nhri)
    assert not draft.evidence_links.exists()


def test_a_file_that_is_no_document_is_named(client, recommendation, nhri):
    row = state(nhri, recommendation, Viewpoint.NHRI)
    client.force_login(nhri)
    answer = client.post(
        f"/workspace/assessments/{row.pk}/evidence/",
        {"upload": upload("tool.pdf", b"MZ\x90"), "note": "Annex 2"},
    )
    assert answer.status_code == 422
    assert "tool.pdf" in answer.text
    assert "Annex 2" in answer.text
