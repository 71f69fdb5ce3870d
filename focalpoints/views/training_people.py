"""Who takes part in a training: signing up, the list, the sheet, certificates."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from focalpoints import policies
from focalpoints.forms.common import EmptyForm
from focalpoints.forms.trainings import JoinForm, PartsForm, RegisterForm
from focalpoints.models import Institution
from focalpoints.services import trainings as services
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest

from .trainings import find, trail


@require_http_methods(["GET", "POST"])
def join(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find(request, reference)
    require(policies.can_take_part_in_trainings(request.user))
    mine = Institution.objects.filter(pk__in=policies.standing(request.user).institutions)
    form = JoinForm(request.POST if request.method == "POST" else None, institutions=mine)
    deed = partial(services.join, training_pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("You are registered."))
        return redirect(row)
    context = {
        "title": _("Sign up"),
        "subject": row.title,
        "consequences": [
            _("A place is kept for you. You can give it back until the training begins.")
        ],
        "form": form,
        "act": _("Sign up"),
        "cancel_url": row.get_absolute_url(),
        "trail": trail(_("Sign up"), row),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def leave(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find(request, reference)
    if request.method == "POST" and not row.attendances.filter(user=request.user).exists():
        raise Http404
    form = EmptyForm(request.POST if request.method == "POST" else None)
    deed = partial(services.leave, training_pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Your place is free for somebody else."))
        return redirect(row)
    context = {
        "title": _("Give my place back"),
        "subject": row.title,
        "consequences": [_("Somebody else can take it.")],
        "form": form,
        "act": _("Give my place back"),
        "danger": True,
        "cancel_url": row.get_absolute_url(),
        "trail": trail(_("Give my place back"), row),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def register(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find(request, reference)
    require(policies.is_secretariat(request.user))
    form = RegisterForm(request.POST or None)
    deed = partial(services.register, training_pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Registered."))
        return redirect(row)
    context = {
        "title": _("Register somebody"),
        "lede": row.title,
        "form": form,
        "act": _("Register"),
        "cancel_url": row.get_absolute_url(),
        "trail": trail(_("Register somebody"), row),
    }
    return render(request, "components/form_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def sheet(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Who took part: one form for all."""
    row = find(request, reference)
    require(policies.is_secretariat(request.user))
    people = row.attendances.select_related("institution")
    form = PartsForm(request.POST if request.method == "POST" else None, rows=people)
    done = attempt(
        request,
        form,
        lambda **typed: services.record_parts(
            training_pk=row.pk, actor=request.user, parts=form.parts()
        ),
    )
    if done is not None:
        messages.success(request, _("Attendance is recorded."))
        return redirect(row)
    context = {"training": row, "form": form, "trail": trail(_("Attendance"), row)}
    return render(request, "focalpoints/training_sheet.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def certify(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Certificates for all who took part."""
    row = find(request, reference)
    require(policies.is_secretariat(request.user))
    form = EmptyForm(request.POST if request.method == "POST" else None)
    deed = partial(services.certify, training_pk=row.pk, actor=request.user)
    number = attempt(request, form, deed)
    if number is not None:
        words = ngettext(
            "%(number)d certificate issued.", "%(number)d certificates issued.", number
        )
        messages.success(request, words % {"number": number})
        return redirect(row)
    context = {
        "title": _("Issue certificates"),
        "subject": row.title,
        "consequences": [
            _("Everybody who took part and has none gets a certificate, dated today."),
            _("Anyone who has a certificate in hand can check at its address that it is genuine."),
            _("From then on the training and these people’s attendance stay as they are."),
        ],
        "form": form,
        "act": _("Issue certificates"),
        "cancel_url": row.get_absolute_url(),
        "trail": trail(_("Issue certificates"), row),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))
