"""The pages of the lists, through HTTP."""

import csv
import io

import pytest
from django.contrib.auth.models import AnonymousUser

from mechanisms.models import State
from recommendations.models import AffectedGroup, Objective, SdgGoal, SdgTarget, TermMerge, Theme
from tests import factories as make

LISTS = "/workspace/lists/"
THEMES = LISTS + "themes/"


@pytest.fixture
def officer(db):
    return make.secretariat()


@pytest.fixture
def desk(client, officer, settings):
    """The secretariat's browser."""
    settings.DEMO_MODE = True
    client.force_login(officer)
    return client


@pytest.fixture
def water(db):
    return make.ThemeFactory(code="water", name="Water", name_translations={"fr": "Eau"}, order=1)


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response
    return response.content.decode()


def version(row):
    row.refresh_from_db()
    return row.updated_at.isoformat()


def typed(row, **changes):
    return {
        "name": row.name,
        "name_fr": row.name_translations.get("fr", ""),
        "name_ar": "",
        "aliases": "\n".join(row.aliases),
        "order": row.order,
        "parent": row.parent.code if row.parent else "",
        "verified": "on",
        "reason": "Clearer.",
        "version": version(row),
    } | changes


def test_the_overview_counts_terms_used_retired_and_unverified(desk, water):
    make.ThemeFactory(is_active=False)
    make.ThemeFactory(verified=False)
    make.ThemeFactory(is_active=False, merged_into=water)
    make.RecommendationFactory().theme_links.create(theme=water)
    response = desk.get(LISTS)
    row = response.context["summaries"][0]
    assert (row.name, row.terms, row.used, row.retired, row.unverified) == ("themes", 3, 1, 1, 1)
    assert [one.name for one in response.context["summaries"]] == [
        *("themes", "groups", "sdgs", "objectives"),
        *("states", "mechanisms"),
    ]


def test_numbers_tell_nobody_of_drafts_that_they_may_not_see(client, desk, water):
    draft = make.RecommendationFactory(publication="draft", published_at=None)
    draft.theme_links.create(theme=water)
    assert desk.get(LISTS).context["summaries"][0].used == 1
    assert desk.get(THEMES).context["lines"][0].uses == 1
    client.force_login(make.administrator())
    assert client.get(LISTS).context["summaries"][0].used == 0
    assert client.get(THEMES).context["lines"][0].uses == 0
    assert client.get(THEMES + "water/").context["uses"] == 0


def test_a_list_shows_each_term_below_its_parent(desk, water):
    below = make.ThemeFactory(code="drinking", name="Drinking water", parent=water, order=9)
    make.ThemeFactory(code="air", name="Air", order=5)
    lines = desk.get(THEMES).context["lines"]
    assert [(line.term.code, line.level) for line in lines] == [
        ("water", 0),
        (below.code, 1),
        ("air", 0),
    ]
    assert [(line.can_rise, line.can_sink) for line in lines] == [
        (False, True),
        (False, False),
        (True, False),
    ]


def test_a_long_list_is_folded_branch_by_branch(desk, water):
    for number in range(45):
        make.ThemeFactory(code=f"below-{number}", name=f"Below {number}", parent=water)
    make.ThemeFactory(code="air", name="Air", order=5)
    branches = desk.get(THEMES).context["branches"]
    assert [(one.label, len(one.lines), one.is_open) for one in branches] == [
        ("Water", 46, False),
        ("Air", 1, False),
    ]
    opened = desk.get(THEMES, {"term": "below-7"}).context["branches"]
    assert [one.is_open for one in opened] == [True, False]
    (found,) = desk.get(THEMES, {"q": "below 7"}).context["branches"]
    assert (found.label, found.is_open) == ("", True)


def test_a_search_finds_any_spelling_in_any_language(desk, water):
    make.ThemeFactory(name="Air", aliases=["Clean Âir act"])
    for words, found in (("eau", ["Water"]), ("clean air", ["Air"]), ("nothing", [])):
        lines = desk.get(THEMES, {"q": words}).context["lines"]
        assert [line.term.name for line in lines] == found
    assert "No term is spelled with “nothing”" in page(desk, THEMES + "?q=nothing")


