"""Objectives of a plan out of a spreadsheet: read, compared with what is there, taken over whole."""

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.choices import MOST_LEVELS_OF_OBJECTIVES
from activities.models import NationalPlan, PlanObjective
from activities.parsers.objectives import ON_TOP, REQUIRED, derived_parent
from focalpoints.models import Institution
from focalpoints.policies import visible_institutions
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from recommendations.forms.references import meant_by
from recommendations.models import Cluster, Recommendation, SdgTarget
from recommendations.parsers import PlainRow, PlainTable
from recommendations.policies import visible_clusters, visible_recommendations

from .objectives import set_links

# How long texts may be, by field.
_LONGEST = {"code": 30, "title": 300, "statement": 5000}
_LINKS = {"recommendations": "recommendations", "clusters": "clusters", "sdg_targets": "targets"}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be taken: `column` is its title in the file."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Change:
    """One row and what it brings: `fields` are the columns that differ; none where nothing does."""

    code: str
    title: str
    is_new: bool
    fields: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Check:
    """What a file would bring. Nothing is taken over while there is a problem."""

    problems: list[RowProblem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    # Numbers in the plan of which the file says nothing: they stay as they are.
    untouched: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def new(self) -> list[Change]:
        return [change for change in self.changes if change.is_new]

    @property
    def changed(self) -> list[Change]:
        return [change for change in self.changes if change.fields and not change.is_new]

    @property
    def same(self) -> int:
        return len(self.changes) - len(self.new) - len(self.changed)


def check_import(*, plan: NationalPlan, actor: User, table: PlainTable) -> Check:
    """What taking the table over would change; writes nothing. Raises PermissionDenied."""
    require(policies.can_manage_plans(actor))
    return _Reading(plan, actor, table).check


@transaction.atomic
def import_objectives(*, plan_pk: int, actor: User, table: PlainTable) -> Check:
    """Take the table over, all of it or nothing; the same table once more changes nothing.

    A column that is in the file is taken as it is, empty cells too; what it has no column for stays.
    Raises PermissionDenied, and DomainError where a row has a problem.
    """
    plan = NationalPlan.objects.select_for_update().get(pk=plan_pk)
    require(policies.can_manage_plans(actor))
    reading = _Reading(plan, actor, table)
    if reading.check.problems:
        raise DomainError(
            _("Nothing was imported: the file has mistakes, or the plan has changed.")
        )
    with because(_("Objectives imported")):
        reading.write()
    return reading.check


class _Reading:
    """A table compared with the plan; what names other records is looked up once for all rows."""

    def __init__(self, plan: NationalPlan, actor: User, table: PlainTable) -> None:
        self.plan, self.table = plan, table
        self.check = Check(ignored=table.ignored)
        rows = plan.objectives.select_related("parent", "lead").prefetch_related(
            "recommendations", "clusters", "targets"
        )
        self.present = {row.code: row for row in rows}
        self.rows: dict[str, PlainRow] = {}
        for row in table.rows:
            self._take(row)
        self.parents = {code: self._parent(row) for code, row in self.rows.items()}
        self._check_places()
        self.found = _Lookups(actor, table)
        self.wanted = {code: self._wanted(row) for code, row in self.rows.items()}
        self.check.changes = [self._change(code) for code in self.rows]
        self.check.untouched = [code for code in self.present if code not in self.rows]
        self.check.problems.sort(key=lambda problem: problem.row)

    def problem(self, row: PlainRow, name: str, reason: str, value: str | None = None) -> None:
        shown = row.values.get(name, "") if value is None else value
        column = self.table.titles.get(name, name)
        self.check.problems.append(RowProblem(row.number, column, shown[:200], reason))

    def _take(self, row: PlainRow) -> None:
        """Note the row under its number, and what can be said against it by itself."""
        for one in row.problems:
            self.check.problems.append(RowProblem(row.number, one.field, one.value, one.message))
        for name in REQUIRED:
            if not row.values[name]:
                self.problem(row, name, _("This is needed in every row."))
        for name, most in _LONGEST.items():
            if len(row.values.get(name, "")) > most:
                self.problem(
                    row, name, _("This is longer than %(limit)s characters.") % {"limit": most}
                )
        code = row.values["code"]
        if code in self.rows:
            words = _("Row %(first)d of this file has the same number.")
            self.problem(row, "code", words % {"first": self.rows[code].number})
        elif code:
            self.rows[code] = row

    def _parent(self, row: PlainRow) -> str:
        """The number of what it stands below; "" on top."""
        code, said = row.values["code"], row.values.get("parent", "")
        if said == ON_TOP:
            return ""
        if "parent" not in row.values and code in self.present:
            return said_by(self.present[code])["parent"] or ""
        if not said:
            return derived_parent(code, {*self.rows, *self.present})
        if said not in self.rows and said not in self.present:
            self.problem(row, "parent", _("No objective has this number, here or in the plan."))
            return ""
        return said

    def _check_places(self) -> None:
        for code, row in self.rows.items():
            above = self._above(code)
            if above is None:
                self.problem(
                    row,
                    "parent",
                    _("%(code)s would stand below itself.") % {"code": code},
                    self.parents[code],
                )
            elif len(above) > MOST_LEVELS_OF_OBJECTIVES:
                words = _("Objectives stand in at most %(most)d levels.")
                self.problem(row, "code", words % {"most": MOST_LEVELS_OF_OBJECTIVES})

    def _above(self, code: str) -> list[str] | None:
        """It and what it would stand below; None where that is a circle."""
        found: list[str] = []
        while code:
            if code in found:
                return None
            found.append(code)
            code = self._parent_of(code)
        return found

    def _parent_of(self, code: str) -> str:
        if code in self.parents:
            return self.parents[code]
        parent = self.present[code].parent
        return parent.code if parent else ""

    def _wanted(self, row: PlainRow) -> dict[str, Any]:
        """What the row says of each field that the file has a column for."""
        values = row.values
        wanted: dict[str, Any] = {"parent": self.parents[values["code"]]}
        wanted |= {name: values[name] for name in ("title", "statement") if name in values}
        wanted |= {
            name: values[name] for name in values if name.startswith("title_") and values[name]
        }
        for name, look_up in self.found.by_field.items():
            if name in values:
                wanted[name], missing = look_up(values[name], self.present.get(values["code"]))
                if missing:
                    self.problem(row, name, self.found.reasons[name], "; ".join(missing))
        return wanted

    def _change(self, code: str) -> Change:
        wanted, row = self.wanted[code], self.present.get(code)
        title = wanted.get("title", "")
        if row is None:
            return Change(code, title, is_new=True)
        stands = said_by(row)
        different = [name for name, value in wanted.items() if stands.get(name, "") != value]
        return Change(code, title, is_new=False, fields=different)

    def write(self) -> None:
        """Those above before those below; what moves is first taken out of its place."""
        changed = {change.code: change for change in self.check.changes}
        moved = [code for code, change in changed.items() if "parent" in change.fields]
        self.plan.objectives.filter(code__in=moved).update(parent=None)
        for code in sorted(changed, key=lambda one: len(self._above(one) or ())):
            if changed[code].is_new or changed[code].fields:
                self._save(code)

    def _save(self, code: str) -> None:
        row = self.present.setdefault(code, PlanObjective(plan=self.plan, code=code))
        wanted = self.wanted[code]
        row.parent = self.present[wanted["parent"]] if wanted["parent"] else None
        for name in ("title", "statement", "lead"):
            if name in wanted:
                setattr(row, name, wanted[name])
        row.title_translations = row.title_translations | {
            name.removeprefix("title_"): text
            for name, text in wanted.items()
            if name.startswith("title_")
        }
        row.save()
        set_links(row, **{links: wanted[name] for name, links in _LINKS.items() if name in wanted})


def said_by(row: PlanObjective) -> dict[str, Any]:
    """A present objective as a row of the file would say it."""
    return {
        "parent": row.parent.code if row.parent else "",
        "title": row.title,
        "statement": row.statement,
        "lead": row.lead,
        **{f"title_{code}": text for code, text in row.title_translations.items()},
        "recommendations": set(row.recommendations.all()),
        "clusters": set(row.clusters.all()),
        "sdg_targets": set(row.targets.all()),
    }


LookUp = Callable[[str, PlanObjective | None], tuple[Any, list[str]]]


class _Lookups:
    """What cells that name other records mean: a few queries for the whole table.

    What is dissolved or retired is found where the objective has it already, so that a plan comes
    back as it went.
    """

    def __init__(self, actor: User, table: PlainTable) -> None:
        self.institutions = _institutions(visible_institutions(actor).existing())
        self.clusters = _clusters(visible_clusters(actor).not_retired())
        self.targets = {target.code: target for target in SdgTarget.objects.all()}
        typed = [one for row in table.rows for one in parts(row.values.get("recommendations", ""))]
        self.recommendations = _recommendations(actor, typed)
        self.by_field: dict[str, LookUp] = {
            "lead": self._lead,
            "recommendations": lambda cell, _row: _many(cell, self.recommendations),
            "clusters": self._clusters,
            "sdg_targets": lambda cell, _row: _many(cell, self.targets),
        }
        self.reasons = {
            "lead": _("No institution has this name, abbreviation or address."),
            "recommendations": _("Not in the register."),
            "clusters": _("No cluster has this title or address."),
            "sdg_targets": _("There is no such target."),
        }

    def _lead(self, cell: str, row: PlanObjective | None) -> tuple[Institution | None, list[str]]:
        present = _institutions([row.lead] if row and row.lead else [])
        found = ChainMap(present, self.institutions).get(cell.casefold())
        return found, [cell] if cell and found is None else []

    def _clusters(self, cell: str, row: PlanObjective | None) -> tuple[set[Cluster], list[str]]:
        present = _clusters(row.clusters.all() if row else [])
        return _many(cell, ChainMap(present, self.clusters))


def parts(cell: str) -> list[str]:
    """What stands in a cell one a line, or with semicolons or commas between."""
    pieces = cell.replace("\n", ";").replace(",", ";").split(";")
    return [piece.strip() for piece in pieces if piece.strip()]


def _many(cell: str, known: Mapping[str, Any]) -> tuple[set[Any], list[str]]:
    """The rows named; a title may have commas in it, so that the whole cell or line is tried too."""
    found, missing = set(), []
    for line in cell.replace(";", "\n").split("\n"):
        whole = known.get(line.strip().casefold())
        if whole is not None:
            found.add(whole)
            continue
        for one in parts(line):
            row = known.get(one.casefold())
            found |= {row} - {None}
            missing += [one] if row is None else []
    return found, missing


def _institutions(rows: Iterable[Institution]) -> dict[str, Institution]:
    """By all that they are called."""
    return {
        name.casefold(): row
        for row in rows
        for name in (row.name, *row.name_translations.values(), row.acronym, row.slug)
        if name
    }


def _clusters(rows: Iterable[Cluster]) -> dict[str, Cluster]:
    return {
        name.casefold(): row
        for row in rows
        for name in (row.title, *row.title_translations.values(), row.slug)
    }


def _recommendations(actor: User, typed: list[str]) -> dict[str, Recommendation]:
    """By reference as typed; one that was merged into another leads to that one."""
    if not typed:
        return {}
    meant = meant_by(typed, visible_recommendations(actor))
    known = {row.reference.casefold(): row for row in meant.records}
    return known | {old.casefold(): known[new.casefold()] for old, new in meant.led_on}
