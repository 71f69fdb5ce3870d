"""Files of values: every layout, what is wrong by row and column, all or nothing, and back again."""

import io
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from activities.choices import Quality, ValueStanding
from activities.forms.indicators import EVERYBODY
from activities.models import IndicatorValue, ValueImport
from activities.parsers import columns
from activities.services import reference, value_files
from activities.showing import series_of
from activities.writers import Series, write
from nmirf.common.errors import DomainError
from nmirf.common.reference import fold_spelling
from nmirf.common.workflow import WorkflowError
from tests import factories as make

pytestmark = pytest.mark.django_db

LONG = """Indicator code;Period;Sexe;Value;Number of cases;Quality;Source
CR-1;2023;;41,5;1200;reliable;Census
CR-1;2023;F;40;600;reliable;Census
CR-1;2024-Q1;male;43.25;;estimated;
"""
SDMX = """DATAFLOW,FREQ,INDICATOR,SEX,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE,DECIMALS
NSO:DF_CR(1.0),A,CR-1,_T,_T,2022,40.1,A,PT,1
NSO:DF_CR(1.0),A,CR-1,F,_T,2022,39.5,P,PT,1
NSO:DF_CR(1.0),A,CR-1,M,_T,2022,40.7,E,PT,1
NSO:DF_CR(1.0),A,CR-1,_T,_T,2021,,M,PT,1
"""


@pytest.fixture
def office(people, settings):
    """A statistics office's two indicators, one of them the ministry's own."""
    settings.DEMO_MODE = True
    reference.load()
    people.percent, people.persons = (
        make.UnitFactory(code="percent"),
        make.UnitFactory(code="persons"),
    )
    people.own = make.IndicatorFactory(
        code="CR-1", name="Births registered", unit=people.percent, custodian=people.ministry
    )
    people.theirs = make.IndicatorFactory(code="LB-1", unit=people.persons, custodian=people.other)
    return people


