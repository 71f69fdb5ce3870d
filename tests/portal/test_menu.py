"""The workspace's menu: grouped, the same on every page, and what each person may use."""

import re

import pytest

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings):
    settings.DEMO_MODE = True


def menu(client, person, address="/workspace/"):
    """The menu's groups as lists of (words, address); the page that is current."""
    client.force_login(person)
    page = client.get(address).text
    inner = page[page.index('<div class="worknav">') : page.index("<main")]
    groups = [
        re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', part)
        for part in inner.split('<div class="nav"')[1:]
    ]
    return groups, re.findall(r'<a href="([^"]+)" aria-current="page"', inner)


def test_an_officer_sees_the_work_first_and_the_register_below(client):
    (work, monitoring, people, register), current = menu(
        client, make.secretariat(), "/workspace/lists/themes/"
    )
    assert ("/workspace/", "My desk") in work
    assert [address for address, _words in register] == [
        "/recommendations/",
        "/workspace/imports/",
        "/workspace/doubles/",
        "/workspace/texts/",
        "/workspace/clusters/",
        "/workspace/lists/",
        "/workspace/synonyms/",
        "/documents/library/",
        "/workspace/views/",
    ]
    assert ("/workspace/meetings/", "Meetings") in people
    assert [address for address, _words in monitoring] == [
        "/workspace/plans/",
        "/workspace/activities/",
        "/workspace/indicators/",
        "/workspace/rounds/",
        "/workspace/assessments/",
        "/workspace/gaps/",
        "/workspace/requests/",
        "/workspace/proposals/",
        "/workspace/differences/",
    ]
    assert current == ["/workspace/lists/"]


def test_the_group_has_a_name_for_those_who_do_not_see_it(client):
    client.force_login(make.secretariat())
    assert 'role="group" aria-label="Register"' in client.get("/workspace/").text


def test_a_focal_point_sees_of_the_register_only_what_is_theirs(client):
    (work, monitoring, people, register), _current = menu(client, make.focal_point())
    assert [address for address, _words in register] == [
        "/recommendations/",
        "/documents/library/",
        "/workspace/views/",
    ]
    assert ("/workspace/differences/", "Where views differ") in monitoring
    assert "/workspace/plans/" not in [address for address, _words in monitoring]
    assert ("/workspace/assignments/", "Assignments") in work
    assert ("/workspace/handovers/", "Handovers") in people


def test_the_rarer_deeds_are_folded_and_work_without_a_script(client):
    client.force_login(make.secretariat())
    row = make.RecommendationFactory(publication="published")
    page = client.get(row.get_absolute_url()).text
    folded = page[page.index('<details class="more">') :]
    folded = folded[: folded.index("</details>")]
    for door in ("position", "response", "follow-up", "grade", "repeats", "merge", "retire"):
        assert f"/{row.reference}/{door}/" in folded
    assert f"/{row.reference}/edit/" not in folded


@pytest.mark.parametrize(
    "address",
    ["/as-of/2999-01-01/", "/workspace/recommendations/new/", "/workspace/texts/editions/new/"],
)
def test_a_form_says_once_what_is_wrong(client, address):
    client.force_login(make.secretariat())
    answer = client.get(address) if "as-of" in address else client.post(address, {"symbol": "A"})
    assert answer.status_code == 422
    assert answer.text.count("data-focus") == 1
