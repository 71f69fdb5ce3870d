"""Who may see and do what with collection rounds and with what is owed in them."""

from django.utils.translation import gettext as _

from activities.choices import DueState, RoundState
from activities.models import CollectionRound, RoundItem
from activities.querysets import DueQuerySet, RoundQuerySet
from focalpoints.policies import Person, is_secretariat, standing
from nmirf.common.decisions import ALLOW, Decision, deny


def visible_rounds(user: Person) -> RoundQuerySet:
    """The secretariat sees all; an institution's people those that ask it for something."""
    rights = standing(user)
    if rights.is_secretariat:
        return CollectionRound.objects.all()
    asked = RoundItem.objects.filter(institution__in=rights.report_for | rights.sign_for)
    return CollectionRound.objects.exclude(state=RoundState.DRAFT).filter(
        pk__in=asked.values("round")
    )


def visible_dues(user: Person) -> DueQuerySet:
    """What is owed in rounds: the secretariat sees all, an institution's people its own."""
    rights = standing(user)
    if rights.is_secretariat:
        return RoundItem.objects.all()
    return RoundItem.objects.filter(institution__in=rights.report_for | rights.sign_for)


def can_list_rounds(user: Person) -> Decision:
    """The secretariat, and whoever reports or signs for an institution."""
    rights = standing(user)
    if rights.is_secretariat or rights.report_for or rights.sign_for:
        return ALLOW
    return deny(_("Collection rounds are for the secretariat and for those who report or sign."))


def can_run_rounds(user: Person) -> Decision:
    """Make, change, open, extend and close them."""
    return is_secretariat(user)


def can_answer_due(user: Person, item: RoundItem) -> Decision:
    """Answer for the institution: its focal point or deputy, while the round is open."""
    if item.institution_id not in standing(user).report_for:
        return deny(_("Only the focal point or deputy of the institution answers for it."))
    return _while_open(item)


def can_excuse(user: Person, item: RoundItem) -> Decision:
    """The secretariat, though nobody excuses one's own institution."""
    secretariat = is_secretariat(user)
    if secretariat and item.institution_id in standing(user).institutions:
        return deny(_("Nobody excuses one's own institution."))
    return _while_open(item) if secretariat else secretariat


def can_owe_again(user: Person, item: RoundItem) -> Decision:
    """Take back what was said: an excuse by the secretariat, the rest by the institution."""
    if item.state == DueState.EXCUSED:
        return can_excuse(user, item)
    return can_answer_due(user, item)


def can_read_turnaround(user: Person) -> Decision:
    """The secretariat reads the figures of all, an institution's people their own."""
    rights = standing(user)
    if rights.is_secretariat or rights.report_for or rights.sign_for:
        return ALLOW
    return deny(_("The figures are for the secretariat and for those who report or sign."))


def _while_open(item: RoundItem) -> Decision:
    if item.round.state != RoundState.OPEN:
        return deny(_("This round is not open: what was owed in it stands as it was."))
    return ALLOW
