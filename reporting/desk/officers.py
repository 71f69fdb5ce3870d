"""What the secretariat owes besides, and what others are invited to."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from notifications.choices import DutyKind

from . import facts as rows
from .duties import (
    OBLIGATION_PRESSING_DAYS,
    Duty,
    Holder,
    due_after,
)
from .facts import Facts
from .words import day_of, short_date


def of_obligations(facts: Facts) -> Iterator[Duty]:
    for row in facts.obligations:
        officer = row.responsible.get_full_name() if row.responsible else _("nobody in charge yet")
        far = row.due_on > facts.on + dt.timedelta(days=OBLIGATION_PRESSING_DAYS)
        path = reverse("reporting:obligation", args=[row.slug])
        yield Duty(
            kind=DutyKind.OBLIGATION,
            subject=f"obligation:{row.slug}",
            title=row.label,
            outside=row.label if row.is_public else str(DutyKind.OBLIGATION.label),
            path=path,
            act=pgettext("deed", "Open"),
            act_path=path,
            holder=Holder.SECRETARIAT,
            due_on=row.due_on,
            explanation=f"{row.get_kind_display()} · {row.get_due_source_display()} · {officer}",
            responsible=row.responsible_id,
            is_quiet=far,
        )


def of_comments(facts: Facts) -> Iterator[Duty]:
    for row in facts.commented:
        title = ngettext(
            "%(number)d comment to answer: %(title)s",
            "%(number)d comments to answer: %(title)s",
            row.unanswered,
        ) % {"number": row.unanswered, "title": row.title}
        path = row.get_absolute_url()
        unread = ngettext("%(number)d not read yet", "%(number)d not read yet", row.unread) % {
            "number": row.unread
        }
        yield Duty(
            kind=DutyKind.COMMENT,
            subject=f"comments:{row.slug}",
            title=title,
            outside=title if rows.may_be_read_by_all(row) else str(DutyKind.COMMENT.label),
            path=path,
            act=pgettext("deed", "Answer"),
            act_path=path,
            holder=Holder.SECRETARIAT,
            due_on=due_after(DutyKind.COMMENT, row.closes_on),
            explanation=unread if row.unread else "",
        )
    for row in facts.contributions:
        yield Duty(
            kind=DutyKind.COMMENT,
            subject=f"assessment:{row.pk}",
            title=_("Read what %(institution)s says of %(subject)s")
            % {"institution": row.institution or _("civil society"), "subject": row.recommendation},
            outside=_("Contribution of civil society on %(subject)s")
            % {"subject": row.recommendation},
            path=row.recommendation.get_absolute_url(),
            act=_("Read and decide"),
            act_path=row.get_absolute_url(),
            holder=Holder.SECRETARIAT,
            due_on=due_after(DutyKind.CONTESTED, row.handed_in_at),
            explanation=_("sent %(day)s") % {"day": day_of(row.handed_in_at)},
        )


def of_invitations(facts: Facts) -> Iterator[Duty]:
    """Open consultations: nobody owes a comment, so nobody is reminded."""
    for row in facts.invitations:
        yield Duty(
            kind=DutyKind.REQUEST,
            subject=f"consultation:{row.slug}",
            title=_("Comment on: %(title)s") % {"title": row.title},
            outside=str(DutyKind.REQUEST.label),
            path=row.get_absolute_url(),
            act=pgettext("deed", "Comment"),
            act_path=row.get_absolute_url(),
            holder=Holder.READER,
            due_on=row.closes_on,
            explanation=_("consultation open until %(day)s") % {"day": short_date(row.closes_on)},
            is_owed=False,
            is_quiet=True,
        )
