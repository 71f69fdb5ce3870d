"""The library and a document in light and dark, wide and narrow."""

import pytest
from django.urls import reverse

from documents.models import Extract, Page
from tests import access_table as roles
from tests import world as worlds

from .test_pages import problems

pytestmark = pytest.mark.browser


@pytest.fixture
def world(transactional_db, settings):
    settings.DEMO_MODE = True
    return worlds.build()


def test_pages_of_documents(page, live_server, sign_in, world):
    document, evidence = world.library_document, world.evidence.document
    Extract.objects.filter(document=document).update(state="read", number_of_pages=1)
    Page.objects.create(
        document=document, number=1, text="Births are registered.\n\nFree of charge."
    )
    officers = [
        reverse("documents:library"),
        reverse("documents:library") + "?q=decree",
        reverse("documents:new"),
        document.page_url,
        reverse("documents:version", args=[document.reference]),
        reverse("documents:describe", args=[document.reference]),
    ]
    update = world.draft_update.reference
    ministrys = [
        evidence.page_url,
        reverse("activities:evidence_cite", args=[update, world.evidence.pk]),
    ]
    found: list[str] = []
    for role, addresses in (
        (None, [reverse("portal:documents")]),
        (roles.SECRETARIAT, officers),
        (roles.FOCAL_POINT, ministrys),
    ):
        if role:
            sign_in(page, world.people[role])
        for path in addresses:
            answer = page.goto(live_server.url + path)
            found += [f"{path}: {problem}" for problem in problems(page, answer)]
    assert not found, "\n".join(found)
