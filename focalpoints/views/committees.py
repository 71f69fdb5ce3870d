"""Committees: who sits in them, how often they meet, who comes."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from documents.policies import visible_documents
from focalpoints import policies
from focalpoints.attendance import frequencies
from focalpoints.forms.committees import ChangeSeatForm, CloseForm, CommitteeForm, SeatForm
from focalpoints.models import Committee
from focalpoints.services import committees as services
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest


@require_GET
def committees(request: HtmxRequest) -> HttpResponse:
    """All of them with how often they met; closed ones below."""
    require(policies.can_read_internal(request.user))
    rows, on = Committee.objects.select_related("parent"), today()
    context = {
        "open": frequencies(rows.open(on), on),
        "closed": rows.filter(closed_on__lt=on),
        "on": on,
        "may_edit": bool(policies.is_secretariat(request.user)),
    }
    return render(request, "focalpoints/committees.html", context)


@require_GET
def committee(request: HtmxRequest, slug: str) -> HttpResponse:
    row, on = _find(request, slug), today()
    seats = row.seats.select_related("institution", "user")
    seated = [seat.pk for seat in seats.in_force(on)]
    context = {
        "committee": row,
        "children": row.children.all(),
        "seats": [seat for seat in seats if seat.pk in seated],
        "other_seats": [seat for seat in seats if seat.pk not in seated],
        "figures": frequencies(Committee.objects.filter(pk=row.pk), on)[0],
        "on": on,
        "upcoming": row.meetings.upcoming(timezone.now()),
        "past": row.meetings.past(timezone.now())[:10],
        "terms": visible_documents(request.user).filter(pk=row.terms_of_reference_id or 0).first(),
        "may_edit": bool(policies.is_secretariat(request.user)),
        "may_plan": bool(policies.can_plan_meeting(request.user, row.pk)),
        "trail": _trail(row.label),
    }
    return render(request, "focalpoints/committee.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HtmxRequest) -> HttpResponse:
    require(policies.is_secretariat(request.user))
    form = CommitteeForm(request.POST or None, request.FILES or None)
    made = attempt(request, form, partial(services.create_committee, actor=request.user))
    if made is not None:
        messages.success(request, _("Entered. Say now who sits in it."))
        return redirect(made)
    context = {
        "title": _("Enter a committee"),
        "form": form,
        "act": _("Save"),
        "cancel_url": reverse("focalpoints:committees"),
        "trail": _trail(_("Enter a committee")),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def edit(request: HtmxRequest, slug: str) -> HttpResponse:
    row = _find(request, slug)
    require(policies.is_secretariat(request.user))
    known = {name: getattr(row, name) for name in services.CONTENT}
    form = CommitteeForm(request.POST or None, request.FILES or None, initial=known)
    deed = partial(services.edit_committee, pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Saved."))
        return redirect(row)
    context = {
        "title": _("Edit: %(name)s") % {"name": row.label},
        "form": form,
        "act": _("Save"),
        "cancel_url": row.get_absolute_url(),
        "trail": _trail(_("Edit"), row),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def close(request: HtmxRequest, slug: str) -> HttpResponse:
    row = _find(request, slug)
    require(policies.is_secretariat(request.user))
    form = CloseForm(request.POST or None)
    deed = partial(services.close_committee, pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("The committee closes on the day that you set."))
        return redirect(row)
    context = {
        "title": _("Close the committee"),
        "subject": row.label,
        "consequences": [
            _("Every seat ends on that day; nobody is invited to its meetings any more."),
            _("Its meetings, decisions and history stay; open decisions are still to be done."),
        ],
        "form": form,
        "act": _("Close the committee"),
        "danger": True,
        "cancel_url": row.get_absolute_url(),
        "trail": _trail(_("Close the committee"), row),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def new_seat(request: HtmxRequest, slug: str) -> HttpResponse:
    row = _find(request, slug)
    require(policies.is_secretariat(request.user))
    form = SeatForm(request.POST or None)
    deed = partial(services.give_seat, committee_pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("The seat is given."))
        return redirect(row)
    context = {
        "title": _("Give a seat"),
        "lede": row.label,
        "form": form,
        "act": _("Give the seat"),
        "cancel_url": row.get_absolute_url(),
        "trail": _trail(_("Give a seat"), row),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def seat(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    row = _find(request, slug)
    require(policies.is_secretariat(request.user))
    found = get_object_or_404(row.seats.select_related("institution", "user"), pk=pk)
    known = {name: getattr(found, name) for name in ("role", "starts_on", "ends_on")}
    form = ChangeSeatForm(request.POST or None, initial=known)
    deed = partial(services.change_seat, pk=found.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Saved."))
        return redirect(row)
    whose = str(found.user or found.institution)
    context = {
        "title": _("Seat of %(name)s") % {"name": whose},
        "lede": row.label,
        "form": form,
        "act": _("Save"),
        "cancel_url": row.get_absolute_url(),
        "trail": _trail(whose, row),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


def _find(request: HtmxRequest, slug: str) -> Committee:
    require(policies.can_read_internal(request.user))
    rows = Committee.objects.select_related("parent", "terms_of_reference")
    row: Committee = get_object_or_404(rows, slug=slug)
    return row


def _trail(here: str, row: Committee | None = None) -> list[dict[str, str]]:
    steps = [{"label": _("Committees"), "url": reverse("focalpoints:committees")}]
    if row is not None:
        steps.append({"label": row.label, "url": row.get_absolute_url()})
    return [*steps, {"label": here, "url": ""}]
