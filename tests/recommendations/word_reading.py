"""What is read of a Word list."""

import pytest

from recommendations.parsers import BadFile, Limits, open_source


def read(path, **options):
    return list(open_source(path, **options).rows)


def only(path, **options):
    rows = read(path, **options)
    assert len(rows) == 1
    assert not rows[0].problems
    return rows[0]


def refusal(path, limits: Limits | None = None) -> BadFile:
    with pytest.raises(BadFile) as caught:
        list(open_source(path, limits).rows)
    assert caught.value.message
    return caught.value
