"""Two records made one without losing what either had, and taken apart again.

Whatever points to the absorbed record moves to the one that stays, row by row, whichever app it
belongs to: the walk goes over the relations of `Recommendation`, so that a new one moves too. A row
that the other record has already (the same theme, the same institution, a text in the same
language) stays behind with the absorbed record, which is retired and leads on. So nothing is
deleted, and taking apart is moving back.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pgtrigger
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from pghistory.models import Event

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations import policies
from recommendations.choices import (
    AssignmentRole,
    ImportState,
    LinkMethod,
    Position,
    Publication,
    SuggestionDecision,
    SuggestionKind,
)
from recommendations.models import Merge, Recommendation, Suggestion
from recommendations.models.links import TermLink

# Relations that are about the two records as two.
STAYING = frozenset(
    {
        ("recommendations.Recommendation", "merged_into"),
        ("recommendations.Merge", "kept"),
        ("recommendations.Merge", "absorbed"),
        ("recommendations.Suggestion", "subject"),
        ("recommendations.Suggestion", "other"),
        ("recommendations.BulkEditItem", "recommendation"),
        ("recommendations.TextEditionRow", "recommendation"),
    }
)
# Rows that the database never lets change: what they say is written once more.
COPIED = frozenset({"recommendations.PositionChange"})
# What a finished import did stays told as it was; one that waits goes on with the record that stays.
_ONLY = {
    "recommendations.ImportRow": Q(
        batch__state__in=(ImportState.READING, ImportState.READY, ImportState.COMMITTING)
    )
}
# How a row that would break a rule at the record that stays can still come along.
_INSTEAD: dict[str, dict[str, Any]] = {
    "recommendations.Assignment": {"role": AssignmentRole.CONTRIBUTING},
    "recommendations.RecommendationText": {"is_authentic": False},
}
# Columns that the record that stays takes over where it has nothing; they go together.
FILLED = (
    ("annotation_id",),
    ("review_id",),
    ("symbol",),
    ("paragraph", "paragraph_key"),
    ("issued_on",),
    ("position", "position_source"),
    ("response", "response_source"),
    ("action_level",),
    ("requires_legislation", "legislation_basis"),
    ("follow_up_due_on", "follow_up_source"),
    ("priority",),
)
_NOTHING = (None, "", False, Position.NOT_STATED)
_STRENGTH = {LinkMethod.RULE: 0, LinkMethod.SOURCE: 1, LinkMethod.HUMAN: 2}

MOVED, CHANGED, MADE, STAYED = "moved", "changed", "made", "stayed"


@transaction.atomic
def merge_recommendations(
    *, kept: Recommendation, absorbed: Recommendation, actor: User, reason: str
) -> Merge:
    """Make two records one: `absorbed` is retired and leads on to `kept`, which gets all it lacks.

    Raises PermissionDenied, and DomainError for records that can't be one.
    """
    require(policies.can_manage_register(actor))
    if not reason.strip():
        raise DomainError(_("Say why."))
    first, second = _locked(kept.pk, absorbed.pk)
    _refuse_odd(first, second)
    with because(reason, merged=second.reference, into=first.reference):
        moving = _Moving(first, second)
        moving.run()
        _settle(first, second, SuggestionDecision.ACCEPTED, actor)
        return Merge.objects.create(
            kept=first, absorbed=second, moved=moving.moved, reason=reason, merged_by=actor
        )


def preview_merge(
    *, kept: Recommendation, absorbed: Recommendation, actor: User
) -> list[dict[str, Any]]:
    """What the merge would do, as `Merge.moved` lists it: it is done, looked at, and rolled back.

    Raises as `merge_recommendations`.
    """
    with transaction.atomic():
        merge = merge_recommendations(kept=kept, absorbed=absorbed, actor=actor, reason="-")
        transaction.set_rollback(True)
    return list(merge.moved)


def _settle(first: Recommendation, second: Recommendation, decision: str, actor: User) -> None:
    """Note on the suggestion that the two are one, if there is any, what a person made of it."""
    pair = Q(subject=first, other=second) | Q(subject=second, other=first)
    Suggestion.objects.filter(pair, kind=SuggestionKind.SAME_AS).update(
        decision=decision, decided_by=actor, decided_at=timezone.now(), updated_at=timezone.now()
    )


def _locked(kept: int, absorbed: int) -> tuple[Recommendation, Recommendation]:
    """Both records, locked in the order of their keys, so that two merges never wait in a ring."""
    rows = Recommendation.objects.select_for_update().filter(pk__in=[kept, absorbed])
    found = {row.pk: row for row in rows.order_by("pk")}
    return found[kept], found[absorbed]


def _refuse_odd(kept: Recommendation, absorbed: Recommendation) -> None:
    if kept.pk == absorbed.pk:
        raise DomainError(_("A recommendation can't be merged into itself."))
    for row in (kept, absorbed):
        if row.merged_into_id:
            raise WorkflowError(
                _("%(reference)s was merged already.") % {"reference": row.reference}
            )
    if kept.addressed_to_id != absorbed.addressed_to_id:
        raise DomainError(_("They are addressed to different States."))
    if kept.mechanism_id != absorbed.mechanism_id:
        raise DomainError(_("They come from different mechanisms."))
    if kept.publication == Publication.RETIRED:
        raise DomainError(
            _("%(reference)s is retired: keep the other one.") % {"reference": kept.reference}
        )
    if absorbed.publication == Publication.PUBLISHED and kept.publication != Publication.PUBLISHED:
        raise DomainError(
            _("%(absorbed)s is published and %(kept)s is a draft: keep the published one.")
            % {"absorbed": absorbed.reference, "kept": kept.reference}
        )


@dataclass
class _Moving:
    """One merge on its way; `moved` notes each step with what stood there before."""

    kept: Recommendation
    absorbed: Recommendation
    moved: list[dict[str, Any]] = field(default_factory=list)

    def run(self) -> None:
        self._fill()
        for model, name in relations():
            rows = model._base_manager.filter(**{name: self.absorbed.pk})
            if condition := _ONLY.get(model._meta.label):
                rows = rows.filter(condition)
            for row in rows.select_for_update(of=("self",)).order_by("pk"):
                self._bring(row, name)
        self._write(
            self.absorbed,
            CHANGED,
            publication=str(Publication.RETIRED),
            merged_into_id=self.kept.pk,
        )

    def _fill(self) -> None:
        taken: dict[str, Any] = {}
        for names in FILLED:
            mine, other = getattr(self.kept, names[0]), getattr(self.absorbed, names[0])
            if mine in _NOTHING and other not in _NOTHING:
                taken |= {name: getattr(self.absorbed, name) for name in names}
        if "annotation_id" in taken:
            # It names one record at a time.
            self._write(self.absorbed, CHANGED, annotation_id=None)
        if taken:
            self._write(self.kept, CHANGED, **taken)

    def _bring(self, row: models.Model, name: str) -> None:
        """Move one row, in another role if need be; else leave it, and what it says for stronger."""
        if row._meta.label in COPIED:
            self._copy(row, name)
            return
        column = _column(row, name)
        instead = _INSTEAD.get(row._meta.label, {})
        for changes in ({}, instead) if instead else ({},):
            try:
                with transaction.atomic():
                    self._write(row, MOVED, **{column: self.kept.pk}, **changes)
            except IntegrityError:
                row.refresh_from_db()
            else:
                return
        self._note(row, STAYED, {}, {})
        if isinstance(row, TermLink):
            self._strengthen(row, name)

    def _copy(self, row: models.Model, name: str) -> None:
        said = {
            one.attname: getattr(row, one.attname)
            for one in row._meta.concrete_fields
            if one.attname not in (row._meta.pk.attname, "created_at", "updated_at")
        }
        said[_column(row, name)] = self.kept.pk
        if type(row)._base_manager.filter(**said).exists():
            self._note(row, STAYED, {}, {})
            return
        copy = type(row)._base_manager.create(**said)
        self._note(copy, MADE, {}, {})

    def _strengthen(self, row: TermLink, name: str) -> None:
        """A link that a person made counts for more than the same one that a source or rule made."""
        term = next(
            one.attname
            for one in row._meta.concrete_fields
            if one.is_relation and one.name not in (name, "reviewed_by")
        )
        manager = type(row)._base_manager.select_for_update(of=("self",))
        twin = manager.get(**{_column(row, name): self.kept.pk, term: getattr(row, term)})
        if _STRENGTH[LinkMethod(row.method)] > _STRENGTH[LinkMethod(twin.method)]:
            self._write(
                twin,
                CHANGED,
                method=row.method,
                rationale=row.rationale or twin.rationale,
                reviewed_by_id=row.reviewed_by_id or twin.reviewed_by_id,
            )

    def _write(self, row: models.Model, how: str, **after: Any) -> None:
        before = {name: getattr(row, name) for name in after}
        words = _words(row)
        for name, value in after.items():
            setattr(row, name, value)
        row.save(update_fields=list(after))
        self._note(row, how, before, after, words)

    def _note(
        self,
        row: models.Model,
        how: str,
        before: dict[str, Any],
        after: dict[str, Any],
        words: str = "",
    ) -> None:
        self.moved.append(
            {
                "model": row._meta.label,
                "pk": row.pk,
                "how": how,
                "words": words or _words(row),
                "before": {name: _plain(value) for name, value in before.items()},
                "after": {name: _plain(value) for name, value in after.items()},
            }
        )


def relations() -> Iterator[tuple[type[models.Model], str]]:
    """Each (model, name of its foreign key) whose rows go along with a record; histories don't."""
    for relation in Recommendation._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model, name = relation.related_model, relation.field.name
        if issubclass(model, Event) or (model._meta.label, name) in STAYING:
            continue
        yield model, name


