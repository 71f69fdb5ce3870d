"""The directory and the list of what is missing: found, narrowed, taken along as a file."""

import csv
import datetime as dt
import io

import pytest

from focalpoints.choices import Gap, Membership, PostLevel, Role
from focalpoints.models import Absence
from focalpoints.vacancies import lines
from focalpoints.vcards import card, escaped, folded
from nmirf.common.dates import add_months, today
from tests import factories as make

DAY = dt.timedelta(days=1)
PEOPLE = "/workspace/people/"


@pytest.fixture
def staff(institution):
    """A ministry with everybody, and another one without anybody."""
    make.InstitutionFactory(name="Ministry of Labour", slug="labour", acronym="MOL")
    facts = {"institution": institution, "last_confirmed_on": today()}
    ana = make.AppointmentFactory(
        user__full_name="Ana Duarte", portfolio="Prisons", level=PostLevel.POLITICAL, **facts
    )
    make.AppointmentFactory(user__full_name="Bela Reis", role=Role.DEPUTY, deputises=ana, **facts)
    make.AppointmentFactory(user__full_name="Cora Lima", role=Role.VALIDATING_AUTHORITY, **facts)
    Absence.objects.create(appointment=ana, starts_on=today(), ends_on=today())
    return ana


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("q=duarte", ["Ana Duarte"], ["Bela Reis", "Ministry of Labour"]),
        ("q=prisons", ["Ana Duarte"], ["Bela Reis"]),
        ("q=health", ["Ana Duarte", "Bela Reis"], ["Ministry of Labour"]),
        ("q=mol", ["Ministry of Labour"], ["Ana Duarte"]),
        ("q=validating", ["Cora Lima"], ["Ana Duarte"]),
        ("role=deputy", ["Bela Reis"], ["Ana Duarte", "Ministry of Labour"]),
        ("level=political", ["Ana Duarte"], ["Bela Reis"]),
        ("away=on", ["Ana Duarte", "away today"], ["Bela Reis"]),
        ("vacant=on", ["Ministry of Labour"], ["Ana Duarte"]),
        ("role=nonsense&level=%00", ["Ana Duarte", "Ministry of Labour"], []),
        ("q=nobody+at+all", ["Nobody is called so"], ["Ana Duarte"]),
    ],
)
def test_the_directory_is_narrowed(as_, officer, staff, query, found, missing):
    response = as_(officer).get(f"{PEOPLE}?{query}")
    assert response.status_code == 200
    text = response.text
    assert [word for word in found if word not in text] == []
    assert [word for word in missing if word in text] == []


def test_the_files_hold_what_the_page_shows(as_, staff):
    client = as_(staff.user)
    rows = rows_of(client.get(f"{PEOPLE}people.csv?role=focal_point"))
    assert [row[:3] for row in rows] == [["Ministry of Health", "Ana Duarte", "Focal point"]]
    assert rows[0][-1] == "yes"
    cards = client.get(f"{PEOPLE}people.vcf")
    assert cards["Content-Type"] == "text/vcard; charset=utf-8"
    assert cards["Cache-Control"] == "private, no-store"
    assert cards.text.count("BEGIN:VCARD") == 3


def test_the_focal_point_stands_first_then_the_deputy_then_who_signs(as_, officer, staff):
    facts = {"institution": staff.institution, "last_confirmed_on": today()}
    make.AppointmentFactory(user__full_name="Edda Vaz", role=Role.REPRESENTATIVE, **facts)
    make.AppointmentFactory(
        user__full_name="Dora Pinto", role=Role.POLITICAL_REPRESENTATIVE, **facts
    )
    names = ["Ana Duarte", "Bela Reis", "Cora Lima", "Dora Pinto", "Edda Vaz"]
    client = as_(officer)
    page = client.get(PEOPLE).text
    assert sorted(names, key=page.index) == names
    assert [row[1] for row in rows_of(client.get(f"{PEOPLE}people.csv"))] == names


def test_the_files_are_for_members_alone(as_, staff):
    for person in (make.representative("cso"), make.administrator()):
        for name in ("people.csv", "people.vcf"):
            assert as_(person).get(f"{PEOPLE}{name}").status_code == 403