def load(text, actor, name="values.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return value_files.upload(actor=actor, file=ContentFile(content, name=name))


def look(text, actor):
    return value_files.examine(load(text, actor), actor)


def take(text, actor):
    batch = load(text, actor)
    return value_files.commit(pk=batch.pk, actor=actor)


def counts(batch):
    return {name: number for name, number in batch.counts.items() if number and name != "series"}


def test_one_value_a_row_is_read_as_an_office_writes_it(office):
    batch = take(LONG, office.focal_point)
    assert (batch.layout, counts(batch)) == ("long", {"new": 3})
    first, women, quarter = IndicatorValue.objects.order_by("pk")
    assert (first.value, first.cases, first.source) == (Decimal("41.5"), 1200, "Census")
    assert women.breakdown == {"sex": "female"}
    assert (quarter.period, quarter.breakdown_key) == ("2024-Q1", "sex=male")
    assert quarter.quality == "estimated"


def test_words_in_arabic_and_french_are_read(office):
    batch = take(
        "المؤشر;الفترة;الجنس;القيمة;الجودة;مؤقتة أو نهائية\n"
        "CR-1;2023;المجموع;41;موثوقة;نهائية\n"
        "CR-1;2024;كلا الجنسين;42;لم تُقيَّم;مؤقتة\n"
        "CR-1;2022;Ensemble;40;non évalué;définitif\n",
        office.focal_point,
    )
    assert counts(batch) == {"new": 3}
    rows = IndicatorValue.objects.order_by("period")
    found = [(row.breakdown, row.quality, row.standing) for row in rows]
    assert found == [
        ({}, "not_assessed", "final"),
        ({}, "reliable", "final"),
        ({}, "not_assessed", "provisional"),
    ]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_what_pages_call_qualities_and_standings_is_read_in_files(language):
    with translation.override(language):
        for known, choices in ((columns.QUALITIES, Quality), (columns.STANDINGS, ValueStanding)):
            assert [known[fold_spelling(one.label)] for one in choices] == [*choices]
        assert fold_spelling(str(EVERYBODY)) in columns.EVERYBODY


def test_nothing_is_written_when_a_file_is_looked_at(client, office):
    client.force_login(office.focal_point)
    file = SimpleUploadedFile("values.csv", LONG.encode())
    answer = client.post(reverse("activities:value_imports"), {"file": file}, follow=True)
    assert "new values" in answer.text
    assert not IndicatorValue.objects.exists()
    batch = ValueImport.objects.get()
    answer = client.post(reverse("activities:value_import", args=[batch.reference]), follow=True)
    assert "taken over" in answer.text
    assert IndicatorValue.objects.count() == 3


def test_a_second_time_changes_nothing_and_a_changed_value_becomes_a_revision(office):
    take(LONG, office.focal_point)
    again = take(LONG, office.focal_point)
    assert counts(again) == {"unchanged": 3}
    changed = take(LONG.replace("41,5", "41,9"), office.focal_point)
    assert counts(changed) == {"revised": 1, "unchanged": 2}
    now = office.own.values.current().get(period="2023", breakdown_key="")
    assert (now.value, now.revises.value, now.source) == (
        Decimal("41.9"),
        Decimal("41.5"),
        "Census",
    )
    assert not now.revises.is_current
    with pytest.raises(WorkflowError):
        value_files.commit(pk=changed.pk, actor=office.focal_point)


def test_sdmx_csv_is_read_with_its_codes(office):
    batch = take(SDMX, office.secretariat)
    assert (batch.layout, counts(batch)) == ("sdmx", {"new": 3, "missing": 1})
    found = {row.breakdown_key: row for row in office.own.values.all()}
    assert found[""].standing == "final"
    assert found["sex=female"].standing == "provisional"
    assert found["sex=male"].quality == "estimated"
    assert look(SDMX, office.secretariat).ignored == ["DECIMALS"]


def test_labels_beside_codes_in_sdmx_are_read_past(office):
    both = SDMX.replace(",F,", ",F: Female,").replace(",P,", ",P: Provisional,")
    assert counts(take(both, office.secretariat)) == {"new": 3, "missing": 1}


@pytest.mark.parametrize("code", ["C", "N", "D", "S", "A", "E", "P", "c", "N: Not for publication"])
def test_what_its_office_calls_confidential_is_never_taken_over(office, code):
    head, row = SDMX.splitlines()[:2]
    free = f"{head},CONF_STATUS\n{row},F\n"
    closed = row.replace("2022,40.1", "2023,7000000").replace("40.1", "41") + f",{code}\n"
    batch = take(free + closed, office.secretariat)
    assert counts(batch) == {"new": 1, "withheld": 1}
    assert [row.period for row in office.own.values.all()] == ["2022"]


def test_a_value_marked_as_withheld_is_not_taken_over_though_it_stands_there(client, office):
    rows = "CR-1,2022,40,\nCR-1,2023,41,yes\nCR-1,2024,42,no\nCR-1,2021,..,yes\n"
    file = SimpleUploadedFile("values.csv", f"indicator,period,value,withheld\n{rows}".encode())
    client.force_login(office.secretariat)
    answer = client.post(reverse("activities:value_imports"), {"file": file}, follow=True)
    assert "withheld, left as they are" in answer.text
    batch = ValueImport.objects.get()
    client.post(reverse("activities:value_import", args=[batch.reference]))
    assert set(office.own.values.values_list("period", flat=True)) == {"2022", "2024"}


def test_a_sheet_of_sixty_series_with_the_periods_side_by_side(office):
    rows = [make.IndicatorFactory(code=f"NSO-{i}", unit=office.percent) for i in range(30)]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Cover").write_string(0, 0, "Statistical yearbook")
        sheet = book.add_worksheet("Series")
        sheet.write_string(0, 0, "Table 1. Human rights")
        for at, title in enumerate(["Code", "Sex", "Unit", 2020, 2021, 2022, 2023]):
            sheet.write(2, at, title)
        for i, row in enumerate(rows):
            for j, sex in enumerate(["Women and girls", "Men and boys"]):
                line = [row.code, sex, "%", 10 + i + j / 10, 11.25, "..", 0.1 + 0.2]
                for at, cell in enumerate(line):
                    sheet.write(3 + 2 * i + j, at, cell)
    batch = take(file.getvalue(), office.secretariat)
    assert (batch.layout, batch.counts["series"]) == ("wide", 60)
    assert counts(batch) == {"new": 180, "missing": 60}
    assert rows[3].values.get(period="2023", breakdown_key="sex=male").value == Decimal("0.3")
    assert counts(take(file.getvalue(), office.secretariat)) == {"unchanged": 180, "missing": 60}


WRONG = """indicator,period,unit,sex,value
CR-1,2024,percent,,120
CR-9,2024,percent,,1
CR-1,2024-Q9,percent,,1
CR-1,2022,parsecs,,1
CR-1,2021,persons,,1
CR-1,2020,percent,martian,1
CR-1,2019,percent,,many
LB-1,2019,persons,,5
CR-1,2018,percent,,
,2018,percent,,4
CR-1,2099-Q1,percent,,4
CR-1,2017,percent,,40
CR-1,2017,percent,,41
"""


def test_each_thing_that_is_wrong_is_named_by_row_column_value_and_reason(client, office):
    report = look(WRONG, office.focal_point)
    found = [(one.row, one.column, one.value, one.reason) for one in report.problems]
    expected = [
        ("row 2", "value", "120", "between 0 and 100"),
        ("row 3", "indicator", "CR-9", "no such indicator"),
        ("row 4", "period", "2024-Q9", "is no period"),
        ("row 5", "unit", "parsecs", "no such unit"),
        ("row 6", "unit", "persons", "another unit"),
        ("row 7", "sex", "martian", "no such group"),
        ("row 8", "value", "many", "is no number"),
        ("row 9", "indicator", "LB-1", "Ministry of Labour"),
        ("row 10", "value", "", "no value"),
        ("row 11", "indicator", "", "Say which"),
        ("row 12", "period", "2099-Q1", "has not begun"),
        ("row 14", "period", "2017", "row 13"),
    ]
    assert [one[:3] for one in found] == [one[:3] for one in expected]
    for (*_place, reason), (*_same, words) in zip(found, expected, strict=True):
        assert words in reason
    batch = ValueImport.objects.get()
    with pytest.raises(DomainError):
        value_files.commit(pk=batch.pk, actor=office.focal_point)
    assert not IndicatorValue.objects.exists()
    client.force_login(office.focal_point)
    text = client.get(reverse("activities:value_import", args=[batch.reference])).text
    assert "martian" in text
    assert "Take over" not in text
    table = client.get(reverse("activities:value_import_problems", args=[batch.reference]))
    assert "martian" in table.content.decode()


def test_a_note_that_can_not_be_kept_as_it_stands_is_named_and_never_shortened(office):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["indicator", "period", "value", "note", "source"])
        sheet.write_row(1, 0, ["CR-1", 2020, 1, "=A1&B1"])
        sheet.write_row(2, 0, ["CR-1", 2021, 1, "n" * 301])
        sheet.write_row(3, 0, ["CR-1", 2022, 1, "", "s" * 301])
        sheet.write_row(4, 0, ["CR-1", 2023, 1, "n" * 300, "s" * 300])
    report = look(file.getvalue(), office.focal_point)
    found = [(one.row, one.column, one.reason) for one in report.problems]
    assert [one[:2] for one in found] == [
        ("sheet “Sheet1”, row 2", "note"),
        ("sheet “Sheet1”, row 3", "note"),
        ("sheet “Sheet1”, row 4", "source"),
    ]
    for (*_place, reason), words in zip(found, ["formula", "300", "300"], strict=True):
        assert words in reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name,number\nx,1\n", "No row of titles"),
        (b"indicator,period,value\n", "holds no value"),
        (b"indicator,indicator,period,value\nCR-1,CR-1,2024,1\n", "say the same"),
        (b"%PDF-1.7 nothing", ""),
        (b"\x7fELF\x02\x01\x01" + bytes(200), ""),
        (b"", ""),
    ],
)
def test_what_is_no_table_of_values_is_refused_and_not_kept(client, office, content, words):
    client.force_login(office.focal_point)
    file = SimpleUploadedFile("values.csv", content)
    answer = client.post(reverse("activities:value_imports"), {"file": file})
    assert answer.status_code == 422
    assert words in answer.text
    assert not ValueImport.objects.exists()


