"""Organisations that ask to take part: the address confirmed first, the secretariat decides then."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.personal import forget_rows
from focalpoints import policies
from focalpoints.choices import (
    REGISTRATION_MOVES,
    Branch,
    InstitutionKind,
    Membership,
    RegistrationState,
    Role,
    Standing,
)
from focalpoints.models import Institution, Registration
from nmirf.common import tokens
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from nmirf.common.workflow import WorkflowError
from notifications.services.messages import Words, send_letter

from .invitations import invite

# A declined registration is forgotten after so many days: nobody needs to know who asked.
DECLINED_DAYS = 365


@dataclass(frozen=True, slots=True)
class Asked:
    """What an organisation says of itself; themes and groups by the codes of their lists."""

    name: str
    kind: str
    about: str
    full_name: str
    email: str
    acronym: str = ""
    territory: str = ""
    website: str = ""
    themes: Sequence[str] = ()
    groups: Sequence[str] = ()
    language: str = ""


@transaction.atomic
def register(asked: Asked) -> Registration:
    """Take a registration down and send the link that confirms its address. Nobody sees it yet."""
    row = Registration.objects.create(
        # Nobody has this one: the link is made when it is sent.
        token_digest=tokens.mint()[1],
        expires_at=timezone.now() + dt.timedelta(days=settings.REGISTRATION_DAYS),
        name=asked.name,
        acronym=asked.acronym,
        kind=asked.kind,
        territory=asked.territory,
        website=asked.website,
        about=asked.about,
        themes=list(asked.themes),
        groups=list(asked.groups),
        full_name=asked.full_name,
        email=asked.email.lower(),
        language=asked.language,
    )
    enqueue("focalpoints.send_registration_link", row.pk)
    return row


@transaction.atomic
def send_link(*, pk: int) -> bool:
    """Make the link that confirms the address and send it, if that is still to be done."""
    rows = Registration.objects.select_for_update()
    row = rows.filter(
        pk=pk,
        state=RegistrationState.UNCONFIRMED,
        sent_at__isnull=True,
        expires_at__gt=timezone.now(),
    ).first()
    if row is None:
        return False
    token, row.token_digest = tokens.mint()
    went_out = send_letter(
        to=row.email,
        language=row.language,
        key=f"registration:{row.reference}",
        words=partial(_link, row, token),
    )
    if went_out:
        row.sent_at = timezone.now()
        row.save(update_fields=["token_digest", "sent_at", "updated_at"])
    return went_out


def _link(row: Registration, token: str) -> Words:
    facts = {
        "organisation": row.name,
        "day": date_format(timezone.localtime(row.expires_at), "DATE_FORMAT"),
    }
    return Words(
        subject=_("confirm your address"),
        name=row.full_name,
        paragraphs=(
            _("Somebody asked with this address that %(organisation)s be registered.") % facts,
            _(
                "Confirm that it was you, until %(day)s. Then the secretariat looks at it and "
                "answers you."
            )
            % facts,
        ),
        act=_("Confirm the address"),
        path=reverse("portal:join_confirm", args=[token]),
        closing=(_("If it was not you, do nothing: what was typed is deleted by itself."),),
    )


def find(*, token: str) -> Registration:
    """The registration that this link confirms. Raises DoesNotExist, also once it has expired."""
    row = Registration.objects.get(token_digest=tokens.digest_of(token))
    if row.state == RegistrationState.UNCONFIRMED and row.expires_at <= timezone.now():
        raise Registration.DoesNotExist
    return row


@transaction.atomic
def confirm(*, token: str) -> Registration:
    """The address is its sender's: now the registration stands before the secretariat.

    Raises DoesNotExist, and WorkflowError where it is confirmed already.
    """
    row = Registration.objects.select_for_update().get(pk=find(token=token).pk)
    _move(row, "confirm")
    row.confirmed_at = timezone.now()
    with because("Address confirmed"):
        row.save(update_fields=["state", "confirmed_at", "updated_at"])
    enqueue("focalpoints.tell_of_registration", row.pk)
    return row


@transaction.atomic
def approve(*, actor: User, pk: int, institution: Institution | None) -> Registration:
    """Make the organisation an institution, or join it to one that is there; invite its person.

    Raises PermissionDenied, WorkflowError, and DomainError where the institution is of another
    kind, or where the invitation cannot be made.
    """
    row = _locked(actor, pk)
    _move(row, "approve")
    if institution is not None and institution.kind != row.kind:
        raise DomainError(_("The institution that you chose is of another kind."))
    with because(str(_("Registration approved")), registration=str(row.reference)):
        row.institution = institution or _found(row)
        import_string(settings.INTERESTS["adopt"])(
            institution=row.institution, themes=row.themes, groups=row.groups
        )
        _decide(row, actor)
    invite(
        actor=actor,
        email=row.email,
        full_name=row.full_name,
        institution=row.institution,
        role=Role.REPRESENTATIVE,
        starts_on=today(),
        language=row.language,
    )
    return row


def _found(row: Registration) -> Institution:
    """A new institution: an NHRI takes part as a consultative member, others are no members."""
    is_nhri = row.kind == InstitutionKind.NHRI
    return Institution.objects.create(
        slug=_free_slug(row.acronym or row.name),
        name=row.name,
        acronym=row.acronym,
        kind=row.kind,
        branch=Branch.INDEPENDENT if is_nhri else Branch.NONE,
        territory=row.territory,
        website=row.website,
        membership=Membership.CONSULTATIVE if is_nhri else Membership.NONE,
        standing=Standing.APPROVED,
    )


def _free_slug(name: str) -> str:
    """A name in letters that have no slug is «organisation»; a taken one gets a number."""
    stem = slugify(name)[:70].strip("-") or "organisation"
    taken = set(Institution.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{stem}-{n}") not in taken)


@transaction.atomic
def decline(*, actor: User, pk: int, reason: str) -> Registration:
    """Refuse it; whoever asked is told the reason. Raises PermissionDenied, WorkflowError."""
    row = _locked(actor, pk)
    _move(row, "decline")
    if not reason.strip():
        raise WorkflowError(_("Say why."))
    row.reason = reason
    with because(str(_("Registration declined"))):
        _decide(row, actor)
    enqueue("focalpoints.send_registration_answer", row.pk)
    return row


def _locked(actor: User, pk: int) -> Registration:
    row = Registration.objects.select_for_update().get(pk=pk)
    require(policies.is_secretariat(actor))
    return row


def _move(row: Registration, name: str) -> None:
    step = REGISTRATION_MOVES[name]
    if row.state not in step.sources:
        raise WorkflowError(_("This registration has been moved on already."))
    row.state = step.target


def _decide(row: Registration, actor: User) -> None:
    row.decided_by, row.decided_at = actor, timezone.now()
    row.save()


@transaction.atomic
def send_answer(*, pk: int) -> bool:
    """Tell the reason of a refusal, if that is still to be done; an approval is an invitation."""
    row = (
        Registration.objects.select_for_update()
        .filter(pk=pk, state=RegistrationState.DECLINED, answer_sent_at__isnull=True)
        .first()
    )
    if row is None:
        return False
    went_out = send_letter(
        to=row.email,
        language=row.language,
        key=f"registration-answer:{row.reference}",
        words=partial(_refusal, row),
    )
    if went_out:
        row.answer_sent_at = timezone.now()
        row.save(update_fields=["answer_sent_at", "updated_at"])
    return went_out


def _refusal(row: Registration) -> Words:
    return Words(
        subject=_("your registration"),
        name=row.full_name,
        paragraphs=(
            _("The secretariat could not register %(organisation)s. Its reason:")
            % {"organisation": row.name},
            row.reason,
        ),
        closing=(
            _("Consultations stay open to you without an account. You may ask again."),
            _("What you sent is deleted after a year."),
        ),
    )


def alike(row: Registration) -> list[Institution]:
    """Institutions that bear this name or acronym, or bore it: the officer may join to one."""
    same = Q(name__iexact=row.name) | Q(former_names__name__iexact=row.name)
    if row.acronym:
        same |= Q(acronym__iexact=row.acronym)
    found = Institution.objects.filter(same, dissolved_on__isnull=True)
    return list(found.distinct().order_by("name", "pk"))


def interests_of(row: Registration) -> list[str]:
    """The themes and groups that it chose, by name in the language of the page."""
    named: list[str] = import_string(settings.INTERESTS["named"])(
        themes=row.themes, groups=row.groups
    )
    return named


@transaction.atomic
def sweep(*, at: dt.datetime) -> int:
    """Forget, history included, what nobody confirmed in time and what was declined long ago."""
    old = at - dt.timedelta(days=DECLINED_DAYS)
    rows = Registration.objects.filter(
        Q(state=RegistrationState.UNCONFIRMED, expires_at__lte=at)
        | Q(state=RegistrationState.DECLINED, decided_at__lte=old)
    )
    references = list(rows.values_list("reference", flat=True))
    forget_rows(Registration, reference__in=references)
    return len(references)
