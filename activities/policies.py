"""Who may see and do what with activities and updates. Nowhere else decides this."""

from django.db.models import Q
from django.utils.translation import gettext as _

from focalpoints.policies import Person, is_secretariat, standing
from nmirf.common.decisions import ALLOW, Decision, deny

from .choices import BEYOND_THE_INSTITUTION, EDITABLE, UPDATE_MOVES, ActivityPublication, UpdateState
from .models import Activity, ImplementationUpdate
from .querysets import ActivityQuerySet, UpdateQuerySet


def visible_activities(user: Person) -> ActivityQuerySet:
    """What is published; drafts are internal."""
    if standing(user).reads_internal:
        return Activity.objects.all()
    return Activity.objects.published()


def visible_updates(user: Person) -> UpdateQuerySet:
    """What is published; one's own institution's at every stage; the secretariat's after submission."""
    rights = standing(user)
    own = Q(institution__in=rights.report_for | rights.sign_for)
    if rights.is_secretariat:
        own |= Q(state__in=BEYOND_THE_INSTITUTION)
    return ImplementationUpdate.objects.filter(Q(state=UpdateState.PUBLISHED) | own)


def can_write_update(user: Person, institution: int) -> Decision:
    """Start one for an institution: its focal point or deputy."""
    if institution in standing(user).report_for:
        return ALLOW
    return deny(_("Only the focal point or deputy of the institution reports for it."))


def can_edit_update(user: Person, update: ImplementationUpdate) -> Decision:
    if update.state not in EDITABLE:
        return deny(_("This update has been submitted; it can be edited after it is returned."))
    return can_write_update(user, update.institution_id)


def can_move(user: Person, update: ImplementationUpdate, move: str) -> Decision:
    """Each move has one kind of person who makes it; see the access table."""
    rights = standing(user)
    if move == "submit":
        return can_write_update(user, update.institution_id)
    if move in ("sign", "decline"):
        if update.institution_id in rights.sign_for:
            return ALLOW
        return deny(_("Only the validating authority of the institution signs."))
    secretariat = is_secretariat(user)
    if secretariat and update.institution_id in (rights.report_for | rights.sign_for):
        return deny(_("Nobody verifies or publishes the updates of one's own institution."))
    return secretariat


def can_attach_signed_form(user: Person, update: ImplementationUpdate) -> Decision:
    """A form signed on paper: the focal point attaches it; the secretariat checks it afterwards."""
    return can_write_update(user, update.institution_id)


def available_moves(user: Person, update: ImplementationUpdate) -> list[str]:
    """The names of the moves to offer this person now: the buttons of the page."""
    return [
        name
        for name, step in UPDATE_MOVES.items()
        if name != "supersede" and update.state in step.sources and can_move(user, update, name)
    ]


def can_plan_activity(user: Person, institution: int) -> Decision:
    """The secretariat for any institution, a focal point or deputy for one's own."""
    rights = standing(user)
    if rights.is_secretariat or institution in rights.report_for:
        return ALLOW
    return deny(_("Only the lead institution or the secretariat plans this activity."))


def can_publish_activity(user: Person, activity: Activity) -> Decision:
    if activity.publication == ActivityPublication.PUBLISHED:
        return deny(_("This activity is published already."))
    return is_secretariat(user)
