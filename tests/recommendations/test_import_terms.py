"""Files with hundreds of terms that no list knows: a page at a time, and one decision for many."""

import re

import pytest
from django.urls import reverse

from mechanisms.models import Mechanism, State
from recommendations.choices import ImportState
from recommendations.models import ImportBatch, Recommendation, TermDecision, Theme, ThemeLink
from recommendations.services import imports as services
from recommendations.services import taxonomy
from tests import factories as make
from tests.recommendations.test_import_pages import commit
from tests.recommendations.test_import_pages import officer as officer
from tests.recommendations.test_import_pages import upload as upload
from tests.recommendations.uhri_files import json_file, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "stored_files")]
MANY = 45


@pytest.fixture(autouse=True)
def _own_state(settings):
    settings.STATE_CODE = "SVN"
    settings.DEMO_MODE = True


@pytest.fixture
def batch(upload, tmp_path):
    """Of 45 odd themes and 3 odd groups."""
    return upload(odd_file(tmp_path))[0]


def odd_file(folder, first=0):
    rows = [
        record(n, Text=f"122.{n} Act {n}.", Themes=[f"Odd {n}"], AffectedPersons=[])
        for n in range(first, first + MANY)
    ]
    for n in range(3):
        rows[n]["AffectedPersons"] = [f"Odd people {n}"]
    return json_file(folder, *rows)


def address(batch, query=""):
    return reverse("recommendations:import_terms", args=[batch.reference]) + query


def keys_on(page):
    return re.findall(r'name="choice-(\w+)"', page.text)


def left(batch, name="themes"):
    batch.refresh_from_db()
    terms = services.unknown_terms(batch)
    return sum(one.list == name and one.decision is None for one in terms)


def test_a_page_shows_some_terms_of_one_list(client, batch):
    page = client.get(address(batch))
    assert len(keys_on(page)) == 20
    assert "45 terms are not decided." in page.text
    assert "Odd people" not in page.text
    assert len(keys_on(client.get(address(batch, "?page=3")))) == 5
    assert len(keys_on(client.get(address(batch, "?list=groups")))) == 3


def test_saving_a_page_leaves_the_others_and_brings_the_next_terms(client, batch):
    first = keys_on(client.get(address(batch)))
    sent = {f"choice-{key}": "leave_out" for key in first}
    page = client.post(address(batch), sent, follow=True)
    assert left(batch) == 25
    second = keys_on(page)
    assert len(second) == 20
    assert not set(first) & set(second)
    # What was decided stands at the end, and can be changed there.
    page = client.get(address(batch, "?page=3"))
    assert 'value="leave_out" selected' in page.text
    client.post(address(batch), {f"choice-{first[0]}": ""})
    assert left(batch) == 26


def test_a_page_sent_late_decides_on_the_terms_that_it_showed(client, batch):
    shown = {one.key: one.label for one in services.unknown_terms(batch)}
    key = keys_on(client.get(address(batch)))[5]
    # Meanwhile a colleague decides on those before it.
    others = [one for one in shown if one != key][:4]
    client.post(address(batch), {f"choice-{one}": "leave_out" for one in others})
    health = Theme.objects.get(name="Right to health")
    client.post(address(batch), {f"choice-{key}": "map", f"term-{key}": health.code})
    assert TermDecision.objects.get(choice="map").label == shown[key]


def test_all_that_are_left_of_a_list_are_left_out_with_one_decision(client, batch):
    key = keys_on(client.get(address(batch)))[0]
    health = Theme.objects.get(name="Right to health")
    client.post(address(batch), {f"choice-{key}": "map", f"term-{key}": health.code})
    page = client.post(address(batch), {"rest": "leave_out", "list": "themes"}, follow=True)
    assert "Decided: 44 terms." in page.text
    assert (left(batch), left(batch, "groups")) == (0, 3)
    assert TermDecision.objects.filter(choice="map").count() == 1
    # The next list with something to decide follows; after the last one, the import.
    assert page.redirect_chain == [(address(batch, "?list=groups"), 302)]
    page = client.post(address(batch), {"rest": "leave_out", "list": "groups"}, follow=True)
    assert page.redirect_chain == [(batch.get_absolute_url(), 302)]
    commit(batch)
    assert ThemeLink.objects.count() == 1


def test_what_was_left_out_with_one_decision_is_decided_anew_with_one(client, batch):
    client.post(address(batch), {"rest": "leave_out", "list": "themes"})
    page = client.post(
        address(batch, "?list=themes"), {"rest": "back", "list": "themes"}, follow=True
    )
    assert len(keys_on(page)) == 20
    assert left(batch) == MANY


