"""Trainings: recorded, filled, attended, certified."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from focalpoints import policies
from focalpoints.choices import TrainingPart
from focalpoints.models import Institution, Training, TrainingAttendance
from nmirf.common.dates import today
from nmirf.common.decisions import deny, require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.workflow import WorkflowError
from notifications.choices import NewsKind
from notifications.services.inbox import notify

from .announcements import Words
from .checks import check_there

CONTENT = (
    *("title", "about", "starts_on", "ends_on", "hours"),
    *("place", "trainer", "language", "places"),
)


@transaction.atomic
def record_training(*, actor: User, **facts: Any) -> Training:
    """Enter a training, past or to come. Raises PermissionDenied, DomainError."""
    require(policies.is_secretariat(actor))
    training = Training(recorded_by=actor, **{name: facts[name] for name in CONTENT})
    _check(training)
    with because(str(_("Training entered"))):
        training.save()
    return training


@transaction.atomic
def edit_training(*, pk: int, actor: User, **facts: Any) -> Training:
    """Change what is known of it; those who are registered hear of other days or another place.

    Raises PermissionDenied, and DomainError for fewer places than are taken, or once a certificate
    says what it was.
    """
    training = _lock(pk, actor)
    if training.attendances.certified().exists():
        raise WorkflowError(_("Certificates have been issued: the training stays as it is."))
    before = _when_and_where(training)
    for name in CONTENT:
        setattr(training, name, facts[name])
    _check(training)
    if training.places is not None and training.places < _taken(training):
        raise DomainError(_("More people are registered than that."))
    with because(str(_("Training changed"))):
        training.save()
    if training.ends_on >= today() and _when_and_where(training) != before:
        _tell(
            _registered(training),
            training,
            f"moved-{training.updated_at:%Y%m%d%H%M%S%f}",
            lambda: _("“%(training)s” has moved: %(first)s – %(last)s, %(place)s."),
            but=actor,
        )
    return training


@transaction.atomic
def cancel_training(*, pk: int, actor: User, reason: str) -> Training:
    """Call it off, and tell those who are registered.

    Raises PermissionDenied, WorkflowError for one that people took part in.
    """
    training = _lock(pk, actor)
    if training.attendances.filter(part=TrainingPart.ATTENDED).exists():
        raise WorkflowError(_("People took part in it already."))
    with because(reason):
        training.cancelled_at = timezone.now()
        training.save(update_fields=["cancelled_at", "updated_at"])
    _tell(
        _registered(training),
        training,
        "cancelled",
        lambda: _("“%(training)s” of %(first)s is cancelled."),
        but=actor,
    )
    return training


@transaction.atomic
def register(
    *,
    training_pk: int,
    actor: User,
    user: User | None = None,
    name: str = "",
    institution: Institution | None = None,
) -> TrainingAttendance:
    """Put a person on the list, with or without an account; the secretariat may do so afterwards too.

    Who has an account and can still come hears of it. Raises PermissionDenied, and DomainError for
    nobody, somebody twice, an institution that exists no more, or no place left.
    """
    check_there(institution)
    training = _lock(training_pk, actor)
    if user is None and not name.strip():
        raise DomainError(_("Name a person."))
    row = _add(training, user=user, name=name, institution=institution)
    if user is not None and training.ends_on >= today():
        _tell(
            [user],
            training,
            f"registered-{row.reference}",
            lambda: _("You are registered for “%(training)s”: %(first)s – %(last)s, %(place)s."),
            but=actor,
        )
    return row


@transaction.atomic
def join(*, training_pk: int, actor: User, institution: Institution | None) -> TrainingAttendance:
    """Sign up oneself, before the training begins and while places are left.

    Raises PermissionDenied, also for an institution that one does not act for, and DomainError.
    """
    training = Training.objects.select_for_update().get(pk=training_pk)
    require(policies.can_take_part_in_trainings(actor))
    if institution is not None and institution.pk not in policies.standing(actor).institutions:
        require(deny(_("You do not act for this institution.")))
    if training.cancelled_at is not None:
        raise WorkflowError(_("This training is cancelled."))
    if training.starts_on < today():
        raise WorkflowError(_("This training has begun."))
    return _add(training, user=actor, name="", institution=institution)


@transaction.atomic
def leave(*, training_pk: int, actor: User) -> Training:
    """Give one's place back before the training begins; one that is free already stays free.

    Raises WorkflowError afterwards.
    """
    training = Training.objects.select_for_update().get(pk=training_pk)
    row = training.attendances.filter(user=actor).first()
    if row is None:
        return training
    if training.starts_on < today() or row.part != TrainingPart.REGISTERED:
        raise WorkflowError(_("This training has begun."))
    with because(str(_("Place given back"))):
        row.delete()
    return training


@transaction.atomic
def record_parts(*, training_pk: int, actor: User, parts: Mapping[int, str]) -> int:
    """Who took part, by key of the row; how many rows changed. Those not named stay as they are.

    Raises PermissionDenied, WorkflowError before the first day or after a cancellation, and
    DomainError where a certificate says otherwise.
    """
    training = _lock(training_pk, actor)
    if training.starts_on > today():
        raise WorkflowError(_("This training has not begun yet."))
    changed = 0
    with because(str(_("Attendance recorded"))):
        for row in training.attendances.filter(pk__in=parts):
            part = TrainingPart(parts[row.pk])
            if part == row.part:
                continue
            if row.certified_on is not None:
                raise DomainError(_("%(name)s has a certificate already.") % {"name": row.name})
            row.part = part
            row.save(update_fields=["part", "updated_at"])
            changed += 1
    return changed


@transaction.atomic
def certify(*, training_pk: int, actor: User) -> int:
    """Issue a certificate to everybody who took part and has none, and tell them; how many.

    Twice does nothing.

    Raises PermissionDenied, and WorkflowError before the training is over.
    """
    training = _lock(training_pk, actor)
    if training.ends_on > today():
        raise WorkflowError(_("This training is not over yet."))
    rows = training.attendances.filter(part=TrainingPart.ATTENDED, certified_on__isnull=True)
    people = list(User.objects.active().filter(trainings__in=rows).order_by("pk"))
    with because(str(_("Certificates issued"))):
        number = rows.update(certified_on=today(), updated_at=timezone.now())
    _tell(
        people,
        training,
        "certified",
        lambda: _(
            "Your certificate of “%(training)s” is there: open the training to make it as PDF."
        ),
    )
    return number


def _lock(pk: int, actor: User) -> Training:
    training = Training.objects.select_for_update().get(pk=pk)
    require(policies.is_secretariat(actor))
    if training.cancelled_at is not None:
        raise WorkflowError(_("This training is cancelled."))
    return training


def _taken(training: Training) -> int:
    count: int = training.attendances.exclude(part=TrainingPart.ABSENT).count()
    return count


def _add(
    training: Training, *, user: User | None, name: str, institution: Institution | None
) -> TrainingAttendance:
    """Under the lock of the training, so that the last place goes to one person."""
    if training.places is not None and _taken(training) >= training.places:
        raise DomainError(_("No place is left."))
    try:
        with because(str(_("Registered for a training"))), transaction.atomic():
            return TrainingAttendance.objects.create(
                training=training,
                user=user,
                name=(user.get_full_name() if user else name.strip())[:200],
                institution=institution,
            )
    except IntegrityError as error:
        raise DomainError(_("This person is registered already.")) from error


def _when_and_where(training: Training) -> tuple[Any, ...]:
    return training.starts_on, training.ends_on, training.place


def _registered(training: Training) -> QuerySet[User]:
    """Those with an account who are on the list."""
    rows = training.attendances.filter(part=TrainingPart.REGISTERED)
    return User.objects.active().filter(trainings__in=rows).order_by("pk")


def _tell(
    people: Iterable[User], training: Training, deed: str, words: Words, but: User | None = None
) -> None:
    """One line for each, except for who did it."""
    notify(
        people=[person for person in people if person != but],
        text=lambda: (
            words()
            % {
                "training": training.title,
                "first": date_format(training.starts_on, "DATE_FORMAT"),
                "last": date_format(training.ends_on, "DATE_FORMAT"),
                "place": training.place or _("place to be named"),
            }
        ),
        path=training.get_absolute_url(),
        key=f"training-{training.reference}-{deed}",
        kind=NewsKind.TRAINING,
    )


def _check(training: Training) -> None:
    if training.ends_on < training.starts_on:
        raise DomainError(_("The training ends before it begins."))
