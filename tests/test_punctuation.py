"""Marks that languages set in ways of their own: French leaves a space before a colon."""

import re
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
# Whole sentences have their colons in the catalogues.
SENTENCES = re.compile(
    r"\{% blocktranslate\b.*?\{% endblocktranslate %\}|\{#.*?#\}|\{% comment .*?\{% endcomment %\}",
    re.S,
)
BY_HAND = re.compile(r"(?:%\}|\}\})(?:</\w+>)*:(?:</\w+>)*\s")


def test_no_template_sets_the_colon_after_a_label_by_hand():
    paths = [path for end in ("html", "txt") for path in (BASE / "templates").rglob(f"*.{end}")]
    found = {
        str(path.relative_to(BASE)): BY_HAND.findall(SENTENCES.sub("", path.read_text()))
        for path in paths
    }
    assert {name: marks for name, marks in found.items() if marks} == {}