@pytest.mark.parametrize("sent", [{"rest": "all"}, {"rest": "create", "list": "themes"}])
def test_odd_decisions_are_refused(client, batch, sent):
    assert client.post(address(batch), sent).status_code == 422
    assert not TermDecision.objects.exists()


def test_what_an_earlier_import_decided_is_offered_again(client, upload, batch, tmp_path):
    """No list remembers what was left out, or stood for a term in that import alone."""
    key = keys_on(client.get(address(batch)))[0]
    label = next(one.label for one in services.unknown_terms(batch) if one.key == key)
    health = Theme.objects.get(name="Right to health")
    client.post(address(batch), {f"choice-{key}": "map", f"term-{key}": health.code})
    client.post(address(batch), {"rest": "leave_out", "list": "themes"})
    batch.refresh_from_db()
    commit(batch)
    again, _answer = upload(odd_file(tmp_path, first=20))
    page = client.get(address(again, "?list=themes"))
    # Those from 20 to 44 were there before; nothing is decided until somebody says so.
    assert "Decide 25 as in earlier imports" in page.text
    assert "Filled in as decided in an earlier import" in page.text
    assert not again.term_decisions.exists()
    client.post(address(again, "?list=themes"), {"rest": "earlier", "list": "themes"})
    assert left(again) == 20
    decided = again.term_decisions.values_list("label", "choice", "code")
    assert {choice for name, choice, _code in decided if name != label} == {"leave_out"}


def decided(client, batch, name, **fields):
    batch.refresh_from_db()
    (term,) = (one for one in services.unknown_terms(batch) if one.list == name)
    sent = {f"{field}-{term.key}": value for field, value in fields.items()}
    answer = client.post(address(batch, f"?list={name}"), sent)
    batch.refresh_from_db()
    return answer


def test_a_mechanism_that_no_list_knows_is_decided_like_other_terms(client, upload, tmp_path):
    path = json_file(tmp_path, record(1), record(2, Body="- Committee on Odd Things"))
    batch = upload(path)[0]
    assert (batch.counts["create"], batch.counts["rejected"]) == (1, 1)
    assert address(batch) in client.get(batch.get_absolute_url()).text
    page = client.get(address(batch, "?list=mechanisms"))
    assert "Committee on Odd Things" in page.text
    assert "1 row<" in page.text
    assert "stay rejected until you say" in page.text
    assert 'value="create"' not in page.text
    refused = decided(client, batch, "mechanisms", choice="create", code="odd")
    assert (refused.status_code, "takes no new terms" in refused.text) == (422, True)
    assert decided(client, batch, "mechanisms", choice="alias", term="CRC").status_code == 302
    assert (batch.counts["create"], batch.counts["rejected"]) == (2, 0)
    mechanism = Mechanism.objects.get(code="CRC")
    before = mechanism.aliases
    assert "Committee on Odd Things" not in before
    commit(batch)
    mechanism.refresh_from_db()
    assert mechanism.aliases == [*before, "Committee on Odd Things"]
    assert Recommendation.objects.filter(mechanism=mechanism).count() == 1
    batch.refresh_from_db()
    services.undo_import(pk=batch.pk, actor=batch.started_by)
    mechanism.refresh_from_db()
    assert mechanism.aliases == before


def test_a_mechanism_may_stand_for_another_one_in_this_import_alone(client, upload, tmp_path):
    batch = upload(json_file(tmp_path, record(1, Body="Odd Things")))[0]
    decided(client, batch, "mechanisms", choice="map", term="CRC")
    commit(batch)
    assert Recommendation.objects.get().mechanism.code == "CRC"
    assert "Odd Things" not in Mechanism.objects.get(code="CRC").aliases
    again = upload(json_file(tmp_path, record(1, Body="Odd Things")))[0]
    assert again.counts["rejected"] == 1
    client.post(address(again, "?list=mechanisms"), {"list": "mechanisms", "rest": "earlier"})
    again.refresh_from_db()
    assert (again.counts["rejected"], again.counts["unchanged"]) == (0, 1)


def test_what_names_a_mechanism_that_is_left_out_is_left_out(client, upload, tmp_path):
    batch = upload(json_file(tmp_path, record(1), record(2, Body="Odd Things")))[0]
    decided(client, batch, "mechanisms", choice="leave_out")
    assert (batch.counts["rejected"], batch.counts["left_out"]) == (0, 1)
    page = client.get(batch.get_absolute_url(), {"outcome": "left_out"})
    assert "Left out with “Odd Things”." in page.text
    decided(client, batch, "mechanisms", choice="")
    assert (batch.counts["rejected"], batch.counts["left_out"]) == (1, 0)