def test_a_search_answers_htmx_with_the_table_alone(desk, water):
    body = desk.get(THEMES, {"q": "water"}, headers={"HX-Request": "true"}).content.decode()
    assert body.strip().startswith("<section")


@pytest.mark.parametrize("number", [1, 20])
@pytest.mark.parametrize("name", ["", "themes/", "groups/", "themes/download/", "states/"])
def test_the_pages_ask_as_much_for_many_terms_as_for_one(
    desk, name, number, django_assert_max_num_queries
):
    parent = make.ThemeFactory()
    for _n in range(number):
        term = make.ThemeFactory(parent=parent, aliases=["a"])
        make.RecommendationFactory().theme_links.create(theme=term)
        AffectedGroup.objects.create(code=f"g{_n}", name=f"Group {_n}")
        State.objects.create(iso3=f"X{_n}", name=f"Land {_n}")
    desk.get(LISTS)
    with django_assert_max_num_queries(14 if not name else 9):
        assert desk.get(LISTS + name).status_code == 200


def test_a_list_is_taken_away_as_a_file_that_no_spreadsheet_calculates(desk, water):
    make.ThemeFactory(code="below", name="=SUM(A1)", parent=water, aliases=["One", "Two"])
    response = desk.get(THEMES + "download/")
    assert response["Content-Type"].startswith("text/csv")
    rows = [*csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))]
    assert rows[0] | {"code": "water", "name": "Water", "name_fr": "Eau"} == rows[0]
    assert rows[1]["name"] == "'=SUM(A1)"
    assert (rows[1]["parent"], rows[1]["aliases"]) == ("water", "One | Two")


def test_a_term_is_added(desk, water):
    data = {
        "code": "drinking-water",
        "name": "Drinking water",
        "name_fr": "Eau potable",
        "aliases": "Potable water\n\nSafe water\n",
        "parent": "water",
        "reason": "A new label of the source.",
    }
    response = desk.post(THEMES + "new/", data)
    assert response["Location"] == THEMES + "drinking-water/"
    row = Theme.objects.get(code="drinking-water")
    assert (row.parent, row.aliases) == (water, ["Potable water", "Safe water"])
    assert (row.name_translations, row.verified) == ({"fr": "Eau potable"}, False)


def test_what_was_typed_survives_a_refusal_that_names_the_other_term(desk, water):
    data = {"code": "eau", "name": "Waters", "aliases": "EAU.", "reason": "New."}
    response = desk.post(THEMES + "new/", data)
    assert response.status_code == 422
    body = response.content.decode()
    assert "already belongs to “Water” (water)" in body
    assert 'value="Waters"' in body


def test_a_fixed_list_has_no_new_terms(desk):
    goal = SdgGoal.objects.create(number=1, name="No poverty")
    SdgTarget.objects.create(code="1.a", goal=goal, name="Resources")
    body = page(desk, LISTS + "sdgs/")
    assert "New term" not in body
    assert "New term" in page(desk, THEMES)
    page(desk, LISTS + "sdgs/new/", 404)
    for deed in ("merge", "retire", "delete", "restore", "unmerge"):
        page(desk, f"{LISTS}sdgs/1.a/{deed}/", 404)
    assert "Retire" not in page(desk, LISTS + "sdgs/1.a/")


@pytest.mark.parametrize("address", ["nothing/", "themes/nothing/", "nothing/new/"])
def test_what_is_not_there_is_not_found(desk, address):
    page(desk, LISTS + address, 404)


def test_a_target_gets_labels_and_spellings(desk):
    goal = SdgGoal.objects.create(number=1, name="No poverty")
    row = SdgTarget.objects.create(code="1.a", goal=goal, name="Resources")
    data = {"name": "Resources to end poverty", "aliases": "Means", "reason": "Clearer."}
    response = desk.post(LISTS + "sdgs/1.a/", data | {"version": version(row)})
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.name, row.aliases) == ("Resources to end poverty", ["Means"])


def test_a_group_has_a_role_and_may_be_left_out_of_charts(desk):
    row = AffectedGroup.objects.create(code="judges", name="Judges")
    data = {
        "name": "Judges",
        "role": "duty_bearer",
        "is_noise": "on",
        "verified": "on",
        "order": 3,
        "reason": "As the source has it.",
    }
    desk.post(LISTS + "groups/judges/", data | {"version": version(row)})
    row.refresh_from_db()
    assert (row.role, row.is_noise, row.order) == ("duty_bearer", True, 3)


