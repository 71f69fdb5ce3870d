"""An import taken back: exactly what it wrote, out of the history, as long as nobody built on it.

Every row of history that the import wrote carries its reference. What it inserted is deleted, what
it changed or deleted becomes what it was before.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from mechanisms.models import Mechanism, Review, State
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from recommendations.choices import ImportState, TermChoice
from recommendations.models import (
    AffectedGroup,
    ExternalCoding,
    GroupLink,
    ImportBatch,
    PositionChange,
    Recommendation,
    RecommendationText,
    RecommendingState,
    SdgGoalLink,
    SdgTarget,
    SdgTargetLink,
    SourceRecord,
    Theme,
    ThemeLink,
)

from .batch_lock import locked
from .locks import lock_register

# What an import writes of a recommendation, besides the record itself.
_PARTS: tuple[type[Model], ...] = (
    *(RecommendationText, RecommendingState, ThemeLink, GroupLink, SdgGoalLink, SdgTargetLink),
    *(PositionChange, SourceRecord, ExternalCoding),
)
_ALL: tuple[type[Model], ...] = (Recommendation, *_PARTS)
_TERMS: tuple[type[Model], ...] = (Theme, AffectedGroup, SdgTarget, State, Mechanism)
# What stands on a record without anybody having built on it.
_OWN = {"importrow", "rowdecision", "suggestion"}


class CannotUndoError(DomainError):
    """Somebody built on the import; `obstacles` says on what."""

    def __init__(self, obstacles: Collection["Obstacle"]) -> None:
        super().__init__(_("This import can't be undone any more: others have built on it."))
        self.obstacles = obstacles


@dataclass(frozen=True, slots=True, order=True)
class Obstacle:
    """Why one record keeps an import from being undone."""

    reference: str
    reason: str


def obstacles_of(batch: ImportBatch) -> list[Obstacle]:
    """What stops an undo, a line a record and reason; empty where nothing does."""
    events = _Events(batch)
    created, touched = events.keys(Recommendation, "insert"), events.records_touched()
    found = [*_built_on(created), *_edited_since(events, created | touched)]
    references = dict(
        Recommendation.objects.filter(pk__in={pk for pk, _reason in found}).values_list(
            "pk", "reference"
        )
    )
    return sorted({Obstacle(references.get(pk, "–"), reason) for pk, reason in found})


@transaction.atomic
def undo_import(*, pk: int, actor: User) -> ImportBatch:
    """Take back what a written import wrote. Raises PermissionDenied, WorkflowError, CannotUndoError."""
    lock_register()
    batch = locked(pk, actor)
    if batch.state != ImportState.COMMITTED:
        raise WorkflowError(_("Only an import that was written can be undone."))
    events = _Events(batch)
    records = events.keys(Recommendation, "insert") | events.records_touched()
    list(Recommendation.objects.select_for_update().filter(pk__in=records).order_by("pk"))
    if obstacles := obstacles_of(batch):
        raise CannotUndoError(obstacles)
    with because(
        _("Import of %(file)s undone") % {"file": batch.filename}, undone=str(batch.reference)
    ):
        _take_back(events)
        _take_back_terms(batch, events)
        batch.state, batch.undone_at, batch.undone_by = ImportState.UNDONE, timezone.now(), actor
        batch.save()
    return batch


class _Events:
    """The rows of history that one import wrote."""

    def __init__(self, batch: ImportBatch) -> None:
        self.reference = str(batch.reference)
        context = apps.get_model("pghistory", "Context")
        own = context.objects.filter(metadata__batch=self.reference)
        self.contexts = list(own.values_list("pk", flat=True))

    def of(self, model: type[Model]) -> Any:
        """In the order in which they happened."""
        events: Any = model.events.rel.related_model  # type: ignore[attr-defined]
        return events.objects.filter(pgh_context__in=self.contexts).order_by("pgh_id")

    def keys(self, model: type[Model], label: str) -> set[int]:
        return set(self.of(model).filter(pgh_label=label).values_list("pgh_obj_id", flat=True))

    def written_at(self) -> dt.datetime:
        """All that one transaction writes bears the time of its beginning."""
        times = [self.of(model).values_list("pgh_created_at", flat=True).last() for model in _ALL]
        return max(filter(None, times), default=timezone.now())

    def records_touched(self) -> set[int]:
        """Recommendations of which a field or a part was changed."""
        found = self.keys(Recommendation, "update")
        for model in _PARTS:
            found |= set(self.of(model).values_list("recommendation_id", flat=True))
        return found


def _built_on(created: Collection[int]) -> Iterator[tuple[int, str]]:
    """(key, reason) of new records on which something stands that is not the import's own."""
    for relation in _relations(Recommendation):
        model, column = relation.related_model, relation.field.attname
        if model in _PARTS or model._meta.model_name in _OWN or hasattr(model, "pgh_tracked_model"):
            continue
        standing = model._base_manager.filter(**{f"{column}__in": created})
        for key in standing.values_list(column, flat=True).distinct():
            yield key, _("in use: %(what)s") % {"what": model._meta.verbose_name}


