"""What anybody may do with a record: quote it, follow it by e-mail, report an error on its page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from nmirf.common import throttle
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from notifications.models import Follow
from notifications.services import following
from portal.citation import FORMATS, Cited
from portal.forms import ErrorForm, FollowForm
from portal.frame import site
from portal.reader import Reader
from portal.subjects import Acts, Subject, acts_on, find
from portal.trails import trail
from reporting.services import errors

# From one connection, and for one address, whoever asks for it.
MOST_SENT, IN_SECONDS = 5, 3600
MOST_FOR_AN_ADDRESS, IN_A_DAY = 5, 86400


def acts_here(request: HtmxRequest, kind: str, row: Any) -> Acts:
    """What the page of a record offers at its end; see templates/portal/_acts.html."""
    return acts_on(kind, row, request.build_absolute_uri(row.get_absolute_url()))


@require_GET
@login_not_required
def cite_file(request: HtmxRequest, kind: str, key: str, ending: str) -> HttpResponse:
    """The citation as a file for a program of references."""
    subject = find(Reader(request.user), kind, key)
    form, instance = FORMATS.get(ending), site()
    if form is None:
        raise Http404
    cited = Cited(
        source=subject.source,
        site=str(instance.name),
        publisher=str(instance.state),
        address=request.build_absolute_uri(subject.url),
        read_on=today(),
        language=get_language() or "",
    )
    response = HttpResponse(form.write(cited), content_type=form.media_type)
    name = slugify(subject.key) or "record"
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _public(request: HtmxRequest, kind: str, key: str) -> Subject:
    """A record that is published; 404 for others, also to those who may read drafts."""
    subject = find(Reader(request.user), kind, key)
    if not subject.is_public:
        raise Http404
    return subject


def _shown(
    request: HtmxRequest, subject: Subject, template: str, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {"subject": subject, "trail": trail((subject.name, subject.url), (more["act"], ""))}
    return render(request, template, context | more, status=status)


@require_http_methods(["GET", "POST"])
@login_not_required
def follow(request: HtmxRequest, kind: str, key: str) -> HttpResponse:
    """A stranger confirms the address by a link; the answer says nothing about the address."""
    subject, user = _public(request, kind, key), request.user
    act, template = _("Follow"), "portal/follow.html"
    if user.is_authenticated:
        return _follow_signed_in(request, subject, act)
    form = FollowForm(request.POST or None)
    if request.method != "POST":
        return _shown(request, subject, template, {"form": form, "act": act})
    if not form.is_valid():
        return _shown(request, subject, template, {"form": form, "act": act}, 422)
    try:
        throttle.require(request, "follow", limit=MOST_SENT, seconds=IN_SECONDS)
    except throttle.TooOftenError as error:
        form.add_error(None, str(error))
        return _shown(request, subject, template, {"form": form, "act": act}, 429)
    address = form.cleaned_data["email"]
    if throttle.allow_once_more("follow-address", address.lower(), MOST_FOR_AN_ADDRESS, IN_A_DAY):
        following.ask(email=address, language=get_language() or "", kind=kind, key=subject.key)
    return _shown(request, subject, template, {"address": address, "act": act})


def _follow_signed_in(request: HtmxRequest, subject: Subject, act: str) -> HttpResponse:
    """Whoever has an account follows at once: the address is known to be theirs."""
    email = request.user.email
    if request.method == "POST":
        try:
            following.follow(
                email=email, language=get_language() or "", kind=subject.kind, key=subject.key
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("You follow this now: one message a day at most."))
        return redirect(subject.url)
    return _shown(request, subject, "portal/follow.html", {"own": email, "act": act})


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def follow_confirm(request: HtmxRequest, token: str) -> HttpResponse:
    """A GET shows a button: programs that look at links in messages confirm nothing."""
    context: dict[str, Any] = {"state": "open"}
    try:
        row = following.find(token=token)
        context["subject"] = find(Reader(request.user), row.kind, row.key)
        if request.method == "POST":
            following.confirm(token=token)
            context["state"] = "confirmed"
        elif row.confirmed_at:
            context["state"] = "confirmed"
    except (Follow.DoesNotExist, Http404):
        context["state"] = "unknown"
    status = 404 if context["state"] == "unknown" else 200
    return render(request, "portal/follow_confirm.html", context, status=status)


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
@never_cache
def follow_stop(request: HtmxRequest, token: str) -> HttpResponse:
    """Stop what the link of a message names: with one button, or by the mail program.

    The link itself is the right to do so. A mail program posts `List-Unsubscribe=One-Click`,
    without cookies, and is not sent elsewhere. Source: RFC 8058 section 3.
    """
    try:
        rows = following.read_token(token)
        if request.method == "POST":
            following.stop(token=token)
            rows = []
    except DomainError as error:
        raise Http404 from error
    return render(request, "portal/follow_stop.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@login_not_required
def report_error(request: HtmxRequest, kind: str, key: str) -> HttpResponse:
    """Anybody says what is wrong; the secretariat alone reads it."""
    subject = _public(request, kind, key)
    form = ErrorForm(request.POST or None)
    act, template = _("Report an error"), "portal/report_error.html"
    if request.method != "POST":
        return _shown(request, subject, template, {"form": form, "act": act})
    if not form.is_valid():
        return _shown(request, subject, template, {"form": form, "act": act}, 422)
    try:
        throttle.require(request, "report-error", limit=MOST_SENT, seconds=IN_SECONDS)
    except throttle.TooOftenError as error:
        form.add_error(None, str(error))
        return _shown(request, subject, template, {"form": form, "act": act}, 429)
    errors.report(
        kind=kind,
        key=subject.key,
        name=subject.name,
        path=subject.url,
        language=get_language() or "",
        **form.cleaned_data,
    )
    messages.success(request, _("Thank you. The secretariat looks at it."))
    return redirect(subject.url)