def test_an_objective_says_whether_parliament_is_needed(desk):
    row = Objective.objects.create(code="LEG", name="Legislate", description="Adopt.")
    data = {
        "name": "Legislate",
        "description": "Adopt a law.",
        "description_fr": "Adopter une loi.",
        "needs_parliament": "yes",
        "order": 1,
        "reason": "Clearer.",
    }
    desk.post(LISTS + "objectives/LEG/", data | {"version": version(row)})
    row.refresh_from_db()
    assert (row.description, row.needs_parliament) == ("Adopt a law.", "yes")
    assert row.description_translations == {"fr": "Adopter une loi."}


def test_labels_in_languages_that_the_instance_lacks_stay(desk, water):
    Theme.objects.filter(pk=water.pk).update(name_translations={"fr": "Eau", "sl": "Voda"})
    water.refresh_from_db()
    desk.post(THEMES + "water/", typed(water, name_fr="L’eau"))
    water.refresh_from_db()
    assert water.name_translations == {"fr": "L’eau", "sl": "Voda"}


def test_who_saves_second_gets_both_versions(desk, water):
    second = typed(water, name="Water for all")
    assert desk.post(THEMES + "water/", typed(water, name="Waters")).status_code == 302
    response = desk.post(THEMES + "water/", second)
    assert response.status_code == 409
    body = response.content.decode()
    assert "Someone else saved this first" in body
    assert "Waters" in body
    assert 'value="Water for all"' in body
    water.refresh_from_db()
    assert water.name == "Waters"
    again = response.context["form"].data.dict()
    assert desk.post(THEMES + "water/", again).status_code == 302
    water.refresh_from_db()
    assert water.name == "Water for all"


@pytest.mark.parametrize("wrong", ["", "yesterday", "2026-02-31T10:00:00+00:00"])
def test_a_form_that_does_not_say_what_it_showed_is_refused(desk, water, wrong):
    response = desk.post(THEMES + "water/", typed(water, name="Other", version=wrong))
    assert response.status_code == 422
    water.refresh_from_db()
    assert water.name == "Water"


def test_a_parent_below_the_term_is_refused(desk, water):
    make.ThemeFactory(code="below", parent=water)
    response = desk.post(THEMES + "water/", typed(water, parent="below"))
    assert response.status_code == 422
    assert "stands below it" in response.content.decode()


def test_terms_move_with_buttons(desk, water):
    make.ThemeFactory(code="air", order=2)
    assert desk.post(THEMES + "air/up/")["Location"] == THEMES + "?term=air#air"
    assert [*Theme.objects.values_list("code", flat=True)] == ["air", "water"]
    desk.post(THEMES + "air/down/")
    assert [*Theme.objects.values_list("code", flat=True)] == ["water", "air"]
    assert desk.get(THEMES + "air/up/").status_code == 405


def test_retiring_passes_a_page_and_is_taken_back(desk, water):
    assert "imports no longer recognise it" in page(desk, THEMES + "water/retire/")
    assert desk.post(THEMES + "water/retire/", {"reason": ""}).status_code == 422
    desk.post(THEMES + "water/retire/", {"reason": "Too broad."})
    water.refresh_from_db()
    assert not water.is_active
    assert "Bring back" in page(desk, THEMES + "water/")
    again = desk.post(THEMES + "water/retire/", {"reason": "Too broad."})
    assert again.status_code == 422
    assert "already done" in again.content.decode()
    desk.post(THEMES + "water/restore/", {"reason": "Needed."})
    water.refresh_from_db()
    assert water.is_active


def test_a_mistake_is_deleted_and_what_was_used_is_not(desk, water):
    assert "Delete" in page(desk, THEMES + "water/")
    make.RecommendationFactory().theme_links.create(theme=water)
    assert "danger" not in page(desk, THEMES + "water/")
    assert "are or were linked" in page(desk, THEMES + "water/delete/")
    response = desk.post(THEMES + "water/delete/", {"reason": "Unused."})
    assert response.status_code == 422
    make.ThemeFactory(code="mistake")
    response = desk.post(THEMES + "mistake/delete/", {"reason": "Typed twice."})
    assert response["Location"] == THEMES
    assert [*Theme.objects.values_list("code", flat=True)] == ["water"]


