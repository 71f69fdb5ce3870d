"""The inbox, and how a person hears of what stands in it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from notifications import policies
from notifications.choices import Channel, DutyKind, is_legal
from notifications.forms.inbox import InboxFilter, PreferencesForm
from notifications.parsers.written import read_mail
from notifications.services import preferences as choosing
from notifications.services.inbox import mark_read
from notifications.services.rhythm import beat_of, zone_of


@require_GET
def inbox(request: HtmxRequest) -> HttpResponse:
    """What the person was told, unread lines first; narrowed by kind and to what is unread."""
    lines = policies.visible_notifications(request.user)
    form = InboxFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = lines.narrowed(**chosen).for_inbox()
    context = {
        "form": form,
        "is_narrowed": any(chosen.values()),
        "page": Paginator(rows, per_page=25).get_page(request.GET.get("page")),
        "unread": lines.unread().count(),
        "may_read_trail": bool(policies.can_read_trail(request.user)),
        "has_demo_mail": bool(policies.can_see_demo_mail(request.user)),
    }
    return render(request, "notifications/inbox.html", context)


@require_POST
def open_line(request: HtmxRequest, pk: int) -> HttpResponse:
    """Mark one line as read and go where it leads."""
    line = get_object_or_404(policies.visible_notifications(request.user), pk=pk)
    mark_read(person=request.user, pks=[line.pk])
    is_ours = url_has_allowed_host_and_scheme(line.path, allowed_hosts=None)
    return redirect(line.path if is_ours else "notifications:inbox")


@require_POST
def read_line(request: HtmxRequest, pk: int) -> HttpResponse:
    """Mark one line as read and stay."""
    line = get_object_or_404(policies.visible_notifications(request.user), pk=pk)
    mark_read(person=request.user, pks=[line.pk])
    return redirect("notifications:inbox")


@require_POST
def read_all(request: HtmxRequest) -> HttpResponse:
    number = mark_read(person=request.user)
    text = ngettext("%(number)d line marked as read.", "%(number)d lines marked as read.", number)
    messages.success(request, text % {"number": number})
    return redirect("notifications:inbox")


@require_http_methods(["GET", "POST"])
def preferences(request: HtmxRequest) -> HttpResponse:
    """How often the digest comes, when, and what is in it."""
    beat = beat_of(request.user)
    initial = choosing.channels_of(request.user) | {
        "frequency": "weekly" if beat.is_weekly else "daily",
        "weekday": beat.weekday,
        "hour": beat.hour,
    }
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        rhythm = {name: form.cleaned_data[name] for name in ("frequency", "weekday", "hour")}
        choosing.set_preferences(person=request.user, channels=form.channels(), **rhythm)
        messages.success(request, _("Saved."))
        return redirect("notifications:preferences")
    context = {
        "form": form,
        "zone": zone_of(request.user).key,
        "legal": [kind.label for kind in DutyKind if is_legal(kind)],
    }
    status = 422 if form.errors else 200
    return render(request, "notifications/preferences.html", context, status=status)


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HtmxRequest, token: str) -> HttpResponse:
    """Turn e-mails of the kinds that a link names off: with one button, or by the mail program.

    The link itself is the right to do so. A mail program posts `List-Unsubscribe=One-Click`,
    without cookies, and is not sent elsewhere. Source: RFC 8058 section 3.
    """
    try:
        person, kinds = choosing.read_token(token)
        if request.method == "POST":
            choosing.unsubscribe(token=token)
            if request.POST.get("List-Unsubscribe") != "One-Click":
                return redirect(request.path)
    except DomainError as error:
        raise Http404 from error
    channels = choosing.channels_of(person)
    context = {
        "labels": [choosing.label_of(kind) for kind in kinds],
        "is_off": all(channels[kind] == Channel.INBOX for kind in kinds),
    }
    return render(request, "notifications/unsubscribe.html", context)


@require_GET
def demo_mail(request: HtmxRequest) -> HttpResponse:
    """The e-mails that a demonstration writes to files instead of sending them."""
    if not policies.can_see_demo_mail(request.user):
        raise Http404
    page = Paginator(read_mail(settings.MAIL_DIR), per_page=20).get_page(request.GET.get("page"))
    return render(request, "notifications/mail.html", {"page": page})
