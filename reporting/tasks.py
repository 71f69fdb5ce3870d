from celery import shared_task
from django.utils import timezone, translation

from accounts.models import User
from nmirf.common.dates import today

from .services import (
    absences,
    consultations,
    digests,
    errors,
    handovers,
    invitations,
    rendering,
    table_reports,
)


@shared_task(name="reporting.render")
def render(pk: int) -> None:
    rendering.render(pk=pk)


@shared_task(name="reporting.make_table_report")
def make_table_report(table: int, person: int, language: str) -> None:
    """When a table closes. Again it finds the report there."""
    with translation.override(language):
        table_reports.request_table_report(
            actor=User.objects.get(pk=person), table_pk=table, language=language
        )


@shared_task(name="reporting.fail_abandoned")
def fail_abandoned() -> None:
    rendering.take_up_abandoned()


@shared_task(name="reporting.drop_old_files")
def drop_old_files() -> int:
    return rendering.drop_old_files(before=timezone.now() - rendering.KEPT)


@shared_task(name="reporting.send_digests")
def send_digests() -> None:
    digests.send_digests()


@shared_task(name="reporting.forget_identities")
def forget_identities() -> int:
    """Once a day: who wrote anonymous comments, kept no longer than promised."""
    return consultations.forget_identities(on=today())


@shared_task(name="reporting.send_meeting_mails")
def send_meeting_mails() -> int:
    """After a deed, and every few minutes for what a mail server refused or a worker left."""
    return invitations.send_waiting()


@shared_task(name="reporting.tell_followers")
def tell_followers() -> int:
    """Whoever was appointed meanwhile hears that a handover waits for them."""
    return handovers.tell_followers(today())


@shared_task(name="reporting.tell_returns")
def tell_returns() -> int:
    """Every hour: who is back hears what was done in the meantime."""
    return absences.tell_returns()


@shared_task(name="reporting.tell_of_error_report")
def tell_of_error_report(pk: int) -> None:
    errors.tell(pk=pk)


@shared_task(name="reporting.send_error_answer")
def send_error_answer(pk: int) -> None:
    errors.send_answer(pk=pk)


@shared_task(name="reporting.take_up_error_reports")
def take_up_error_reports() -> int:
    """Every hour: answers that a mail server refused; what is old is forgotten."""
    return errors.take_up(at=timezone.now())