@pytest.mark.parametrize("choice", ["map", "alias"])
def test_a_state_that_no_list_knows_is_decided_like_other_terms(client, upload, tmp_path, choice):
    path = json_file(tmp_path, record(1, Countries=["Old Slovenia"]), record(2))
    batch = upload(path)[0]
    assert (batch.counts["create"], batch.counts["rejected"]) == (1, 1)
    assert "Old Slovenia" in client.get(address(batch, "?list=states")).text
    decided(client, batch, "states", choice=choice, term="SVN")
    assert (batch.counts["create"], batch.counts["rejected"]) == (2, 0)
    commit(batch)
    assert Recommendation.objects.filter(addressed_to__iso3="SVN").count() == 2
    assert ("Old Slovenia" in State.objects.get(iso3="SVN").aliases) == (choice == "alias")


def test_a_state_may_be_another_one_than_that_which_is_wanted(client, upload, tmp_path):
    batch = upload(json_file(tmp_path, record(1, Countries=["Old Austria"]), record(2)))[0]
    decided(client, batch, "states", choice="map", term="AUT")
    assert (batch.counts["create"], batch.counts["other_state"]) == (1, 1)


def test_what_the_command_prints_of_unknown_terms_has_the_same_lists(upload, tmp_path):
    batch = upload(json_file(tmp_path, record(1, Body="Odd Things")))[0]
    assert services.document_of(batch)["unmatched_terms"].keys() == {
        *("themes", "groups", "sdgs", "recommending_states")
    }


def test_a_discarded_import_is_no_example(client, upload, batch, tmp_path):
    client.post(address(batch), {"rest": "leave_out", "list": "themes"})
    again, _answer = upload(odd_file(tmp_path))
    assert "earlier import" not in client.get(address(again)).text


def test_what_cannot_be_had_is_said_and_what_was_typed_stays(client, batch):
    one, other = keys_on(client.get(address(batch)))[:2]
    sent = {f"choice-{one}": "map", f"term-{one}": "", f"choice-{other}": "leave_out"}
    page = client.post(address(batch), sent)
    assert page.status_code == 422
    assert "Choose the term that it stands for" in page.text
    assert page.text.count('value="leave_out" selected') == 1
    assert not TermDecision.objects.exists()


def test_nothing_is_said_of_the_terms_of_a_file_that_is_not_read_yet(client, batch):
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.READING)
    answer = client.get(address(batch))
    assert (answer.status_code, answer["Location"]) == (302, batch.get_absolute_url())


# The lists' own rules.


def themed(folder, theme):
    return json_file(folder, record(1, Themes=[theme]))


@pytest.mark.parametrize("choice", ["alias", "create"])
def test_what_a_list_would_not_take_is_said_when_it_is_decided(client, upload, tmp_path, choice):
    batch = upload(themed(tmp_path, "Odd one"))[0]
    Theme.objects.create(code="old", name="Odd one", is_active=False)
    health = Theme.objects.get(name="Right to health")
    sent = {"alias": {"term": health.code}, "create": {"code": "odd-one"}}[choice]
    answer = decided(client, batch, "themes", choice=choice, **sent)
    assert answer.status_code == 422
    assert "already belongs to “Odd one” (old), which is retired" in answer.text
    assert not TermDecision.objects.exists()


@pytest.mark.parametrize(
    ("name", "file", "code", "other"),
    [
        ("themes", {"Themes": ["Odd one"]}, "", ""),
        ("mechanisms", {"Body": "Odd one"}, "CRC", "CED"),
    ],
)
def test_a_spelling_that_another_has_by_then_stops_the_import(
    client, upload, tmp_path, name, file, code, other
):
    if name == "themes":
        code, other = Theme.objects.offered().values_list("code", flat=True)[:2]
    batch = upload(json_file(tmp_path, record(1, **file)))[0]
    decided(client, batch, name, choice="alias", term=code)
    taxonomy.add_alias(list=name, code=other, label="odd  ONE", actor=batch.started_by)
    commit(batch)
    batch.refresh_from_db()
    assert (batch.state, Recommendation.objects.count()) == (ImportState.FAILED, 0)
    assert "already belongs to" in client.get(batch.get_absolute_url()).text
    model = {"themes": Theme, "mechanisms": Mechanism}[name]
    holders = [
        row.code
        for row in model.objects.all()
        if any("odd" in one.casefold() for one in row.aliases)
    ]
    assert holders == [other]


def test_what_somebody_decided_who_may_not_any_more_is_not_added(client, upload, tmp_path):
    batch = upload(themed(tmp_path, "Odd one"))[0]
    decided(client, batch, "themes", choice="create", code="odd-one")
    TermDecision.objects.update(decided_by=make.UserFactory())
    commit(batch)
    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED
    assert batch.error.startswith("Odd one: Only the secretariat")
    assert not Theme.objects.filter(code="odd-one").exists()
