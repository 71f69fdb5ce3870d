"""The files of `mechanisms/reference/` and how they are loaded."""

import shutil
from collections import Counter

import pytest

from mechanisms.choices import ImplementationStatus
from mechanisms.models import Instrument, Mechanism, State, StatusGrade, StatusScale
from mechanisms.services import reference
from nmirf.common.reference import ReferenceFileError
from recommendations.parsers.text import fold_label

pytestmark = pytest.mark.django_db

TREATY_BODIES = {
    *("CAT", "CCPR", "CED", "CEDAW", "CERD", "CESCR", "CMW", "CRC", "CRPD", "SPT"),
}
# Short labels as the Universal Human Rights Index prints them.
BODY_LABELS = [
    *("CAT", "CCPR", "CED", "CEDAW", "CERD", "CESCR", "CMW", "CRC", "CRC-OP-AC", "CRC-OP-SC"),
    *("CRPD", "SPT", "UPR", "SR Torture", "WG Disappearances", "IE Older persons"),
    "Committee on the Rights of the Child",
]


@pytest.fixture
def loaded():
    return reference.load()


@pytest.fixture
def folder(tmp_path):
    """A copy of the files, to be spoilt."""
    return shutil.copytree(reference.FOLDER, tmp_path / "reference")


def spoil(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def events(model):
    return model._meta.get_field("events").related_model.objects.count()


STANDING = {
    "instrument": "CAT",
    "act": "ratification",
    "deposited_on": "2001-02-03",
    "communications": "none",
    "inquiry": "none",
    "verified": "true",
}


@pytest.mark.parametrize(
    ("column", "day", "words"),
    [
        ("in_force_on", "1999-01-01", "in force for the State before"),
        ("signed_on", "2030-01-01", "signed after"),
        ("denounced_on", "1999-01-01", "took effect before"),
    ],
)
def test_days_of_a_ratification_that_are_not_in_order_are_said_in_words(folder, column, day, words):
    columns = (folder / "ratifications.csv").read_text(encoding="utf-8").splitlines()[0]
    line = ",".join((STANDING | {column: day}).get(name, "") for name in columns.split(","))
    (folder / "ratifications.csv").write_text(f"{columns}\n{line}\n", encoding="utf-8")
    with pytest.raises(ReferenceFileError, match=words):
        reference.load(folder)


def test_a_treaty_in_force_before_its_adoption_is_refused(folder):
    spoil(folder, "instruments.csv", "1987-06-26", "1980-06-26")
    with pytest.raises(ReferenceFileError, match="before it was adopted"):
        reference.load(folder)


def test_the_members_and_observers_of_the_united_nations_are_there(loaded):
    groups = Counter(State.objects.values_list("regional_group", flat=True))
    assert groups == {
        "africa": 54,
        "asia_pacific": 55,  # 54 members and the State of Palestine
        "eastern_europe": 23,
        "grulac": 33,
        "weog": 30,  # 29 members and the Holy See
        "none": 3,
    }
    assert set(State.objects.filter(verified=False).values_list("iso3", flat=True)) == {"UNK"}
    assert State.objects.get(iso3="SVN").m49 == "705"


def test_no_spelling_stands_for_two_states(loaded):
    seen = {}
    for state in State.objects.all():
        for spelling in {fold_label(text) for text in [state.name, *state.aliases]}:
            assert seen.setdefault(spelling, state.iso3) == state.iso3


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Turkey", "TUR"),
        ("Türkiye", "TUR"),
        ("State of Palestine*", "PSE"),
        ("Kosovo*", "UNK"),
        ("Bolivia (Plurinational State of)", "BOL"),
        ("Bolivarian Republic of Venezuela", "VEN"),
        ("Côte d’Ivoire", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("the former Yugoslav Republic of Macedonia".removeprefix("the "), None),
        ("The former Yugoslav Republic of Macedonia", "MKD"),
        ("Swaziland", "SWZ"),
        ("Czech Republic", "CZE"),
        ("Republic of Korea", "KOR"),
        ("DPR Korea", "PRK"),
    ],
)
def test_states_are_known_by_the_spellings_of_imports(loaded, spelling, code):
    found = {
        state.iso3
        for state in State.objects.all()
        if fold_label(spelling) in {fold_label(text) for text in [state.name, *state.aliases]}
    }
    assert found == ({code} if code else set())


def test_the_mechanisms_of_the_united_nations_are_complete(loaded):
    un = Mechanism.objects.filter(system="un")
    bodies = un.filter(kind="treaty_body")
    assert set(bodies.filter(parent=None).values_list("code", flat=True)) == TREATY_BODIES
    assert set(bodies.filter(parent__code="CRC").values_list("code", flat=True)) == {
        *("CRC-OP-AC", "CRC-OP-SC")
    }
    mandates = un.filter(kind="special_procedure")
    assert mandates.exclude(code__startswith="CM-").count() == 46
    assert mandates.filter(code__startswith="CM-", verified=False).count() == 14
    assert un.filter(kind="upr").get().code == "UPR"
    assert not un.filter(is_active=False).exists()


