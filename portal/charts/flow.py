"""The way from received to implemented, in steps that are each counted by themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from activities.choices import ActivityStatus, UpdateState
from mechanisms.choices import ImplementationStatus
from nmirf.common.sheets import ACCENT, EDGE, INK, LINE, PAPER, QUIET, WIDTH, Sheet
from portal.facets.deeds import ANY
from recommendations.choices import Position
from reporting.figures.crossed import STAGES, Stage

from .asked import Asked
from .drawing import Drawing, read_kept, said

# What the register has to be asked for to list those that have reached a step.
REACHED: dict[str, dict[str, Any]] = {
    "stated": {
        "position": [
            *(Position.SUPPORTED.value, Position.SUPPORTED_NOTED.value, Position.NOTED.value)
        ]
    },
    **{
        position.value: {"position": position.value}
        for position in (Position.SUPPORTED, Position.SUPPORTED_NOTED, Position.NOTED)
    },
    "led": {"lead": ANY},
    "acted_on": {
        "activity": [status.value for status in ActivityStatus if status.name != "CANCELLED"]
    },
    "told": {"update": UpdateState.PUBLISHED.value},
    "implemented": {"status": ImplementationStatus.IMPLEMENTED.value},
}
LABEL, NUMBER = 210, 110


@dataclass(frozen=True, slots=True)
class Step:
    """`percent` of all, 0–100, not rounded."""

    stage: Stage
    number: int
    percent: float
    url: str

    @property
    def is_part(self) -> bool:
        return bool(self.stage.part_of)

    @property
    def share(self) -> str:
        return _("%(percent)s %%") % {"percent": said(round(self.percent))}

    @property
    def rest(self) -> float:
        """Where the bar begins from the left, in percent, on a page that runs from the right."""
        return 100 - self.percent


class Flow(Drawing):
    template = "portal/charts/_flow.html"

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.reading = read_kept(asked)
        counts, n = self.reading.counts, self.reading.n
        self.steps = [
            Step(
                stage,
                int(counts[stage.key]),
                100 * int(counts[stage.key]) / n if n else 0.0,
                # What was chosen stays: one who leads stands where anybody is asked for.
                asked.register(**{**REACHED.get(stage.key, {}), **asked.narrowing}),
            )
            for stage in STAGES
        ]

    @property
    def is_empty(self) -> bool:
        return not self.steps[0].number

    @property
    def words(self) -> str:
        return ", ".join(f"{step.stage.label} {said(step.number)}" for step in self.steps)

    def table(self) -> Iterator[list[Any]]:
        yield [_("Step"), _("Number"), _("Share"), _("Definition")]
        for step in self.steps:
            percent = f"{step.percent:.1f}"
            yield [step.stage.label, step.number, percent, step.stage.definition]

    def paint(self, sheet: Sheet) -> None:
        room = WIDTH - 2 * EDGE - LABEL - NUMBER
        for step in self.steps:
            indent, tall = (16, 12) if step.is_part else (0, 22)
            sheet.text(
                EDGE + indent,
                sheet.height + tall - 3 if step.is_part else sheet.height + 16,
                step.stage.label,
                size=12 if step.is_part else 14,
            )
            x = EDGE + LABEL
            sheet.rect(x, sheet.height, room, tall, PAPER, edge=LINE)
            sheet.rect(x, sheet.height, room * step.percent / 100, tall, ACCENT)
            numbers = f"{said(step.number)} · {step.share}"
            sheet.text(WIDTH - EDGE, sheet.height + tall - 4, numbers, anchor="end", fill=INK)
            sheet.height += tall
            if not step.is_part:
                sheet.height += 15
                sheet.text(x, sheet.height, step.stage.definition, size=10.5, fill=QUIET)
            sheet.height += 10