def _undone_contexts() -> list[Any]:
    """Those of imports that were undone, and of their undoing: together they changed nothing."""
    batches = ImportBatch.objects.filter(state=ImportState.UNDONE)
    references = [str(reference) for reference in batches.values_list("reference", flat=True)]
    context = apps.get_model("pghistory", "Context")
    found = context.objects.filter(
        Q(metadata__batch__in=references) | Q(metadata__undone__in=references)
    )
    return list(found.values_list("pk", flat=True))


def _relations(model: type[Model]) -> list[Any]:
    """Every column of another table that leads to this one, in whatever app."""
    fields = model._meta.get_fields(include_hidden=True)
    return [f for f in fields if f.auto_created and not f.concrete and not f.many_to_many]


def _edited_since(events: _Events, records: Collection[int]) -> Iterator[tuple[int, str]]:
    """(key, reason) of records that somebody, or another import, has changed since."""
    written = events.written_at()
    undone = _undone_contexts()
    for model in _ALL:
        own = events.of(model)
        first = own.values_list("pgh_id", flat=True).first()
        # Numbers tell better than times, which are those of the beginning of a transaction.
        since = {"pgh_id__gt": first} if first else {"pgh_created_at__gt": written}
        column = "pgh_obj_id" if model is Recommendation else "recommendation_id"
        later = own.model.objects.filter(**{f"{column}__in": records}, **since)
        foreign = later.exclude(pgh_context__in=[*events.contexts, *undone])
        for key, facts in foreign.values_list(column, "pgh_context__metadata"):
            yield key, _reason(model, facts or {})


def _reason(model: type[Model], facts: dict[str, Any]) -> str:
    if "batch" in facts:
        return _("another import wrote to it since: %(reason)s") % {
            "reason": facts.get("reason", "")
        }
    return _("changed since: %(what)s") % {"what": model._meta.verbose_name}


def _take_back(events: _Events) -> None:
    """Parts first, so that a record goes when nothing is left on it."""
    created = events.keys(Recommendation, "insert")
    reviews = events.keys(Review, "insert")
    for model in _PARTS:
        _restore(model, events)
    Recommendation.objects.filter(pk__in=created).delete()
    _restore(Recommendation, events, skip=created)
    _restore(Review, events, skip=reviews)
    # A review on which somebody has put something of their own stays.
    Review.objects.filter(pk__in=[pk for pk in reviews if not _is_used(Review, pk)]).delete()


def _is_used(model: type[Model], key: int) -> bool:
    return any(
        relation.related_model._base_manager.filter(**{relation.field.attname: key}).exists()
        for relation in _relations(model)
        if not hasattr(relation.related_model, "pgh_tracked_model")
    )


def _restore(model: type[Model], events: _Events, skip: Collection[int] = ()) -> None:
    """Make the rows of a model what they were before the import's first word on each."""
    table = model._default_manager
    inserted = events.keys(model, "insert")
    if model is not Recommendation and model is not Review:
        table.filter(pk__in=inserted).delete()
    firsts: dict[int, int] = {}
    for key, pgh_id in (
        events.of(model).exclude(pgh_label="insert").values_list("pgh_obj_id", "pgh_id")
    ):
        if key not in inserted and key not in skip:
            firsts.setdefault(key, pgh_id)
    for key, first in firsts.items():
        _put_back(model, events, key, first)


def _put_back(model: type[Model], events: _Events, key: int, first: int) -> None:
    own: Any = events.of(model).model
    before = own.objects.filter(pgh_obj_id=key, pgh_id__lt=first).order_by("-pgh_id").first()
    if before is None:
        # A deleted row was as its own entry in the history says.
        before = own.objects.get(pgh_id=first)
    tracked = {field.name for field in own._meta.fields}
    names = [f for f in model._meta.concrete_fields if f.name in tracked]
    values = {field.attname: getattr(before, field.attname) for field in names}
    table = model._default_manager
    if not table.filter(pk=key).update(**{n: v for n, v in values.items() if n != "id"}):
        model(**values).save_base(raw=True, force_insert=True)


def _take_back_terms(batch: ImportBatch, events: _Events) -> None:
    """Aliases go; a term that the import made goes unless somebody uses it."""
    for model in _TERMS:
        _restore_aliases(model, batch, events)
        made = events.keys(model, "insert")
        model._default_manager.filter(
            pk__in=[pk for pk in made if not _is_used(model, pk)]
        ).delete()


def _restore_aliases(model: type[Model], batch: ImportBatch, events: _Events) -> None:
    decided = batch.term_decisions.filter(choice=TermChoice.ALIAS).values_list("label", flat=True)
    labels = {" ".join(label.split()) for label in decided}
    terms: Any = model._default_manager.filter(pk__in=events.keys(model, "update"))
    for term in terms:
        term.aliases = [alias for alias in term.aliases if alias not in labels]
        term.save(update_fields=["aliases", "updated_at"])
