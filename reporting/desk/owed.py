"""Duties out of rows: what each row means for whoever has to act on it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.choices import Criterion, UpdateState
from nmirf.common.dates import add_months
from notifications.choices import DutyKind
from recommendations.choices import AssignmentState

from . import facts as rows
from .duties import (
    FOLLOW_UP_KEPT_DAYS,
    FOLLOW_UP_NOTICE_DAYS,
    OBLIGATION_PRESSING_DAYS,
    Duty,
    Holder,
    due_after,
    round_due,
)
from .facts import SETTLED, Facts

# How many references a line names before it says how many more there are.
NAMED = 3


def duties_of_all(on: dt.date) -> list[Duty]:
    """Every duty that there is on the day `on`, in the language of the moment."""
    facts = Facts(
        on=on,
        updates=list(rows.updates_under_way(None, secretariat=True)),
        assignments=list(rows.assignments_undecided(None, secretariat=True)),
        led=list(rows.led_by(None)),
        obligations=list(rows.obligations_near(on)),
        commented=list(rows.consultations_with_comments()),
        contributions=list(rows.contributions_to_moderate()),
    )
    return duties_from(facts)


def duties_from(facts: Facts) -> list[Duty]:
    """The duties that follow from the rows that were read, whoever owes them."""
    return [
        *of_updates(facts),
        *of_assignments(facts),
        *of_led(facts),
        *of_obligations(facts),
        *of_comments(facts),
        *of_invitations(facts),
    ]


def subject_of(update: Any) -> str:
    """What an update is about: references, or the title of the cluster or activity."""
    other = update.cluster or update.activity
    return str(other.label) if other is not None else named(update.references)


def named(references: list[str]) -> str:
    return ", ".join(references[:NAMED]) + (" …" if len(references) > NAMED else "")


def _sayable(update: Any) -> bool:
    other = update.cluster or update.activity
    return other is None or rows.is_public(other)


def day_of(instant: dt.datetime) -> str:
    return date_format(timezone.localdate(instant), "j M Y")


# Updates.


def of_updates(facts: Facts) -> Iterator[Duty]:
    dates = dict(_dates_of_led(facts))
    for update in facts.updates:
        make = BY_STATE[update.state]
        yield make(update, dates)


def _duty_of_update(
    update: Any, kind: DutyKind, words: str, act: str, page: str, holder: Holder, **more: Any
) -> Duty:
    """`words` carries %(subject)s; an e-mail names it only where it is public."""
    about = subject_of(update)
    headline = f": {update.headline}" if update.headline else ""
    return Duty(
        kind=kind,
        subject=f"update:{update.reference}",
        title=words % {"subject": about} + headline,
        outside=words % {"subject": about} if _sayable(update) else str(kind.label),
        path=update.get_absolute_url(),
        act=act,
        act_path=reverse(page, args=[update.reference]),
        holder=holder,
        institution=update.institution_id,
        institution_label=update.institution.label,
        **more,
    )


def _draft(update: Any, dates: dict[tuple[int, str, int], dt.date | None]) -> Duty:
    keys = [(update.institution_id, "r", pk) for pk in update.targets_pks]
    if update.cluster_id:
        keys.append((update.institution_id, "c", update.cluster_id))
    owed = [day for key in keys if (day := dates.get(key))]
    started = _("draft of %(person)s, last changed %(day)s") % {
        "person": update.last_editor,
        "day": day_of(update.updated_at),
    }
    return _duty_of_update(
        update,
        DutyKind.UPDATE,
        _("Update on %(subject)s"),
        _("Continue draft"),
        "activities:update_edit",
        Holder.REPORTERS,
        due_on=update.due_on or min(owed, default=None),
        explanation=started,
    )


def _returned(update: Any, dates: Any) -> Duty:
    criteria = ", ".join(str(Criterion(code).label) for code in update.failed or ())
    note = Truncator(update.note or "").chars(200)
    explanation = f"“{note}”" if note else ""
    if criteria:
        explanation += f" ({criteria})"
    return _duty_of_update(
        update,
        DutyKind.RETURNED,
        _("Returned: update on %(subject)s"),
        _("Correct and resend"),
        "activities:update_edit",
        Holder.REPORTERS,
        due_on=due_after(DutyKind.RETURNED, update.since),
        explanation=explanation.strip(),
    )


def _submitted(update: Any, dates: Any) -> Duty:
    return _duty_of_update(
        update,
        DutyKind.VERIFY,
        _("Verify: update on %(subject)s"),
        _("Verify"),
        "activities:verify",
        Holder.SECRETARIAT,
        due_on=due_after(DutyKind.VERIFY, update.submitted_at or update.since),
        explanation=_since(update, _("submitted %(day)s")),
    )


def _verified(update: Any, dates: Any) -> Duty:
    """To be signed; or, where a form signed on paper is attached, to be checked."""
    if update.signed_form_id is not None:
        return _duty_of_update(
            update,
            DutyKind.VERIFY,
            _("Check the signed form: update on %(subject)s"),
            _("Check"),
            "activities:check_form",
            Holder.SECRETARIAT,
            due_on=due_after(DutyKind.VERIFY, update.since),
            explanation=_since(update, _("attached %(day)s")),
        )
    return _duty_of_update(
        update,
        DutyKind.SIGN,
        _("Sign: update on %(subject)s"),
        _("Read and sign"),
        "activities:sign",
        Holder.AUTHORITIES,
        due_on=due_after(DutyKind.SIGN, update.since),
        explanation=_since(update, _("verified %(day)s")),
    )


def _signed(update: Any, dates: Any) -> Duty:
    return _duty_of_update(
        update,
        DutyKind.PUBLISH,
        _("Publish: update on %(subject)s"),
        _("Publish"),
        "activities:publish",
        Holder.SECRETARIAT,
        due_on=due_after(DutyKind.PUBLISH, update.signed_at or update.since),
        explanation=_since(update, _("signed %(day)s"), update.signed_at),
    )


def _since(update: Any, words: str, instant: dt.datetime | None = None) -> str:
    happened = words % {"day": day_of(instant or update.since)}
    return f"{update.institution.label} · {happened}"


BY_STATE = {
    UpdateState.DRAFT: _draft,
    UpdateState.RETURNED: _returned,
    UpdateState.SUBMITTED: _submitted,
    UpdateState.VERIFIED: _verified,
    UpdateState.SIGNED: _signed,
}


# Assignments.


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
    path = reverse("recommendations:assignments")
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
    path = f"{reverse('recommendations:assignments')}?state={AssignmentState.CONTESTED}"
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
        explanation=f"“{Truncator(row.reason).chars(200)}”",
        institution=row.institution_id,
        institution_label=row.institution.label,
    )


# What an institution leads on: the half-yearly round and follow-up.


def of_led(facts: Facts) -> Iterator[Duty]:
    rounds: dict[tuple[int, str, dt.date], list[Duty]] = defaultdict(list)
    totals: dict[int, int] = defaultdict(int)
    begun = _begun(facts.updates)
    for row in facts.led:
        totals[row.institution_id] += 1
        if _key(row) in begun:
            continue
        if _is_follow_up_owed(row, facts.on):
            yield _follow_up(row)
        elif (due_on := _owed_on(row, facts.on)) is not None:
            key = (row.institution_id, row.institution.slug, due_on)
            rounds[key].append(_to_write(row, due_on, facts.on))
    for (institution, slug, due_on), parts in rounds.items():
        yield _round(slug, due_on, parts, totals[institution])


def _dates_of_led(facts: Facts) -> Iterator[tuple[tuple[int, str, int], dt.date | None]]:
    for row in facts.led:
        if _is_follow_up_owed(row, facts.on):
            yield _key(row), row.recommendation.follow_up_due_on
        else:
            yield _key(row), _owed_on(row, facts.on)


def _key(row: Any) -> tuple[int, str, int]:
    if row.recommendation_id:
        return row.institution_id, "r", row.recommendation_id
    return row.institution_id, "c", row.cluster_id


def _begun(updates: Iterable[Any]) -> set[tuple[int, str, int]]:
    """What the institution has an update open on that it has to go on with itself."""
    found: set[tuple[int, str, int]] = set()
    for update in updates:
        if update.state in (UpdateState.DRAFT, UpdateState.RETURNED):
            found.update((update.institution_id, "r", pk) for pk in update.targets_pks)
            if update.cluster_id:
                found.add((update.institution_id, "c", update.cluster_id))
    return found


def _owed_on(row: Any, on: dt.date) -> dt.date | None:
    if row.recommendation is not None and row.recommendation.status in SETTLED:
        return None
    told = row.told_at or row.decided_at or row.created_at
    return round_due(timezone.localdate(told), on)


def _is_follow_up_owed(row: Any, on: dt.date) -> bool:
    due_on = row.recommendation.follow_up_due_on if row.recommendation else None
    if due_on is None or row.is_followed_up:
        return False
    opens = due_on - dt.timedelta(days=FOLLOW_UP_NOTICE_DAYS)
    closes = due_on + dt.timedelta(days=FOLLOW_UP_KEPT_DAYS)
    told = timezone.localdate(row.told_at) if row.told_at else None
    return opens <= on <= closes and (told is None or told < opens)


def _last_told(row: Any, on: dt.date) -> str:
    if row.told_at is None:
        return _("no update yet")
    told, months = timezone.localdate(row.told_at), 0
    while add_months(told, months + 1) <= on:
        months += 1
    return ngettext(
        "last update %(number)d month ago", "last update %(number)d months ago", months
    ) % {"number": months}


def _about(row: Any) -> str:
    """The query that names to the writing pages what an update is about."""
    if row.recommendation:
        return urlencode({"recommendation": row.recommendation.reference})
    return urlencode({"cluster": row.cluster.slug})


def _of_led_row(row: Any, kind: DutyKind, words: str, due_on: dt.date, about: str) -> Duty:
    thing = row.recommendation or row.cluster
    key = thing.reference if row.recommendation else f"cluster:{thing.slug}"
    hidden = row.recommendation is None and not rows.is_public(thing)
    title = words % {"subject": thing}
    return Duty(
        kind=kind,
        subject=f"{kind}:{row.institution.slug}:{key}:{due_on.isoformat()}"[:120],
        title=title,
        outside=str(kind.label) if hidden else title,
        path=thing.get_absolute_url(),
        act=_("Write update"),
        act_path=f"{reverse('activities:update_new')}?{_about(row)}",
        short_path=f"{reverse('activities:nothing_new')}?{_about(row)}",
        holder=Holder.REPORTERS,
        due_on=due_on,
        explanation=about,
        institution=row.institution_id,
        institution_label=row.institution.label,
    )


def _follow_up(row: Any) -> Duty:
    due_on = row.recommendation.follow_up_due_on
    about = _("chosen by the committee for its follow-up procedure")
    words = _("Follow-up information on %(subject)s")
    return _of_led_row(row, DutyKind.FOLLOW_UP, words, due_on, about)


def _to_write(row: Any, due_on: dt.date, on: dt.date) -> Duty:
    about = f"{_('half-yearly round')} · {_last_told(row, on)}"
    return _of_led_row(row, DutyKind.UPDATE, _("Update on %(subject)s"), due_on, about)


def _round(slug: str, due_on: dt.date, parts: list[Duty], total: int) -> Duty:
    title = _("Half-yearly round: %(number)d of %(total)d still to report") % {
        "number": len(parts),
        "total": total,
    }
    path = reverse("reporting:round")
    return Duty(
        kind=DutyKind.UPDATE,
        subject=f"round:{slug}:{due_on.isoformat()}",
        title=title,
        outside=title,
        path=path,
        act=_("Open round"),
        act_path=path,
        holder=Holder.REPORTERS,
        due_on=due_on,
        explanation=_("“nothing new” takes one click each"),
        institution=parts[0].institution,
        institution_label=parts[0].institution_label,
        is_quiet=True,
        parts=tuple(parts),
    )


# The secretariat's own.


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
            act=_("Open"),
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
            act=_("Answer"),
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
            act_path=reverse("recommendations:move_assessment", args=[row.pk, "publish"]),
            holder=Holder.SECRETARIAT,
            due_on=due_after(DutyKind.CONTESTED, row.created_at),
            explanation=_("sent %(day)s") % {"day": day_of(row.created_at)},
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
            act=_("Comment"),
            act_path=row.get_absolute_url(),
            holder=Holder.READER,
            due_on=row.closes_on,
            explanation=_("consultation open until %(day)s")
            % {"day": date_format(row.closes_on, "j M Y")},
            is_owed=False,
            is_quiet=True,
        )
