"""Themes that mean the same, and what is done with them."""

import pytest

from recommendations.models import ThemeLink
from recommendations.services import taxonomy
from tests import factories as make


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
