"""What imports recognise of merged and edited terms, and what an upgrade leaves alone."""

import pytest

from recommendations.models import AffectedGroup, Recommendation, Theme
from recommendations.services import imports, reference, taxonomy
from recommendations.services.imports.terms import Terms
from tests.recommendations.uhri_files import json_file, record

from .term_making import links, merge
from .term_making import officer as officer

# What imports recognise.


def read_in(folder, **changes):
    path = json_file(folder, record(1, **changes))
    return imports.import_file(path=path, state_code="SVN")


@pytest.mark.usefixtures("lists", "stored_files")
def test_a_second_reading_sees_no_change_in_a_merge_or_a_retirement(tmp_path, officer):
    labels = {"Themes": ["Right to health", "Private life & privacy"]}
    read_in(tmp_path, **labels)
    health = Theme.objects.get(name="Right to health")
    merge(officer, "privacy", health.code)
    again = read_in(tmp_path, **labels)
    assert again.writes_nothing
    taxonomy.retire_term(list="themes", code=health.code, actor=officer, reason="Too broad.")
    again = read_in(tmp_path, **labels)
    assert again.writes_nothing
    assert [code for _pk, code, *_rest in links()] == [health.code]
    # Another change of the same list leaves what is linked to the retired term.
    read_in(tmp_path, Themes=[*labels["Themes"], "Death penalty"])
    assert {code for _pk, code, *_rest in links()} == {health.code, "death-penalty"}


@pytest.mark.usefixtures("lists", "stored_files")
def test_new_rows_recognise_what_was_merged_and_added_but_not_what_is_retired(tmp_path, officer):
    merge(officer, "privacy", "death-penalty")
    taxonomy.add_alias(list="groups", code="children", label="Kids", actor=officer)
    taxonomy.retire_term(list="groups", code="women-girls", actor=officer, reason="Split.")
    report = read_in(
        tmp_path,
        Themes=["Private life & privacy"],
        AffectedPersons=["Kids", "Rural women"],
    )
    assert [code for _pk, code, *_rest in links()] == ["death-penalty"]
    row = Recommendation.objects.get()
    assert [link.group.code for link in row.group_links.all()] == ["children"]
    assert "Women & girls" in str(report.as_dict())


def test_what_ships_out_of_use_is_recognised_until_a_person_retires_it(officer, lists):
    row = Theme.objects.get(code="lgbti")
    assert not row.is_active
    assert Terms.load().codes("themes", [row.name]) == ["lgbti"]
    for deed in (taxonomy.restore_term, taxonomy.retire_term):
        deed(list="themes", code="lgbti", actor=officer, reason="Our choice.")
    assert Terms.load().codes("themes", [row.name]) == ["?" + row.name]


def test_spellings_of_targets_are_recognised(officer, lists):
    taxonomy.add_alias(list="sdgs", code="16.3", label="Rule of law for all", actor=officer)
    assert Terms.load().codes("sdgs", ["Rule of law for all"]) == ["16.3"]


# What an upgrade leaves alone.


def changed_files(tmp_path, name, change):
    for path in reference.FOLDER.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(
            change(text) if path.name == name else text, encoding="utf-8"
        )
    return tmp_path


def edit_group(officer, code, **values):
    row = AffectedGroup.objects.get(code=code)
    return taxonomy.edit_term(
        list="groups",
        code=code,
        values=values,
        seen=row.updated_at,
        actor=officer,
        reason="Our words.",
    )


def test_an_upgrade_leaves_edited_terms_and_unites_spellings(officer, lists, tmp_path):
    edit_group(
        officer, "women-girls", name="Women and their daughters", aliases=["Women", "Ladies"]
    )
    folder = changed_files(
        tmp_path,
        "affected_groups.csv",
        lambda text: text.replace("Women | Girls |", "Women | Girls | Womenfolk |"),
    )
    for _time in range(2):
        count = reference.load(folder)["affected_groups"]
        assert (count.created, count.updated, count.kept) == (0, 0, 1)
        row = AffectedGroup.objects.get(code="women-girls")
        assert row.name == "Women and their daughters"
        # "Girls" was taken away by a person, "Womenfolk" is new in the file.
        assert row.aliases == ["Women", "Ladies", "Womenfolk"]
        events = row.events.count()
        reference.load(folder)
        assert row.events.count() == events


def test_an_upgrade_undoes_no_merge_and_no_retirement(officer, lists):
    merge(officer, "privacy", "death-penalty")
    taxonomy.retire_term(list="groups", code="children", actor=officer, reason="Split.")
    before = [*Theme.objects.values("code", "merged_into", "is_active", "aliases", "parent")]
    counts = reference.load()
    assert counts["themes"].created == counts["themes"].updated == 0
    assert [
        *Theme.objects.values("code", "merged_into", "is_active", "aliases", "parent")
    ] == before
    assert not AffectedGroup.objects.get(code="children").is_active


def test_an_upgrade_takes_no_spelling_from_a_persons_term(officer, lists, tmp_path):
    taxonomy.create_term(
        list="groups",
        code="our-elders",
        name="Elders",
        values={"aliases": ["Seniors"]},
        actor=officer,
    )
    line = "elders-new,Elders,Aînés,كبار,rights_holder,Seniors | Older folk,false,true\n"
    folder = changed_files(tmp_path, "affected_groups.csv", lambda text: text + line)
    for created in (1, 0):
        count = reference.load(folder)["affected_groups"]
        assert (count.created, count.updated) == (created, 0)
    row = AffectedGroup.objects.get(code="elders-new")
    assert (row.is_active, row.aliases) == (False, ["Older folk"])
    assert Terms.load().codes("groups", ["Elders", "seniors"]) == ["our-elders"]
