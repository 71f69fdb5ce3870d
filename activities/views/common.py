"""What the doors of this app share."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from activities import policies
from activities.models import ImplementationUpdate, UpdateTarget
from documents.policies import visible_documents
from focalpoints.policies import Person
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations.policies import visible_clusters, visible_recommendations

View = Callable[..., HttpResponse]
Deed = Callable[[], object]
# What a person did not type.
MARKS = {"csrfmiddlewaretoken", "revision", "form", "draft", "then"}


def find_update(request: HtmxRequest, reference: UUID) -> ImplementationUpdate:
    """The update with all that its text shows; 404 for those who may not see it."""
    rows = (
        policies.visible_updates(request.user)
        .select_related(
            "institution",
            "author",
            "last_editor",
            "cluster",
            "activity",
            "signed_by",
            "signed_form",
            "replaces",
            "superseded_by",
        )
        .prefetch_related("targets__recommendation__texts")
    )
    update: ImplementationUpdate = get_object_or_404(rows, reference=reference)
    return update


def find_shown(request: HtmxRequest, reference: UUID) -> ImplementationUpdate:
    """As `find_update`, to be read alone: strangers to it read what it is about as far as they may."""
    update = find_update(request, reference)
    if policies.can_read_steps(request.user, update):
        return update
    rows = ImplementationUpdate.objects.select_related("institution", "signed_by", "superseded_by")
    rows = rows.prefetch_related(*about(request.user), "targets__recommendation__texts")
    found: ImplementationUpdate = rows.get(pk=update.pk)
    return found


def about(user: Person) -> list[Prefetch]:
    """What updates are about and replace, as far as this person may see that; else it is not there."""
    recommendations = visible_recommendations(user).values("pk")
    targets = UpdateTarget.objects.filter(recommendation__in=recommendations)
    return [
        Prefetch("cluster", visible_clusters(user)),
        Prefetch("activity", policies.visible_activities(user)),
        Prefetch("replaces", policies.visible_updates(user)),
        Prefetch("targets", targets.select_related("recommendation")),
    ]


def text_of(request: HtmxRequest, update: ImplementationUpdate) -> dict[str, Any]:
    """The context of activities/_text.html: the update, and the files that this person may open."""
    files = update.evidence_links.filter(
        document__in=visible_documents(request.user)
    ).select_related("document")
    return {
        "update": update,
        "files": files,
        "hidden_files": update.evidence_links.count() - len(files),
    }


def keeps_typed_text(view: View) -> View:
    """A form sent after the session has ended comes back with its text, to be copied."""

    @login_not_required
    @wraps(view)
    def lets_in(request: HtmxRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            typed = {
                name: text
                for name, text in request.POST.items()
                if name not in MARKS and str(text).strip()
            }
            context = {"typed": typed, "next": request.get_full_path()}
            return render(request, "activities/session_ended.html", context, status=403)
        return redirect_to_login(request.get_full_path())

    return lets_in


def movable(request: HtmxRequest, reference: UUID, name: str) -> ImplementationUpdate:
    """The update, if this person is one who makes such moves; the service asks again."""
    update = find_update(request, reference)
    require(policies.can_move(request.user, update, name))
    return update


def carry_out(
    request: HtmxRequest, update: ImplementationUpdate, deed: Deed, done: str
) -> HttpResponse:
    """Carry it out; why it cannot be done is told on the page of the update."""
    try:
        deed()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(update)


def revision_sent(request: HtmxRequest) -> int:
    """Which text the form was about; one that names none is about no text at all."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0
