"""Duties among people: meetings, decisions, questions, handovers, posts, registrations, personal data."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.choices import DataRequestKind
from focalpoints.choices import HandoverState, InstitutionKind, Role
from nmirf.common.dates import day_of
from notifications.choices import DutyKind
from reporting.choices import GapName, RequestState

from .duties import Duty, Holder, due_after
from .facts import Facts
from .things import Thing
from .words import address, short_date, shortened

# Characters of a decision in the title of its line.
TITLE_LENGTH = 120


def of_people(facts: Facts) -> Iterator[Duty]:
    for thing in facts.things:
        yield from BY_KIND[thing.kind](thing)


def _duty(thing: Thing, kind: DutyKind, title: str, act: str, **more: Any) -> Duty:
    """An e-mail names none of it: it is between members of the mechanism, or about a person."""
    path = more.pop("path")
    return Duty(
        kind=kind,
        subject=more.pop("subject", f"{kind}:{thing.key}"),
        title=title,
        outside=str(kind.label),
        path=path,
        act=act,
        act_path=more.pop("act_path", path),
        institution=thing.institution.pk if thing.institution else None,
        institution_label=thing.institution.label if thing.institution else "",
        **more,
    )


def _decision(thing: Thing) -> Iterator[Duty]:
    """The institution's, as long as somebody reports or speaks for it; else the secretariat's."""
    is_theirs = thing.institution is not None and thing.is_theirs
    holder = Holder.PERSON if thing.people else Holder.REPORTERS
    about = _("decision %(number)s of “%(meeting)s”") % {
        "number": thing.state,
        "meeting": thing.about,
    }
    yield _duty(
        thing,
        DutyKind.DECISION,
        shortened(thing.name, TITLE_LENGTH),
        pgettext("deed", "Record as done"),
        path=address("reporting:decision", thing.key),
        act_path=address("reporting:decision_move", thing.key, "done"),
        holder=holder if is_theirs else Holder.SECRETARIAT,
        people=thing.people,
        due_on=thing.due,
        explanation=_of_institution(thing, about),
    )


def _request(thing: Thing) -> Iterator[Duty]:
    """The institution answers; the secretariat what falls to itself, and reads what was answered."""
    path = address("reporting:request", thing.key)
    if thing.state == RequestState.ANSWERED:
        yield _duty(
            thing,
            DutyKind.REQUEST,
            _("Read the answer: %(gap)s") % {"gap": GapName(thing.about).label},
            pgettext("deed", "Read"),
            path=path,
            holder=Holder.SECRETARIAT,
            # An answer that is followed by another question is another duty.
            subject=f"request:{thing.key}:answered:{_day(thing).isoformat()}",
            due_on=due_after(DutyKind.REQUEST, _at(thing)),
            explanation=_of_institution(thing, _since(thing)),
        )
        return
    yield _duty(
        thing,
        DutyKind.REQUEST,
        shortened(thing.name, TITLE_LENGTH),
        pgettext("deed", "Answer"),
        path=path,
        act_path=address("reporting:request_answer", thing.key)
        if thing.is_theirs or thing.institution is None
        else path,
        holder=Holder.REPORTERS if thing.is_theirs else Holder.SECRETARIAT,
        due_on=thing.due,
        explanation=_of_institution(
            thing, _("recommendations %(gap)s") % {"gap": GapName(thing.about).label}
        ),
    )


def _meeting(thing: Thing) -> Iterator[Duty]:
    """Due on the day of the meeting itself: its rule says how long before people are reminded."""
    begins = date_format(timezone.localtime(_at(thing)), "DATETIME_FORMAT")
    yield _duty(
        thing,
        DutyKind.MEETING,
        _("Answer the invitation: %(meeting)s") % {"meeting": thing.name},
        pgettext("deed", "Answer"),
        path=address("reporting:meeting", thing.key),
        act_path=address("reporting:meeting_answer", thing.key),
        holder=Holder.PERSON,
        people=thing.people,
        due_on=thing.due,
        explanation=" · ".join(filter(None, [begins, thing.about])),
    )


def _handover(thing: Thing) -> Iterator[Duty]:
    """To be written, by the secretariat where nobody is left; then to be acknowledged, if followed."""
    post = {"person": thing.name, "role": Role(thing.about).label}
    path = address("reporting:handover", thing.key)
    if thing.state == HandoverState.WRITING:
        yield _duty(
            thing,
            DutyKind.HANDOVER,
            _("Write the handover of %(person)s, %(role)s") % post,
            pgettext("deed", "Write"),
            path=path,
            act_path=address("reporting:handover_write", thing.key),
            holder=Holder.PERSON if thing.people else Holder.SECRETARIAT,
            people=thing.people,
            due_on=thing.due,
            explanation=_of_institution(thing, _("what is open, how it stands, whom to ask")),
        )
    elif thing.people:
        handed = day_of(thing.since) if isinstance(thing.since, dt.datetime) else thing.since
        yield _duty(
            thing,
            DutyKind.ACKNOWLEDGE,
            _("Read what %(person)s, %(role)s, leaves to you") % post,
            _("Read and acknowledge"),
            path=path,
            holder=Holder.PERSON,
            people=thing.people,
            due_on=thing.due,
            explanation=_("handed over %(day)s") % {"day": short_date(handed) if handed else ""},
        )


def _confirmation(thing: Thing) -> Iterator[Duty]:
    name = thing.institution.label if thing.institution else ""
    yield _duty(
        thing,
        DutyKind.CONFIRM,
        _("Is your post still right? %(role)s, %(institution)s")
        % {"role": Role(thing.about).label, "institution": name},
        _("Say whether it is"),
        path=address("focalpoints:confirm", thing.key),
        holder=Holder.PERSON,
        people=thing.people,
        due_on=thing.due,
        explanation=_("yearly question: one click if nothing has changed"),
    )


def _proposal(thing: Thing) -> Iterator[Duty]:
    """The authority confirms; then, or where there is none, the secretariat appoints."""
    path = address("focalpoints:proposal", thing.key)
    proposed = {"person": thing.name, "role": Role(thing.about).label}
    words = (
        _("Confirm the proposal: %(person)s as %(role)s")
        if thing.is_theirs
        else _("Appoint whom the institution proposes: %(person)s as %(role)s")
    )
    yield _duty(
        thing,
        DutyKind.PROPOSAL,
        words % proposed,
        pgettext("deed", "Decide"),
        path=path,
        holder=Holder.AUTHORITIES if thing.is_theirs else Holder.SECRETARIAT,
        barred=thing.barred if thing.is_theirs else None,
        # Each of the two has the time from when it came to them.
        subject=f"proposal:{thing.key}:{'confirm' if thing.is_theirs else 'appoint'}",
        due_on=due_after(DutyKind.PROPOSAL, _at(thing)),
        explanation=_of_institution(thing, _since(thing)),
    )


def _registration(thing: Thing) -> Iterator[Duty]:
    yield _duty(
        thing,
        DutyKind.REGISTRATION,
        _("%(organisation)s asks to take part") % {"organisation": thing.name},
        pgettext("deed", "Decide"),
        path=address("focalpoints:registration", thing.key),
        holder=Holder.SECRETARIAT,
        due_on=due_after(DutyKind.REGISTRATION, _at(thing)),
        explanation=" · ".join([str(InstitutionKind(thing.about).label), _since(thing)]),
    )


def _data_request(thing: Thing) -> Iterator[Duty]:
    """Within a month. Source: Regulation (EU) 2016/679, Article 12(3), taken as the standard."""
    yield _duty(
        thing,
        DutyKind.DATA_REQUEST,
        _("%(kind)s of personal data: %(person)s")
        % {"kind": DataRequestKind(thing.about).label, "person": thing.name},
        pgettext("deed", "Answer"),
        path=address("focalpoints:data_request", thing.key),
        holder=Holder.OFFICE,
        barred=thing.barred,
        due_on=due_after(DutyKind.DATA_REQUEST, _at(thing)),
        explanation=_since(thing),
    )


def _errors(thing: Thing) -> Iterator[Duty]:
    """What readers of public pages found wrong, as one duty."""
    number = int(thing.state)
    yield _duty(
        thing,
        DutyKind.COMMENT,
        ngettext(
            "%(number)d error reported by a reader", "%(number)d errors reported by readers", number
        )
        % {"number": number},
        pgettext("deed", "Answer"),
        path=address("reporting:error_reports"),
        holder=Holder.SECRETARIAT,
        due_on=due_after(DutyKind.COMMENT, _at(thing)),
        explanation=_since(thing),
    )


def _vacancy(thing: Thing) -> Iterator[Duty]:
    since = _day(thing)
    role = Role(thing.about)
    query = urlencode({"institution": thing.institution.pk if thing.institution else "",
                       "role": role.value})  # fmt: skip
    yield _duty(
        thing,
        DutyKind.VACANCY,
        _("%(institution)s has nobody as %(role)s")
        % {"institution": thing.institution, "role": role.label},
        pgettext("deed", "Appoint"),
        path=address("portal:institution", thing.key),
        act_path=f"{address('focalpoints:appoint')}?{query}",
        holder=Holder.SECRETARIAT,
        subject=f"vacancy:{thing.key}:{role.value}:{since.isoformat()}"[:120],
        due_on=due_after(DutyKind.VACANCY, since),
        explanation=_("vacant since %(day)s") % {"day": short_date(since)},
    )


def _at(thing: Thing) -> dt.datetime:
    """When it began; every thing of these kinds has an instant."""
    if not isinstance(thing.since, dt.datetime):
        raise TypeError(thing)
    return thing.since


def _day(thing: Thing) -> dt.date:
    if thing.since is None:
        raise TypeError(thing)
    return day_of(thing.since) if isinstance(thing.since, dt.datetime) else thing.since


def _since(thing: Thing) -> str:
    return _("since %(day)s") % {"day": short_date(_day(thing))}


def _of_institution(thing: Thing, words: str) -> str:
    return " · ".join(filter(None, [thing.institution.label if thing.institution else "", words]))


BY_KIND = {
    DutyKind.DECISION: _decision,
    DutyKind.MEETING: _meeting,
    DutyKind.HANDOVER: _handover,
    DutyKind.CONFIRM: _confirmation,
    DutyKind.PROPOSAL: _proposal,
    DutyKind.REGISTRATION: _registration,
    DutyKind.DATA_REQUEST: _data_request,
    DutyKind.VACANCY: _vacancy,
    DutyKind.REQUEST: _request,
    DutyKind.COMMENT: _errors,
}
