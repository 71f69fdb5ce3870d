"""A consultation as readers see it: sections, what was said on each, and the answers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from focalpoints.policies import Person
from nmirf.common.dates import day_of
from reporting.choices import Moderation
from reporting.models import Comment, Consultation
from reporting.policies import left_out, visible_comments

from .forms import CommentForm


@dataclass(frozen=True, slots=True)
class Said:
    """One comment: an institution, a name that its author chose, or nobody; days, never hours."""

    key: str
    who: str
    url: str
    on: dt.date
    text: str
    state: str = ""
    answer: str = ""
    answer_text: str = ""
    answered_on: dt.date | None = None


@dataclass
class Part:
    """One section of the version that is consulted on. `form` is None where nobody may comment."""

    key: str
    heading: str
    body: str
    said: list[Said] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    form: CommentForm | None = None


def parts(person: Person, consultation: Consultation) -> list[Part]:
    """The sections in order with what this person may read; three queries."""
    found = {
        section["key"]: Part(section["key"], section["heading"], section["body"])
        for section in consultation.version.sections
    }
    comments = visible_comments(person, consultation).select_related("institution")
    comments = comments.prefetch_related("institution__former_names")
    for comment in comments.order_by("created_at", "pk"):
        found[comment.section].said.append(_said(comment))
    for section, reason in left_out(consultation):
        found[section].left_out.append(reason)
    return list(found.values())


def counts(found: Iterable[Part]) -> tuple[int, int]:
    """How many comments these parts show, and how many of them are answered."""
    said = [comment for part in found for comment in part.said]
    return len(said), sum(1 for comment in said if comment.answer)


def _said(row: Comment) -> Said:
    institution = row.institution
    is_shown = row.moderation == Moderation.SHOWN
    return Said(
        key=str(row.reference),
        who=institution.named_on(day_of(row.created_at))
        if institution
        else row.shown_name or _("Anonymous"),
        url=institution.get_absolute_url() if institution else "",
        on=day_of(row.created_at),
        text=row.text,
        state="" if is_shown else str(row.get_moderation_display()),
        answer=str(row.get_answer_display()) if row.answer else "",
        answer_text=row.answer_text,
        answered_on=day_of(row.answered_at) if row.answered_at else None,
    )
