from celery import shared_task
from django.utils import timezone

from .services import following, immediate, mailboxes


@shared_task(name="notifications.deliver")
def deliver() -> None:
    """News that cannot wait; the clock asks too, for what the queue has lost."""
    immediate.deliver_waiting()


@shared_task(name="notifications.read_bounces")
def read_bounces() -> int:
    """Reports of messages that could not be delivered; how many mailboxes were found to refuse."""
    return mailboxes.read_bounces().problems


@shared_task(name="notifications.send_follow_link")
def send_follow_link(pk: int) -> None:
    following.send_link(pk=pk)


@shared_task(name="notifications.take_up_follows")
def take_up_follows() -> None:
    """Links that a mail server refused or a worker left; what nobody confirmed is forgotten."""
    following.take_up_links()
    following.sweep(at=timezone.now())
