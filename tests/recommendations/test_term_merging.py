"""Two terms become one, and two again: links, children, spellings, imports, addresses."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from nmirf.common.errors import ConflictError, DomainError
from recommendations.models import (
    AffectedGroup,
    ImportBatch,
    Recommendation,
    TermDecision,
    TermMerge,
    Theme,
    ThemeLink,
)
from recommendations.services import imports, reference, taxonomy
from recommendations.services.imports.terms import Terms
from tests import factories as make
from tests.races import at_once
from tests.recommendations.uhri_files import json_file, record


@pytest.fixture
def officer(db):
    return make.secretariat()


def theme(officer, code, name, parent="", **values):
    return taxonomy.create_term(
        list="themes", code=code, name=name, parent=parent, values=values, actor=officer
    )


def merge(officer, code, into, reason="They mean the same."):
    return taxonomy.merge_terms(list="themes", code=code, into=into, actor=officer, reason=reason)


def unmerge(officer, code):
    return taxonomy.unmerge_term(list="themes", code=code, actor=officer, reason="They do not.")


def moves(officer, code, into):
    return taxonomy.what_moves(list="themes", code=code, into=into, actor=officer)


def links():
    rows = ThemeLink.objects.order_by("recommendation", "theme__code")
    return [*rows.values_list("recommendation", "theme__code", "method", "rationale")]


@pytest.fixture
def two(officer):
    """ "old" with one link of its own, one that "kept" has too, a child; the state before a merge."""
    old = theme(officer, "old", "Old name", name_translations={"fr": "Ancien"}, aliases=["Oldest"])
    kept = theme(officer, "kept", "Kept name")
    theme(officer, "child", "Child", "old")
    first, second = make.RecommendationFactory(), make.RecommendationFactory()
    first.theme_links.create(theme=old, rationale="Mine.")
    second.theme_links.create(theme=old, method="human", rationale="Read it.")
    second.theme_links.create(theme=kept, method="source")
    return first, second


def test_the_preview_says_what_the_merge_then_moves(officer, two):
    found = moves(officer, "old", "kept")
    assert (found.links, found.doubled, found.children) == (1, 1, ["Child"])
    assert found.spellings == ["Ancien", "Old name", "Oldest", "old"]
    assert not found.moves_unseen
    done = merge(officer, "old", "kept").moved
    assert (len(done["links"]), len(done["doubled"]), len(done["children"])) == (1, 1, 1)


def test_who_sees_no_drafts_is_told_no_number_of_them(officer, two):
    Recommendation.objects.filter(pk=two[0].pk).update(publication="retired")
    found = moves(make.administrator(), "old", "kept")
    assert (found.links, found.doubled, found.moves_unseen) == (0, 1, True)


def test_after_a_merge_everything_stands_under_the_kept_term(officer, two):
    first, second = two
    merge(officer, "old", "kept")
    assert links() == [
        (first.pk, "kept", "human", "Mine."),
        # What a person said is stronger than what a source said.
        (second.pk, "kept", "human", "Read it."),
    ]
    old, kept = Theme.objects.get(code="old"), Theme.objects.get(code="kept")
    assert (old.is_active, old.merged_into) == (False, kept)
    assert kept.aliases == ["Ancien", "Old name", "Oldest", "old"]
    assert Theme.objects.get(code="child").parent == kept
    last = ThemeLink.pgh_event_model.objects.order_by("-pgh_id").first()
    assert last.pgh_context.metadata["reason"] == "They mean the same."


def test_a_merge_taken_back_leaves_everything_as_it_was(officer, two):
    before = links()
    merge(officer, "old", "kept")
    unmerge(officer, "old")
    assert links() == before
    old, kept = Theme.objects.get(code="old"), Theme.objects.get(code="kept")
    assert (old.is_active, old.merged_into, old.aliases) == (True, None, ["Oldest"])
    assert kept.aliases == []
    assert Theme.objects.get(code="child").parent == old
    with pytest.raises(DomainError, match="already done"):
        unmerge(officer, "old")
    merge(officer, "old", "kept")
    assert TermMerge.objects.count() == 2


def test_what_people_did_since_a_merge_stays(officer, two):
    first, second = two
    merge(officer, "old", "kept")
    ThemeLink.objects.filter(recommendation=second).delete()
    third = make.RecommendationFactory()
    third.theme_links.create(theme=Theme.objects.get(code="kept"))
    unmerge(officer, "old")
    assert [(pk, code) for pk, code, *_rest in links()] == [(first.pk, "old"), (third.pk, "kept")]


def test_a_merge_is_not_taken_back_over_a_name_given_away(officer, two):
    merge(officer, "old", "kept")
    kept = Theme.objects.get(code="kept")
    taxonomy.edit_term(
        list="themes",
        code="kept",
        values={"aliases": []},
        seen=kept.updated_at,
        actor=officer,
        reason="Tidier.",
    )
    theme(officer, "third", "Old name")
    with pytest.raises(DomainError, match=r"belongs to “Old name” \(third\)"):
        unmerge(officer, "old")
    assert Theme.objects.get(code="old").merged_into == kept


def test_terms_merged_one_after_another_lead_to_the_last(officer, two):
    theme(officer, "last", "Last")
    merge(officer, "old", "kept")
    merge(officer, "kept", "last")
    assert set(Theme.objects.filter(merged_into__code="last").values_list("code", flat=True)) == {
        "old",
        "kept",
    }
    assert Terms.load().codes("themes", ["Oldest", "Kept name", "old"]) == ["last"]
    with pytest.raises(DomainError, match="merged into “Last”"):
        unmerge(officer, "old")
    unmerge(officer, "kept")
    assert Theme.objects.get(code="old").merged_into.code == "kept"


@pytest.mark.parametrize(
    ("code", "into", "message"),
    [
        ("old", "old", "into itself"),
        ("old", "child", "stands below it"),
        ("kept", "gone", "is retired"),
        ("top", "third", "too deep"),
    ],
)
def test_what_cannot_be_merged_says_why(officer, two, code, into, message):
    theme(officer, "gone", "Gone")
    taxonomy.retire_term(list="themes", code="gone", actor=officer, reason="Unused.")
    theme(officer, "top", "Top")
    theme(officer, "below", "Below", "top")
    theme(officer, "first", "First")
    theme(officer, "second", "Second", "first")
    theme(officer, "third", "Third", "second")
    for deed in (merge, moves):
        with pytest.raises(DomainError, match=message):
            deed(officer, code, into)
    with pytest.raises(DomainError, match="Say why"):
        merge(officer, "kept", "top", reason=" ")
    assert not TermMerge.objects.exists()


def test_others_merge_nothing(officer, two):
    with pytest.raises(PermissionDenied):
        merge(make.focal_point(), "old", "kept")


def test_the_database_lets_no_merged_term_be_in_use(officer, two):
    kept = Theme.objects.get(code="kept")
    with pytest.raises(IntegrityError), transaction.atomic():
        Theme.objects.filter(code="old").update(merged_into=kept)
    with pytest.raises(IntegrityError), transaction.atomic():
        Theme.objects.filter(code="old").update(
            merged_into_id=Theme.objects.get(code="old").pk, is_active=False
        )


def test_decisions_of_open_imports_follow(officer, two):
    batch = ImportBatch.objects.create(filename="a.json", sha256="0", size=1, state="ready")
    common = {"list": "themes", "decided_by": officer, "batch": batch}
    TermDecision.objects.create(label="Oldish", choice="alias", code="old", **common)
    TermDecision.objects.create(
        label="New", choice="create", code="new-one", parent="old", **common
    )
    assert moves(officer, "old", "kept").decisions == 2
    merge(officer, "old", "kept")
    assert {*TermDecision.objects.values_list("code", "parent")} == {
        ("kept", ""),
        ("new-one", "kept"),
    }
    unmerge(officer, "old")
    assert {*TermDecision.objects.values_list("code", "parent")} == {
        ("old", ""),
        ("new-one", "old"),
    }


def test_a_register_address_with_the_merged_code_leads_to_the_kept_one(client, officer, two):
    merge(officer, "old", "kept")
    page = client.get("/recommendations/?theme=old")
    assert [term.value for term in page.context["found"].chosen["theme"]] == ["kept"]
    assert page.context["found"].ignored == []
    assert {row.pk for row in page.context["found"].qs} == {row.pk for row in two}
    both = client.get("/recommendations/?theme=old&theme=kept&mechanism=crc&group=none")
    assert [term.value for term in both.context["found"].chosen["theme"]] == ["kept"]
    assert both.context["found"].ignored == ["none"]
    assert [chip.url for chip in page.context["chips"]] == ["?"]


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


# At once.


@pytest.mark.django_db(transaction=True)
def test_two_merges_of_one_term_at_once_move_it_once():
    officer = make.secretariat()
    for code in ("old", "one", "two"):
        theme(officer, code, code.capitalize())
    make.RecommendationFactory().theme_links.create(theme=Theme.objects.get(code="old"))
    errors = at_once(lambda: merge(officer, "old", "one"), lambda: merge(officer, "old", "two"))
    assert [type(error) for error in errors] == [DomainError]
    kept = TermMerge.objects.get().kept
    assert [code for _pk, code, *_rest in links()] == [kept]


@pytest.mark.django_db(transaction=True)
def test_two_terms_merged_into_each_other_at_once_leave_one():
    officer = make.secretariat()
    theme(officer, "one", "One")
    theme(officer, "two", "Two")
    errors = at_once(lambda: merge(officer, "one", "two"), lambda: merge(officer, "two", "one"))
    assert [type(error) for error in errors] == [DomainError]
    assert Theme.objects.offered().count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_edit_beside_a_merge_is_told_of_it_or_comes_first():
    officer = make.secretariat()
    theme(officer, "old", "Old")
    theme(officer, "kept", "Kept")
    seen = Theme.objects.get(code="old").updated_at

    def edit():
        taxonomy.edit_term(
            list="themes",
            code="old",
            values={"name": "Older"},
            seen=seen,
            actor=officer,
            reason="Clearer.",
        )

    errors = at_once(edit, lambda: merge(officer, "old", "kept"))
    old, kept = Theme.objects.get(code="old"), Theme.objects.get(code="kept")
    assert old.merged_into == kept
    assert [type(error) for error in errors] in ([], [ConflictError])
    assert old.name in kept.aliases


@pytest.mark.django_db(transaction=True)
def test_one_spelling_claimed_twice_at_once_goes_to_one():
    officer = make.secretariat()
    theme(officer, "one", "One")
    theme(officer, "two", "Two")
    errors = at_once(
        *(
            lambda code=code: taxonomy.add_alias(
                list="themes", code=code, label="Contested", actor=officer
            )
            for code in ("one", "two")
        )
    )
    assert [type(error) for error in errors] == [DomainError]
    assert sorted(len(row.aliases) for row in Theme.objects.all()) == [0, 1]
