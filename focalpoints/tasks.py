from celery import shared_task

from .services import absences, confirmations, rights


@shared_task(name="focalpoints.apply_appointments")
def apply_appointments() -> None:
    rights.apply_appointments()


@shared_task(name="focalpoints.announce_absences")
def announce_absences() -> None:
    absences.announce_begun()


@shared_task(name="focalpoints.ask_confirmations")
def ask_confirmations(round_pk: int) -> None:
    confirmations.ask_all(round_pk=round_pk)
