from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from activities import policies
from activities.choices import UPDATE_MOVES, Criterion, PaperStep, UpdateState
from activities.desk import counts, worklists
from activities.models import ImplementationUpdate, UpdateStep
from activities.services import signing
from focalpoints.policies import standing
from nmirf.common.context_processors import NavItem
from nmirf.common.htmx import HtmxRequest
from notifications.models import ReminderSent, Snooze

from .common import about, find_shown, text_of

# The page on which each move is confirmed; those without one have no button.
PAGES = {
    "submit": "activities:submit",
    "verify": "activities:verify",
    "sign": "activities:sign",
    "decline": "activities:decline",
    "publish": "activities:publish",
    "withdraw": "activities:withdraw",
}
# The lists that can be worked through one after another, and what that is called.
QUEUES = {
    "verify": ("activities:verify_queue", gettext_lazy("Verify one after another")),
    "sign": ("activities:sign_queue", gettext_lazy("Read and sign several")),
}


@require_GET
def updates(request: HtmxRequest) -> HttpResponse:
    """The lists of updates that wait for this person, one tab each."""
    lists = worklists(request.user)
    numbers = counts(request.user, lists)
    asked = request.GET.get("list")
    chosen = next((item for item in lists if item.code == asked), None) or next(
        (item for item in lists if numbers[item.code]), lists[0]
    )
    rows = (
        policies.visible_updates(request.user)
        .filter(chosen.wanted)
        .select_related("institution", "last_editor")
        .prefetch_related(*about(request.user))
        .order_by("-published_at", "submitted_at", "-updated_at", "pk")
    )
    context = {
        "tabs": [
            NavItem(str(item.label), f"?list={item.code}", item is chosen, numbers[item.code])
            for item in lists
        ],
        "chosen": chosen,
        "page": Paginator(rows, per_page=20).get_page(request.GET.get("page")),
        "may_write": bool(standing(request.user).report_for),
    }
    if chosen.code in QUEUES:
        name, label = QUEUES[chosen.code]
        context |= {"queue_url": reverse(name), "queue_label": label}
    return render(request, "activities/updates.html", context)


@require_GET
def update(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """One update: its text, where it is on its way, what happened, and what this person can do."""
    row = find_shown(request, reference)
    signing.record_reading(update=row, actor=request.user)
    context = text_of(request, row) | {
        "may_edit": bool(policies.can_edit_update(request.user, row)),
        "may_discard": bool(policies.can_discard(request.user, row)),
        "moves": _moves(request, row),
        "steps": _steps(request, row),
        **_told(request, row),
        "is_public": policies.visible_updates(AnonymousUser()).filter(pk=row.pk).exists(),
    }
    return render(request, "activities/update.html", context)


def _told(request: HtmxRequest, row: ImplementationUpdate) -> dict[str, Any]:
    """Who was reminded of it and when, for those who may read how it came about."""
    if not policies.can_read_steps(request.user, row):
        return {"may_read_trail": False}
    subject = f"update:{row.reference}"
    return {
        "may_read_trail": True,
        "reminders": ReminderSent.objects.about(subject),
        "snoozes": Snooze.objects.about(subject),
    }


def _moves(request: HtmxRequest, row: ImplementationUpdate) -> list[dict[str, Any]]:
    """The buttons. Verifying and returning share a page; the first button is the main one."""
    offered: list[dict[str, Any]] = [
        {
            "label": UPDATE_MOVES[name].label if name != "verify" else _("Verify or return"),
            "url": reverse(PAGES[name], args=[row.reference]),
            "danger": name == "withdraw",
        }
        for name in policies.available_moves(request.user, row)
        if name in PAGES
    ]
    if row.state != UpdateState.VERIFIED:
        return offered
    if policies.can_attach_signed_form(request.user, row):
        offered.append(_button(_("Attach a signed form"), "activities:signed_form", row))
    if policies.can_check_signed_form(request.user, row):
        offered.append(_button(_("Check the signed form"), "activities:check_form", row))
    return offered


def _button(label: str, page: str, row: ImplementationUpdate) -> dict[str, Any]:
    return {"label": label, "url": reverse(page, args=[row.reference]), "danger": False}


def _steps(request: HtmxRequest, row: ImplementationUpdate) -> list[dict[str, Any]]:
    """The latest first, for those who may read notes; nothing for others."""
    if not policies.can_read_steps(request.user, row):
        return []
    return [
        {
            "title": _title(step),
            "text": _words(step),
            "who": step.actor,
            "date": step.at,
            "big": step.target != step.source,
        }
        for step in row.steps.select_related("actor").order_by("-at", "-pk")
    ]


def _title(step: UpdateStep) -> str:
    if step.move in PaperStep.values:
        return str(PaperStep(step.move).label)
    return str(step.get_target_display())


def _words(step: UpdateStep) -> str:
    failed = [str(Criterion(value).label) for value in step.failed_criteria]
    missed = _("Not met: %(criteria)s.") % {"criteria": "; ".join(failed)} if failed else ""
    return "\n".join(part for part in (step.note, missed) if part)