def _field(row: models.Model, name: str) -> Any:
    """The field of that name or column."""
    return next(one for one in row._meta.concrete_fields if name in (one.name, one.attname))


def _column(row: models.Model, name: str) -> str:
    return str(_field(row, name).attname)


def _plain(value: Any) -> Any:
    """A column's value as JSON has it; the field's own `to_python` reads it back."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | str) else value


def _words(row: models.Model) -> str:
    """What the row is about, for people: what it links to besides the recommendation, or itself."""
    for one in row._meta.concrete_fields:
        if one.is_relation and one.related_model not in (Recommendation, User):
            if isinstance(row, Recommendation):
                break
            if target := getattr(row, one.name):
                return str(target)[:200]
    return str(row)[:200]


# Taking apart.


def blockers(merge: Merge) -> list[str]:
    """What was built on a merge since and stops it from being taken back, each in one sentence."""
    found = []
    if merge.undone_at:
        return [_("It was taken back already.")]
    onward = Recommendation.objects.filter(pk=merge.kept_id).values_list(
        "merged_into__reference", flat=True
    )
    if reference := onward.get():
        found.append(
            _("%(kept)s was itself merged into %(reference)s since: take that back first.")
            % {"kept": merge.kept.reference, "reference": reference}
        )
    for entry in merge.moved:
        row = _row(entry)
        if row is None:
            continue
        found += [
            _("“%(what)s”: %(field)s was changed since.")
            % {"what": entry["words"], "field": _field(row, name).verbose_name}
            for name, value in entry["after"].items()
            if _plain(getattr(row, name)) != value and not _is_overtaken(merge, entry, name)
        ]
    return found


def _is_overtaken(merge: Merge, entry: dict[str, Any], name: str) -> bool:
    """Whether a later step of the same merge changed the same column of the same row."""
    later = merge.moved[merge.moved.index(entry) + 1 :]
    same = (one for one in later if (one["model"], one["pk"]) == (entry["model"], entry["pk"]))
    return any(name in one["after"] for one in same)


def _row(entry: dict[str, Any]) -> models.Model | None:
    """The row as it is now, None where someone removed it since."""
    label = entry["model"]
    model = next((model for model, _name in relations() if model._meta.label == label), None)
    manager = (model or Recommendation)._base_manager
    found: models.Model | None = manager.filter(pk=entry["pk"]).first()
    return found


@transaction.atomic
def unmerge(*, pk: int, actor: User, reason: str) -> Merge:
    """Take a merge back: both records are again as they were, but for what was removed since.

    What was added to the record that stayed stays with it. Raises PermissionDenied, and
    WorkflowError that says exactly what was built on the merge since and stops it.
    """
    require(policies.can_manage_register(actor))
    if not reason.strip():
        raise DomainError(_("Say why."))
    merge = (
        Merge.objects.select_for_update(of=("self",)).select_related("kept", "absorbed").get(pk=pk)
    )
    _locked(merge.kept_id, merge.absorbed_id)
    if stopping := blockers(merge):
        raise WorkflowError(" ".join(stopping))
    with because(reason, unmerged=merge.absorbed.reference, of=merge.kept.reference):
        # The record comes back out of retirement, which no ordinary move does for a draft.
        with pgtrigger.ignore("recommendations.Recommendation:publication_moves"):
            for entry in reversed(merge.moved):
                _put_back(entry)
        _settle(merge.kept, merge.absorbed, SuggestionDecision.REFUSED, actor)
        merge.undone_at, merge.undone_by = timezone.now(), actor
        merge.save(update_fields=["undone_at", "undone_by", "updated_at"])
    return merge


def _put_back(entry: dict[str, Any]) -> None:
    row = _row(entry)
    if row is None:
        return
    if entry["how"] == MADE:
        row.delete()
        return
    if not entry["before"]:
        return
    for name, value in entry["before"].items():
        setattr(row, name, _field(row, name).to_python(value))
    try:
        with transaction.atomic():
            row.save(update_fields=list(entry["before"]))
    except IntegrityError as error:
        raise WorkflowError(
            _("“%(what)s” can't go back: what it would be there has been added since.")
            % {"what": entry["words"]}
        ) from error
