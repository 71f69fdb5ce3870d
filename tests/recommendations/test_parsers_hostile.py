"""Hundreds of hostile files of every format: rows or a refusal in words, soon and in little memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
# In seconds of the processor for one file read four ways, and in kilobytes for the whole run.
LONGEST, MOST_MEMORY = 20, 450_000


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Name → (what became of it, seconds), from a process of its own; "peak" → kilobytes."""
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "tests.recommendations.hostile_files"),
            tmp_path_factory.mktemp("hostile"),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3_000:]
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len({name for name, *_rest in told}) == len(told)
    return {name: rest for name, *rest in told}


def test_every_file_gives_rows_or_a_refusal_in_words(outcomes):
    assert len(outcomes) > 400
    assert all("rows" in said or "refused" in said for said, _ in list(outcomes.values())[:-1])


def test_none_takes_long_and_none_fills_the_memory(outcomes):
    assert outcomes.pop("peak")[1] < MOST_MEMORY
    assert max(seconds for _, seconds in outcomes.values()) < LONGEST


@pytest.mark.parametrize(
    ("beginning", "what"),
    [
        ("bomb-", "zip bomb"),
        ("many-", "zip bomb"),
        ("locked-", "encrypted"),
        ("kind-encrypted", "encrypted"),
        ("dtd-", "xml entities"),
        ("deep-xl/worksheets", "damaged archive"),
        ("deep-word/document", "damaged archive"),
        ("amplified", "record too long"),
        ("upr_info-2", "too many columns"),
        ("upr_info-1.", "record too long"),
        ("upr_info-0.", "open quote"),
        ("upr_info-5.", "nul"),
        ("upr_info-cp1251", "encoding"),
    ],
)
def test_each_is_refused_for_what_it_is(outcomes, beginning, what):
    found = [said for name, (said, _) in outcomes.items() if name.startswith(beginning)]
    assert found
    assert all(f"refused {what}" in said for said in found)


@pytest.mark.parametrize("beginning", ["climbing-", "macro-", "formula-", "swapped-uhri.json"])
def test_what_does_no_harm_when_left_alone_is_read(outcomes, beginning):
    found = [said for name, (said, _) in outcomes.items() if name.startswith(beginning)]
    assert found
    assert all(said.startswith("rows ") for said in found)
