"""The life of an edition: read and judged, written or discarded, undone."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from mechanisms.models import Review
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.languages import language_name
from nmirf.common.workflow import WorkflowError
from recommendations import policies
from recommendations.choices import WRITING_OUTCOMES, EditionOutcome, EditionState
from recommendations.models import RecommendationText, TextEdition, TextEditionRow
from recommendations.parsers import Stated
from recommendations.services.imports.locks import lock_register
from recommendations.services.texts import stand_as

from .judging import KEPT, counts_of, fitting, judge, writes
from .reading import EDITION_MAX_BYTES, Line, lines_of_file, lines_of_pasted

_BATCH = 500
# So many references are named where something bars the way.
_NAMED = 10


def start_edition(
    *,
    file: File,
    is_pasted: bool,
    language: str,
    standing: str,
    source: str,
    translator: str,
    review: Review | None,
    actor: User,
) -> TextEdition:
    """Keep the file, read it, and say of each row what it would do; nothing is written to texts.

    Raises PermissionDenied, and DomainError for a file that is too large or can't be read.
    """
    require(policies.can_manage_register(actor))
    if file.size > EDITION_MAX_BYTES:
        raise DomainError(
            _("An edition has at most %(size)d MB.") % {"size": EDITION_MAX_BYTES // 2**20}
        )
    edition = TextEdition(
        filename=Path(file.name or "").name[-200:],
        size=file.size,
        language=language,
        standing=standing,
        source=source,
        translator=translator,
        review=review,
        made_by=actor,
    )
    edition.sha256 = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    edition.file.save(edition.filename, file, save=False)
    try:
        with transaction.atomic():
            _read(edition, is_pasted=is_pasted)
    except BaseException:
        edition.file.delete(save=False)
        raise
    return edition


def _read(edition: TextEdition, *, is_pasted: bool) -> None:
    path = Path(edition.file.path)
    lines = (
        lines_of_pasted(path.read_text("utf-8", errors="replace"))
        if is_pasted
        else lines_of_file(path, _stated(edition))
    )
    rows = [_row(edition, line) for line in lines]
    judge(edition, rows)
    edition.counts = counts_of(rows)
    edition.save()
    TextEditionRow.objects.bulk_create(rows, batch_size=_BATCH)


def _stated(edition: TextEdition) -> Stated:
    review = edition.review
    if review is None:
        return Stated(language=edition.language)
    return Stated(
        symbol=review.symbol,
        session=review.session,
        cycle=review.cycle,
        published_on=review.published_on,
        body=review.mechanism.name,
        language=edition.language,
    )


def _row(edition: TextEdition, line: Line) -> TextEditionRow:
    named = [line.symbol, line.paragraph] if line.paragraph else [line.annotation_id]
    return TextEditionRow(
        edition=edition,
        position=line.position,
        outcome=EditionOutcome.REJECTED if line.problem else EditionOutcome.NOT_FOUND,
        message=line.problem[:500],
        place=" · ".join(filter(None, named)),
        annotation_id=line.annotation_id,
        symbol=line.symbol,
        paragraph=line.paragraph,
        text=line.text,
        heading=line.heading,
    )


@transaction.atomic
def write_edition(*, pk: int, actor: User) -> bool:
    """Write what was read, all of it; False where texts changed since it was read.

    Then nothing is written, and each row says anew what it would do.

    Raises DoesNotExist, PermissionDenied, WorkflowError, DomainError where there is nothing to write.
    """
    edition = _locked(pk, actor, EditionState.READY)
    lock_register()
    rows = list(edition.rows.order_by("position"))
    before = [_judgement(row) for row in rows]
    judge(edition, rows)
    if [_judgement(row) for row in rows] != before:
        _keep_judgement(edition, rows)
        return False
    if not writes(edition.counts):
        raise DomainError(_("There is nothing to write: the register has all of it."))
    with because(
        _("Edition in %(language)s: %(file)s")
        % {"language": language_name(edition.language), "file": edition.filename},
        edition=str(edition.reference),
    ):
        _write(edition, rows)
        edition.state, edition.written_at = EditionState.WRITTEN, timezone.now()
        edition.save()
    return True


def _keep_judgement(edition: TextEdition, rows: list[TextEditionRow]) -> None:
    edition.counts = counts_of(rows)
    edition.save()
    changed = ["recommendation", "is_chosen", "outcome", "message", "before"]
    TextEditionRow.objects.bulk_update(rows, changed, batch_size=_BATCH)


@transaction.atomic
def choose_record(*, pk: int, position: int, reference: str, actor: User) -> TextEditionRow:
    """Say which record a row of an edition is that fits several; all rows are judged anew.

    Raises DoesNotExist, PermissionDenied, WorkflowError, and DomainError for a record that the row
    does not fit.
    """
    edition = _locked(pk, actor, EditionState.READY)
    rows = list(edition.rows.order_by("position"))
    row = next((one for one in rows if one.position == position), None)
    fits = fitting(edition, [row])[position] if row else []
    record = next((one for one in fits if one.reference == reference), None)
    if row is None or record is None:
        raise DomainError(_("The row does not fit this recommendation."))
    for one in rows:
        if one.is_chosen and one.recommendation_id == record.pk:
            one.is_chosen = False
    row.recommendation, row.is_chosen = record, True
    judge(edition, rows)
    _keep_judgement(edition, rows)
    return row


def _judgement(row: TextEditionRow) -> tuple[Any, ...]:
    return row.outcome, row.recommendation_id, row.before


def _write(edition: TextEdition, rows: list[TextEditionRow]) -> None:
    # What is written was found.
    written = [
        (row.recommendation_id, row)
        for row in rows
        if row.outcome in WRITING_OUTCOMES and row.recommendation_id is not None
    ]
    there = _texts(edition, [row for _key, row in written])
    fresh, changed, now = [], [], timezone.now()
    for key, row in written:
        text = there.get(key)
        if text is None:
            text = RecommendationText(recommendation_id=key, language=edition.language)
            fresh.append(text)
        else:
            changed.append(text)
        text.text, text.heading, text.raw = row.text, row.heading, ""
        text.source, text.translator = edition.source, edition.translator
        text.updated_at = now
        stand_as(text, edition.standing)
    RecommendationText.objects.bulk_create(fresh, batch_size=_BATCH)
    RecommendationText.objects.bulk_update(changed, [*KEPT, "updated_at"], batch_size=_BATCH)
    moments = {text.recommendation_id: text.updated_at for text in (*fresh, *changed)}
    for key, row in written:
        row.written_at = moments[key]
    TextEditionRow.objects.bulk_update(
        [row for _key, row in written], ["written_at"], batch_size=_BATCH
    )


def _texts(edition: TextEdition, rows: list[TextEditionRow]) -> dict[int, RecommendationText]:
    """By record, its text in the edition's language, locked."""
    found: Any = (
        RecommendationText.objects.select_for_update()
        .filter(
            recommendation__in=[row.recommendation_id for row in rows], language=edition.language
        )
        .order_by("pk")
    )
    return {text.recommendation_id: text for text in found}


