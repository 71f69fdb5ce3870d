from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest

from . import policies
from .models import Digest, ReminderSent
from .parsers import read_mail
from .querysets import MOST_ATTEMPTS
from .services.inbox import mark_read


@require_GET
def inbox(request: HtmxRequest) -> HttpResponse:
    """What the person was told, unread lines first."""
    lines = policies.visible_notifications(request.user)
    context = {
        "page": Paginator(lines.for_inbox(), per_page=25).get_page(request.GET.get("page")),
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
def read_all(request: HtmxRequest) -> HttpResponse:
    number = mark_read(person=request.user)
    text = ngettext("%(number)d line marked as read.", "%(number)d lines marked as read.", number)
    messages.success(request, text % {"number": number})
    return redirect("notifications:inbox")


@require_GET
def trail(request: HtmxRequest) -> HttpResponse:
    """Who was reminded of what and when, and which messages could not be delivered."""
    require(policies.can_read_trail(request.user))
    reminders = ReminderSent.objects.for_trail()
    context = {
        "page": Paginator(reminders, per_page=50).get_page(request.GET.get("page")),
        "failing": Digest.objects.failing().select_related("person")[:50],
        "most_attempts": MOST_ATTEMPTS,
    }
    return render(request, "notifications/trail.html", context)


@require_GET
def demo_mail(request: HtmxRequest) -> HttpResponse:
    """The e-mails that a demonstration writes to files instead of sending them."""
    if not policies.can_see_demo_mail(request.user):
        raise Http404
    page = Paginator(read_mail(settings.MAIL_DIR), per_page=20).get_page(request.GET.get("page"))
    return render(request, "notifications/mail.html", {"page": page})
