"""Which assessments rest on documents, for the library."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.belonging import Citation, Citer
from focalpoints.policies import Person

from .models import AssessmentEvidence
from .policies import visible_assessments, visible_recommendations


def _links(user: Person) -> Any:
    return AssessmentEvidence.objects.filter(
        assessment__in=visible_assessments(user).values("pk"),
        assessment__recommendation__in=visible_recommendations(user).values("pk"),
    )


def _documents(user: Person, institution: int | None) -> Any:
    links = _links(user)
    if institution is not None:
        links = links.filter(assessment__institution=institution)
    return links.values_list("document", flat=True)


def _citations(user: Person, documents: Collection[int]) -> list[Citation]:
    rows = _links(user).filter(document__in=documents)
    return [
        Citation(
            document=row.document_id,
            kind=_("Assessment"),
            title=_("%(view)s of %(reference)s")
            % {"view": row.assessment, "reference": row.assessment.recommendation.reference},
            url=row.assessment.recommendation.get_absolute_url(),
            who=row.assessment.institution.label if row.assessment.institution else "",
            on=row.assessment.assessed_on,
            page=row.page,
            note=row.note,
        )
        for row in rows.select_related("assessment__recommendation", "assessment__institution")
    ]


def _institutions(user: Person) -> dict[int, str]:
    rows = _links(user).exclude(assessment__institution=None)
    rows = rows.order_by().values_list("assessment__institution", "assessment__institution__name")
    return dict(rows.distinct())


ASSESSMENTS = Citer(
    "assessment", gettext_lazy("Assessments"), _documents, _citations, _institutions
)
