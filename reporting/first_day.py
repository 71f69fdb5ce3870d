"""Somebody's first day: five steps with the person's own work in them.

How far somebody has come follows from records: a second factor set up, an assignment decided, an
update written. Only what leaves no record (details looked at, colleagues met) is ticked off by
hand. Nothing is kept of how many steps are done.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import FirstDayStep
from accounts.models import FirstDay, User
from activities.models import ImplementationUpdate, UpdateStep
from focalpoints.choices import HandoverState, Role
from focalpoints.models import Appointment, Handover, Institution, NationalMechanism
from focalpoints.policies import Rights, standing
from notifications.choices import DutyKind
from recommendations.models import Assessment, Assignment, Interest

from .desk import Duty, duties_of
from .policies import visible_consultations

# What a post brings with it; the panel has links to it of its own.
OF_THE_POST = (DutyKind.ACKNOWLEDGE, DutyKind.HANDOVER, DutyKind.CONFIRM, DutyKind.MEETING)


@dataclass(frozen=True, slots=True)
class Link:
    """Where to do it; `note` stands beside it and says who or what that is."""

    label: str
    path: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five. `by_hand` says that it can be ticked off, since nothing else tells."""

    key: FirstDayStep
    words: str
    links: tuple[Link, ...]
    is_done: bool
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Path:
    steps: list[Step]
    is_put_away: bool

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.steps)

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done), None)


def panel_of(user: User, on: dt.date, duties: Sequence[Duty] | None = None) -> Path | None:
    """For the desk: None where nobody's first day is open. One query tells that, and no more."""
    row = FirstDay.objects.filter(user=user, put_away_at__isnull=True).first()
    return _path(user, on, row, duties) if row is not None else None


def path_of(user: User, on: dt.date) -> Path:
    """For the page: always there, also for whoever came before there was a first day."""
    return _path(user, on, FirstDay.objects.filter(user=user).first(), None)


def _path(user: User, on: dt.date, row: FirstDay | None, duties: Sequence[Duty] | None) -> Path:
    rights = standing(user)
    owed = duties_of(user, on) if duties is None else duties
    first = _first(owed)
    seen = set(row.seen) if row is not None else set()
    steps = [
        _secure(user),
        _details(user, seen),
        _people(user, rights, seen, on),
        _owe(user, rights, seen, first, on),
        _act(user, rights, seen, first),
    ]
    return Path(steps, is_put_away=row is None or row.put_away_at is not None)


def _first(owed: Sequence[Duty]) -> Duty | None:
    """The first thing owed, the institution's own work before what is asked of the post."""
    mine = sorted(
        (duty for duty in owed if duty.is_owed), key=lambda duty: duty.kind in OF_THE_POST
    )
    return mine[0] if mine else None


def _secure(user: User) -> Step:
    is_done = is_mfa_enabled(user) or (user.is_demo and settings.DEMO_MODE)
    return Step(
        FirstDayStep.SECURE,
        _("Add a second way in, such as a passkey, and keep the recovery codes in a safe place."),
        (Link(_("Second factor, passkeys and recovery codes"), reverse("mfa_index")),),
        is_done=is_done,
        by_hand=False,
    )


def _details(user: User, seen: set[str]) -> Step:
    is_set = bool(user.preferred_language and user.time_zone)
    return Step(
        FirstDayStep.DETAILS,
        _("Language and time zone of your messages, and whether the public sees your name."),
        (
            Link(_("My account"), reverse("accounts:profile")),
            Link(_("What the public sees of you"), reverse("focalpoints:consents")),
        ),
        is_done=is_set or FirstDayStep.DETAILS in seen,
        by_hand=True,
    )


def _people(user: User, rights: Rights, seen: set[str], on: dt.date) -> Step:
    """Those one works with; a handover that waits is met before anybody else."""
    handed = Handover.objects.filter(
        state=HandoverState.HANDED, appointment__institution__in=rights.institutions
    )
    waiting: Any = handed.with_people(on)
    left = waiting.filter(followers__contains=[user.pk])
    links = [
        Link(_("Read what was left for you"), row.get_absolute_url(), str(row.appointment.user))
        for row in left.select_related("appointment__user")
    ]
    posts = Appointment.objects.in_force(on).filter(
        institution__in=rights.institutions, user__is_active=True
    )
    roles = (Role.FOCAL_POINT, Role.DEPUTY, Role.VALIDATING_AUTHORITY, Role.REPRESENTATIVE)
    colleagues = posts.role(*roles).exclude(user=user).select_related("user", "institution")
    links += [
        Link(str(post.user), f"mailto:{post.user.email}", post.get_role_display())
        for post in colleagues.order_by("institution", "role", "pk")[:8]
    ]
    contact = NationalMechanism.objects.values_list("contact", flat=True).first()
    if contact:
        links.append(Link(contact, f"mailto:{contact}", _("Secretariat of the mechanism")))
    acknowledged = Handover.objects.filter(
        successor__user=user, state=HandoverState.ACKNOWLEDGED
    ).exists()
    return Step(
        FirstDayStep.PEOPLE,
        _("Write to each of them once: who stands in for whom, who signs, whom to ask."),
        tuple(links),
        is_done=acknowledged or FirstDayStep.PEOPLE in seen,
        by_hand=True,
    )