def test_regional_bodies_wait_to_be_switched_on(loaded):
    regional = Mechanism.objects.filter(kind__in=["regional_body", "regional_court"])
    assert regional.count() == 22
    assert not regional.filter(is_active=True).exists()
    assert Mechanism.objects.filter(code="NHRI", kind="national", is_active=True).exists()


@pytest.mark.parametrize("label", BODY_LABELS)
def test_bodies_are_known_by_the_labels_of_imports(loaded, label):
    found = [
        mechanism.code
        for mechanism in Mechanism.objects.all()
        if fold_label(label)
        in {fold_label(t) for t in [mechanism.name, mechanism.short_name, *mechanism.aliases]}
    ]
    assert len(found) == 1


def test_what_was_not_read_in_a_source_says_so(loaded):
    unverified = set(StatusScale.objects.filter(verified=False).values_list("code", flat=True))
    assert {"CAT-FOLLOW-UP", "CEDAW-FOLLOW-UP", "CERD-FOLLOW-UP", "CESCR-FOLLOW-UP"} <= unverified
    assert not StatusGrade.objects.filter(scale__verified=False, verified=True).exists()
    assert not Instrument.objects.get(code="ICESCR").verified
    for code in ("GRETA", "GREVIO", "COMEX", "ECSR", "LANZAROTE", "CERD", "CESCR"):
        assert not Mechanism.objects.get(code=code).verified


def test_instruments_carry_the_rules_of_their_clocks(loaded):
    assert Instrument.objects.count() == 18
    initial = dict(
        Instrument.objects.exclude(initial_months=None).values_list("code", "initial_months")
    )
    assert initial == {
        **dict.fromkeys(("ICERD", "ICCPR", "CEDAW", "CAT", "ICRMW"), 12),
        **dict.fromkeys(("ICESCR", "CRC", "CRC-OP-AC", "CRC-OP-SC", "CRPD", "ICPPED"), 24),
    }
    periodic = dict(
        Instrument.objects.exclude(periodic_months=None).values_list("code", "periodic_months")
    )
    assert periodic == {
        "ICERD": 24,
        "CEDAW": 48,
        "CAT": 48,
        "CRPD": 48,
        "CRC": 60,
        "ICRMW": 60,
        "ICESCR": 60,
        "ICCPR": 96,
    }
    assert not Instrument.objects.filter(source="").exists()


def test_every_canonical_value_has_a_grade_and_every_scale_a_reader(loaded):
    own = StatusScale.objects.get(code="CANONICAL").grades.values_list("canonical", flat=True)
    assert list(own) == ImplementationStatus.values
    assert Mechanism.objects.get(code="CCPR").grading_scale.grades.get(code="E").canonical == (
        ImplementationStatus.CONTRARY
    )
    assert not StatusScale.objects.filter(grades=None).exists()


def test_labels_are_there_in_french_and_arabic(loaded):
    for model in (State, Mechanism, Instrument, StatusScale, StatusGrade):
        for row in model.objects.all():
            assert {"fr", "ar"} <= row.name_translations.keys(), row


def test_a_second_load_writes_nothing(loaded):
    models = (State, Mechanism, Instrument, StatusScale, StatusGrade)
    before = [events(model) for model in models]
    again = reference.load()
    assert [events(model) for model in models] == before
    for name, count in again.items():
        assert (count.created, count.updated, count.kept) == (0, 0, 0)
        assert count.unchanged == loaded[name].created


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("states.csv", "SVN,SI,705", "AUT,SI,705", "states.csv, row"),
        ("states.csv", "Turkey", "Slovenia", "already belongs to states.csv, row"),
        ("states.csv", ",africa,", ",afrika,", "afrika"),
        ("states.csv", ",false,true", ",no,true", "true or false"),
        ("states.csv", "iso3,iso2,", "iso3,iso3,", "name each column once"),
        ("states.csv", ",m49,", ",number,", "no column “m49”"),
        ("states.csv", "Albania,", "Albania,,", "The row has 11 cells"),
        ("instruments.csv", "1965-12-21", "21.12.1965", "instruments.csv, row 2"),
        ("instruments.csv", ",12,24,", ",a year,24,", "a whole number"),
        ("instruments.csv", ",CERD,", ",,", "a code"),
        ("mechanisms.csv", ",un,CRC,", ",un,CRD,", "“CRD” in the column “parent”"),
        ("mechanisms.csv", ",treaty_body,un,,", ",treaty_body,un,CERD,", "in a circle"),
        ("status_grades.csv", "CCPR-FOLLOW-UP,A", "CCPR,A", "“CCPR” in the column “scale”"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_row(folder, name, old, new, message):
    spoil(folder, name, old, new)
    with pytest.raises(ReferenceFileError, match=message) as caught:
        reference.load(folder)
    assert str(caught.value).startswith(name)
    assert not Mechanism.objects.exists()
    assert not State.objects.exists()


def test_a_missing_or_broken_file_is_named(folder):
    (folder / "states.csv").write_bytes(b"iso3,name\n\xff\xfe,x\n")
    with pytest.raises(ReferenceFileError, match=r"^states\.csv: "):
        reference.load(folder)
    (folder / "states.csv").unlink()
    with pytest.raises(ReferenceFileError, match=r"^states\.csv: "):
        reference.load(folder)
