"""Consultations: read the draft, say something on a section, read the answers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from focalpoints.models import Institution
from focalpoints.policies import standing
from nmirf.common import throttle
from nmirf.common.dates import today
from nmirf.common.decisions import Decision
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from portal.discussion import Part, counts, parts
from portal.forms import CommentForm
from portal.trails import trail
from reporting.choices import Moderation
from reporting.models import Consultation
from reporting.policies import can_comment, visible_consultations
from reporting.services import consultations as services

# How many comments in no institution's name one client may send.
MOST_COMMENTS, IN_SECONDS = 5, 3600


@require_GET
@login_not_required
def consultations(request: HtmxRequest) -> HttpResponse:
    """Those that are open, the first to close first; the others in pages."""
    on = today()
    shown = Q(comments__moderation=Moderation.SHOWN)
    rows = visible_consultations(request.user, on).annotate(
        said=Count("comments", filter=shown),
        answered=Count("comments", filter=shown & ~Q(comments__answer="")),
    )
    closed = rows.exclude(opens_on__lte=on, closes_on__gte=on).order_by("-closes_on", "pk")
    context = {
        "open": rows.open(on).order_by("closes_on", "pk"),
        "page": Paginator(closed, per_page=25).get_page(request.GET.get("page")),
        "today": on,
        "trail": trail((_("Take part"), "")),
    }
    return render(request, "portal/consultations.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_not_required
def consultation(request: HtmxRequest, slug: str) -> HttpResponse:
    """The draft with what was said and answered; a comment sent here is on one section."""
    rows = visible_consultations(request.user, today()).select_related("version__draft__obligation")
    row = get_object_or_404(rows, slug=slug)
    if request.method == "POST":
        return _comment(request, row)
    return _page(request, row)


def _page(
    request: HtmxRequest, row: Consultation, sent: CommentForm | None = None, status: int = 200
) -> HttpResponse:
    found = parts(request.user, row)
    may_comment = _may_comment(request, row)
    if may_comment:
        _give_forms(request, row, found, sent)
    said, answered = counts(found)
    context: dict[str, Any] = {
        "row": row,
        "parts": found,
        "sent": sent,
        "may_comment": may_comment,
        "said": said,
        "answered": answered,
        "is_open": row.opens_on <= today() <= row.closes_on,
        "is_coming": row.opens_on > today(),
        "is_officer": standing(request.user).is_secretariat,
        "identity_days": services.IDENTITY_DAYS,
        "obligation": row.version.draft.obligation,
        "trail": trail((_("Take part"), reverse("portal:consultations")), (row.title, "")),
    }
    return render(request, "portal/consultation.html", context, status=status)


def _may_comment(request: HtmxRequest, row: Consultation) -> Decision:
    """In any name: the answer of the policy for an institution, or for none."""
    mine = standing(request.user).institutions
    asked = [can_comment(request.user, row, pk, today()) for pk in (*mine, None)]
    return next((decision for decision in asked if decision), asked[-1])


def _give_forms(
    request: HtmxRequest, row: Consultation, found: list[Part], sent: CommentForm | None
) -> None:
    institutions = _institutions(request)
    for part in found:
        is_sent = sent is not None and sent.prefix == _prefix(part.key)
        part.form = sent if is_sent else _form(request, row, part.key, None, institutions)


def _institutions(request: HtmxRequest) -> list[Institution]:
    mine = standing(request.user).institutions
    return list(Institution.objects.filter(pk__in=mine)) if mine else []


def _form(
    request: HtmxRequest,
    row: Consultation,
    section: str,
    data: Any,
    institutions: list[Institution],
) -> CommentForm:
    return CommentForm(
        data,
        prefix=_prefix(section),
        institutions=institutions,
        is_signed_in=request.user.is_authenticated,
        allows_anonymous=row.allows_anonymous,
    )


def _prefix(section: str) -> str:
    return f"section-{section}"


def _comment(request: HtmxRequest, row: Consultation) -> HttpResponse:
    section = request.POST.get("section", "")
    if section not in {part["key"] for part in row.version.sections}:
        raise Http404
    form = _form(request, row, section, request.POST, _institutions(request))
    if not form.is_valid():
        return _page(request, row, form, 422)
    try:
        is_shown = _say(request, row, section, form)
    except PermissionDenied as error:
        return _refused(request, row, form, str(error), 403)
    except throttle.TooOftenError as error:
        return _refused(request, row, form, str(error), 429)
    except DomainError as error:
        return _refused(request, row, form, str(error), 422)
    messages.success(
        request,
        _("Thank you. Your comment is shown below; the secretariat will answer it.")
        if is_shown
        else _(
            "Thank you. Your comment waits until it has been read; "
            "then it is shown here and answered."
        ),
    )
    return redirect(row)


def _say(request: HtmxRequest, row: Consultation, section: str, form: CommentForm) -> bool:
    """Record the comment; whether it is shown at once."""
    typed = form.cleaned_data
    institution = typed.get("speaks_for")
    if institution is None:
        throttle.require(request, "comment", limit=MOST_COMMENTS, seconds=IN_SECONDS)
    comment = services.comment(
        actor=request.user,
        consultation=row,
        section=section,
        text=typed["text"],
        institution=institution,
        shown_name=typed.get("shown_name", ""),
        identity=services.Identity(name=typed.get("name", ""), email=typed.get("email", "")),
    )
    return comment.moderation == Moderation.SHOWN


def _refused(
    request: HtmxRequest, row: Consultation, form: CommentForm, reason: str, status: int
) -> HttpResponse:
    """The page again, the reason beside what was typed; where the form is gone, the bare text."""
    form.add_error(None, reason)
    return _page(request, row, form, status)
