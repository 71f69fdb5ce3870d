from celery import shared_task

from .services import immediate, mailboxes


@shared_task(name="notifications.deliver")
def deliver() -> None:
    """News that cannot wait; the clock asks too, for what the queue has lost."""
    immediate.deliver_waiting()


@shared_task(name="notifications.read_bounces")
def read_bounces() -> int:
    """Reports of messages that could not be delivered; how many mailboxes were found to refuse."""
    return mailboxes.read_bounces().problems