@transaction.atomic
def undo_edition(*, pk: int, actor: User) -> TextEdition:
    """Take back what an edition wrote: new translations go, replaced ones stand there again.

    Raises DoesNotExist, PermissionDenied, WorkflowError, and DomainError that names the records
    whose translation was edited or withdrawn since.
    """
    edition = _locked(pk, actor, EditionState.WRITTEN)
    rows = list(edition.rows.filter(outcome__in=WRITING_OUTCOMES).select_related("recommendation"))
    there = _texts(edition, rows)
    _refuse_edited(rows, there)
    gone, back, now = [], [], timezone.now()
    for row in rows:
        text = there[row.recommendation_id or 0]
        if row.outcome == EditionOutcome.NEW:
            gone.append(text.pk)
            continue
        for name in KEPT:
            setattr(text, name, row.before[name])
        text.updated_at = now
        back.append(text)
    with because(_("Edition undone: %(file)s") % {"file": edition.filename}):
        RecommendationText.objects.filter(pk__in=gone).delete()
        RecommendationText.objects.bulk_update(back, [*KEPT, "updated_at"], batch_size=_BATCH)
        edition.state = EditionState.UNDONE
        edition.save()
    return edition


def _refuse_edited(rows: list[TextEditionRow], there: dict[int, RecommendationText]) -> None:
    edited = []
    for row in rows:
        text = there.get(row.recommendation_id or 0)
        if text is None or text.updated_at != row.written_at or text.is_authentic:
            edited.append(row.recommendation.reference if row.recommendation else row.place)
    if edited:
        named = ", ".join(edited[:_NAMED]) + (" …" if len(edited) > _NAMED else "")
        raise DomainError(
            _("It can't be undone: since then someone edited the text of %(references)s.")
            % {"references": named}
        )


@transaction.atomic
def discard_edition(*, pk: int, actor: User) -> TextEdition:
    """Give up an edition that was not written. Raises DoesNotExist, PermissionDenied, WorkflowError."""
    edition = _locked(pk, actor, EditionState.READY)
    edition.state = EditionState.DISCARDED
    edition.save()
    edition.rows.all().delete()
    return edition


def _locked(pk: int, actor: User, state: EditionState) -> TextEdition:
    require(policies.can_manage_register(actor))
    edition = TextEdition.objects.select_for_update().get(pk=pk)
    if edition.state != state:
        raise WorkflowError(_("Someone has already done this."))
    return edition
