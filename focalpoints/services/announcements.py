"""Who hears of what happens to a post: one line in the inbox, in the reader's own language."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.choices import StandingGroup
from accounts.models import User
from focalpoints.choices import ProposalState, Role
from focalpoints.models import (
    Appointment,
    AppointmentProposal,
    Confirmation,
    Institution,
)
from nmirf.common.dates import today
from notifications.choices import NewsKind
from notifications.services.inbox import notify

Words = Callable[[], str]


def officers() -> Iterable[User]:
    return User.objects.in_group(StandingGroup.SECRETARIAT)


def tell_of_post(
    *, appointment: Appointment, deed: str, words: Words, but: User | None = None
) -> int:
    """Tell the holder, and who stands in for a focal point or has the deputy stand in for them."""
    people = {appointment.user_id, *beside(appointment)} - {but.pk if but else None}
    return notify(
        people=User.objects.active().filter(pk__in=people).order_by("pk"),
        text=lambda: words() % _facts(appointment),
        path=appointment.get_absolute_url(),
        key=f"appointment-{appointment.pk}-{deed}",
        kind=NewsKind.APPOINTMENT,
    )


def beside(appointment: Appointment) -> set[int]:
    """Who works with the holder today: the deputies of a focal point, the principal of a deputy."""
    held = Appointment.objects.in_force(today())
    if appointment.role == Role.FOCAL_POINT:
        own = held.deputies_for(appointment.pk, appointment.institution_id)
        return set(own.values_list("user", flat=True))
    if appointment.role == Role.DEPUTY:
        principals = held.of(appointment.institution_id).role(Role.FOCAL_POINT)
        if appointment.deputises_id:
            principals = principals.filter(pk=appointment.deputises_id)
        return set(principals.values_list("user", flat=True))
    return set()


def _facts(appointment: Appointment) -> dict[str, str]:
    def day(value: dt.date | None) -> str:
        return date_format(value, "DATE_FORMAT") if value else "–"

    return {
        "name": str(appointment.user),
        "role": str(appointment.get_role_display()),
        "institution": appointment.institution.label,
        "first": day(appointment.starts_on),
        "last": day(appointment.ends_on),
    }


def tell_vacant(*, institution: Institution, role: Role, from_day: dt.date, key: str) -> int:
    """Tell the secretariat, and the institution's authorities, that a post has nobody to follow."""

    def words() -> str:
        text = {
            Role.VALIDATING_AUTHORITY: _(
                "%(institution)s: from %(day)s on nobody signs. Verified updates wait until "
                "a validating authority is appointed."
            ),
        }.get(role, _("%(institution)s: from %(day)s on the post “%(role)s” is vacant."))
        return text % {
            "institution": institution.label,
            "day": date_format(from_day, "DATE_FORMAT"),
            "role": Role(role).label,
        }

    signing = Appointment.objects.in_force(from_day).of(institution.pk)
    authorities = signing.role(Role.VALIDATING_AUTHORITY).holders()
    people = {*officers(), *authorities}
    return notify(
        people=sorted(people, key=lambda person: person.pk),
        text=words,
        path=f"{reverse('focalpoints:people')}?q={institution.slug}",
        key=f"vacant-{key}",
        kind=NewsKind.APPOINTMENT,
    )


def tell_of_proposal(*, proposal: AppointmentProposal, actor: User) -> int:
    """Tell those who have to decide next; once it is settled, those who took part."""
    people, words = _about_proposal(proposal)

    def text() -> str:
        return words() % {"name": proposal.full_name, "institution": proposal.institution.label}

    return notify(
        people=[person for person in people if person.pk != actor.pk],
        text=text,
        path=proposal.get_absolute_url(),
        key=f"proposal-{proposal.pk}-{proposal.state}",
        kind=NewsKind.APPOINTMENT,
    )


def _about_proposal(proposal: AppointmentProposal) -> tuple[list[User], Words]:
    at = Appointment.objects.in_force(today()).of(proposal.institution_id)
    authorities = list(at.role(Role.VALIDATING_AUTHORITY).holders())
    took_part = {proposal.proposed_by, proposal.confirmed_by, *authorities} - {None}
    settled: list[User] = sorted((person for person in took_part if person), key=lambda p: p.pk)
    if proposal.state == ProposalState.PROPOSED:
        if authorities:
            return [*authorities, *officers()], lambda: _(
                "%(institution)s proposes %(name)s as deputy: the validating authority confirms."
            )
        return list(officers()), lambda: _(
            "%(institution)s proposes %(name)s as deputy, and has no authority to confirm it."
        )
    if proposal.state == ProposalState.CONFIRMED:
        return [*settled, *officers()], lambda: _(
            "%(name)s is confirmed as deputy of %(institution)s: the secretariat appoints."
        )
    if proposal.state == ProposalState.APPOINTED and proposal.appointment is None:
        return settled, lambda: _(
            "%(name)s, whom %(institution)s proposed, is invited to take the post."
        )
    if proposal.state == ProposalState.APPOINTED:
        return settled, lambda: _("%(name)s, whom %(institution)s proposed, is appointed.")
    if proposal.state == ProposalState.DECLINED:
        return settled, lambda: _("%(name)s, whom %(institution)s proposed, was declined.")
    return [*authorities, *officers()], lambda: _(
        "%(institution)s took back the proposal of %(name)s."
    )


def ask_to_confirm(*, confirmation: Confirmation) -> int:
    """The question to one holder; the link leads to a page, and changes nothing by itself."""
    post = confirmation.appointment
    return notify(
        people=[post.user],
        text=lambda: (
            _("Are you still %(role)s of %(institution)s? One click confirms it.")
            % {"role": post.get_role_display(), "institution": post.institution.label}
        ),
        path=confirmation.get_absolute_url(),
        key=f"confirmation-{confirmation.pk}",
        kind=NewsKind.APPOINTMENT,
    )


def tell_of_change_asked(*, confirmation: Confirmation) -> int:
    """Tell the secretariat that a holder says that something is not right any more."""
    post = confirmation.appointment
    return notify(
        people=officers(),
        text=lambda: (
            _("%(name)s, %(institution)s: something has changed in this post.")
            % {"name": post.user, "institution": post.institution.label}
        ),
        path=confirmation.round.get_absolute_url(),
        key=f"confirmation-{confirmation.pk}-change",
        kind=NewsKind.APPOINTMENT,
    )
