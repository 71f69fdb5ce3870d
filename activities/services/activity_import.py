"""Activities out of a table: all rows or none, and only what differs is written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.choices import ActivityStatus
from activities.models import Activity, ActivityStep, BudgetLine, Milestone
from activities.parsers.activity_table import MOST_ROWS, Row, read
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because

from .import_names import Names
from .links import KINDS, new_links, set_links

NEW, CHANGED, SAME = "new", "changed", "same"
PLAIN = ("title", "description", "expected_result", "territory", "other_partners")
# Rows that one statement writes.
PORTION = 500
# Files that bring the same codes would wait for each other, code by code, in no common order.
_LOCK = 7_301
_MONEY = attrgetter("kind", "year", "amount", "currency", "source", "funder_id")
NEEDED = ("title", "starts_on", "ends_on")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one row: new, changed (in which columns) or same."""

    number: int
    code: str
    title: str
    kind: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a row cannot be taken."""

    number: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Report:
    outcomes: list[Outcome] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.outcomes)

    @property
    def new(self) -> int:
        return self.count(NEW)

    @property
    def changed(self) -> int:
        return self.count(CHANGED)

    @property
    def same(self) -> int:
        return self.count(SAME)


def import_activities(*, actor: User, content: bytes, filename: str, dry_run: bool) -> Report:
    """Read a table and, unless `dry_run` or anything is wrong with any row, write what differs.

    An activity is known by its code. New ones are drafts. One file is read after the other. Raises
    PermissionDenied, BadFile where the file as a whole is no table of activities, and DomainError
    where others are at work at this very moment.
    """
    require(policies.can_plan_activities(actor))
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        rows = read(Path(file.name), today())
    report = Report()
    with transaction.atomic():
        _wait_for_others()
        with because(_("From the file “%(name)s”") % {"name": filename}):
            _Writer(actor, filename, rows, report).write()
        if dry_run or report.troubles:
            transaction.set_rollback(True)
    return report


def _wait_for_others() -> None:
    """One file at a time, until the transaction ends. Raises DomainError where that takes too long."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_LOCK])
    except OperationalError as error:
        words = _("Another file of activities is being written. Try again in a minute.")
        raise DomainError(words) from error


class NewRows:
    """New activities with what hangs on them, written kind by kind, a portion at a time."""

    def __init__(self) -> None:
        self.activities: list[Activity] = []
        self.parts: defaultdict[type[Any], list[Any]] = defaultdict(list)

    def add(self, activity: Activity, parts: Iterable[Any]) -> None:
        self.activities.append(activity)
        for part in parts:
            self.parts[type(part)].append(part)

    def write(self) -> None:
        """Raises DomainError where one of the codes has been taken meanwhile."""
        try:
            with transaction.atomic():
                Activity.objects.bulk_create(self.activities, batch_size=PORTION)
        except IntegrityError as error:
            if "activity_code_once" not in str(error):
                raise
            words = _(
                "Someone has just entered an activity with a code of this file: check it again."
            )
            raise DomainError(words) from error
        for model, rows in self.parts.items():
            model.objects.bulk_create(rows, batch_size=PORTION)


