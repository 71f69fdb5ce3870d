"""One State out of a file of many: its rows are the same as ever, those of others are light."""

import pytest

from recommendations.parsers import open_source
from tests.recommendations.uhri_files import cells, json_file, record, xlsx_file

STATES = [["Slovenia"], ["Chad"], ["Czechia", "SLOVENIA*"], ["Chad", "Mali"], [], ["Slovenia", 5]]
HINT = frozenset({"slovenia", "svn", "si"})


def records():
    return [record(n, Countries=states) for n, states in enumerate(STATES, 1)]


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_rows_of_the_state_are_whole_and_those_of_others_are_light(tmp_path, kind):
    if kind == "json":
        path = json_file(tmp_path, *records())
    else:
        path = xlsx_file(tmp_path, *map(cells, records()[:5]))
    everything = list(open_source(path).rows)
    found = list(open_source(path, state_hint=HINT).rows)
    assert [row.position for row in found] == [row.position for row in everything]
    light = [at for at, row in enumerate(found) if row != everything[at]]
    assert light == [1, 3]
    for at in light:
        assert found[at].countries == everything[at].countries
        assert found[at].body == everything[at].body
        assert (found[at].text, found[at].problems) == ("", ())


def test_a_row_whose_states_are_no_text_is_judged_as_ever(tmp_path):
    rows = list(open_source(json_file(tmp_path, *records()), state_hint=HINT).rows)
    assert rows[5].problems
    assert rows[4].text
