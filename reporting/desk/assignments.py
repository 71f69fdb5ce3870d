"""Duties that undecided assignments make."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.choices import DutyKind
from recommendations.choices import AssignmentState

from . import facts as rows
from .duties import (
    Duty,
    Holder,
    due_after,
)
from .facts import Facts
from .words import address, day_of, shortened


def of_assignments(facts: Facts) -> Iterator[Duty]:
    """One line for what was proposed to an institution together; contested ones singly."""
    proposed: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in facts.assignments:
        if row.state == AssignmentState.CONTESTED:
            yield _contested(row)
        else:
            due_on = row.answer_by or due_after(DutyKind.ASSIGNMENT, row.created_at)
            review = row.recommendation.review if row.recommendation else None
            key = (row.institution_id, review.slug if review else "", due_on)
            proposed[key].append(row)
    for key, together in proposed.items():
        yield _proposed(key, together)


def _proposed(key: tuple[Any, ...], together: list[Any]) -> Duty:
    _institution, review_slug, due_on = key
    first = together[0]
    review = first.recommendation.review if first.recommendation else None
    if len(together) == 1:
        title = _("Accept or contest: %(subject)s") % {
            "subject": first.recommendation or first.cluster
        }
    elif review is not None:
        title = ngettext(
            "Accept or contest: %(number)d recommendation of %(review)s",
            "Accept or contest: %(number)d recommendations of %(review)s",
            len(together),
        ) % {"number": len(together), "review": review.label}
    else:
        title = ngettext(
            "Accept or contest: %(number)d assignment",
            "Accept or contest: %(number)d assignments",
            len(together),
        ) % {"number": len(together)}
    hidden = len(together) == 1 and first.cluster is not None and not rows.is_public(first.cluster)
    path = address("recommendations:assignments")
    return Duty(
        kind=DutyKind.ASSIGNMENT,
        subject=f"assignments:{first.institution.slug}:{review_slug}:{due_on.isoformat()}"[:120],
        title=title,
        outside=str(DutyKind.ASSIGNMENT.label) if hidden else title,
        path=path,
        act=_("Decide"),
        act_path=path,
        holder=Holder.REPORTERS,
        due_on=due_on,
        explanation=_("proposed %(day)s") % {"day": day_of(first.created_at)},
        institution=first.institution_id,
        institution_label=first.institution.label,
        is_quiet=True,
    )


def _contested(row: Any) -> Duty:
    title = _("%(institution)s contests: %(subject)s") % {
        "institution": row.institution.label,
        "subject": row.recommendation or row.cluster,
    }
    path = f"{address('recommendations:assignments')}?state={AssignmentState.CONTESTED}"
    hidden = row.cluster is not None and not rows.is_public(row.cluster)
    return Duty(
        kind=DutyKind.CONTESTED,
        subject=f"contested:{row.pk}:{(row.decided_at or row.updated_at).date().isoformat()}",
        title=title,
        outside=str(DutyKind.CONTESTED.label) if hidden else title,
        path=path,
        act=_("Settle"),
        act_path=path,
        holder=Holder.SECRETARIAT,
        due_on=due_after(DutyKind.CONTESTED, row.decided_at or row.updated_at),
        explanation=f"“{shortened(row.reason, 200)}”",
        institution=row.institution_id,
        institution_label=row.institution.label,
    )
