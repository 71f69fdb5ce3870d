"""Several sources of one recommendation: each adds what is lacking, none doubles or overwrites."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from recommendations.models import Recommendation, SourceRecord, Theme
from tests import factories as make
from tests.plugin import REAL_DATA
from tests.recommendations.test_import_rows import numbers, run
from tests.recommendations.uhri_files import json_file, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

TITLES = "Ref,Body,Symbol,Para,Text,Themes,Position,Source of the position"
MAPPING = {
    "reference": "Ref",
    "body": "Body",
    "symbol": "Symbol",
    "paragraph": "Para",
    "text": "Text",
    "themes": "Themes",
    "position": "Position",
    "position_source": "Source of the position",
}


@pytest.fixture(autouse=True)
def _own_state(settings):
    settings.STATE_CODE = "SVN"


@pytest.fixture
def table(tmp_path):
    """`table(theme, …)`: a table of one row on the recommendation that `record()` holds as well."""
    make.ImportMappingFactory(name="ours", columns=MAPPING)

    def write(theme="Right to health", position="Noted", source="A/HRC/43/15/Add.1"):
        path = tmp_path / "ours.csv"
        row = f'N-1,UPR,A/HRC/43/15,122.7,Ratify it,"{theme}",{position},{source}'
        path.write_text(f"{TITLES}\n{row}\n", encoding="utf-8")
        return path

    return write


def of_table(path):
    return numbers(run(path, "--mapping", "ours"))


def test_a_further_source_adds_what_the_record_lacks_and_overwrites_nothing(tmp_path, table):
    run(json_file(tmp_path, record(1)))
    assert of_table(table(theme="Right to education")) == (0, 1, 0, 0, 0)
    found = Recommendation.objects.get()
    assert found.position == "supported"
    assert found.theme_links.count() == 3
    assert {one.source for one in found.source_records.all()} == {"uhri", "table"}
    assert of_table(table(theme="Right to education")) == (0, 0, 1, 0, 0)


def test_what_a_further_source_takes_back_stays(tmp_path, table):
    run(json_file(tmp_path, record(1)))
    of_table(table(theme="Right to education"))
    assert of_table(table(theme="Right to food"))[:2] == (0, 1)
    names = set(Theme.objects.filter(links__isnull=False).values_list("name", flat=True))
    assert {"Right to education", "Right to food"} <= names


def test_a_link_that_people_took_away_is_not_brought_back_by_another_source(tmp_path, table):
    run(json_file(tmp_path, record(1)))
    found = Recommendation.objects.get()
    found.theme_links.filter(theme__name="Right to health").delete()
    of_table(table(theme="Right to health"))
    assert not found.theme_links.filter(theme__name="Right to health").exists()


def test_the_first_source_is_followed_after_another_one_has_spoken(tmp_path, table):
    run(json_file(tmp_path, record(1)))
    of_table(table())
    assert numbers(run(json_file(tmp_path, record(1, UprPositions=["- Noted"]))))[:2] == (0, 1)
    assert Recommendation.objects.get().position == "noted"


def test_the_source_of_a_position_is_the_one_that_the_file_names(table):
    of_table(table())
    found = Recommendation.objects.get()
    assert (found.position, found.position_source) == ("noted", "A/HRC/43/15/Add.1")
    assert found.positions.get().source == "A/HRC/43/15/Add.1"


def test_the_id_of_the_index_comes_to_a_record_that_another_source_brought(tmp_path, table):
    of_table(table())
    assert numbers(run(json_file(tmp_path, record(1)))) == (0, 1, 0, 0, 0)
    assert str(Recommendation.objects.get().annotation_id) == record(1)["AnnotationId"]


def test_one_id_twice_in_a_file_is_rejected_with_the_row_that_had_it_first(tmp_path):
    report = run(json_file(tmp_path, record(1), record(1, Text="122.8 Sign it.")))
    assert numbers(report) == (1, 0, 0, 0, 1)
    assert report["rejected"][0]["row"] == 2
    assert "1" in report["rejected"][0]["reason"]


def real(path, *options):
    out = StringIO()
    call_command(
        "import_recommendations",
        REAL_DATA / path,
        "--json",
        *options,
        stdout=out,
        stderr=StringIO(),
    )
    return json.loads(out.getvalue())


REAL_LISTS = (
    "ohchr_matrix/UPR20__Slovenia_ThematicListRecommendations_E.docx",
    "ohchr_matrix/UPR34_Slovenia_Thematic_list_of_Recommendations.docx",
)


@pytest.mark.realdata
@pytest.mark.parametrize("first", ["uhri", "word"])
def test_the_index_and_the_lists_of_one_state_double_nothing(first):
    steps = [["uhri/slovenia_upr.json"], [*REAL_LISTS]]
    if first == "word":
        steps.reverse()
    for path in steps[0]:
        assert real(path, "--state", "SVN")["created"] > 0
    for path in steps[1]:
        real(path, "--state", "SVN")
    doubled = (
        Recommendation.objects.exclude(paragraph="")
        .values_list("symbol", "paragraph")
        .distinct()
        .count()
    )
    assert Recommendation.objects.exclude(paragraph="").count() == doubled
    assert Recommendation.objects.count() == 378
    assert SourceRecord.objects.filter(source="ohchr_list").count() > 300
    for path in (*steps[0], *steps[1]):
        again = real(path, "--state", "SVN")
        assert (again["created"], again["updated"]) == (0, 0)


@pytest.mark.realdata
@pytest.mark.parametrize("options", [["--state", "SVN"], ["--any-state"]])
def test_upr_info_comes_in_once(options):
    report = real("uprinfo/recommendations.csv", *options)
    assert report["created"] > 50
    again = real("uprinfo/recommendations.csv", *options)
    assert (again["created"], again["updated"]) == (0, 0)
    assert again["unchanged"] == report["created"]
