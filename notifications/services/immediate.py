"""News that cannot wait for the digest: one e-mail a line and person, once."""

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation

from notifications.models import Delivery

from . import outbox
from .digests import news_lines
from .letters import language_of, letter, site
from .outbox import Sent


def deliver_waiting() -> Sent:
    """Send every line that waits to be sent at once; safe to run twice and at the same time."""
    return outbox.send_all(
        lambda: Delivery.objects.to_send(timezone.now()).select_related("notification__person"),
        lambda delivery, connection: message(delivery, connection),
    )


def message(
    delivery: Delivery, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """The e-mail of one line, in the person's language; its subject names the kind alone."""
    line = delivery.notification
    with translation.override(language_of(line.person)):
        sender = site()
        context = {"site": sender, "news": news_lines([line]), "is_immediate": True}
        return letter(
            person=line.person,
            message_id=delivery.message_id or "",
            subject=f"{sender.name}: {line.get_kind_display()}",
            context=context,
            kinds=[line.kind],
            connection=connection,
        )