def test_a_card_is_what_address_books_read(staff):
    staff.user.full_name = "Duarte; Ana, \\ Dr\nX"
    lines_of_it = card(staff).split("\r\n")
    assert lines_of_it[0] == "BEGIN:VCARD"
    assert "FN:Duarte\\; Ana\\, \\\\ Dr\\nX" in lines_of_it
    assert escaped("a,b") == "a\\,b"
    long = folded("NOTE:" + "é" * 100)
    assert all(len(line.encode()) <= 75 for line in long.split("\r\n"))
    assert long.replace("\r\n ", "") == "NOTE:" + "é" * 100


def test_the_directory_asks_the_same_number_of_questions_for_many(
    as_, officer, staff, django_assert_max_num_queries
):
    for _number in range(24):
        make.AppointmentFactory()
    client = as_(officer)
    client.get(PEOPLE)
    with django_assert_max_num_queries(15):
        assert client.get(PEOPLE).text.count(">Focal point") >= 20
    with django_assert_max_num_queries(10):
        client.get(f"{PEOPLE}people.csv")


# What is missing.


def gaps(words=""):
    return [(line.gap, line.title.split(",")[0]) for line in lines(today(), words)]


def test_a_full_member_without_people_lacks_three_posts(staff):
    assert gaps() == [
        (Gap.NO_FOCAL_POINT, "Ministry of Labour"),
        (Gap.NO_DEPUTY, "Ministry of Labour"),
        (Gap.NO_AUTHORITY, "Ministry of Labour"),
    ]
    assert gaps("health") == []


def test_others_are_not_asked_for_people(db):
    make.InstitutionFactory(membership=Membership.CONSULTATIVE)
    make.InstitutionFactory(standing="suspended")
    make.InstitutionFactory(dissolved_on=today() - DAY)
    assert gaps() == []


@pytest.mark.parametrize(
    ("facts", "gap"),
    [
        ({"ends_on": 0}, Gap.ENDS_30),
        ({"ends_on": 30}, Gap.ENDS_30),
        ({"ends_on": 31}, Gap.ENDS_90),
        ({"ends_on": 90}, Gap.ENDS_90),
        ({"ends_on": 91}, None),
        ({"suspended_on": 0}, Gap.SUSPENDED),
    ],
)
def test_what_ends_or_is_suspended_is_listed(staff, institution, facts, gap):
    days = {name: today() + number * DAY for name, number in facts.items()}
    row = make.AppointmentFactory(
        institution=institution, role=Role.REPRESENTATIVE, last_confirmed_on=today(), **days
    )
    expected = [] if gap is None else [(gap, str(row.user))]
    assert gaps("health") == expected


def test_a_deputy_whose_principal_has_left_and_a_post_not_confirmed_are_listed(staff, institution):
    gone = make.AppointmentFactory(institution=institution, ends_on=today() - DAY)
    deputy = make.AppointmentFactory(
        institution=institution, role=Role.DEPUTY, deputises=gone, last_confirmed_on=today()
    )
    staff.last_confirmed_on = add_months(today(), -14)
    staff.save()
    assert gaps("health") == [
        (Gap.ADRIFT, str(deputy.user)),
        (Gap.UNCONFIRMED, "Ana Duarte"),
    ]


def test_each_line_has_one_act_and_the_file_holds_the_same(as_, officer, staff, institution):
    staff.ends_on = today() + 5 * DAY
    staff.save()
    client = as_(officer)
    page = client.get("/workspace/people/vacancies/")
    assert f"{staff.get_absolute_url()}extend/" in page.text
    appoint = "/workspace/people/appoint/?institution="
    assert page.text.count(appoint) == 3
    only = client.get("/workspace/people/vacancies/?gap=ends_30")
    assert appoint not in only.text
    assert len(rows_of(client.get("/workspace/people/vacancies.csv?gap=ends_30&q="))) == 1
    form = client.get(f"{appoint}{institution.pk}&role=deputy").text
    assert f'<option value="{institution.pk}" selected>' in form
    assert '<option value="deputy" selected>' in form


def test_the_list_asks_few_questions_for_many_institutions(
    as_, officer, django_assert_max_num_queries
):
    for _number in range(40):
        make.AppointmentFactory(ends_on=today() + 3 * DAY)
    client = as_(officer)
    client.get("/workspace/people/vacancies/")
    with django_assert_max_num_queries(16):
        assert "1 to 50 of" in client.get("/workspace/people/vacancies/").text
