"""What a value is broken down by, in the one way in which it is written."""

from collections.abc import Mapping

from .choices import Dimension

Breakdown = Mapping[str, str]


def key_of(breakdown: Breakdown) -> str:
    """ "age=children;sex=female": by the dimensions' names; "" for everybody."""
    return ";".join(f"{dimension}={breakdown[dimension]}" for dimension in sorted(breakdown))


def of_key(key: str) -> dict[str, str]:
    """The breakdown that a key says."""
    return dict(part.split("=", 1) for part in key.split(";") if part)


def known_order(breakdown: Breakdown) -> list[tuple[str, str]]:
    """(dimension, code) in the order in which dimensions are shown."""
    order = list(Dimension.values)
    return sorted(breakdown.items(), key=lambda pair: order.index(pair[0]))
