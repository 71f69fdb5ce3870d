"""The secretariat's side of consultations: read what came, show it, answer it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nmirf.common.context_processors import NavItem
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from reporting import policies
from reporting.choices import Moderation
from reporting.forms.consultations import AnswerForm, HideForm, LookForm
from reporting.models import Comment, CommenterIdentity, Consultation
from reporting.services import consultations as services

WAITING = Q(comments__moderation=Moderation.PENDING)
UNANSWERED = Q(comments__answer="") & ~Q(comments__moderation=Moderation.HIDDEN)

# The queue's lists by their name in the address: what to do first stands first.
QUEUES = {
    "unread": (gettext_lazy("To be read"), Q(moderation=Moderation.PENDING)),
    "unanswered": (
        gettext_lazy("To be answered"),
        Q(answer="") & ~Q(moderation=Moderation.HIDDEN),
    ),
    "answered": (gettext_lazy("Answered"), ~Q(answer="")),
    "hidden": (gettext_lazy("Not shown"), Q(moderation=Moderation.HIDDEN)),
    "all": (gettext_lazy("All"), Q()),
}


@require_GET
def consultations(request: HtmxRequest) -> HttpResponse:
    """All, with how many comments wait to be read and to be answered."""
    require(policies.can_answer_comments(request.user))
    rows = (
        policies.visible_consultations(request.user, today())
        .select_related("version__draft")
        .annotate(
            said=Count("comments"),
            unread=Count("comments", filter=WAITING),
            unanswered=Count("comments", filter=UNANSWERED),
        )
        .order_by("-closes_on", "pk")
    )
    page = Paginator(rows, per_page=25).get_page(request.GET.get("page"))
    return render(request, "reporting/consultations.html", {"page": page, "today": today()})


@require_GET
def consultation(request: HtmxRequest, slug: str) -> HttpResponse:
    """One consultation's comments as a queue, the oldest first."""
    require(policies.can_answer_comments(request.user))
    rows = policies.visible_consultations(request.user, today()).select_related("version__draft")
    row = get_object_or_404(rows, slug=slug)
    comments = policies.visible_comments(request.user, row)
    numbers = comments.aggregate(
        **{name: Count("pk", filter=wanted) for name, (_label, wanted) in QUEUES.items()}
    )
    chosen = request.GET.get("list", "")
    if chosen not in QUEUES:
        chosen = next((name for name in QUEUES if numbers[name]), "all")
    found = comments.filter(QUEUES[chosen][1]).select_related("institution")
    headings = {part["key"]: part["heading"] for part in row.version.sections}
    page = Paginator(found.order_by("created_at", "pk"), per_page=25).get_page(
        request.GET.get("page")
    )
    context = {
        "row": row,
        "tabs": [
            NavItem(str(label), f"?list={name}", name == chosen, numbers[name])
            for name, (label, _wanted) in QUEUES.items()
        ],
        "page": page,
        "comments": [(comment, headings.get(comment.section, "")) for comment in page],
        "trail": [
            {"label": _("Consultations"), "url": reverse("reporting:consultations")},
            {"label": row.title},
        ],
    }
    return render(request, "reporting/consultation.html", context)


@require_http_methods(["GET", "POST"])
def comment(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """One comment beside the section that it is about; a POST answers it."""
    row = _find(request, reference)
    initial = {"answer": row.answer, "text": row.answer_text}
    form = AnswerForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.answer(pk=row.pk, actor=request.user, **form.cleaned_data)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Answered, and shown to everyone."))
                return redirect("reporting:consultation", row.consultation.slug)
    return render(request, "reporting/comment.html", _context(request, row, form), status=status)


def _context(request: HtmxRequest, row: Comment, form: AnswerForm) -> dict[str, Any]:
    sections = row.consultation.version.sections
    part = next((part for part in sections if part["key"] == row.section), None)
    return {
        "comment": row,
        "section": part,
        "form": form,
        "is_officer": bool(policies.can_see_identity(request.user)),
        "looks": row.looks.select_related("officer"),
        "trail": [
            {"label": _("Consultations"), "url": reverse("reporting:consultations")},
            {
                "label": row.consultation.title,
                "url": reverse("reporting:consultation", args=[row.consultation.slug]),
            },
            {"label": _("Comment")},
        ],
    }


@require_POST
def show(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Read and found fit to be shown; it waits for its answer."""
    row = _find(request, reference)
    services.moderate(pk=row.pk, actor=request.user, shown=True)
    messages.success(request, _("The comment is shown."))
    return redirect("reporting:comment", reference)


@require_http_methods(["GET", "POST"])
def hide(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _find(request, reference)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.moderate(
            pk=row.pk, actor=request.user, shown=False, reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("The comment is not shown; your reason stands in its place."))
        return redirect("reporting:consultation", row.consultation.slug)
    context = {
        "title": _("Do not show this comment"),
        "subject": row.consultation.title,
        "consequences": [
            _("Your reason stands in its place for everyone to read."),
            _("The comment stays in the queue and can be shown later."),
        ],
        "form": form,
        "act": _("Do not show it"),
        "danger": True,
        "cancel_url": reverse("reporting:comment", args=[reference]),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "components/confirm_page.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def identity(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Who wrote an anonymous comment: asked for with a reason, shown once, kept nowhere."""
    require(policies.can_see_identity(request.user))
    row = get_object_or_404(Comment.objects.select_related("consultation"), reference=reference)
    form = LookForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = services.reveal_identity(
                    comment_pk=row.pk, actor=request.user, reason=form.cleaned_data["reason"]
                )
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                context = {"comment": row, "identity": found}
                return render(request, "reporting/identity.html", context)
    context = {
        "title": _("Look up who wrote this comment"),
        "subject": row.consultation.title,
        "consequences": [
            _("The look is recorded for good: your name, the time and your reason."),
            _("You see the name and the address once. Tell nobody who does not need to know."),
        ],
        "form": form,
        "act": _("Look it up"),
        "danger": True,
        "cancel_url": reverse("reporting:comment", args=[reference]),
    }
    return render(request, "components/confirm_page.html", context, status=status)


def _find(request: HtmxRequest, reference: UUID) -> Comment:
    require(policies.can_answer_comments(request.user))
    seen: QuerySet[Consultation] = policies.visible_consultations(request.user, today())
    rows = (
        Comment.objects.filter(consultation__in=seen)
        .select_related("consultation__version", "institution", "answered_by")
        .annotate(
            has_identity=Exists(CommenterIdentity.objects.filter(comment=OuterRef("pk"))),
        )
    )
    row: Comment = get_object_or_404(rows, reference=reference)
    return row
