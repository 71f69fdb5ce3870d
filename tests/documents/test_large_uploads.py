"""A file that is far too large: dropped while it comes in, named, and the form is not lost."""

import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from activities.models import ImplementationUpdate
from documents.models import Document
from tests import factories as make

MEGABYTE = 1024 * 1024


class Endless(UploadedFile):
    """So many bytes of PDF, made as they are read."""

    def __init__(self, name, size):
        super().__init__(file=None, name=name, content_type="application/pdf", size=size)
        self._left = size

    def read(self, amount=-1):
        amount = self._left if amount < 0 else min(amount, self._left)
        self._left -= amount
        return b"%PDF-" + b"x" * (amount - 5) if amount > 5 else b"x" * amount


@pytest.fixture
def written(monkeypatch, tmp_path):
    """How many bytes a request left in the folder of temporary files, at most."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return lambda: sum(path.stat().st_size for path in Path(tmp_path).rglob("*"))


def test_a_file_beyond_the_limit_is_named_and_the_text_is_kept(client, db, settings, written):
    settings.DEMO_MODE = True
    settings.EVIDENCE_MAX_BYTES = MEGABYTE
    ministry = make.InstitutionFactory()
    focal_point = make.focal_point(ministry)
    recommendation = make.RecommendationFactory(lead=ministry)
    client.force_login(focal_point)
    typed = {
        "headline": "Births are registered",
        "narrative": "Since March every hospital registers births.",
        "recommendations": recommendation.pk,
        "institution": ministry.pk,
        "language": "en",
        "classification": "internal",
        "uploads": Endless("film.pdf", 50 * MEGABYTE),
    }
    address = f"{reverse('activities:update_new')}?recommendation={recommendation.reference}"
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“film.pdf” has 50.0" in page.replace("\xa0", " ")
    assert "Since March every hospital registers births." in page
    assert not Document.objects.exists()
    assert ImplementationUpdate.objects.get().narrative.startswith("Since March")
    assert written() <= 2 * MEGABYTE


def test_a_new_document_that_is_too_large_is_named(client, db, settings):
    settings.DEMO_MODE = True
    settings.EVIDENCE_MAX_BYTES = MEGABYTE
    client.force_login(make.secretariat())
    typed = {"title": "Film", "kind": "report", "classification": "internal"}
    answer = client.post(
        reverse("documents:new"), typed | {"upload": Endless("film.pdf", 3 * MEGABYTE)}
    )
    assert answer.status_code == 422
    assert "“film.pdf” has 3.0" in answer.content.decode().replace("\xa0", " ")


def test_a_file_at_the_limit_comes_through_whole(client, db, settings):
    settings.DEMO_MODE = True
    settings.EVIDENCE_MAX_BYTES = MEGABYTE
    client.force_login(make.secretariat())
    typed = {"title": "Report", "kind": "report", "classification": "internal"}
    client.post(reverse("documents:new"), typed | {"upload": Endless("a.pdf", MEGABYTE)})
    assert Document.objects.get().size == MEGABYTE
