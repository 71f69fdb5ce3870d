"""Terms merged into one and taken apart again: every link follows."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from nmirf.common.errors import ConflictError, DomainError
from recommendations.models import (
    ImportBatch,
    Recommendation,
    TermDecision,
    TermMerge,
    Theme,
    ThemeLink,
)
from recommendations.services import taxonomy
from recommendations.services.imports.terms import Terms
from tests import factories as make
from tests.races import at_once

from .term_making import links, merge, moves, theme, unmerge
from .term_making import officer as officer
from .term_making import two as two


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