def test_a_file_is_for_who_uploaded_it(client, office):
    batch = load(LONG, office.focal_point)
    address = reverse("activities:value_import", args=[batch.reference])
    for user, status in ((office.other_focal_point, 404), (office.cso, 403)):
        client.force_login(user)
        assert client.get(address).status_code == status


@pytest.mark.parametrize("ending", ["csv", "xlsx", "sdmx.csv"])
def test_what_is_written_reads_back_with_nothing_changed(office, ending):
    take(LONG + "CR-1;2020;;44;;limited;=1+1\nCR-1;2019;;45;;;-x\n", office.secretariat)
    take(SDMX, office.secretariat)
    for key, value in (("", 70123), ("sex=female", 70119), ("sex=male", 4)):
        breakdown = dict([key.split("=")]) if key else {}
        make.ValueFactory(
            indicator=office.theirs, breakdown=breakdown, breakdown_key=key, value=value
        )
    series = [Series(row, series_of(row)) for row in (office.own, office.theirs)]
    content = write(ending, series)
    before = list(IndicatorValue.objects.order_by("pk").values())
    batch = take(content, office.secretariat)
    assert counts(batch) == {"unchanged": 9, "withheld": 2}
    assert list(IndicatorValue.objects.order_by("pk").values()) == before


def test_sdmx_says_what_is_provisional_and_what_is_withheld(office):
    make.ValueFactory(indicator=office.theirs, value=3)
    make.ValueFactory(indicator=office.theirs, value=30, period="2020", standing="provisional")
    text = write("sdmx.csv", [Series(office.theirs, series_of(office.theirs))]).decode()
    header, provisional, few = (line.split(",") for line in text.splitlines())
    assert header[:3] == ["DATAFLOW", "FREQ", "INDICATOR"]
    at = {name: place for place, name in enumerate(header)}
    assert (provisional[at["OBS_VALUE"]], provisional[at["OBS_STATUS"]]) == ("30", "P")
    assert (few[at["OBS_VALUE"]], few[at["OBS_STATUS"]], few[at["CONF_STATUS"]]) == ("", "Q", "N")
