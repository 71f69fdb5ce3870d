"""The files of `recommendations/reference/` and how they are loaded."""

import html
import json
import re
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from nmirf.common.reference import ReferenceFileError
from recommendations.models import AffectedGroup, Objective, SdgGoal, SdgTarget, Theme
from recommendations.parsers.text import fold_label
from recommendations.services import reference
from tests.plugin import REAL_DATA

pytestmark = pytest.mark.django_db

HERE = Path(__file__).resolve().parent
UHRI_THEMES = (HERE / "uhri_themes.txt").read_text(encoding="utf-8").splitlines()
OLDER_THEMES = [
    "Acceptance of international norms",
    "A12 Acceptance of international norms",
    "A12",
    "A27 Follow-up to Universal Periodic Review (UPR)",
    "A42 Institutions & policies - General",
    "A62 Statistics and indicators",
    "B51 Right to an effective remedy",
    "D29 Domestic violence",
    "E31 Right to work",
    "E32 Right to just and favourable conditions of work",
    "Constitutional and legislative framework",
    "Legal, institutional & policy framework",
    "National Plans of Action on Human Rights (or specific areas)",
    "Prohibition of slavery, trafficking",
    "Right to effective remedy & reparations",
    "Inter-State cooperation & development or humanitarian assistance",
    "Members of minorities",
    "Human rights defenders",
    " Right to development ",
]
GROUPS = [
    "Children",
    "children",
    "Children in vulnerable situations (abused, living on the street, institutionalized, "
    "indigenous, migrant children etc.)",
    "Civil society",
    "Disappeared persons",
    "Educational staff & students",
    "girls",
    "Women",
    "Women & girls",
    "Minorities/ racial, ethnic, linguistic, religious or descent-based groups",
    "Minorities / racial, ethnic, linguistic, religious or descent-based groups",
    "Migrants & domestic workers",
    "lesbian, gay, bisexual, transgender and intersex persons (LGBTI)",
    "Social workers",
    "general",
]
TARGETS = {
    1: 7,
    2: 8,
    3: 13,
    4: 10,
    5: 9,
    6: 8,
    7: 5,
    8: 12,
    9: 8,
    10: 10,
    11: 10,
    12: 11,
    13: 5,
    14: 10,
    15: 12,
    16: 12,
    17: 19,
}


@pytest.fixture
def loaded():
    return reference.load()


def codes_by_spelling(model):
    found = {}
    for row in model.objects.all():
        for spelling in {fold_label(text) for text in [row.name, *row.aliases]}:
            found.setdefault(spelling, []).append(row.code)
    return found


@pytest.mark.parametrize("model", [Theme, AffectedGroup])
def test_no_spelling_stands_for_two_terms(loaded, model):
    shared = {spelling: codes for spelling, codes in codes_by_spelling(model).items() if codes[1:]}
    assert shared == {}


def test_every_theme_label_of_three_generations_is_known(loaded):
    known = codes_by_spelling(Theme)
    assert len(UHRI_THEMES) == 98
    assert [label for label in UHRI_THEMES + OLDER_THEMES if fold_label(label) not in known] == []


def test_every_group_label_is_known(loaded):
    known = codes_by_spelling(AffectedGroup)
    assert [label for label in GROUPS if fold_label(label) not in known] == []


def test_themes_stand_in_eight_groups(loaded):
    tops = Theme.objects.filter(parent=None)
    assert tops.count() == 8
    assert not tops.filter(children=None).exists()
    assert not Theme.objects.filter(parent__parent__isnull=False).exists()


def test_public_officials_and_general_stay_out_of_charts(loaded):
    noise = AffectedGroup.objects.filter(is_noise=True).values_list("code", flat=True)
    assert set(noise) == {"public-officials", "general"}
    assert AffectedGroup.objects.get(code="judges-lawyers").role == "duty_bearer"


def test_codes_from_memory_say_so(loaded):
    for code in ("reservations", "action-plans", "death-penalty", "disability-risk"):
        assert not Theme.objects.get(code=code).verified


def test_goals_and_targets_are_complete(loaded):
    assert SdgGoal.objects.count() == 17
    found = Counter(SdgTarget.objects.values_list("goal__number", flat=True))
    assert found == TARGETS
    assert sum(found.values()) == 169
    for target in SdgTarget.objects.select_related("goal"):
        assert target.code.split(".")[0] == str(target.goal.number)


def test_fifteen_objectives_say_whether_parliament_is_needed(loaded):
    assert Objective.objects.count() == 15
    needed = Objective.objects.filter(needs_parliament="yes").values_list("code", flat=True)
    assert set(needed) == {"RAT", "LEG", "BUD"}


@pytest.mark.parametrize("model", [Theme, AffectedGroup, SdgGoal, SdgTarget, Objective])
def test_labels_are_there_in_french_and_arabic(loaded, model):
    for row in model.objects.all():
        assert {"fr", "ar"} <= row.name_translations.keys(), row


def test_a_second_load_writes_nothing(loaded):
    models = (Theme, AffectedGroup, SdgGoal, SdgTarget, Objective)
    histories = [model._meta.get_field("events").related_model.objects for model in models]
    before = [history.count() for history in histories]
    again = reference.load()
    assert [history.count() for history in histories] == before
    for name, count in again.items():
        assert (count.created, count.updated, count.kept) == (0, 0, 0)
        assert count.unchanged == loaded[name].created


def test_a_spelling_claimed_twice_is_refused(tmp_path):
    folder = shutil.copytree(reference.FOLDER, tmp_path / "reference")
    path = folder / "themes.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("| A12 |", "| b31 |", 1), encoding="utf-8")
    with pytest.raises(ReferenceFileError, match=r"“B31” already belongs to themes\.csv, row"):
        reference.load(folder)


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["slovenia_upr.json", "australia_cescr.json"])
def test_every_term_of_real_exports_is_known(loaded, name):
    records = json.loads((REAL_DATA / "uhri" / name).read_text(encoding="utf-8"))
    themes, groups = codes_by_spelling(Theme), codes_by_spelling(AffectedGroup)
    goals = {str(number) for number in SdgGoal.objects.values_list("number", flat=True)}
    targets = set(SdgTarget.objects.values_list("code", flat=True))
    unknown = {
        *(t for record in records for t in record["Themes"] if fold_label(t) not in themes),
        *(
            g
            for record in records
            for g in record["AffectedPersons"]
            if fold_label(g) not in groups
        ),
        *(
            s
            for record in records
            for s in record["Sdgs"]
            if re.match(r"[\w.]+", s)[0] not in goals | targets
        ),
    }
    assert unknown == set()


@pytest.mark.realdata
def test_every_theme_of_the_coded_list_of_2014_is_known(loaded):
    # Themes of that list open with their code: a letter and a number.
    known = codes_by_spelling(Theme)
    labels = [line for line in _paragraphs_of_2014() if re.match(r"[A-H]\d{1,2} ", line)]
    assert len(labels) > 400
    assert {label for label in labels if fold_label(label) not in known} == set()


def _paragraphs_of_2014():
    path = REAL_DATA / "ohchr_matrix" / "UPR20__Slovenia_ThematicListRecommendations_E.docx"
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode()
    for paragraph in xml.split("</w:p>"):
        text = html.unescape(re.sub(r"<[^>]*>", "", paragraph)).strip()
        yield text.removeprefix("Theme: ")
