"""One institution as the workspace shows it: its people, what it owes, how punctual it is, what it was."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from activities.choices import UpdateState
from activities.owed import still_owed
from focalpoints.choices import Membership, ReshuffleSide, Role
from focalpoints.models import Appointment, Institution, Reshuffle, ReshufflePart, Seat
from focalpoints.policies import Person, can_edit_institutions, standing
from notifications.choices import DutyKind
from recommendations.models import Interest

from .desk import Duty, Facts
from .desk import facts as rows
from .desk.duties import Holder
from .desk.owed import duties_from
from .desk.things import Asker
from .timeliness import Counted, answers, updates_by_half

# Posts that a full member is to have.
POSTS = (Role.FOCAL_POINT, Role.DEPUTY, Role.VALIDATING_AUTHORITY)


@dataclass
class Page:
    """As one reader sees it on one day; every part is read once, when it is asked for."""

    reader: Person
    row: Institution
    on: dt.date

    @cached_property
    def may_edit(self) -> bool:
        return bool(can_edit_institutions(self.reader))

    @cached_property
    def sees_work(self) -> bool:
        """What it owes and how punctual it is: its own people and the secretariat."""
        rights = standing(self.reader)
        return rights.is_secretariat or self.row.pk in rights.report_for | rights.sign_for

    @cached_property
    def people(self) -> list[Appointment]:
        """Posts in force with `is_absent`, in the order of the roles."""
        posts = Appointment.objects.in_force(self.on).of(self.row.pk).with_absence(self.on)
        order = list(Role)
        return sorted(
            posts.select_related("user", "deputises__user"),
            key=lambda post: (order.index(Role(post.role)), post.pk),
        )

    @cached_property
    def vacant(self) -> list[Any]:
        """Labels of the posts of a full member that nobody holds who can act."""
        if self.row.membership != Membership.FULL or self.row.dissolved_on:
            return []
        held = {post.role for post in self.people if post.user.is_active}
        return [role.label for role in POSTS if role not in held]

    @cached_property
    def led(self) -> list[Any]:
        return list(rows.led_by([self.row.pk]))

    @cached_property
    def undecided(self) -> list[Any]:
        return list(rows.assignments_undecided([self.row.pk], secretariat=False))

    @cached_property
    def duties(self) -> list[Duty]:
        """What is owed for it by its people, the latest first; of a draft only its own people know."""
        if not self.sees_work:
            return []
        key = [self.row.pk]
        updates = rows.updates_under_way(key, secretariat=False)
        if self.row.pk not in standing(self.reader).report_for | standing(self.reader).sign_for:
            updates = updates.exclude(state=UpdateState.DRAFT)
        asker = Asker(institutions=frozenset(key), is_secretariat=False, is_administrator=False)
        facts = Facts(
            on=self.on,
            updates=list(updates),
            assignments=self.undecided,
            led=self.led,
            dues=still_owed(key),
        )
        facts.complete(asker)
        mine = (
            # Its words on a desk speak to the one whose it is.
            replace(duty, title=duty.outside) if duty.kind == DutyKind.ACKNOWLEDGE else duty
            for duty in duties_from(facts)
            if duty.holder != Holder.SECRETARIAT
        )
        return sorted(mine, key=lambda duty: (duty.due_on or dt.date.max, duty.subject))

    @cached_property
    def halves(self) -> list[Counted]:
        return updates_by_half(self.row.pk, self.on, self.led) if self.sees_work else []

    @cached_property
    def answers(self) -> Counted | None:
        found = answers(self.row.pk, self.on, self.undecided) if self.sees_work else None
        return found if found and found.n + found.owed else None

    @cached_property
    def seats(self) -> list[Seat]:
        seats = Seat.objects.filter(institution=self.row, starts_on__lte=self.on)
        seats = seats.exclude(ends_on__lt=self.on).filter(committee__closed_on=None)
        return list(seats.select_related("committee", "user").order_by("committee__name", "pk"))

    @cached_property
    def interests(self) -> list[str]:
        found = Interest.objects.filter(institution=self.row).select_related("theme", "group")
        return sorted(str(one.theme or one.group) for one in found)

    @cached_property
    def acts(self) -> list[ReshufflePart]:
        """Its part in each reshuffle, with all parts of that one, the latest first."""
        return list(
            ReshufflePart.objects.filter(institution=self.row)
            .select_related("reshuffle")
            .prefetch_related("reshuffle__parts__institution__former_names")
            .order_by("-reshuffle__effective_on", "-pk")
        )

    @cached_property
    def told(self) -> list[Reshuffle]:
        """The reshuffles themselves, each once: of a change of name it is on both sides."""
        return list({act.reshuffle_id: act.reshuffle for act in self.acts}.values())

    @cached_property
    def line(self) -> tuple[list[Institution], list[Institution]]:
        """(those out of which it was made, those that follow it), each once."""
        return _others(self.acts, self.row)


def _others(
    acts: list[ReshufflePart], row: Institution
) -> tuple[list[Institution], list[Institution]]:
    before: dict[int, Institution] = {}
    after: dict[int, Institution] = {}
    for act in acts:
        # Those on the other side of the act from where the institution stands.
        found, wanted = (
            (before, ReshuffleSide.BEFORE)
            if act.side == ReshuffleSide.AFTER
            else (after, ReshuffleSide.AFTER)
        )
        for part in act.reshuffle.parts.all():
            if part.side == wanted and part.institution_id != row.pk:
                found[part.institution_id] = part.institution
    return list(before.values()), list(after.values())
