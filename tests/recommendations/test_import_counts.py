"""What the register counts while imports come and go."""

import pytest
from django.contrib.auth.models import AnonymousUser

from recommendations.models import ImportBatch
from recommendations.services import imports as services
from tests import factories as make
from tests.portal.test_counting import from_scratch, listed, shown
from tests.recommendations.test_import_rows import run
from tests.recommendations.uhri_files import json_file, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "stored_files")]


@pytest.fixture(autouse=True)
def _own_state(settings):
    settings.STATE_CODE = "SVN"
    settings.DEMO_MODE = True


def test_counts_follow_an_import_and_its_undoing(tmp_path):
    officer = make.secretariat()
    people = [AnonymousUser(), officer]
    before = [shown(person) for person in people]
    rows = [record(number, Text=f"122.{number} Sign it.") for number in range(1, 4)]
    run(json_file(tmp_path, *rows), "--publish")
    for person in people:
        found = shown(person)
        assert found == from_scratch(person)
        assert found["status"] == {"not_assessed": 3}
        assert found["gap"]["lead"] == 3
        for value, number in {**found["theme"], **found["sdg"]}.items():
            facet = "theme" if value in found["theme"] else "sdg"
            assert listed(person, facet, value) == number
    services.undo_import(pk=ImportBatch.objects.latest("pk").pk, actor=officer)
    assert [shown(person) for person in people] == before
