from celery import shared_task
from django.utils import timezone

from nmirf.common.dates import today

from .services import absences, confirmations, data_requests, invitations, registrations, rights
from .services import news_of_joining as news


@shared_task(name="focalpoints.apply_appointments")
def apply_appointments() -> None:
    rights.apply_appointments()


@shared_task(name="focalpoints.send_invitation")
def send_invitation(pk: int) -> None:
    invitations.send(pk=pk)


@shared_task(name="focalpoints.tell_of_acceptance")
def tell_of_acceptance(pk: int) -> None:
    news.tell_of_acceptance(pk=pk)


@shared_task(name="focalpoints.send_account_link")
def send_account_link(pk: int) -> None:
    news.send_account_link(pk=pk)


@shared_task(name="focalpoints.send_registration_link")
def send_registration_link(pk: int) -> None:
    registrations.send_link(pk=pk)


@shared_task(name="focalpoints.tell_of_registration")
def tell_of_registration(pk: int) -> None:
    news.tell_of_registration(pk=pk)


@shared_task(name="focalpoints.send_registration_answer")
def send_registration_answer(pk: int) -> None:
    registrations.send_answer(pk=pk)


@shared_task(name="focalpoints.tell_of_data_request")
def tell_of_data_request(pk: int) -> None:
    data_requests.tell(pk=pk)


@shared_task(name="focalpoints.tell_erased")
def tell_erased(address: str, language: str) -> None:
    data_requests.tell_erased(address=address, language=language)


@shared_task(name="focalpoints.take_up_letters")
def take_up_letters() -> None:
    """Send what a mail server refused, or what the queue lost."""
    news.take_up_letters(at=timezone.now())


@shared_task(name="focalpoints.forget_who_did_not_join")
def forget_who_did_not_join() -> None:
    registrations.sweep(at=timezone.now())
    invitations.sweep(at=timezone.now())


@shared_task(name="focalpoints.propose_erasures")
def propose_erasures() -> None:
    data_requests.propose_erasures(on=today())


@shared_task(name="focalpoints.announce_absences")
def announce_absences() -> None:
    absences.announce_begun()


@shared_task(name="focalpoints.ask_confirmations")
def ask_confirmations(round_pk: int) -> None:
    confirmations.ask_all(round_pk=round_pk)
