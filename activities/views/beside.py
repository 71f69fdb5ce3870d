"""What stands beside an update on the pages on which it is written, verified and signed."""

from collections.abc import Sequence
from typing import Any

from activities.models import ImplementationUpdate
from activities.services import beside
from activities.services.writing import TEXTS, Targets, left_untold, targets_of
from nmirf.common.htmx import HtmxRequest

# What an update that starts from the last published one takes over from it.
TAKEN_OVER = (*TEXTS, "language", "proposed_status")


def beside_of(request: HtmxRequest, update: ImplementationUpdate) -> dict[str, Any]:
    """For who verifies or signs: the last published, the others' latest, and the check of the text."""
    return {
        "last": beside.last_of(update),
        "others": beside.of_others(request.user, [update.institution_id], targets_of(update)),
        "hints": beside.hints_of(update),
    }


def beside_form(
    request: HtmxRequest,
    institutions: Sequence[int],
    targets: Targets,
    update: ImplementationUpdate | None,
) -> dict[str, Any]:
    """The same for who writes; `may_start_from` while there is no text yet that it would cover."""
    last = beside.last_published(institutions, targets, but=update.pk if update else None)
    is_empty = not (update and update.narrative)
    return {
        "last": last,
        "others": beside.of_others(request.user, institutions, targets),
        "hints": hints_of_form(request, update),
        "may_start_from": bool(last) and is_empty and "from" not in request.GET,
    }


def hints_of_form(
    request: HtmxRequest, update: ImplementationUpdate | None
) -> list[beside.Finding]:
    """The check of what was sent, else of what is kept."""
    if request.method == "POST":
        sent = [request.POST.get(name, "") for name in ("headline", "narrative", "language")]
        return beside.hints(*sent)
    return beside.hints_of(update) if update else []


def warnings(update: ImplementationUpdate) -> list[str]:
    """What the check found, a sentence each: for the page on which it is submitted all the same."""
    sentences = []
    for found in beside.hints_of(update):
        hint = found.hint
        places = "; ".join(f"“{place}”" for place in hint.found)
        label = f"{hint.kind.label}: {places}." if places else f"{hint.kind.label}."
        sentences.append(f"{label} {found.why}")
    return sentences


def taken_over(
    request: HtmxRequest,
    institutions: Sequence[int],
    targets: Targets,
    update: ImplementationUpdate | None,
) -> dict[str, Any]:
    """For ?from=last: the last published text as a beginning; nothing is saved by that."""
    if request.GET.get("from") != "last" or (update and update.narrative):
        return {}
    last = beside.last_published(institutions, targets, but=update.pk if update else None)
    if last is None:
        return {}
    replaced = {} if left_untold(last, targets) else {"replaces": last.pk}
    return {name: getattr(last, name) for name in TAKEN_OVER} | replaced
