"""What is kept of a person, told to that person and forgotten on request, whatever app keeps it.

Two rules hold for every model with a link to a person, today's and tomorrow's. A row that would
go with its person (CASCADE) belongs to the person: it is told in full and deleted, history
included. Any other row is official record: it is told as a reference and stays, under the name
that the person is known by from then on. What follows from neither is told by the modules that
`settings.PERSONAL_DATA` names; see docs/adr/0017.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import DataRequest, User
from nmirf.common.rows import rows

# Who changed what under Administration is the record of the mechanism, not the person's.
KEPT = frozenset({"admin.logentry"})
# Columns that say nothing about the person, or that nobody may read: keys of second factors and
# of tokens.
LEFT_OUT = frozenset({"id", "data", "known", "password", "digest"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, its name on the page, the words for its codes."""

    key: str
    label: str
    words: dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of record about a person. `rows` holds plain values in the order of the columns;
    `after` says what becomes of them when the person is erased.
    """

    key: str
    heading: str
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    after: str

    @property
    def shown(self) -> list[list[Any]]:
        """The newest rows, with codes in words, as many as a page holds."""
        return [
            [
                column.words.get(value, value)
                for column, value in zip(self.columns, row, strict=True)
            ]
            for row in self.rows[:MOST_SHOWN]
        ]

    @property
    def more(self) -> int:
        return max(0, len(self.rows) - MOST_SHOWN)

    def as_data(self) -> list[dict[str, Any]]:
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]


MOST_SHOWN = 20


class Teller(Protocol):
    """A module of `settings.PERSONAL_DATA`; `KEPT` names models that stay although they cascade."""

    KEPT: frozenset[str]

    def parts(self, person: User) -> Iterator[Part]: ...

    def hindrances(self, person: User) -> Iterator[str]: ...

    def forget(self, person: User, known_as: str) -> None: ...


def tellers() -> list[Teller]:
    return [import_module(name) for name in settings.PERSONAL_DATA]


def listed(key: str, heading: str, found: models.QuerySet, *fields: str, after: str) -> Part:
    """A part from rows of one model; fields may follow links, as in `values_list`."""
    return Part(
        key=key,
        heading=heading,
        columns=tuple(_column(found.model, field) for field in fields),
        rows=list(found.values_list(*fields)),
        after=after,
    )


def _column(model: type[models.Model], path: str) -> Column:
    field: Any = None
    for name in path.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model or model
    words = dict(field.flatchoices) if getattr(field, "choices", None) else {}
    # The library's own name says nothing to people.
    label = _("As of") if path == "pgh_created_at" else field.verbose_name
    return Column(path, _capital(label), words)


def parts_of(person: User) -> list[Part]:
    """All that is kept: the account, what every app tells, one's own rows, one's deeds."""
    return [
        *_of_the_account(person),
        *(part for teller in tellers() for part in teller.parts(person)),
        *_own_rows(person),
        _deeds(person),
    ]


def _of_the_account(person: User) -> Iterator[Part]:
    account = ("email", "full_name", "phone", "preferred_language", "time_zone")
    yield listed(
        "account",
        _("Your account"),
        User.objects.filter(pk=person.pk),
        *(*account, "is_active", "date_joined", "last_login", "last_visit_at"),
        after=_("Emptied; the account stays, closed, under the name of the post."),
    )
    yield listed(
        "groups",
        _("Standing groups"),
        person.groups.order_by("name"),
        "name",
        after=_("Removed."),
    )
    opened = [(session.expire_date,) for session in sessions_of(person)]
    ends = Column("signed_in_until", str(_("Signed in until")), {})
    yield Part("sessions", _("Where you are signed in"), (ends,), opened, after=_("Ended."))
    yield listed(
        "earlier_details",
        _("Earlier details of your account"),
        rows("accounts.UserEvent").filter(pgh_obj=person.pk).order_by("-pgh_created_at"),
        *("pgh_created_at", *account),
        after=_("Emptied."),
    )
    yield listed(
        "data_requests",
        _("Requests about personal data"),
        DataRequest.objects.filter(person=person),
        *("created_at", "kind", "origin", "text", "state", "answer", "decided_at"),
        after=_("Kept without what you wrote."),
    )


def sessions_of(person: User) -> Iterator[Session]:
    """Sessions that are open; each has to be read to know whose it is."""
    wanted = str(person.pk)
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == wanted:
            yield session


def links() -> Iterator[tuple[type[models.Model], Any]]:
    """Every model with each of its links to a person; rows of history follow their records."""
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model") or model is DataRequest:
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                yield model, field


def is_own(model: type[models.Model], field: Any) -> bool:
    """Whether rows of this model belong to the person that this link names."""
    kept = KEPT.union(*(teller.KEPT for teller in tellers()))
    return field.remote_field.on_delete is models.CASCADE and model._meta.label_lower not in kept


def _own_rows(person: User) -> Iterator[Part]:
    for model, field in links():
        if not is_own(model, field):
            continue
        columns = [
            column.name
            for column in model._meta.concrete_fields
            if column is not field and column.name not in LEFT_OUT
        ]
        yield listed(
            model._meta.label_lower,
            _capital(model._meta.verbose_name_plural),
            model._default_manager.filter(**{field.name: person}).order_by("-pk"),
            *columns,
            after=_("Deleted, with its history."),
        )


def _deeds(person: User) -> Part:
    """Records of the mechanism that name the person: which, as what, of when."""
    found: list[tuple[Any, ...]] = []
    for model, field in links():
        if is_own(model, field):
            continue
        names = {column.name for column in model._meta.concrete_fields}
        key = next((name for name in ("reference", "slug") if name in names), "pk")
        made = next((name for name in ("created_at", "at", "action_time") if name in names), "pk")
        what, role = _capital(model._meta.verbose_name), _capital(field.verbose_name)
        rows_of = model._default_manager.filter(**{field.name: person}).order_by("-pk")
        for reference, at in rows_of.values_list(key, made):
            day = at if isinstance(at, dt.datetime) else None
            found.append((what, role, str(reference), day))
    labels = (
        ("record", _("Record")),
        ("as", _("Named as")),
        ("reference", _("Reference")),
        ("at", _("Of")),
    )
    columns = tuple(Column(key, str(label), {}) for key, label in labels)
    after = _("Kept as the official record, under the name of the post instead of yours.")
    return Part("deeds", _("Records that name you"), columns, found, after)


def _capital(words: Any) -> str:
    return str(words)[:1].upper() + str(words)[1:]


def as_data(person: User) -> dict[str, Any]:
    """All of it for a file: one list for each part."""
    return {
        "made_at": timezone.now(),
        "site": settings.SITE_URL,
        **{part.key: part.as_data() for part in parts_of(person)},
    }


def hindrances(person: User) -> list[str]:
    """Why the person cannot be erased today; empty where nothing stands in the way."""
    own = [_("The account belongs to a standing group. An administrator takes it out first.")]
    found = own if person.groups.exists() else []
    return [*found, *(reason for teller in tellers() for reason in teller.hindrances(person))]


@transaction.atomic
def erase(*, person: User, known_as: str) -> None:
    """Close the account for good and keep of it the name of the post alone.

    The caller holds the person's row locked and has asked `hindrances`. Sessions end in the same
    moment: an account that may not sign in has none.
    """
    for teller in tellers():
        teller.forget(person, known_as)
    for model, field in links():
        if is_own(model, field):
            forget_rows(model, **{field.name: person})
    DataRequest.objects.filter(person=person).update(text="")
    rows("accounts.DataRequestEvent").filter(person=person).update(text="")
    rows("admin.LogEntry").filter(
        content_type__app_label="accounts", content_type__model="user", object_id=str(person.pk)
    ).update(object_repr=known_as)
    _close(person, known_as)
    for session in list(sessions_of(person)):
        SessionStore(session.session_key).delete()


def forget_rows(model: type[models.Model], **which: Any) -> None:
    """Delete rows, what goes with them, and what history holds of either, the deletion included."""
    found = model._default_manager.filter(**which)
    keys = set(found.values_list("pk", flat=True))
    for events in history_of(model):
        keys.update(events._default_manager.filter(**which).values_list("pgh_obj_id", flat=True))
    for part in parts_within(model):
        forget_rows(part.model, **{f"{part.name}__in": keys})
    found.delete()
    for events in history_of(model):
        events._default_manager.filter(**which).delete()


def parts_within(model: type[models.Model]) -> Iterator[Any]:
    """The links of rows that go with rows of this model, history apart."""
    for link in model._meta.get_fields(include_hidden=True):
        if not isinstance(link, models.ManyToOneRel) or link.on_delete is not models.CASCADE:
            continue
        if not hasattr(link.related_model, "pgh_tracked_model"):
            yield link.field


def history_of(model: type[models.Model]) -> list[type[models.Model]]:
    """The models that hold the history of this one."""
    return [
        found for found in apps.get_models() if getattr(found, "pgh_tracked_model", None) is model
    ]


def _close(person: User, known_as: str) -> None:
    # A name that no mail server answers for: RFC 2606, section 2.
    person.email = f"erased-{uuid4().hex}@erased.invalid"
    person.full_name = known_as[:200]
    person.phone = person.preferred_language = person.time_zone = ""
    person.is_active = person.is_staff = person.is_demo = False
    person.last_login = person.last_visit_at = None
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    Authenticator.objects.filter(user=person).delete()
    rows("accounts.UserEvent").filter(pgh_obj=person.pk).update(
        email=person.email,
        full_name=person.full_name,
        phone="",
        preferred_language="",
        time_zone="",
    )