class _Writer:
    def __init__(self, actor: User, filename: str, rows: list[Row], report: Report) -> None:
        self.actor, self.filename, self.rows, self.report = actor, filename, rows, report
        codes = {row.texts.get("code", "") for row in rows} - {""}
        known = Activity.objects.select_for_update(of=("self",)).filter(code__in=codes)
        found = known.select_related("lead", "kind_of_act").prefetch_related(
            "milestones",
            "budget_lines",
            "parts_taken",
            "recommendation_links",
            "cluster_links",
            "objective_links",
            "group_links",
        )
        self.known = {row.code: row for row in found.order_by("pk")}
        self.names = Names(actor, rows)

    def write(self) -> None:
        seen: set[str] = set()
        new = NewRows()
        for row in self.rows[:MOST_ROWS]:
            code = row.texts.get("code", "")
            if not code:
                row.refuse("code", "", _("Each activity has a code, by which it is known again."))
            elif code in seen:
                row.refuse("code", code, _("This code stands in the file twice."))
            seen.add(code)
            activity = self.known.get(code)
            content = self._content(row, activity)
            if row.problems:
                pass
            elif activity is None:
                self._make(row, content, new)
            else:
                self._take(row, activity, content)
            self.report.troubles += [
                Trouble(row.number, one.field, one.value, one.message) for one in row.problems
            ]
        if not self.report.troubles:
            new.write()

    def _content(self, row: Row, activity: Activity | None) -> dict[str, Any]:
        """What the row says, as rows of the database; what cannot be is refused."""
        content: dict[str, Any] = {name: row.texts[name] for name in PLAIN if name in row.texts}
        content |= {name: row.days[name] for name in row.days if name in ("starts_on", "ends_on")}
        content |= self.names.of(row, activity)
        needed = [*NEEDED, "lead"]
        for name in needed:
            given = content.get(name) or any(one.field == name for one in row.problems)
            if not given and (activity is None or name in content):
                row.refuse(name, "", _("This is needed."))
        lead = content.get("lead") or (activity.lead if activity else None)
        for institution in filter(None, (lead, activity.lead if activity else None)):
            decision = policies.can_plan_activity(self.actor, institution.pk)
            if not decision:
                row.refuse("lead", institution.slug, decision.reason)
                break
        self._check_order(row, activity, content)
        return content

    def _check_order(self, row: Row, activity: Activity | None, content: dict[str, Any]) -> None:
        if activity is None or row.problems:
            return
        first = content.get("starts_on") or activity.starts_on
        last = content.get("ends_on") or activity.ends_on
        if last < first:
            row.refuse("ends_on", last, _("The activity ends before it starts."))

    def _make(self, row: Row, content: dict[str, Any], new: NewRows) -> None:
        activity = Activity(code=row.texts["code"])
        start = slugify(content["title"])[:60].strip("-")
        activity.slug = "-".join(filter(None, [start, uuid4().hex[:10]]))
        if self._fill(row, activity, content) is None:
            return
        parts: list[Any] = []
        try:
            parts += new_links(activity, content)
        except DomainError as error:
            self._refuse_parts(row, error)
        parts += [
            Milestone(activity=activity, title=step.title, due_on=step.due_on, done_on=step.done_on)
            for step in {step.title: step for step in row.steps or ()}.values()
        ]
        parts += self._lines(row, activity)
        new.add(activity, parts)
        self.report.outcomes.append(Outcome(row.number, activity.code, activity.title, NEW))

    def _take(self, row: Row, activity: Activity, content: dict[str, Any]) -> None:
        source = activity.status
        changes = self._fill(row, activity, content)
        if changes is None:
            return
        if changes:
            activity.save()
        if activity.status != source:
            ActivityStep.objects.create(
                activity=activity,
                actor=self.actor,
                source=source,
                target=activity.status,
                reason=_("From the file “%(name)s”") % {"name": self.filename},
            )
        changes += self._link(row, activity, content)
        changes += _set_steps(row, activity) + self._set_money(row, activity)
        kind, told = CHANGED if changes else SAME, tuple(dict.fromkeys(changes))
        self.report.outcomes.append(Outcome(row.number, activity.code, activity.title, kind, told))

    def _fill(self, row: Row, activity: Activity, content: dict[str, Any]) -> list[str] | None:
        """Set what differs; the names of these fields, or None where status and days contradict."""
        changes = _fill(activity, content)
        status = row.texts.get("status") or activity.status
        try:
            return changes + _set_days(row, activity, status)
        except DomainError as error:
            row.refuse("status", status, str(error))
            return None

    def _refuse_parts(self, row: Row, error: DomainError) -> None:
        row.refuse("contributing", ", ".join(row.lists.get("contributing", [])), str(error))

    def _link(self, row: Row, activity: Activity, content: dict[str, Any]) -> list[str]:
        wanted = {name: content[name] for name in KINDS if name in content}
        differing = {
            name: rows
            for name, rows in wanted.items()
            if self.names.linked(activity, name) != {one.pk for one in rows}
        }
        parts = {name: content[name] for name in ("contributing", "partners") if name in content}
        try:
            changed = [
                name
                for name, rows in differing.items()
                if set_links(activity, self.actor, {name: rows})
            ]
            if parts and set_links(activity, self.actor, self.names.parts(activity) | parts):
                changed += parts
        except DomainError as error:
            self._refuse_parts(row, error)
            return []
        return changed

    def _lines(self, row: Row, activity: Activity) -> list[BudgetLine]:
        """The budget as the file has it; not saved."""
        names = dict.fromkeys(one.funder for one in row.money or ())
        funders = {name: self.names.institution(row, "budget", name) for name in names}
        return [
            BudgetLine(
                activity=activity,
                kind=one.kind,
                year=one.year,
                amount=one.amount,
                currency=one.currency,
                source=one.source,
                funder=funders[one.funder],
            )
            for one in row.money or ()
        ]

    def _set_money(self, row: Row, activity: Activity) -> list[str]:
        if row.money is None:
            return []
        wanted, changed = self._lines(row, activity), False
        for line in activity.budget_lines.all():
            same = [one for one in wanted if _MONEY(one) == _MONEY(line)]
            if same:
                wanted.remove(same[0])
            else:
                line.delete()
                changed = True
        BudgetLine.objects.bulk_create(wanted)
        return ["budget"] if changed or wanted else []


