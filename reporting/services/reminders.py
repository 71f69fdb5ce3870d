"""Which person is to be told of which duty today.

Reminders follow the rules of each kind of duty: so many days before it is due, each day used once.
When a run was missed, or someone new takes over, the nearest day that has passed is used and those
before it are dropped. A duty that is done is no duty any more, so nothing has to be called off.

Who reads a digest once a week is told on that day of everything that falls due, or whose day
comes, before the next one; and of a legal duty that is late or due within two days on the day itself.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.dates import WorkingDays
from notifications.choices import Level, is_legal
from notifications.models import ReminderRule, ReminderSent, Snooze
from notifications.services.digests import Reminder
from notifications.services.letters import language_of
from notifications.services.preferences import declined_duties
from notifications.services.rhythm import DAYS_OF_A_WEEK
from notifications.services.rules import ESCALATIONS, days_left, nearest, working_days
from reporting.desk import Duty, duties_from, facts_of_all

from .directory import Directory

# A legal duty so near reaches those who read a digest once a week on the same day.
URGENT_DAYS = 2
# Days after its due date for which what was told of a duty is looked up.
REMEMBERED_DAYS = 800

Series = tuple[int, str, str, str, dt.date]


@dataclass(frozen=True, slots=True)
class Reader:
    """One person whose digest is being made up. `is_between` is so between two weekly digests."""

    pk: int
    language: str
    is_weekly: bool = False
    is_between: bool = False


@dataclass
class Plan:
    """When one duty is told: what its rule makes of the day."""

    duty: Duty
    due_on: dt.date
    rule: ReminderRule
    on: dt.date
    week: WorkingDays | None
    left: int = field(init=False)
    is_off: bool = field(init=False)
    is_legal: bool = field(init=False)

    def __post_init__(self) -> None:
        self.left = days_left(self.due_on, self.on, self.week)
        # Where working days count, nobody is told on another.
        self.is_off = self.week is not None and not self.week.is_working(self.on)
        self.is_legal = is_legal(self.duty.kind)

    @property
    def is_urgent(self) -> bool:
        return self.is_legal and self.due_on <= self.on + dt.timedelta(days=URGENT_DAYS)

    def offset_for(self, reader: Reader, put_off_until: dt.date | None) -> int | None:
        """The days left that the one who owes it is to be told of now; None for nothing."""
        offsets = self.rule.offsets
        if put_off_until is not None:
            if self.on < min(put_off_until, self.due_on):
                return None
            offsets = [*offsets, days_left(self.due_on, put_off_until, self.week)]
        if reader.is_weekly and not reader.is_between:
            return self._before_the_next(offsets)
        if self.is_off or (reader.is_between and not self.is_urgent):
            return None
        return nearest(offsets, self.left)

    def _before_the_next(self, offsets: list[int]) -> int | None:
        """For a weekly digest: what falls due before the next is told, and so is what comes up."""
        last = self.on + dt.timedelta(days=DAYS_OF_A_WEEK - 1)
        if self.on <= self.due_on <= last:
            return self.left
        if self.due_on < self.on:
            return nearest(offsets, self.left)
        return nearest(offsets, days_left(self.due_on, last, self.week))

    def goes_up_to(self, reader: Reader) -> bool:
        """Whether this person hears today of what is late with others."""
        if reader.is_weekly and not reader.is_between:
            return True
        return not self.is_off and not (reader.is_between and not self.is_legal)


@dataclass
class Told:
    """What people have heard, have put off and have turned off."""

    fewest: dict[Series, int] = field(default_factory=dict)
    put_off: dict[tuple[int, str, str], dt.date] = field(default_factory=dict)
    declined: set[tuple[int, str]] = field(default_factory=set)

    @classmethod
    def to(cls, people: list[User], on: dt.date) -> "Told":
        rows = ReminderSent.objects.filter(
            person__in=people, due_on__gte=on - dt.timedelta(days=REMEMBERED_DAYS)
        )
        fewest: dict[Series, int] = {}
        for pk, kind, subject, level, due_on, offset in rows.values_list(
            "person", "kind", "subject", "level", "due_on", "offset"
        ):
            key = (pk, kind, subject, level, due_on)
            fewest[key] = min(offset, fewest.get(key, offset))
        put_off = {
            (row.person_id, row.kind, row.subject): row.until
            for row in Snooze.objects.active().filter(person__in=people)
        }
        return cls(fewest=fewest, put_off=put_off, declined=declined_duties(people))

    def is_new(self, pk: int, duty: Duty, level: Level, offset: int) -> bool:
        key = (pk, duty.kind.value, duty.subject, level.value, duty.due_on or dt.date.max)
        return key not in self.fewest or offset < self.fewest[key]


def reminders_for(
    people: list[User], readers: dict[int, Reader], on: dt.date
) -> dict[int, list[Reminder]]:
    """What each of these people has to be told on this day and has not been told yet.

    The rows are read once and the words made once a language, for what somebody is told alone.
    """
    facts = facts_of_all(on)
    told, directory = Told.to(people, on), Directory.on(on)
    rules = {rule.kind: rule for rule in ReminderRule.objects.all()}
    week = working_days()
    chosen: list[tuple[int, Reader, Level, int]] = []
    for place, duty in enumerate(duties_from(facts)):
        plan = plan_of(duty, rules, on, week)
        if plan is not None:
            chosen += [(place, *one) for one in who_hears(plan, directory, readers, told)]
    found: dict[int, list[Reminder]] = defaultdict(list)
    for language in {reader.language for _place, reader, _level, _offset in chosen}:
        with translation.override(language):
            duties = duties_from(facts)
            for place, reader, level, offset in chosen:
                if reader.language == language:
                    found[reader.pk].append(reminder(duties[place], level, offset, directory))
    return found


def plan_of(
    duty: Duty, rules: dict[str, ReminderRule], on: dt.date, week: WorkingDays
) -> Plan | None:
    """When the duty is told; None where nobody is reminded of it."""
    rule = rules.get(duty.kind)
    if rule is None or duty.due_on is None or not duty.is_owed:
        return None
    return Plan(duty, duty.due_on, rule, on, week if rule.working_days else None)


def who_hears(
    plan: Plan, directory: Directory, readers: dict[int, Reader], told: Told
) -> Iterator[tuple[Reader, Level, int]]:
    """(reader, level, offset): the one who owes it, then up the line; each person once."""
    duty = plan.duty
    holders = directory.holders(duty)
    reached: set[int] = set()
    for pk in sorted(holders & readers.keys()):
        if (pk, duty.kind.value) in told.declined:
            continue
        put_off = told.put_off.get((pk, duty.kind.value, duty.subject))
        offset = plan.offset_for(readers[pk], put_off)
        if offset is not None and told.is_new(pk, duty, Level.HOLDER, offset):
            yield readers[pk], Level.HOLDER, offset
    reached |= holders
    for level, people, offset in _up_the_line(plan, directory, has_holders=bool(holders)):
        for pk in sorted((people - reached) & readers.keys()):
            if plan.goes_up_to(readers[pk]) and told.is_new(pk, duty, level, offset):
                yield readers[pk], level, offset
        reached |= people


def _up_the_line(
    plan: Plan, directory: Directory, *, has_holders: bool
) -> Iterator[tuple[Level, set[int], int]]:
    """(level, people, offset) in the order in which they hear of it."""
    officers = set(directory.officers)
    if not has_holders and (offset := nearest(plan.rule.offsets, plan.left)) is not None:
        # Nobody is there to do it: then the secretariat has to know at once.
        yield Level.SECRETARIAT, officers, offset
    people = {
        Level.DEPUTY: directory.deputies(plan.duty),
        Level.AUTHORITY: directory.authorities(plan.duty),
        Level.SECRETARIAT: officers,
    }
    for level, column in ESCALATIONS:
        after = getattr(plan.rule, column)
        if after is not None and -plan.left >= after:
            yield level, people[level], -after


def reminder(duty: Duty, level: Level, offset: int, directory: Directory) -> Reminder:
    """The words of one reminder, in the language of the moment."""
    text = duty.outside
    if level != Level.HOLDER and duty.institution_label:
        text = _("%(institution)s: %(duty)s") % {
            "institution": duty.institution_label,
            "duty": duty.outside,
        }
    return Reminder(
        kind=duty.kind,
        subject=duty.subject,
        level=level,
        offset=offset,
        due_on=duty.due_on or dt.date.max,
        text=text,
        path=duty.path,
        institution=directory.slugs.get(duty.institution or 0, ""),
        institution_name=duty.institution_label,
    )


def readers_of(people: Iterable[User], weekly: dict[int, bool]) -> dict[int, Reader]:
    """`weekly` tells for those who read a digest a week whether today is between two of them."""
    return {
        person.pk: Reader(
            pk=person.pk,
            language=language_of(person),
            is_weekly=person.pk in weekly,
            is_between=weekly.get(person.pk, False),
        )
        for person in people
    }
