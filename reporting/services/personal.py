"""What reports of errors keep of a person (settings.PERSONAL_DATA)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.personal import Part, listed
from reporting.models import ErrorReport

# Who settled a report is the record of the secretariat.
KEPT: frozenset[str] = frozenset()


def parts(person: User) -> Iterator[Part]:
    yield listed(
        "error_reports",
        _("Errors that you reported with this address"),
        ErrorReport.objects.filter(email__iexact=person.email),
        *("created_at", "name", "text", "state", "answer"),
        after=_("The address is taken out."),
    )


def hindrances(person: User) -> Iterator[str]:
    yield from ()


def forget(person: User, known_as: str) -> None:
    ErrorReport.objects.filter(email__iexact=person.email).update(email="")
