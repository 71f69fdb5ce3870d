"""Rows of a tree in their order, marked with where lists open and close around them."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(slots=True)
class Node(Generic[Row]):
    """A row with its level, from 1; in a list of lists, whether one opens before it (`opens`),
    whether nothing stands below it (`ends`), and how many lists then close after it (`closes`).

    One loop of a template over nodes writes nested lists: to include a template for each row would
    take longer than everything else on the page.
    """

    row: Row
    level: int
    opens: bool
    ends: bool = True
    closes: range = range(0)


def nodes(
    rows: Iterable[Row], key: Callable[[Row], Hashable], parent: Callable[[Row], Hashable | None]
) -> list[Node[Row]]:
    """Each row before what stands below it; rows of one parent stay in the order given.

    A row whose parent is not among the rows stands on top.
    """
    listed = list(rows)
    known = {key(row) for row in listed}
    below: dict[Hashable | None, list[Row]] = {}
    for row in listed:
        above = parent(row)
        below.setdefault(above if above in known else None, []).append(row)

    def walk(above: Hashable | None, level: int) -> Iterator[Node[Row]]:
        for number, row in enumerate(below.get(above, ())):
            yield Node(row, level, opens=level > 1 and number == 0)
            yield from walk(key(row), level + 1)

    found = list(walk(None, 1))
    levels = [*(node.level for node in found), 1]
    for node, following in zip(found, levels[1:], strict=True):
        node.ends = following <= node.level
        node.closes = range(max(node.level - following, 0))
    return found