def _fill(activity: Activity, content: dict[str, Any]) -> list[str]:
    """Set the fields that differ; their names."""
    changed = []
    for name in (*PLAIN, "starts_on", "ends_on", "lead", "kind_of_act"):
        if name not in content:
            continue
        before = activity.kind if name == "kind_of_act" else getattr(activity, name, None)
        if not activity._state.adding and before == content[name]:
            continue
        setattr(activity, name, content[name])
        changed.append(name)
    return changed


def _set_days(row: Row, activity: Activity, status: str) -> list[str]:
    """Status and real days as the file says them. Raises DomainError where they contradict."""
    before = (activity.status, activity.started_on, activity.ended_on)
    activity.status = status
    for name in ("started_on", "ended_on"):
        if name in row.days:
            setattr(activity, name, row.days[name])
    started, ended = activity.started_on, activity.ended_on
    if status == ActivityStatus.PLANNED and (started or ended):
        raise DomainError(_("What is planned has neither started nor ended."))
    if status == ActivityStatus.IN_PROGRESS and ended:
        raise DomainError(_("What is in progress has not ended."))
    if ended and not started:
        raise DomainError(_("Say when it started, too."))
    if started and ended and ended < started:
        raise DomainError(_("It ended before it started."))
    names = ("status", "started_on", "ended_on")
    return [name for name, old in zip(names, before, strict=True) if getattr(activity, name) != old]


def _set_steps(row: Row, activity: Activity) -> list[str]:
    """Milestones as the file has them, known by their words."""
    if row.steps is None:
        return []
    present: dict[str, Milestone] = {one.title: one for one in activity.milestones.all()}
    wanted = {step.title: step for step in row.steps}
    changed = _without(present.values(), wanted)
    for title, step in wanted.items():
        milestone = present.get(title) or Milestone(activity=activity, title=title)
        if (milestone.due_on, milestone.done_on) != (step.due_on, step.done_on):
            milestone.due_on, milestone.done_on = step.due_on, step.done_on
            milestone.save()
            changed = True
    return ["milestones"] if changed else []


def _without(present: Iterable[Milestone], wanted: dict[str, Any]) -> bool:
    gone = [milestone for milestone in present if milestone.title not in wanted]
    for milestone in gone:
        milestone.delete()
    return bool(gone)
