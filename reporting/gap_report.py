"""What a gap report says: how many have which gap, and what came and went since the last one."""

from dataclasses import dataclass, field

from focalpoints.models import NationalMechanism
from reporting.choices import GapName
from reporting.models import GapReport


@dataclass(frozen=True, slots=True)
class Line:
    """One gap: how many have it, how many had it last time (None without an earlier report)."""

    name: GapName
    count: int
    before: int | None
    came: list[str] = field(default_factory=list)
    went: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(self.name.label)

    @property
    def change(self) -> int:
        return self.count - (self.count if self.before is None else self.before)

    @property
    def signed(self) -> str:
        """The change as it is shown: "+3", "−3", "0", or nothing where there is none to show."""
        if self.before is None:
            return ""
        return f"+{self.change}" if self.change > 0 else f"{self.change}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Contents:
    report: GapReport
    previous: GapReport | None
    state: str
    lines: list[Line]

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.came or line.went]


def gather(report: GapReport) -> Contents:
    """`report` as it was made, held against the one before it."""
    previous = report.previous
    mechanism = NationalMechanism.objects.first()
    return Contents(
        report=report,
        previous=previous,
        state=mechanism.state_name if mechanism else "",
        lines=[_line(name, report, previous) for name in GapName if name.value in report.members],
    )


def _line(name: GapName, report: GapReport, previous: GapReport | None) -> Line:
    now = report.members[name.value]
    then = previous.members.get(name.value) if previous is not None else None
    if then is None:
        return Line(name, len(now), None)
    return Line(
        name,
        len(now),
        len(then),
        came=sorted(set(now) - set(then)),
        went=sorted(set(then) - set(now)),
    )
