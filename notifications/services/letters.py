"""What every e-mail of the product has in common: language, sender, headers, the two bodies.

Nothing restricted is ever in it: reminders carry the text that was made for e-mails, and news the
text that says no more than anyone may know.
"""

from collections.abc import Collection
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.module_loading import import_string
from django.utils.translation import get_language_info

from accounts.models import User
from nmirf.common.context_processors import Site, default_site

from .preferences import label_of, token_for

# Hexadecimal signs in each half of a sealed token: 80 bits.
HALF = 20


def spoken(language: str) -> str:
    """The language where the instance speaks it, else the instance's own."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def language_of(person: User) -> str:
    return spoken(person.preferred_language)


def site() -> Site:
    provider = settings.SITE_PROVIDER
    found: Site = import_string(provider)() if provider else default_site()
    return found


def letter(
    *,
    person: User,
    message_id: str,
    subject: str,
    context: dict[str, Any],
    kinds: Collection[str],
    connection: BaseEmailBackend | None = None,
) -> EmailMultiAlternatives:
    """The e-mail, in the language of the moment; `kinds` are those that it can be turned off for.

    Where there are none, as in a digest of legal duties, it offers no way to turn it off. Source:
    RFC 2369 and RFC 8058 for the headers.
    """
    language = language_of(person)
    facts = context | {
        "site_url": settings.SITE_URL,
        "person": person,
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "preferences_url": settings.SITE_URL + reverse("notifications:preferences"),
        "ways_out": [(label_of(kind), unsubscribe_url(person, [kind])) for kind in sorted(kinds)],
    }
    headers = headers_of(message_id)
    if kinds:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url(person, kinds)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    found = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("notifications/email/digest.txt", facts),
        from_email=envelope_sender(message_id),
        to=[person.email],
        connection=connection,
        headers=headers,
    )
    found.attach_alternative(
        render_to_string("notifications/email/digest.html", facts), "text/html"
    )
    return found


def headers_of(message_id: str) -> dict[str, str]:
    """What every message says of itself; the envelope's sender is `envelope_sender`."""
    return {
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        "From": settings.DEFAULT_FROM_EMAIL,
    }


def sealed_id(key: str, to: str) -> str:
    """The Message-ID of a message that no row of this app records: from the key and the address alone.

    Its second half tells to whom it went, so that a report about it is known without a record.
    """
    mark = _signed(key, to)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{mark}{_signed(mark, to)}@{host}>"


def went_to(token: str, address: str) -> bool:
    """Whether a message with this token (of `sealed_id`) was written to this address."""
    mark, seal = token[:HALF], token[HALF:]
    return constant_time_compare(seal, _signed(mark, address))


def _signed(said: str, address: str) -> str:
    value = f"{said}:{address.casefold()}"
    return salted_hmac("notifications.letter", value, algorithm="sha256").hexdigest()[:HALF]


def unsubscribe_url(person: User, kinds: Collection[str]) -> str:
    path = reverse("notifications:unsubscribe", args=[token_for(person, kinds)])
    return f"{settings.SITE_URL}{path}"


def envelope_sender(message_id: str) -> str:
    """Where a report about this message comes back to: it carries the message's own token.

    The plain sender where no address for reports is set.
    """
    local, _at, host = parseaddr(settings.BOUNCE_ADDRESS)[1].rpartition("@")
    if not local:
        return str(settings.DEFAULT_FROM_EMAIL)
    token = message_id.strip("<>").partition("@")[0]
    return f"{local}+{token}@{host}"
