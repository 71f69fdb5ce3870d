"""What is with others: one's own on its way, and for the secretariat what institutions owe."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.choices import UpdateState
from focalpoints.choices import HandoverState
from focalpoints.policies import Rights
from notifications.choices import DutyKind
from recommendations.choices import AssignmentState

from .facts import Facts
from .lines import Line
from .rounds import lines_of_rounds
from .things import Thing
from .words import address, day_of, short_date, subject_of


def waiting(facts: Facts, rights: Rights, signers: dict[int, list[str]]) -> Iterator[Line]:
    """`signers`: the names of those who sign, by institution."""
    for update in facts.updates:
        mark = _mark(update, rights, signers)
        if mark:
            yield Line(
                title=_("Update on %(subject)s") % {"subject": subject_of(update)},
                path=address("activities:update", update.reference),
                mark=mark,
                note=_("%(institution)s · since %(day)s")
                % {"institution": update.institution.label, "day": day_of(update.since)},
            )
    for thing in facts.things:
        yield from _of_thing(thing, rights, facts.on)
    if rights.is_secretariat:
        yield from lines_of_rounds(facts)
        yield from _undecided(facts)
        yield from _unconfirmed(facts)


def _mark(update: Any, rights: Rights, signers: dict[int, list[str]]) -> str:
    reports, signs = (
        update.institution_id in rights.report_for,
        update.institution_id in rights.sign_for,
    )
    others = rights.is_secretariat and not (reports or signs)
    names = ", ".join(signers.get(update.institution_id, []))
    to_sign = _("to be signed by %(names)s") % {"names": names} if names else _("to be signed")
    words = {
        UpdateState.RETURNED: (others or (signs and not reports), _("to be corrected")),
        UpdateState.SUBMITTED: (not others, _("to be verified by the secretariat")),
        UpdateState.VERIFIED: (not signs, to_sign),
        UpdateState.SIGNED: (not others, _("to be published by the secretariat")),
    }
    if update.state == UpdateState.VERIFIED and update.signed_form_id is not None:
        return "" if others else _("signed form to be checked by the secretariat")
    shown, word = words.get(update.state, (False, ""))
    return word if shown else ""


def _undecided(facts: Facts) -> Iterator[Line]:
    """How many assignments each institution has still to accept or contest."""
    numbers: dict[str, list[Any]] = defaultdict(list)
    for row in facts.assignments:
        if row.state == AssignmentState.PROPOSED:
            numbers[row.institution.label].append(row)
    path = reverse("recommendations:assignments")
    for name, together in sorted(numbers.items()):
        days = [row.answer_by for row in together if row.answer_by]
        by = short_date(min(days)) if days else ""
        yield Line(
            title=name,
            path=path,
            mark=ngettext(
                "%(number)d assignment to decide", "%(number)d assignments to decide", len(together)
            )
            % {"number": len(together)},
            note=_("answer wanted by %(day)s") % {"day": by} if by else "",
        )


def _of_thing(thing: Thing, rights: Rights, on: dt.date) -> Iterator[Line]:
    """Proposals and handovers on their way; for the secretariat what institutions are late with."""
    institution = thing.institution
    key = institution.pk if institution else None
    label = institution.label if institution else ""
    if thing.kind == DutyKind.PROPOSAL and key in rights.report_for:
        yield Line(
            title=_("Proposal: %(person)s") % {"person": thing.name},
            path=reverse("focalpoints:proposal", args=[thing.key]),
            mark=_("to be confirmed by the validating authority")
            if thing.is_theirs
            else _("to be appointed by the secretariat"),
            note=label,
        )
    elif thing.kind == DutyKind.HANDOVER and thing.state == HandoverState.HANDED:
        yield Line(
            title=_("Handover of %(person)s") % {"person": thing.name},
            path=reverse("reporting:handover", args=[thing.key]),
            mark=_("to be acknowledged") if thing.people else _("waits for a successor"),
            note=label,
        )
    elif (
        thing.kind == DutyKind.DECISION and rights.is_secretariat and _is_late_elsewhere(thing, on)
    ):
        yield Line(
            title=_("Decision %(number)s of “%(meeting)s”")
            % {"number": thing.state, "meeting": thing.about},
            path=reverse("reporting:decision", args=[thing.key]),
            mark=_("late"),
            note=label,
        )


def _is_late_elsewhere(thing: Thing, on: dt.date) -> bool:
    return thing.institution is not None and thing.due is not None and thing.due < on


def _unconfirmed(facts: Facts) -> Iterator[Line]:
    """How many people have still to say whether their post is right."""
    asked = [thing for thing in facts.things if thing.kind == DutyKind.CONFIRM]
    if asked:
        words = ngettext("%(number)d post to confirm", "%(number)d posts to confirm", len(asked))
        due = min((thing.due for thing in asked if thing.due), default=None)
        yield Line(
            title=_("Yearly confirmation of posts"),
            path=reverse("focalpoints:confirmation_rounds"),
            mark=words % {"number": len(asked)},
            note=_("answer wanted by %(day)s") % {"day": short_date(due)} if due else "",
        )
