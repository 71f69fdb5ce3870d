"""Writes to a recommendation's texts: translations beside the authentic one, never in its place."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because
from nmirf.common.languages import language_name
from recommendations import policies
from recommendations.choices import TextStanding
from recommendations.models import Recommendation, RecommendationText


@transaction.atomic
def add_text(
    *,
    recommendation: int,
    language: str,
    standing: str,
    text: str,
    source: str,
    translator: str = "",
    heading: str = "",
    actor: User,
) -> RecommendationText:
    """Put a text in one more language beside those that are there.

    Raises PermissionDenied, ConflictError with the text that this language has already, and
    DomainError for a second authentic text.
    """
    require(policies.can_manage_register(actor))
    record = Recommendation.objects.select_for_update().get(pk=recommendation)
    texts = {row.language: row for row in record.texts.all()}
    if language in texts:
        raise ConflictError(_("There is a text in this language already."), theirs=texts[language])
    if standing == TextStanding.AUTHENTIC and record.authentic is not None:
        raise DomainError(_("There is an authentic text already; what you add is a translation."))
    row = RecommendationText(recommendation=record, language=language, text=text, heading=heading)
    row.source, row.translator = source, translator
    stand_as(row, standing)
    with because(_("Text added: %(language)s") % {"language": language_name(language)}):
        row.save()
    return row


@transaction.atomic
def edit_translation(
    *,
    pk: int,
    seen: dt.datetime,
    standing: str,
    text: str,
    source: str,
    translator: str = "",
    heading: str = "",
    actor: User,
) -> RecommendationText:
    """Save a translation. `seen` is its `updated_at` as the form was opened with.

    Raises DoesNotExist, PermissionDenied, ConflictError with the text as it stands, DomainError
    for the authentic text.
    """
    row = _locked(pk, actor)
    if row.is_authentic or standing == TextStanding.AUTHENTIC:
        raise DomainError(_("The authentic text is corrected, with its source and a reason."))
    _unseen(row, seen)
    row.text, row.heading, row.source, row.translator = text, heading, source, translator
    stand_as(row, standing)
    with because(_("Translation edited: %(language)s") % {"language": language_name(row.language)}):
        row.save()
    return row


@transaction.atomic
def correct_authentic(
    *,
    pk: int,
    seen: dt.datetime,
    text: str,
    source: str,
    reason: str,
    heading: str = "",
    actor: User,
) -> RecommendationText:
    """Correct the authentic text against its document; history keeps what stood there.

    Raises DoesNotExist, PermissionDenied, ConflictError with the text as it stands, DomainError
    for a translation, or where nothing changes.
    """
    row = _locked(pk, actor)
    if not row.is_authentic:
        raise DomainError(_("This is a translation; edit it as one."))
    _unseen(row, seen)
    if (row.text, row.heading, row.source) == (text, heading, source):
        raise DomainError(_("Nothing differs from the text on record."))
    row.text, row.heading, row.source = text, heading, source
    with because(reason):
        row.save()
    return row


@transaction.atomic
def withdraw_translation(*, pk: int, reason: str, actor: User) -> None:
    """Take a translation away; history keeps it. Raises DoesNotExist, PermissionDenied, DomainError."""
    row = _locked(pk, actor)
    if row.is_authentic:
        raise DomainError(_("The authentic text stays; it can be corrected."))
    with because(reason):
        row.delete()


def stand_as(row: RecommendationText, standing: str) -> None:
    """Mark the text as authentic, official, unofficial or made by a machine; it is not saved."""
    row.is_authentic = standing == TextStanding.AUTHENTIC
    row.is_official = standing == TextStanding.OFFICIAL
    row.is_machine_made = standing == TextStanding.MACHINE


def _locked(pk: int, actor: User) -> RecommendationText:
    require(policies.can_manage_register(actor))
    row: Any = RecommendationText.objects.select_for_update().get(pk=pk)
    found: RecommendationText = row
    return found


def _unseen(row: RecommendationText, seen: dt.datetime) -> None:
    if row.updated_at != seen:
        raise ConflictError(_("Someone else saved this text first."), theirs=row)