def test_a_merge_is_previewed_confirmed_and_undone(desk, water):
    make.ThemeFactory(code="eau-potable", name="Drinking water")
    for _n in range(3):
        make.RecommendationFactory().theme_links.create(theme=water)
    assert "Choose the term that stays" in page(desk, THEMES + "water/merge/")
    body = page(desk, THEMES + "water/merge/?into=eau-potable")
    assert "3 recommendations move to “Drinking water”" in body
    assert "also answers to: Eau; Water" in body
    assert not TermMerge.objects.exists()
    response = desk.post(THEMES + "water/merge/", {"into": "eau-potable", "reason": "The same."})
    assert response["Location"] == THEMES + "eau-potable/"
    body = page(desk, THEMES + "water/")
    assert "This term was merged into" in body
    assert "<form method" not in body.split("<main")[1]
    assert "The same." in page(desk, THEMES + "eau-potable/")
    assert "Merged into Drinking water" in page(desk, THEMES)
    assert "goes back to “Water”" in page(desk, THEMES + "water/unmerge/")
    desk.post(THEMES + "water/unmerge/", {"reason": "Not the same."})
    assert water.links.count() == 3
    page(desk, THEMES + "water/unmerge/", 404)


@pytest.mark.parametrize("into", ["water", "nothing", "below"])
def test_a_merge_that_cannot_be_says_why(desk, water, into):
    make.ThemeFactory(code="below", parent=water)
    response = desk.get(THEMES + "water/merge/", {"into": into})
    assert response.status_code == 422
    response = desk.post(THEMES + "water/merge/", {"into": into, "reason": "Why not."})
    assert response.status_code == 422
    assert not TermMerge.objects.exists()


def test_an_edit_of_a_merged_term_changes_nothing(desk, water):
    data = typed(water, name="Waters")
    kept = make.ThemeFactory()
    Theme.objects.filter(pk=water.pk).update(is_active=False, merged_into=kept)
    assert desk.post(THEMES + "water/", data).status_code == 200
    water.refresh_from_db()
    assert water.name == "Water"


def test_spellings_of_a_state_are_edited(desk):
    row = make.StateFactory()
    make.StateFactory(iso3="XOT", name="Otherland")
    assert "Marisola" in page(desk, LISTS + "states/?q=XMA")
    assert "Otherland" not in page(desk, LISTS + "states/?q=xma")
    address = LISTS + "states/XMA/"
    old = {"aliases": "Isle of Marisola", "reason": "UHRI.", "version": version(row)}
    assert desk.post(address, old)["Location"] == LISTS + "states/"
    row.refresh_from_db()
    assert row.aliases == ["Isle of Marisola"]
    assert desk.post(address, old).status_code == 409
    taken = {"aliases": "OTHERLAND", "reason": "UHRI.", "version": version(row)}
    response = desk.post(address, taken)
    assert response.status_code == 422
    assert "already belongs to Otherland" in response.content.decode()


def test_spellings_of_a_mechanism_are_edited(desk):
    row = make.MechanismFactory()
    data = {"aliases": "Child committee", "reason": "UHRI.", "version": version(row)}
    assert desk.post(LISTS + "mechanisms/CRC/", data).status_code == 302
    row.refresh_from_db()
    assert row.aliases == ["Child committee"]


@pytest.mark.parametrize("who", [make.focal_point, None])
def test_the_lists_are_closed_to_others(client, db, settings, who, water):
    settings.DEMO_MODE = True
    person = who() if who else AnonymousUser()
    if who:
        client.force_login(person)
    wanted = {403} if who else {302}
    for address in (LISTS, THEMES, THEMES + "water/", THEMES + "download/", LISTS + "states/"):
        assert client.get(address).status_code in wanted


def test_the_menu_leads_to_the_lists(client, desk):
    assert f'href="{LISTS}"' in page(desk, "/workspace/")
    client.force_login(make.administrator())
    assert f'href="{LISTS}"' in page(client, LISTS)
    client.force_login(make.focal_point())
    assert f'href="{LISTS}"' not in page(client, "/workspace/")
