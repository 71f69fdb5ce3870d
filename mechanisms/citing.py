"""Which reviews documents belong to, for the library."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy

from documents.belonging import Citation, Citer
from focalpoints.policies import Person

from .policies import visible_review_documents


def _documents(user: Person, institution: int | None) -> Any:
    rows = visible_review_documents(user)
    if institution is not None:
        rows = rows.none()
    return rows.values_list("document", flat=True)


def _citations(user: Person, documents: Collection[int]) -> list[Citation]:
    rows = visible_review_documents(user).filter(document__in=documents)
    return [
        Citation(
            document=row.document_id,
            kind=str(row.get_kind_display()),
            title=row.review.label,
            url=row.review.get_absolute_url(),
            on=row.dated_on,
            note=row.symbol,
        )
        for row in rows.select_related("review")
    ]


REVIEWS = Citer("review", gettext_lazy("Reviews"), _documents, _citations)
