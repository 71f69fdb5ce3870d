"""Activities out of a table: all rows or none, and only what differs is written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.models import Activity, ActivityStep
from activities.parsers.activity_table import MOST_ROWS, TITLES, Row, read
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because

from .activities import save
from .import_names import Names
from .import_parts import check_steps, lines, new_steps, set_days, set_money, set_steps
from .links import KINDS, new_links, set_links

NEW, CHANGED, SAME = "new", "changed", "same"
PLAIN = ("title", "description", "expected_result", "territory", "other_partners")
# Rows that one statement writes.
PORTION = 500
# Files that bring the same codes would wait for each other, code by code, in no common order.
_LOCK = 7_301
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

    An activity is known by its code or its address. New ones are drafts. One file is read after the other. Raises
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
        named = Q(code__in={row.texts.get("code", "") for row in rows} - {""})
        named |= Q(slug__in={row.texts.get("address", "") for row in rows})
        known = Activity.objects.select_for_update(of=("self",)).filter(named)
        found = known.select_related("lead", "kind_of_act").prefetch_related(
            "milestones",
            "budget_lines",
            "parts_taken",
            "recommendation_links",
            "cluster_links",
            "objective_links",
            "group_links",
        )
        present = list(found.order_by("pk"))
        self.by_code = {row.code: row for row in present if row.code}
        self.by_address = {row.slug: row for row in present}
        self.names = Names(actor, rows)

    def write(self) -> None:
        seen: set[str | int] = set()
        new = NewRows()
        for row in self.rows[:MOST_ROWS]:
            activity = self._meant(row, seen)
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

    def _meant(self, row: Row, seen: set[str | int]) -> Activity | None:
        """The activity of a row, by its code or else its address; None for a new one.

        `seen`: codes of the rows before, and keys of what they meant.
        """
        code, address = row.texts.get("code", ""), row.texts.get("address", "")
        by_code, by_address = self.by_code.get(code), self.by_address.get(address)
        activity = by_address or by_code
        if address and by_address is None:
            row.refuse(
                "address", address, _("No activity is there: leave this empty for a new one.")
            )
        elif by_code is not None and by_code != activity:
            words = _("Another activity has the code “%(code)s” already.")
            row.refuse("code", code, words % {"code": code})
        elif not code and activity is None:
            row.refuse("code", "", _("Each activity has a code, by which it is known again."))
        elif code in seen or (activity is not None and activity.pk in seen):
            row.refuse("code", code, _("This code stands in the file twice."))
        seen |= ({code} if code else set()) | ({activity.pk} if activity else set())
        return activity

    def _content(self, row: Row, activity: Activity | None) -> dict[str, Any]:
        """What the row says, as rows of the database; what cannot be is refused."""
        content: dict[str, Any] = {name: row.texts[name] for name in PLAIN if name in row.texts}
        content |= {name: row.days[name] for name in row.days if name in ("starts_on", "ends_on")}
        if row.texts.get("code"):
            content["code"] = row.texts["code"]
        content["title_translations"] = _titles(row, activity)
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
        check_steps(row, activity)
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
        parts += new_steps(row, activity)
        parts += lines(row, activity, self.names)
        new.add(activity, parts)
        self.report.outcomes.append(Outcome(row.number, activity.code, activity.title, NEW))

    def _take(self, row: Row, activity: Activity, content: dict[str, Any]) -> None:
        source = activity.status
        changes = self._fill(row, activity, content)
        if changes is None:
            return
        if changes:
            save(activity)
        if activity.status != source:
            ActivityStep.objects.create(
                activity=activity,
                actor=self.actor,
                source=source,
                target=activity.status,
                reason=_("From the file “%(name)s”") % {"name": self.filename},
            )
        changes += self._link(row, activity, content)
        changes += set_steps(row, activity) + set_money(row, activity, self.names)
        kind, told = CHANGED if changes else SAME, tuple(dict.fromkeys(changes))
        self.report.outcomes.append(Outcome(row.number, activity.code, activity.title, kind, told))

    def _fill(self, row: Row, activity: Activity, content: dict[str, Any]) -> list[str] | None:
        """Set what differs; the names of these fields, or None where status and days contradict."""
        changes = _fill(activity, content)
        status = row.texts.get("status") or activity.status
        try:
            return changes + set_days(row, activity, status)
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


def _titles(row: Row, activity: Activity | None) -> dict[str, str]:
    """The titles in other languages: of those that the file has a column for, as it says."""
    said = {code: row.texts[name] for name, code in TITLES.items() if name in row.texts}
    titles = {**(activity.title_translations if activity else {}), **said}
    return {code: text for code, text in titles.items() if text}


def _fill(activity: Activity, content: dict[str, Any]) -> list[str]:
    """Set the fields that differ; their names."""
    changed = []
    for name in (*PLAIN, "code", "starts_on", "ends_on", "lead", "kind_of_act"):
        if name not in content:
            continue
        before = activity.kind if name == "kind_of_act" else getattr(activity, name, None)
        if not activity._state.adding and before == content[name]:
            continue
        setattr(activity, name, content[name])
        changed.append(name)
    before, after = activity.title_translations, content["title_translations"]
    activity.title_translations = after
    return changed + [name for name, code in TITLES.items() if before.get(code) != after.get(code)]
