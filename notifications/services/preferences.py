"""How each person wants to hear of what: rhythm of the digest, and a way for each kind of news."""

from collections.abc import Iterable, Mapping

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from notifications.choices import (
    DUTY,
    IMMEDIATE_KINDS,
    PREFERENCE_KINDS,
    Channel,
    DutyKind,
    Frequency,
    NewsKind,
)
from notifications.models import Notification, Preference, Rhythm

# Links in old messages go on working; a new SECRET_KEY ends them.
SALT = "notifications.unsubscribe"


def standard_channel(kind: str) -> Channel:
    """How a kind of news reaches those who have chosen nothing."""
    return Channel.IMMEDIATE if kind in IMMEDIATE_KINDS else Channel.DIGEST


def channels_of(person: User) -> dict[str, str]:
    """Kind to channel, for every kind that can be chosen."""
    chosen = dict(Preference.objects.filter(person=person).values_list("kind", "channel"))
    return {kind: chosen.get(kind, standard_channel(kind)) for kind in PREFERENCE_KINDS}


def channels_for(people: Iterable[User], kind: NewsKind) -> dict[int, str]:
    """Person to channel for one kind of news."""
    keys = [person.pk for person in people]
    chosen = dict(
        Preference.objects.filter(person__in=keys, kind=kind).values_list("person", "channel")
    )
    return {pk: chosen.get(pk, standard_channel(kind)) for pk in keys}


def declined_duties(people: Iterable[User]) -> set[tuple[int, str]]:
    """(person, kind of duty) of the reminders that somebody has turned off."""
    rows = Preference.objects.filter(
        person__in=people, kind__startswith=DUTY, channel=Channel.INBOX
    )
    return {(pk, kind.removeprefix(DUTY)) for pk, kind in rows.values_list("person", "kind")}


@transaction.atomic
def set_preferences(
    *, person: User, frequency: Frequency, weekday: int, hour: int, channels: Mapping[str, str]
) -> Rhythm:
    """A person's own choice. Raises IntegrityError for a kind that nobody can choose about."""
    with because("Preferences of messages"):
        rhythm, _new = Rhythm.objects.update_or_create(
            person=person, defaults={"frequency": frequency, "weekday": weekday, "hour": hour}
        )
        for kind, channel in channels.items():
            _choose(person, kind, channel)
    return rhythm


def _choose(person: User, kind: str, channel: str) -> None:
    if channel == standard_channel(kind):
        Preference.objects.filter(person=person, kind=kind).delete()
    else:
        Preference.objects.update_or_create(person=person, kind=kind, defaults={"channel": channel})
    if channel == Channel.INBOX and not kind.startswith(DUTY):
        # What waits for the next digest stays in the inbox too.
        Notification.objects.filter(person=person, kind=kind).untold().update(
            channel=Channel.INBOX, updated_at=timezone.now()
        )


def token_for(person: User, kinds: Iterable[str]) -> str:
    """A signed word for the link that turns e-mails of these kinds off, and nothing else."""
    return signing.dumps([person.pk, *sorted(kinds)], salt=SALT, compress=True)


def read_token(token: str) -> tuple[User, list[str]]:
    """Whose link it is, and for which kinds. Raises DomainError for one that was not made here."""
    try:
        pk, *kinds = signing.loads(token, salt=SALT)
        person = User.objects.active().get(pk=pk)
    except (signing.BadSignature, User.DoesNotExist, ValueError, TypeError) as error:
        raise DomainError(str(error)) from error
    return person, [kind for kind in kinds if kind in PREFERENCE_KINDS]


@transaction.atomic
def unsubscribe(*, token: str) -> list[str]:
    """No more e-mails of the kinds that the link names; the inbox has them still.

    Whoever holds the link may do so, signed in or not; a second time changes nothing. Raises
    DomainError.
    """
    person, kinds = read_token(token)
    with because("Turned off from an e-mail"):
        for kind in kinds:
            _choose(person, kind, Channel.INBOX)
    return kinds


def label_of(kind: str) -> str:
    """The words for a kind that can be chosen, in the language of the moment."""
    if kind.startswith(DUTY):
        return str(DutyKind(kind.removeprefix(DUTY)).label)
    return str(NewsKind(kind).label)
