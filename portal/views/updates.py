"""The public address of an update: what it says, or what became of it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from activities.choices import UpdateState
from activities.policies import can_read_steps, once_public
from nmirf.common.dates import day_of
from nmirf.common.htmx import HtmxRequest
from portal import gone
from portal.events import as_event, evidence
from portal.reader import Reader
from portal.trails import trail

# Gone for good: search engines forget it, as its readers are asked to.
GONE = 410


@require_GET
@login_not_required
def update(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Published: its text. Superseded or withdrawn: that it was there, and since when no longer."""
    reader = Reader(request.user)
    rows = once_public(request.user).select_related("institution", "superseded_by")
    row = get_object_or_404(rows.prefetch_related("institution__former_names"), reference=reference)
    targets = reader.recommendations.filter(update_targets__update=row)
    context: dict[str, Any] = {
        "row": row,
        "who": row.institution.named_on(None),
        "targets": targets.prefetch_related("texts").order_by("reference"),
        "cluster": reader.clusters.filter(updates=row).first(),
        "activity": reader.activities.filter(updates=row).first(),
        "ended": row.steps.filter(target=row.state).order_by("pk").last(),
        "newer": gone.heir("update", str(row.reference), request.user),
        "may_read_all": bool(can_read_steps(request.user, row)),
        "address": request.build_absolute_uri(reverse("portal:update", args=[row.reference])),
        "trail": trail((_("Recommendations"), reverse("portal:register")), (_("Update"), "")),
    }
    if row.state == UpdateState.PUBLISHED:
        documents = evidence(reader, {"update": [row.pk]})
        context["event"] = as_event(row, (), documents.get(("update", row.pk), ()))
    if row.state == UpdateState.SUPERSEDED and row.published_at and (first := targets.first()):
        # The official word of that day, on the page of that day.
        day = day_of(row.published_at).isoformat()
        context["then"] = reverse("portal:as_of_recommendation", args=[day, first.reference])
    status = 200 if row.state == UpdateState.PUBLISHED else GONE
    return render(request, "portal/update.html", context, status=status)
