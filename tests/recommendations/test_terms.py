"""Terms of the lists: made, edited, ordered, retired; each spelling belongs to one of them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from mechanisms.models import State
from nmirf.common.errors import ConflictError, DomainError
from recommendations.models import Objective, SdgGoal, SdgTarget, Theme
from recommendations.services import taxonomy
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db):
    return make.secretariat()


def theme(officer, code, name, parent="", **values):
    return taxonomy.create_term(
        list="themes", code=code, name=name, parent=parent, values=values, actor=officer
    )


def test_a_new_theme_stands_last_below_its_parent(officer):
    top = theme(officer, "rights", "Rights")
    term = theme(officer, "online-safety", "Online safety", "rights", aliases=["Safety online"])
    assert (term.parent, term.order, term.aliases) == (top, top.order + 1, ["Safety online"])
    assert term.edited_at


@pytest.mark.parametrize("code", ["new", "Capital", "two words", "", "a/b", "download"])
def test_a_code_has_its_form(officer, code):
    with pytest.raises(DomainError, match="cannot be a code"):
        theme(officer, code, "Something")


def test_objectives_have_three_capitals(officer):
    taxonomy.create_term(list="objectives", code="RES", name="Research", actor=officer)
    assert Objective.objects.get(code="RES").name == "Research"
    with pytest.raises(DomainError, match="three capital letters"):
        taxonomy.create_term(list="objectives", code="res", name="Research", actor=officer)


def test_a_code_is_given_once(officer):
    theme(officer, "rights", "Rights")
    with pytest.raises(DomainError, match="is taken"):
        theme(officer, "rights", "Other")


@pytest.mark.parametrize(
    "spelling", ["Online safety", " ONLINE  safety.", "Sécurité en ligne", "online-safety"]
)
def test_a_spelling_belongs_to_one_term_of_a_list(officer, spelling):
    theme(officer, "online-safety", "Online safety", name_translations={"fr": "Sécurité en ligne"})
    with pytest.raises(DomainError, match="already belongs to “Online safety” \\(online-safety"):
        theme(officer, "other", "Other", aliases=[spelling])
    other = theme(officer, "other", "Other")
    with pytest.raises(DomainError, match="already belongs"):
        taxonomy.add_alias(list="themes", code="other", label=spelling, actor=officer)
    other.refresh_from_db()
    assert other.aliases == []


def test_two_lists_may_know_one_spelling(officer):
    theme(officer, "children", "Children")
    taxonomy.create_term(list="groups", code="children", name="Children", actor=officer)


def test_a_spelling_is_added_once(officer):
    theme(officer, "rights", "Rights")
    for label in ("Human rights", "human rights.", "Rights"):
        taxonomy.add_alias(list="themes", code="rights", label=label, actor=officer)
    assert Theme.objects.get().aliases == ["Human rights"]


@pytest.mark.parametrize("label", ["", " ", "…", "*", "x" * 301])
def test_what_cannot_be_compared_is_no_spelling(officer, label):
    theme(officer, "rights", "Rights")
    if label.strip():
        with pytest.raises(DomainError, match="cannot be a spelling"):
            taxonomy.add_alias(list="themes", code="rights", label=label, actor=officer)
    assert Theme.objects.get().aliases == []


def test_targets_get_spellings_and_nothing_else(officer):
    goal = SdgGoal.objects.create(number=1, name="No poverty")
    SdgTarget.objects.create(code="1.1", goal=goal, name="End extreme poverty")
    taxonomy.add_alias(list="sdgs", code="1.1", label="Extreme poverty", actor=officer)
    assert SdgTarget.objects.get().aliases == ["Extreme poverty"]
    with pytest.raises(DomainError, match="belongs to “No poverty”"):
        taxonomy.add_alias(list="sdgs", code="1.1", label="No poverty", actor=officer)
    with pytest.raises(DomainError, match="no further spellings"):
        taxonomy.add_alias(list="sdgs", code="1", label="Poverty", actor=officer)
    with pytest.raises(DomainError, match="fixed"):
        taxonomy.create_term(list="sdgs", code="1.9", name="More", actor=officer)
    for deed in (taxonomy.retire_term, taxonomy.delete_term):
        with pytest.raises(DomainError, match="fixed"):
            deed(list="sdgs", code="1.1", actor=officer, reason="No.")


def test_states_and_mechanisms_get_spellings(officer):
    make.StateFactory(), make.MechanismFactory()
    make.StateFactory(iso3="XOT", name="Otherland")
    for _time in range(2):
        taxonomy.add_alias(
            list="recommending_states", code="XMA", label="The Isle of Marisola", actor=officer
        )
    assert State.objects.get(iso3="XMA").aliases == ["The Isle of Marisola"]
    with pytest.raises(DomainError, match="already belongs to Otherland"):
        taxonomy.add_alias(list="states", code="XMA", label="otherland", actor=officer)
    row = taxonomy.add_alias(list="mechanisms", code="CRC", label="Child committee", actor=officer)
    assert row.aliases == ["Child committee"]


def test_who_does_not_edit_reference_data_makes_no_terms(db):
    with pytest.raises(PermissionDenied):
        theme(make.focal_point(), "rights", "Rights")
    assert theme(make.administrator(), "rights", "Rights").code == "rights"


def edit(officer, code, **values):
    row = Theme.objects.get(code=code)
    return taxonomy.edit_term(
        list="themes",
        code=code,
        values=values,
        seen=row.updated_at,
        actor=officer,
        reason="Clearer.",
    )


def test_an_edit_keeps_the_reason_in_history(officer):
    theme(officer, "rights", "Rights")
    edit(officer, "rights", name="Human rights")
    last = Theme.pgh_event_model.objects.order_by("-pgh_id").first()
    assert (last.name, last.pgh_context.metadata["reason"]) == ("Human rights", "Clearer.")


def test_who_saves_second_sees_what_the_first_saved(officer):
    row = theme(officer, "rights", "Rights")
    edit(officer, "rights", name="Human rights")
    with pytest.raises(ConflictError) as caught:
        taxonomy.edit_term(
            list="themes",
            code="rights",
            values={"name": "All rights"},
            seen=row.updated_at,
            actor=officer,
            reason="Other.",
        )
    assert caught.value.theirs.name == "Human rights"


def test_parents_never_go_round_in_a_circle(officer):
    theme(officer, "a", "A")
    theme(officer, "b", "B", "a")
    theme(officer, "c", "C", "b")
    for below in ("a", "b", "c"):
        with pytest.raises(DomainError, match="stands below it"):
            edit(officer, "a", parent=below)
    rows = {row.code: row for row in Theme.objects.all()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Theme.objects.filter(code="a").update(parent=rows["c"])


def test_themes_stand_in_three_levels(officer):
    theme(officer, "a", "A")
    theme(officer, "b", "B", "a")
    theme(officer, "c", "C", "b")
    with pytest.raises(DomainError, match="at most 3 levels"):
        theme(officer, "d", "D", "c")
    theme(officer, "d", "D")
    with pytest.raises(DomainError, match="at most 3 levels"):
        edit(officer, "a", parent="d")
    with pytest.raises(IntegrityError), transaction.atomic():
        Theme.objects.filter(code="a").update(parent=Theme.objects.get(code="d"))
    assert edit(officer, "c", parent="d").parent.code == "d"


def test_a_retired_term_takes_no_children(officer):
    theme(officer, "a", "A")
    taxonomy.retire_term(list="themes", code="a", actor=officer, reason="Unused.")
    with pytest.raises(DomainError, match="no term “a” in use"):
        theme(officer, "b", "B", "a")


def test_terms_move_among_those_of_the_same_parent(officer):
    theme(officer, "top", "Top")
    for code in "abc":
        theme(officer, code, code.upper(), "top")
    theme(officer, "other", "Other")

    def order():
        return [*Theme.objects.filter(parent__code="top").values_list("code", flat=True)]

    taxonomy.move_term(list="themes", code="c", up=True, actor=officer)
    assert order() == ["a", "c", "b"]
    taxonomy.move_term(list="themes", code="a", up=False, actor=officer)
    assert order() == ["c", "a", "b"]
    taxonomy.move_term(list="themes", code="c", up=True, actor=officer)
    assert order() == ["c", "a", "b"]


def test_terms_of_one_order_are_numbered_before_they_move(officer):
    for code in "abc":
        make.ThemeFactory(code=code, name=code, order=0)
    taxonomy.move_term(list="themes", code="c", up=True, actor=officer)
    assert [*Theme.objects.values_list("code", flat=True)] == ["a", "c", "b"]


def test_retiring_needs_a_reason_and_nothing_in_use_below(officer):
    theme(officer, "a", "A")
    theme(officer, "b", "B", "a")
    with pytest.raises(DomainError, match="stand below"):
        taxonomy.retire_term(list="themes", code="a", actor=officer, reason="Unused.")
    with pytest.raises(DomainError, match="Say why"):
        taxonomy.retire_term(list="themes", code="b", actor=officer, reason=" ")
    for code in "ba":
        taxonomy.retire_term(list="themes", code=code, actor=officer, reason="Unused.")
    assert not Theme.objects.offered().exists()
    with pytest.raises(DomainError, match="bring it back first"):
        taxonomy.restore_term(list="themes", code="b", actor=officer, reason="Used.")
    taxonomy.restore_term(list="themes", code="a", actor=officer, reason="Used.")
    taxonomy.restore_term(list="themes", code="b", actor=officer, reason="Used.")
    assert Theme.objects.offered().count() == 2


def test_a_retired_term_keeps_its_spellings_and_gets_no_more(officer):
    theme(officer, "a", "Alpha")
    taxonomy.retire_term(list="themes", code="a", actor=officer, reason="Unused.")
    with pytest.raises(DomainError, match="which is retired"):
        theme(officer, "b", "alpha")
    with pytest.raises(DomainError, match="bring it back first"):
        taxonomy.add_alias(list="themes", code="a", label="First", actor=officer)


def test_what_nothing_referred_to_is_deleted_and_stays_in_history(officer):
    row = theme(officer, "mistake", "Mistake")
    with pytest.raises(DomainError, match="Say why"):
        taxonomy.delete_term(list="themes", code="mistake", actor=officer, reason="")
    taxonomy.delete_term(list="themes", code="mistake", actor=officer, reason="Typed twice.")
    assert not Theme.objects.exists()
    last = Theme.pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id").first()
    assert (last.pgh_label, last.pgh_context.metadata["reason"]) == ("delete", "Typed twice.")


def test_what_was_linked_once_is_never_deleted(officer):
    row = theme(officer, "used", "Used")
    link = make.RecommendationFactory().theme_links.create(theme=row)
    link.delete()
    with pytest.raises(DomainError, match="are or were linked"):
        taxonomy.delete_term(list="themes", code="used", actor=officer, reason="Unused.")


def test_what_had_children_once_is_never_deleted(officer):
    theme(officer, "a", "A")
    theme(officer, "b", "B", "a")
    edit(officer, "b", parent="")
    with pytest.raises(DomainError, match="stand or stood below"):
        taxonomy.delete_term(list="themes", code="a", actor=officer, reason="Unused.")
    taxonomy.delete_term(list="themes", code="b", actor=officer, reason="Unused.")
