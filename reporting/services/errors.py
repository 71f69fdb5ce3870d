"""Reports of errors from readers: taken down, answered by the secretariat, forgotten in time."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from accounts.services.personal import forget_rows
from focalpoints.policies import is_secretariat
from nmirf.common.decisions import require
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from nmirf.common.workflow import WorkflowError
from notifications.choices import NewsKind
from notifications.services.inbox import notify
from notifications.services.messages import Words, send_letter
from reporting.choices import ERROR_MOVES, ErrorState
from reporting.models import ErrorReport

# How long an address and a settled report are kept.
ADDRESS_DAYS = 30
REPORT_DAYS = 365


@transaction.atomic
def report(
    *, kind: str, key: str, name: str, path: str, text: str, email: str = "", language: str = ""
) -> ErrorReport:
    """Take down what a reader says is wrong. Nobody but the secretariat reads it.

    Who was signed in is not kept: an address is there only where the reader leaves one.
    """
    with because("Error reported by a reader", user=None):
        row = ErrorReport.objects.create(
            kind=kind,
            key=key,
            name=name[:300],
            path=path,
            text=text,
            email=email.lower(),
            language=language,
        )
    enqueue("reporting.tell_of_error_report", row.pk)
    return row


def tell(*, pk: int) -> None:
    """The secretariat hears that somebody found an error; not in which words."""
    row = ErrorReport.objects.waiting().filter(pk=pk).first()
    if row is not None:
        notify(
            people=User.objects.in_group(StandingGroup.SECRETARIAT),
            text=lambda: _("A reader reports an error: %(record)s.") % {"record": row.name},
            path=row.get_absolute_url(),
            key=f"error-report:{row.reference}",
            kind=NewsKind.OTHER,
        )


@transaction.atomic
def move(*, actor: User, pk: int, name: str, answer: str = "") -> ErrorReport:
    """Answer, close or reopen it; an answer goes to the reader who left an address.

    Raises PermissionDenied, and WorkflowError where somebody was quicker or the answer is empty.
    """
    row = ErrorReport.objects.select_for_update().get(pk=pk)
    require(is_secretariat(actor))
    step = ERROR_MOVES[name]
    if row.state not in step.sources:
        raise WorkflowError(_("Someone has already moved this report on."))
    if step.needs_note and not answer.strip():
        raise WorkflowError(_("Say what was done."))
    row.state = step.target
    if step.needs_note:
        row.answer, row.answer_sent_at = answer.strip(), None
    if row.state == ErrorState.OPEN:
        row.settled_by, row.settled_at = None, None
    else:
        row.settled_by, row.settled_at = actor, timezone.now()
    with because(str(step.label)):
        row.save()
    if row.state == ErrorState.ANSWERED and row.email:
        enqueue("reporting.send_error_answer", row.pk)
    return row


@transaction.atomic
def send_answer(*, pk: int) -> bool:
    """Send the answer to the reader, if that is still to be done; whether it went out."""
    row = ErrorReport.objects.to_answer().select_for_update().filter(pk=pk).first()
    if row is None or row.settled_at is None:
        return False
    went_out = send_letter(
        to=row.email,
        language=row.language,
        key=f"error-answer:{row.reference}:{row.settled_at.isoformat()}",
        words=partial(_answer, row),
    )
    if went_out:
        row.answer_sent_at = timezone.now()
        row.save(update_fields=["answer_sent_at", "updated_at"])
    return went_out


def _answer(row: ErrorReport) -> Words:
    return Words(
        subject=_("the error that you reported"),
        name=_("reader"),
        paragraphs=(
            _("You told us of an error on the page of %(record)s. The secretariat answers:")
            % {"record": row.name},
            row.answer,
        ),
        act=_("Open the page"),
        path=row.path,
        closing=(_("Your address is deleted a month after this answer."),),
    )


def take_up(*, at: dt.datetime) -> int:
    """Send the answers that are still to be sent, and forget what is old; how many went out."""
    waiting = list(ErrorReport.objects.to_answer().values_list("pk", flat=True))
    sent = sum(send_answer(pk=pk) for pk in waiting)
    sweep(at=at)
    return sent


@transaction.atomic
def sweep(*, at: dt.datetime) -> int:
    """Addresses go a month after a report is settled, the report itself after a year."""
    settled = ErrorReport.objects.exclude(state=ErrorState.OPEN)
    late = settled.filter(settled_at__lte=at - dt.timedelta(days=ADDRESS_DAYS)).exclude(email="")
    with because("Address forgotten"):
        late.update(email="", updated_at=at)
    old = settled.filter(settled_at__lte=at - dt.timedelta(days=REPORT_DAYS))
    references = list(old.values_list("reference", flat=True))
    forget_rows(ErrorReport, reference__in=references)
    return len(references)
