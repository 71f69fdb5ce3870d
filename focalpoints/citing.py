"""Which records of this app rest on documents, for the library."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.belonging import Citation, Citer
from nmirf.common.dates import day_of

from .models import Committee
from .policies import Person, can_read_internal, visible_meetings


def _meetings_documents(user: Person, institution: int | None) -> Any:
    if institution is not None:
        return visible_meetings(user).none().values_list("minutes_document", flat=True)
    rows = visible_meetings(user).exclude(minutes_document=None)
    return rows.values_list("minutes_document", flat=True)


def _meetings(user: Person, documents: Collection[int]) -> list[Citation]:
    rows = visible_meetings(user).filter(minutes_document__in=documents)
    return [
        Citation(
            document=row.minutes_document_id or 0,
            kind=_("Minutes of a meeting"),
            title=str(row),
            url=reverse("reporting:meeting", args=[row.reference]),
            on=day_of(row.starts_at),
        )
        for row in rows
    ]


def _committees(user: Person) -> Any:
    rows = Committee.objects.exclude(terms_of_reference=None)
    return rows if can_read_internal(user) else rows.none()


def _terms_documents(user: Person, institution: int | None) -> Any:
    rows = _committees(user) if institution is None else Committee.objects.none()
    return rows.values_list("terms_of_reference", flat=True)


def _terms(user: Person, documents: Collection[int]) -> list[Citation]:
    return [
        Citation(
            document=row.terms_of_reference_id,
            kind=_("Terms of reference"),
            title=row.label,
            url=reverse("focalpoints:committee", args=[row.slug]),
        )
        for row in _committees(user).filter(terms_of_reference__in=documents)
    ]


CITERS = (
    Citer("meeting", gettext_lazy("Meetings"), _meetings_documents, _meetings),
    Citer("committee", gettext_lazy("Committees"), _terms_documents, _terms),
)