def _owe(user: User, rights: Rights, seen: set[str], first: Duty | None, on: dt.date) -> Step:
    """The first thing that is owed, if there is one; else where it will stand."""
    links = [Link(first.title, first.path)] if first else []
    links += _places(user, rights, on)
    decided = bool(rights.report_for) and Assignment.objects.filter(decided_by=user).exists()
    return Step(
        FirstDayStep.OWE,
        _words_of_owing(rights),
        tuple(links),
        is_done=decided or FirstDayStep.OWE in seen,
        by_hand=True,
    )


def _words_of_owing(rights: Rights) -> str:
    if rights.report_for:
        return _("Your institution answers for recommendations. Read the first one, whole.")
    if rights.sign_for:
        return _("You sign what your institution tells the public. Read what waits for it.")
    if rights.is_secretariat:
        return _("Institutions wait for your answer. Read what came in first.")
    if rights.comment_for:
        return _("Drafts are open to your organisation before they become reports. Read one.")
    return _("Read what is yours to look after.")


def _places(user: User, rights: Rights, on: dt.date) -> list[Link]:
    updates = _("Updates")
    if rights.report_for:
        return [Link(_("Assignments"), reverse("recommendations:assignments"))]
    if rights.sign_for:
        return [Link(updates, f"{reverse('activities:updates')}?list=sign")]
    if rights.is_secretariat:
        return [Link(updates, f"{reverse('activities:updates')}?list=verify")]
    if rights.is_administrator:
        return [Link(_("Administration"), reverse("admin:index"))]
    open_now = visible_consultations(user, on).open(on).order_by("closes_on", "pk").first()
    if open_now is not None:
        return [Link(open_now.title, open_now.get_absolute_url())]
    return [Link(_("Consultations"), reverse("portal:consultations"))]


def _act(user: User, rights: Rights, seen: set[str], first: Duty | None) -> Step:
    words, links, fact = _first_work(user, rights)
    if first is not None and first.act_path:
        links = (Link(first.act, first.act_path, first.title), *links)
    # Where records tell, only they do.
    by_hand = fact is None
    is_done = FirstDayStep.ACT in seen if fact is None else fact
    return Step(FirstDayStep.ACT, words, links, is_done=is_done, by_hand=by_hand)


def _first_work(user: User, rights: Rights) -> tuple[str, tuple[Link, ...], bool | None]:
    """What it is, where, and whether it is done; None where no record would tell."""
    updates = reverse("activities:updates")
    if rights.report_for:
        own = Q(author=user) | Q(last_editor=user)
        return (
            _("Write your first update, or confirm that there is nothing new."),
            (Link(_("Write an update"), reverse("activities:update_new")),),
            ImplementationUpdate.objects.filter(own).exists(),
        )
    if rights.sign_for:
        return (
            _("Sign your first update, or send it back with a reason."),
            (Link(_("Updates to sign"), f"{updates}?list=sign"),),
            UpdateStep.objects.filter(actor=user).exists(),
        )
    if rights.is_secretariat:
        return (
            _("Verify an update, assess a recommendation, or propose an assignment."),
            (Link(_("Updates to verify"), f"{updates}?list=verify"),),
            UpdateStep.objects.filter(actor=user).exists()
            or Assessment.objects.filter(author=user).exists()
            or Assignment.objects.filter(proposed_by=user).exists(),
        )
    if rights.comment_for:
        return _follow(rights)
    return (_("Look around: nothing you open changes anything."), (), None)


def _follow(rights: Rights) -> tuple[str, tuple[Link, ...], bool | None]:
    """An organisation is invited by what it chose."""
    places = Institution.objects.filter(pk__in=rights.comment_for).order_by("name", "pk")
    links = tuple(
        Link(_("Choose themes and groups"), reverse("recommendations:interests", args=[row.slug]))
        for row in places
    )
    chosen = Interest.objects.filter(institution__in=rights.comment_for).exists()
    return (
        _("Choose the themes and groups that you want to be consulted on, and follow their news."),
        (*links, Link(_("Saved views"), reverse("portal:views"))),
        chosen,
    )
