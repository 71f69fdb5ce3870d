"""Reminders: one's own and putting them off, everybody's trail, and the rules."""

import csv
import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import safe
from notifications import policies
from notifications.forms.reminders import PreviewForm, RuleForm, SnoozeForm, TrailFilter
from notifications.models import Digest, ReminderRule, ReminderSent, Snooze
from notifications.querysets import MOST_ATTEMPTS
from notifications.services import rules as ruling
from notifications.services import snoozes

# A file of the trail holds the latest so many reminders; narrow it down for older ones.
MOST_ROWS = 20_000
COLUMNS = ("offsets", "working_days", *(column for _level, column in ruling.ESCALATIONS))


@require_GET
def reminders(request: HtmxRequest) -> HttpResponse:
    """What the person was last reminded of, the nearest first, and what is put off."""
    put_off = {(row.kind, row.subject): row for row in policies.visible_snoozes(request.user)}
    rows = policies.visible_reminders(request.user).filter(due_on__gt=today())
    page = Paginator(rows, per_page=50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(row, put_off.get((row.kind, row.subject))) for row in page],
    }
    return render(request, "notifications/reminders.html", context)


@require_http_methods(["GET", "POST"])
def snooze(request: HtmxRequest) -> HttpResponse:
    """Put the reminders of one duty off; `?subject=` names it as reminders do."""
    row = policies.visible_reminders(request.user).filter(
        subject=request.GET.get("subject", "")[:120]
    )
    reminder = row.first()
    if reminder is None:
        raise Http404
    form = SnoozeForm(request.POST or None, last=reminder.due_on)
    if request.method == "POST" and form.is_valid():
        try:
            snoozes.snooze(
                reminder=reminder, actor=request.user, today=today(), **form.cleaned_data
            )
        except DomainError as error:
            form.add_error("until", str(error))
        else:
            messages.success(request, _("Put off. The duty stays on your desk."))
            return redirect("notifications:reminders")
    context = {"form": form, "reminder": reminder}
    status = 422 if form.errors else 200
    return render(request, "notifications/snooze.html", context, status=status)


@require_POST
def resume(request: HtmxRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Snooze, pk=pk, person=request.user)
    snoozes.resume(pk=row.pk, actor=request.user)
    messages.success(request, _("You are reminded again as the rules say."))
    return redirect("notifications:reminders")


@require_GET
def trail(request: HtmxRequest) -> HttpResponse:
    """Who was reminded of what and when, what was put off, and what could not be delivered."""
    require(policies.can_read_trail(request.user))
    form = TrailFilter(request.GET)
    narrowing = form.narrowing()
    rows = ReminderSent.objects.for_trail().narrowed(**narrowing)
    context = {
        "form": form,
        "query": request.GET.urlencode(),
        "page": Paginator(rows, per_page=50).get_page(request.GET.get("page")),
        "failing": [] if narrowing else Digest.objects.failing().select_related("person")[:50],
        "snoozes": [] if narrowing else Snooze.objects.holding(today()).select_related("person"),
        "most_attempts": MOST_ATTEMPTS,
    }
    return render(request, "notifications/trail.html", context)


@require_GET
def trail_file(request: HtmxRequest) -> HttpResponse:
    """The trail as CSV, narrowed as the page is."""
    require(policies.can_read_trail(request.user))
    rows = ReminderSent.objects.for_trail().narrowed(**TrailFilter(request.GET).narrowing())
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reminders.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [
            _("Day"),
            _("Person"),
            _("E-mail address"),
            _("Institution"),
            _("Kind of duty"),
            _("Told as"),
            _("Days left"),
            _("Due"),
            _("Text"),
            _("E-mail sent at"),
        ]
    )
    for row in rows[:MOST_ROWS].iterator(chunk_size=2000):
        sent_at = row.digest.sent_at
        texts = [row.person.full_name, row.person.email, row.institution_name]
        words = [str(row.get_kind_display()), str(row.get_level_display())]
        days = [str(row.offset), row.due_on.isoformat(), safe(row.text)]
        writer.writerow(
            [
                row.digest.on.isoformat(),
                *map(safe, texts),
                *words,
                *days,
                sent_at.isoformat(timespec="seconds") if sent_at else "",
            ]
        )
    return response


@require_GET
def rules(request: HtmxRequest) -> HttpResponse:
    require(policies.can_keep_reminders(request.user))
    rows = sorted(ReminderRule.objects.all(), key=str)
    return render(request, "notifications/rules.html", {"rules": rows})


@require_http_methods(["GET", "POST"])
def rule(request: HtmxRequest, kind: str) -> HttpResponse:
    """One rule, and on which days people would hear of a duty; what was typed is tried first."""
    require(policies.can_keep_reminders(request.user))
    row = get_object_or_404(ReminderRule, kind=kind)
    standing = {name: getattr(row, name) for name in COLUMNS}
    form = RuleForm(request.POST or None, initial=standing)
    trial = PreviewForm(
        request.POST if "due" in request.POST else None, initial={"due": _next_ides(today())}
    )
    is_typed = request.method == "POST" and form.is_valid()
    facts = dict(form.cleaned_data) if is_typed else standing
    if is_typed and "preview" not in request.POST:
        try:
            ruling.save_rule(pk=row.pk, actor=request.user, **facts)
        except DomainError as error:
            form.add_error("offsets", str(error))
        else:
            messages.success(request, _("Saved. Nobody is told again of what they were told."))
            return redirect("notifications:rules")
    due_on = trial.cleaned_data["due"] if trial.is_bound and trial.is_valid() else None
    due_on = due_on or _next_ides(today())
    context = {
        "rule": row,
        "form": form,
        "trial": trial,
        "due_on": due_on,
        "told": ruling.preview(ReminderRule(kind=row.kind, **facts), due_on, ruling.working_days()),
    }
    return render(request, "notifications/rule.html", context, status=422 if form.errors else 200)


def _next_ides(day: dt.date) -> dt.date:
    """The next fifteenth of a month, as an example."""
    return (
        day.replace(day=15)
        if day.day < 15
        else (day.replace(day=1) + dt.timedelta(45)).replace(day=15)
    )
