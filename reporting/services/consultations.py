"""Consultations: a version put before people, every comment answered, nobody exposed."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints.models import Appointment, Institution
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from notifications.choices import NewsKind
from notifications.services.inbox import notify
from reporting import policies
from reporting.choices import DRAFT_MOVES, Audience, DraftStage, Moderation
from reporting.models import Comment, CommenterIdentity, Consultation, IdentityLook, ReportDraft

from .drafts import make_version

# How long it stays known who wrote an anonymous comment, after the consultation has closed.
IDENTITY_DAYS = 180


@dataclass(frozen=True, slots=True)
class Identity:
    """What a commenter said of oneself; both may be empty."""

    name: str = ""
    email: str = ""


@transaction.atomic
def open_consultation(
    *,
    actor: User,
    draft_pk: int,
    title: str,
    introduction: str,
    opens_on: dt.date,
    closes_on: dt.date,
    audience: str = Audience.PUBLIC,
    allows_anonymous: bool = True,
) -> Consultation:
    """Freeze the draft and put the version before people.

    Raises PermissionDenied, WorkflowError for a draft that is not being drafted, and DomainError
    for days in the wrong order or a draft without text.
    """
    draft = ReportDraft.objects.select_for_update().get(pk=draft_pk)
    require(policies.can_manage_drafts(actor))
    if draft.stage not in DRAFT_MOVES["consult"].sources:
        raise WorkflowError(_("Only a draft that is being drafted can be put before people."))
    if closes_on < opens_on:
        raise DomainError(_("The consultation closes before it opens."))
    version = make_version(actor=actor, draft_pk=draft_pk)
    with because(str(_("Consultation opened"))):
        draft.stage = DraftStage.CONSULTATION
        draft.save(update_fields=["stage", "updated_at"])
        return Consultation.objects.create(
            slug=_free_slug(title),
            title=title,
            introduction=introduction,
            version=version,
            opens_on=opens_on,
            closes_on=closes_on,
            audience=audience,
            allows_anonymous=allows_anonymous,
        )


def _free_slug(title: str) -> str:
    base = slugify(title)[:70] or "consultation"
    taken = set(Consultation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    names = [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


@transaction.atomic
def comment(
    *,
    actor: User | AnonymousUser,
    consultation: Consultation,
    section: str,
    text: str,
    institution: Institution | None = None,
    shown_name: str = "",
    identity: Identity | None = None,
) -> Comment:
    """Say something on one section.

    In an institution's name it is shown at once; without one it waits until it has been read, and
    what its author said of oneself is kept apart, encrypted. The account of a signed-in person
    who comments anonymously is kept nowhere.

    Raises PermissionDenied, and DomainError for a section that the version does not have.
    """
    pk = institution.pk if institution else None
    require(policies.can_comment(actor, consultation, pk, today()))
    if section not in {part["key"] for part in consultation.version.sections}:
        raise DomainError(_("This section is not part of the draft."))
    # What the history of other deeds keeps, who was signed in, is not kept of an anonymous one.
    facts_of_history = {} if institution else {"user": None}
    with because(str(_("Comment sent")), **facts_of_history):
        row = Comment.objects.create(
            consultation=consultation,
            section=section,
            text=text,
            institution=institution,
            shown_name="" if institution else shown_name,
            moderation=Moderation.SHOWN if institution else Moderation.PENDING,
        )
    if institution is None and identity is not None and (identity.name or identity.email):
        facts = json.dumps({"name": identity.name, "email": identity.email}).encode()
        CommenterIdentity.objects.create(
            comment=row,
            sealed=_vault().encrypt(facts),
            kept_until=consultation.closes_on + dt.timedelta(days=IDENTITY_DAYS),
        )
    notify(
        people=User.objects.in_group("secretariat"),
        text=lambda: (
            _("New comment in the consultation “%(title)s”.") % {"title": consultation.title}
        ),
        path=row.get_absolute_url(),
        key=f"comment:{row.reference}",
        kind=NewsKind.CONSULTATION,
        outside=_outside(consultation, lambda: _("New comment in a consultation.")),
    )
    return row


def _outside(consultation: Consultation, words: Callable[[], str]) -> Callable[[], str] | None:
    """What an e-mail says where the consultation is not for everyone: its title is not either."""
    return None if consultation.audience == Audience.PUBLIC else words


def _vault() -> Fernet:
    return Fernet(settings.FIELD_KEY)


@transaction.atomic
def moderate(*, pk: int, actor: User, shown: bool, reason: str = "") -> Comment:
    """Show a comment, or leave it out with a reason that is published in its place.

    Raises PermissionDenied, and DomainError without a reason.
    """
    row = Comment.objects.select_for_update().get(pk=pk)
    require(policies.can_answer_comments(actor))
    if not shown and not reason.strip():
        raise DomainError(_("Say why it is not shown."))
    with because(reason or str(_("Shown"))):
        row.moderation = Moderation.SHOWN if shown else Moderation.HIDDEN
        row.moderation_reason = "" if shown else reason.strip()
        row.save(update_fields=["moderation", "moderation_reason", "updated_at"])
    return row


@transaction.atomic
def answer(*, pk: int, actor: User, answer: str, text: str) -> Comment:
    """Answer a comment; a waiting one is shown with its answer. A later answer replaces the first.

    Raises PermissionDenied, and DomainError without words or for a comment that is not shown.
    """
    row = Comment.objects.select_for_update().select_related("consultation").get(pk=pk)
    require(policies.can_answer_comments(actor))
    if not text.strip():
        raise DomainError(_("Answer in words."))
    if row.moderation == Moderation.HIDDEN:
        raise DomainError(_("This comment is not shown; show it before you answer."))
    with because(str(_("Comment answered"))):
        row.answer, row.answer_text = answer, text.strip()
        row.answered_by, row.answered_at = actor, timezone.now()
        row.moderation = Moderation.SHOWN
        row.save()
    if row.institution_id is not None:
        _tell_institution(row, row.institution_id)
    return row


def _tell_institution(row: Comment, institution: int) -> None:
    notify(
        people=Appointment.objects.in_force(today()).of(institution).holders(),
        text=lambda: (
            _("Your comment in “%(title)s” has been answered.") % {"title": row.consultation.title}
        ),
        path=row.get_absolute_url(),
        key=f"answer:{row.reference}:{row.updated_at.timestamp()}",
        kind=NewsKind.CONSULTATION,
        outside=_outside(row.consultation, lambda: _("Your comment has been answered.")),
    )


@transaction.atomic
def reveal_identity(*, comment_pk: int, actor: User, reason: str) -> Identity:
    """Who wrote an anonymous comment. Each look is recorded with its reason, for good.

    Raises PermissionDenied, and DomainError without a reason or where nothing is kept.
    """
    require(policies.can_see_identity(actor))
    if not reason.strip():
        raise DomainError(_("Say why you need to know."))
    row = CommenterIdentity.objects.filter(comment=comment_pk).first()
    if row is None:
        raise DomainError(_("Nothing is known of who wrote it."))
    IdentityLook.objects.create(comment_id=comment_pk, officer=actor, reason=reason.strip())
    return Identity(**json.loads(_vault().decrypt(bytes(row.sealed))))


@transaction.atomic
def forget_identities(*, on: dt.date) -> int:
    """Erase what is kept longer than promised; returns how many. Safe to run at any time."""
    gone, _rows = CommenterIdentity.objects.filter(kept_until__lt=on).delete()
    return gone
