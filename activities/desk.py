"""Which updates wait for whom: the lists of the workspace, by what a person is."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.choices import UpdateState
from activities.policies import visible_updates
from focalpoints.policies import Person, standing

PUBLIC = (UpdateState.PUBLISHED, UpdateState.SUPERSEDED, UpdateState.WITHDRAWN)
WITH_OTHERS = (UpdateState.SUBMITTED, UpdateState.VERIFIED, UpdateState.SIGNED)


@dataclass(frozen=True, slots=True)
class Worklist:
    """One list: its name in the address, its words, what belongs to it, what to say of none."""

    code: str
    label: str | Promise
    wanted: Q
    nothing: str | Promise


def worklists(user: Person) -> list[Worklist]:
    """The lists of this person, what they owe first."""
    rights = standing(user)
    lists: list[Worklist] = []
    if rights.sign_for:
        to_sign = Q(institution__in=rights.sign_for, state=UpdateState.VERIFIED)
        lists.append(Worklist("sign", _("To sign"), to_sign, _("Nothing waits for a signature.")))
    if rights.is_secretariat:
        lists += _of_the_secretariat(~Q(institution__in=rights.institutions))
    if rights.report_for:
        lists += _of_an_institution(Q(institution__in=rights.report_for))
    official = Q(state__in=PUBLIC) if rights.is_secretariat else Q(state=UpdateState.PUBLISHED)
    lists.append(Worklist("published", _("Published"), official, _("No update is published yet.")))
    return lists


def _of_the_secretariat(others: Q) -> list[Worklist]:
    return [
        Worklist(
            "verify",
            _("To verify"),
            others & Q(state=UpdateState.SUBMITTED),
            _("Nothing waits to be verified."),
        ),
        Worklist(
            "publish",
            _("To publish"),
            others & Q(state=UpdateState.SIGNED),
            _("Nothing waits to be published."),
        ),
        Worklist(
            "unsigned",
            _("Waiting for a signature"),
            Q(state=UpdateState.VERIFIED),
            _("No update waits for its authority."),
        ),
        Worklist(
            "corrections",
            _("Being corrected"),
            Q(state=UpdateState.RETURNED),
            _("No update is being corrected."),
        ),
    ]


def _of_an_institution(own: Q) -> list[Worklist]:
    return [
        Worklist(
            "returned",
            _("To correct"),
            own & Q(state=UpdateState.RETURNED),
            _("Nothing came back to you."),
        ),
        Worklist(
            "drafts",
            _("Drafts"),
            own & Q(state=UpdateState.DRAFT),
            _("No draft is open. Start from a recommendation: “Write update”."),
        ),
        Worklist(
            "under-way",
            _("Under way"),
            own & Q(state__in=WITH_OTHERS),
            _("Nothing of yours is being verified or signed."),
        ),
        Worklist(
            "ours",
            _("Our published updates"),
            own & Q(state__in=PUBLIC),
            _("Nothing of yours is published yet."),
        ),
    ]


def counts(user: Person, lists: list[Worklist]) -> dict[str, int]:
    """How many updates stand on each list, in one query."""
    found: dict[str, int] = visible_updates(user).aggregate(
        **{
            item.code.replace("-", "_"): Count("pk", filter=item.wanted, distinct=True)
            for item in lists
        }
    )
    return {item.code: found[item.code.replace("-", "_")] for item in lists}
