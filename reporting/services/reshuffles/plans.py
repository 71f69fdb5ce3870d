"""What is to happen, in plain values, before anything happens."""

import datetime as dt
from dataclasses import dataclass, field

from focalpoints.choices import ReshuffleKind
from focalpoints.models import Institution


@dataclass(frozen=True, slots=True)
class Target:
    """Who follows: an institution that exists, or a new one by its name.

    `themes`: keys of themes that it is to answer for; of a division, to propose who gets what.
    """

    institution: Institution | None = None
    name: str = ""
    name_translations: dict[str, str] = field(default_factory=dict)
    acronym: str = ""
    themes: frozenset[int] = frozenset()

    @property
    def label(self) -> str:
        return self.institution.label if self.institution else self.name


@dataclass(frozen=True, slots=True)
class Plan:
    """An act of the State: who there was, who follows, from which day. Of a rename `after` holds the names."""

    kind: ReshuffleKind
    effective_on: dt.date
    act: str
    before: tuple[Institution, ...]
    after: tuple[Target, ...] = ()
    # Of a rename: the address changes with the name, and the old one leads on.
    new_address: bool = False

    @property
    def eve(self) -> dt.date:
        """The last day of what was."""
        return self.effective_on - dt.timedelta(days=1)

    @property
    def reason(self) -> str:
        """What history says of every single change."""
        return f"{self.kind.label}: {self.act}"[:300]

    @property
    def staying(self) -> frozenset[int]:
        """Keys of those that exist and go on."""
        return frozenset(one.institution.pk for one in self.after if one.institution)

    @property
    def ending(self) -> list[Institution]:
        """Those that exist no longer from that day on."""
        if self.kind == ReshuffleKind.RENAME:
            return []
        return [row for row in self.before if row.pk not in self.staying]

    @property
    def leaving(self) -> list[int]:
        """Keys of those whose open things are given to others: a body that is divided goes on, at most."""
        if self.kind == ReshuffleKind.RENAME:
            return []
        if self.kind == ReshuffleKind.SPLIT:
            return [row.pk for row in self.before]
        return [row.pk for row in self.ending]
