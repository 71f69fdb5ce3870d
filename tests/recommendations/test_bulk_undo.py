"""Whatever was changed, undoing it restores it; whatever someone changed since, it leaves."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.models import (
    AffectedGroup,
    Cluster,
    ClusterMembership,
    GroupLink,
    Recommendation,
    Theme,
    ThemeLink,
)
from recommendations.services import bulk as services
from recommendations.services.bulk import fields
from tests import factories as make

pytestmark = pytest.mark.django_db
RECORDS, TERMS = 4, 3
EXAMPLES = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

some_terms = st.lists(st.integers(0, TERMS - 1), unique=True, max_size=TERMS)
links = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["themes", "groups"]),
        "add": some_terms,
        "remove": some_terms,
        "replace": st.booleans(),
        "method": st.sampled_from(["human", "rule"]),
        "rationale": st.sampled_from(["", "It says so."]),
    }
)
an_edit = st.one_of(
    links,
    st.fixed_dictionaries(
        {
            "kind": st.just("cluster"),
            "cluster": st.integers(0, 1),
            "overlap": st.sampled_from(["direct", "partial"]),
            "note": st.sampled_from(["", "see para. 3"]),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("cluster_out"), "cluster": st.integers(0, 1)}),
    st.fixed_dictionaries(
        {
            "kind": st.just("assignment"),
            "institution": st.just(0),
            "role": st.sampled_from(["lead", "contributing"]),
            "answer_by": st.sampled_from([None, "2050-01-31"]),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("priority"), "value": st.booleans()}),
    st.fixed_dictionaries(
        {
            "kind": st.just("legislation"),
            "value": st.sampled_from([True, False, None]),
            "basis": st.sampled_from(["", "Penal Code"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("follow_up"),
            "value": st.sampled_from([None, "2027-06-30"]),
            "source": st.sampled_from(["", "CRC/C/XMA/CO/5, para. 50"]),
        }
    ),
    st.fixed_dictionaries(
        {"kind": st.just("publication"), "move": st.sampled_from(["publish", "retire"])}
    ),
)
# What a record is like at first: publication, priority, themes that its source gave it, a cluster.
a_record = st.tuples(
    st.sampled_from(["draft", "published", "retired"]), st.booleans(), some_terms, st.booleans()
)


@pytest.fixture
def world():
    """Lists, clusters and institutions that edits name by their place."""
    return {
        "officer": make.secretariat(),
        "themes": [make.ThemeFactory() for _n in range(TERMS)],
        "groups": [AffectedGroup.objects.create(code=f"g{n}", name=f"G {n}") for n in range(TERMS)],
        "clusters": [make.ClusterFactory() for _n in range(2)],
        "institutions": [make.InstitutionFactory()],
    }


def named(world, edit):
    """The edit with the keys of rows instead of their places."""
    edit = dict(edit)
    for act in ("add", "remove"):
        if act in edit:
            edit[act] = sorted(world[edit["kind"]][place].pk for place in edit[act])
    for name in ("cluster", "institution"):
        if name in edit:
            edit[name] = world[f"{name}s"][edit[name]].pk
    return edit


def records_of(world, described):
    Recommendation.objects.all().delete()
    rows = []
    for publication, priority, themes, clustered in described:
        row = make.RecommendationFactory(publication=publication, priority=priority)
        for place in themes:
            ThemeLink.objects.create(
                recommendation=row, theme=world["themes"][place], method="source"
            )
        if clustered:
            ClusterMembership.objects.create(
                cluster=world["clusters"][0], recommendation=row, note="old"
            )
        rows.append(row)
    return rows


def snapshot(world, rows):
    """Every field that a bulk edit can change, of every record."""
    keys = [row.pk for row in rows]
    names = ["themes", "groups", *fields.COLUMNS, "publication"]
    names += [fields.key_of("cluster", row.pk) for row in world["clusters"]]
    names += [fields.key_of("assignment", row.pk) for row in world["institutions"]]
    return {name: fields.read(name, keys) for name in names}


def change(world, rows, edits):
    """Prepare and make a change; None where there is nothing to change."""
    bulk = services.prepare(
        actor=world["officer"],
        recommendations=[row.pk for row in rows],
        query="",
        edits=[named(world, edit) for edit in edits],
    )
    if not bulk.counts["change"]:
        return None
    done = services.request_apply(pk=bulk.pk, actor=world["officer"], reason="Agreed.")
    assert (done.state, done.error) == ("done", "")
    return done


@EXAMPLES
@given(
    described=st.lists(a_record, min_size=1, max_size=RECORDS),
    changes=st.lists(st.lists(an_edit, min_size=1, max_size=3), min_size=1, max_size=3),
)
def test_undoing_all_in_turn_restores_every_field(world, described, changes):
    rows = records_of(world, described)
    states, made = [], []
    for edits in changes:
        before = snapshot(world, rows)
        bulk = change(world, rows, _one_publication(edits))
        if bulk is not None:
            states.append(before)
            made.append(bulk)
    for bulk, before in zip(reversed(made), reversed(states), strict=True):
        undone = services.request_undo(pk=bulk.pk, actor=world["officer"], reason="Wrong list.")
        assert (undone.state, undone.error) == ("undone", "")
        assert snapshot(world, rows) == before
        assert not undone.items.exclude(left=[]).exists()


def _one_publication(edits):
    """A form has one field for it: one record is not both published and retired."""
    moves = [edit for edit in edits if edit["kind"] == "publication"]
    return [edit for edit in edits if edit["kind"] != "publication" or edit is moves[0]]


@EXAMPLES
@given(
    described=st.lists(a_record, min_size=2, max_size=RECORDS),
    first=st.lists(an_edit, min_size=1, max_size=3),
    second=st.lists(an_edit, min_size=1, max_size=3),
    of=st.integers(1, RECORDS - 1),
)
def test_undoing_leaves_exactly_what_was_changed_since(world, described, first, second, of):
    rows = records_of(world, described)
    before = snapshot(world, rows)
    bulk = change(world, rows, _one_publication(first))
    if bulk is None:
        return
    between = snapshot(world, rows)
    change(world, rows[:of], _one_publication(second))
    later = snapshot(world, rows)
    services.request_undo(pk=bulk.pk, actor=world["officer"], reason="Wrong list.")
    after = snapshot(world, rows)
    left = {item.recommendation_id: set(item.left) for item in bulk.items.all()}
    for name, values in after.items():
        for pk, value in values.items():
            touched = later[name][pk] != between[name][pk]
            was_changed = between[name][pk] != before[name][pk]
            assert value == (later if touched else before)[name][pk]
            assert (name in left[pk]) == (touched and was_changed)


def test_a_term_merged_away_since_is_named_and_left(world):
    """Links that moved to another term are somebody's later work."""
    (row,) = records_of(world, [("published", False, [0], False)])
    bulk = change(world, [row], [{**_plain_links(), "add": [1]}])
    ThemeLink.objects.filter(recommendation=row, theme=world["themes"][1]).update(
        theme=world["themes"][2]
    )
    services.request_undo(pk=bulk.pk, actor=world["officer"], reason="Wrong list.")
    assert bulk.items.get().left == ["themes"]
    assert Theme.objects.filter(links__recommendation=row).count() == 2


def test_groups_and_clusters_come_back_as_they_were_made(world):
    (row,) = records_of(world, [("published", False, [], True)])
    group = world["groups"][0]
    GroupLink.objects.create(recommendation=row, group=group, method="source", rationale="p. 4")
    edits = [
        {**_plain_links(), "kind": "groups", "remove": [0]},
        {"kind": "cluster_out", "cluster": 0},
    ]
    bulk = change(world, [row], edits)
    assert not row.group_links.exists()
    assert not Cluster.objects.filter(recommendations=row).exists()
    services.request_undo(pk=bulk.pk, actor=world["officer"], reason="Wrong list.")
    link, part = row.group_links.get(), row.memberships.get()
    assert (link.method, link.rationale, part.note) == ("source", "p. 4", "old")


def _plain_links():
    return {
        "kind": "themes",
        "add": [],
        "remove": [],
        "replace": False,
        "method": "human",
        "rationale": "",
    }
