"""Who hears of a step of an update, in their own language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.choices import StandingGroup
from accounts.models import User
from activities.choices import PaperStep, UpdateState
from activities.models import ImplementationUpdate, UpdateStep
from focalpoints.choices import Role
from focalpoints.models import Appointment
from nmirf.common.dates import today
from notifications.choices import NewsKind
from notifications.services.inbox import notify

REPORTERS = (Role.FOCAL_POINT, Role.DEPUTY)
EVERYBODY = (*REPORTERS, Role.VALIDATING_AUTHORITY)

# What a step is to those who hear of it: words, and the roles at the institution that do; no role
# means the secretariat. The words name no content, for they go out by e-mail.
WORDS: dict[str, tuple[str, tuple[Role, ...]]] = {
    UpdateState.SUBMITTED: (
        gettext_noop(
            "%(institution)s submitted an update on %(subject)s: it waits to be verified."
        ),
        (),
    ),
    UpdateState.RETURNED: (
        gettext_noop("The update of %(institution)s on %(subject)s came back to be corrected."),
        REPORTERS,
    ),
    UpdateState.VERIFIED: (
        gettext_noop("The update of %(institution)s on %(subject)s waits for a signature."),
        EVERYBODY,
    ),
    UpdateState.SIGNED: (
        gettext_noop(
            "The update of %(institution)s on %(subject)s is signed: it can be published."
        ),
        (),
    ),
    UpdateState.PUBLISHED: (
        gettext_noop("The update of %(institution)s on %(subject)s is published."),
        EVERYBODY,
    ),
    UpdateState.WITHDRAWN: (
        gettext_noop("The update of %(institution)s on %(subject)s was withdrawn."),
        EVERYBODY,
    ),
    PaperStep.ATTACHED: (
        gettext_noop(
            "A signed form for the update of %(institution)s on %(subject)s waits to be checked."
        ),
        (),
    ),
    PaperStep.REFUSED: (
        gettext_noop(
            "The signed form for the update of %(institution)s on %(subject)s was not accepted."
        ),
        REPORTERS,
    ),
}


def announce(*, step: UpdateStep) -> int:
    """Tell those whom the step concerns, except who took it; how many lines are new.

    Whoever holds the appointment today hears of it. Safe to call twice.
    """
    found = WORDS.get(step.move) or WORDS.get(step.target)
    if found is None or step.target == UpdateState.SUPERSEDED:
        return 0
    words, roles = found
    update = step.update

    def text() -> str:
        return _(words) % {"institution": update.institution.label, "subject": subject(update)}

    return notify(
        people=_recipients(update, roles, step.actor),
        text=text,
        path=update.get_absolute_url(),
        key=f"update-step-{step.pk}",
        kind=NewsKind.UPDATE,
    )


def subject(update: ImplementationUpdate) -> str:
    """What an update is about, in few words: references, or the cluster's or activity's title.

    E-mails carry it, so that a title which is not public is left out.
    """
    other = update.cluster or update.activity
    if other is not None:
        return other.label if other.publication == "published" else _("a draft")
    references = sorted(target.recommendation.reference for target in update.targets.all())
    return ", ".join(references[:3]) + (" …" if len(references) > 3 else "")


def _recipients(
    update: ImplementationUpdate, roles: tuple[Role, ...], actor: User
) -> Iterable[User]:
    held = Appointment.objects.in_force(today()).of(update.institution_id)
    if roles:
        people = User.objects.active().filter(appointments__in=held.role(*roles))
    else:
        # The secretariat, without those who never verify this institution's updates.
        people = (
            User.objects.active()
            .filter(groups__name=StandingGroup.SECRETARIAT)
            .exclude(appointments__in=held)
        )
    return people.exclude(pk=actor.pk).distinct()
