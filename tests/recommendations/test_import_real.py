"""Real exports: both formats of one query give the same records."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from recommendations.models import Recommendation
from tests.plugin import REAL_DATA

pytestmark = [pytest.mark.realdata, pytest.mark.django_db, pytest.mark.usefixtures("lists")]


def run(name, *options):
    out = StringIO()
    path = REAL_DATA / "uhri" / name
    call_command("import_recommendations", path, "--json", *options, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("stem", "state", "rows"), [("slovenia_upr", "SVN", 378), ("australia_cescr", "AUS", 15)]
)
@pytest.mark.parametrize(("first", "second"), [("json", "xlsx"), ("xlsx", "json")])
def test_all_rows_come_in_once(stem, state, rows, first, second):
    report = run(f"{stem}.{first}", "--state", state)
    assert (report["rows"], report["created"], report["rejected"]) == (rows, rows, [])
    assert report["unmatched_terms"]["themes"] == report["unmatched_terms"]["groups"] == []
    again = run(f"{stem}.{second}", "--state", state)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, rows)
    assert Recommendation.objects.count() == rows


def test_paragraphs_give_the_references_that_people_cite():
    run("slovenia_upr.json", "--state", "SVN")
    run("australia_cescr.json", "--state", "AUS")
    references = set(Recommendation.objects.values_list("reference", flat=True))
    assert {"SVN-UPR-2-115.1", "SVN-UPR-3-121.10", "AUS-CESCR-6-7"} <= references
    assert not [r for r in references if not set(r) <= set("-.") | set(map(chr, range(48, 123)))]


def test_rows_of_another_state_are_left_out():
    report = run("slovenia_upr.json", "--state", "AUS")
    assert (report["created"], report["skipped_other_state"]) == (0, 378)
