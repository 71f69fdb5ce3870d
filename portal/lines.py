"""Out of which institutions one was made, and which follow it, as readers may know."""

from dataclasses import dataclass
from functools import cached_property

from focalpoints.choices import ReshuffleKind, ReshuffleSide
from focalpoints.models import Institution, Reshuffle, ReshufflePart
from focalpoints.querysets import InstitutionQuerySet


@dataclass
class Line:
    """The mergers and divisions of one institution; `visible` are those that the reader may know of."""

    row: Institution
    visible: InstitutionQuerySet

    @cached_property
    def ancestors(self) -> list[Institution]:
        """All out of which it was made, however many times over: what they told is its past."""
        return list(self.visible.predecessors_of(self.row.pk)) if self.before else []

    @cached_property
    def _acts(self) -> list[Reshuffle]:
        mine = ReshufflePart.objects.filter(institution=self.row).values("reshuffle")
        acts = Reshuffle.objects.exclude(kind=ReshuffleKind.RENAME).filter(pk__in=mine)
        return list(acts.prefetch_related("parts__institution__former_names"))

    @cached_property
    def before(self) -> list[tuple[Reshuffle, list[Institution]]]:
        """(the act, those that there were before) of each out of which it came."""
        return self._across(ReshuffleSide.AFTER, ReshuffleSide.BEFORE)

    @cached_property
    def after(self) -> list[tuple[Reshuffle, list[Institution]]]:
        """(the act, those that follow) of each by which it changed or ended."""
        return self._across(ReshuffleSide.BEFORE, ReshuffleSide.AFTER)

    def _across(
        self, here: ReshuffleSide, there: ReshuffleSide
    ) -> list[tuple[Reshuffle, list[Institution]]]:
        known = set(self.visible.values_list("pk", flat=True)) if self._acts else set()
        found = []
        for act in self._acts:
            parts = list(act.parts.all())
            if not any(one.side == here and one.institution_id == self.row.pk for one in parts):
                continue
            others = [
                one.institution
                for one in parts
                if one.side == there
                and one.institution_id != self.row.pk
                and one.institution_id in known
            ]
            if others:
                found.append((act, others))
        return found
