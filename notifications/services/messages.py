"""Messages that cannot wait for a digest, to people who may have no account yet.

A letter is sent by whoever keeps the record that it is about, with that record locked, and the
record then says that it went out. A worker that dies in between sends it again: under the same
Message-ID, by which mail servers and readers know it for the same.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_info

from notifications.models import MailProblem

from .letters import envelope_sender, headers_of, sealed_id, site, spoken
from .mailboxes import note_refusal
from .outbox import REFUSALS


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says, in the language of whom it is for; never anything restricted.

    `path` is an address of this site and `act` the words of the link to it; both may be empty.
    """

    subject: str
    name: str
    paragraphs: tuple[str, ...]
    act: str = ""
    path: str = ""
    closing: tuple[str, ...] = ()


def send_letter(
    *, to: str, language: str, key: str, words: Callable[[], Words], is_last: bool = False
) -> bool:
    """Send one message; whether the mail server took it. `words` is called in that language.

    `key` names what the letter says to whom: the same key, the same Message-ID. A refusal of the
    address stands on the page of mailboxes, and nothing goes there until somebody settles it.
    `is_last` is for an address that nobody keeps any more: no refusal of it is written down.
    """
    if MailProblem.objects.refuses(to):
        return False
    language = spoken(language)
    with translation.override(language):
        message_id = sealed_id(f"{key}:{to}", "") if is_last else sealed_id(key, to)
        message = _message(to, language, message_id, words())
    try:
        message.send()
    except REFUSALS as error:
        if not is_last:
            note_refusal(address=to, error=error, key=message_id)
        return False
    return True


def _message(to: str, language: str, message_id: str, said: Words) -> EmailMultiAlternatives:
    instance = site()
    context = {
        "site": instance,
        "said": said,
        "url": settings.SITE_URL + said.path if said.path else "",
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
    }
    message = EmailMultiAlternatives(
        subject=" ".join(f"{instance.name}: {said.subject}".split()),
        body=render_to_string("notifications/email/letter.txt", context),
        from_email=envelope_sender(message_id),
        to=[to],
        headers=headers_of(message_id),
    )
    message.attach_alternative(
        render_to_string("notifications/email/letter.html", context), "text/html"
    )
    return message
