"""The register of trainings: the list, one training, one's own, figures."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from focalpoints import policies
from focalpoints.forms.common import ReasonForm
from focalpoints.forms.trainings import TrainingForm
from focalpoints.models import Institution, Training, TrainingAttendance
from focalpoints.services import trainings as services
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest, page_or_partial
from nmirf.common.tables import csv_file


@require_GET
def trainings(request: HtmxRequest) -> HttpResponse:
    require(policies.can_take_part_in_trainings(request.user))
    rows = policies.visible_trainings(request.user).with_taken().order_by("-starts_on", "-pk")
    context = {
        "page": Paginator(rows, per_page=25).get_page(request.GET.get("page")),
        "today": today(),
        "may_edit": bool(policies.is_secretariat(request.user)),
        "reads_figures": bool(policies.can_read_internal(request.user)),
    }
    return render(request, "focalpoints/trainings.html", context)


@require_GET
def training(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The training; who takes part in it is for the secretariat, and one's own part."""
    row: Any = find(request, reference)
    may_edit = bool(policies.is_secretariat(request.user))
    people = row.attendances.select_related("user", "institution") if may_edit else []
    on = today()
    is_open = row.cancelled_at is None and row.starts_on >= on
    left = None if row.places is None else max(0, row.places - row.taken)
    context = {
        "training": row,
        "people": people,
        "mine": row.attendances.filter(user=request.user).first(),
        "may_edit": may_edit,
        "may_join": is_open and left != 0,
        "is_open": is_open,
        "left": left,
        "has_begun": row.starts_on <= on,
        "may_certify": row.ends_on <= on
        and any(one.part == "attended" and one.certified_on is None for one in people),
        "has_certificates": any(one.certified_on for one in people),
        "trail": trail(row.title),
    }
    return render(request, "focalpoints/training.html", context)


@require_GET
def mine(request: HtmxRequest) -> HttpResponse:
    """What this person took part in, or is registered for; embedded in the own account too."""
    rows = TrainingAttendance.objects.filter(user=request.user).select_related("training")
    context = {"rows": rows.order_by("-training__starts_on", "pk")}
    template = page_or_partial(request, "focalpoints/my_trainings.html", "rows")
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def new(request: HtmxRequest) -> HttpResponse:
    require(policies.is_secretariat(request.user))
    form = TrainingForm(request.POST or None)
    made = attempt(request, form, partial(services.record_training, actor=request.user))
    if made is not None:
        messages.success(request, _("Entered."))
        return redirect(made)
    return _form_page(
        request, form, title=_("Enter a training"), cancel_url=reverse("focalpoints:trainings")
    )


@require_http_methods(["GET", "POST"])
def edit(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find(request, reference)
    require(policies.is_secretariat(request.user))
    form = TrainingForm(
        request.POST or None, initial={name: getattr(row, name) for name in services.CONTENT}
    )
    deed = partial(services.edit_training, pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("Saved."))
        return redirect(row)
    title = _("Edit: %(name)s") % {"name": row.title}
    return _form_page(request, form, title=title, cancel_url=row.get_absolute_url())


@require_http_methods(["GET", "POST"])
def cancel(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = find(request, reference)
    require(policies.is_secretariat(request.user))
    form = ReasonForm(request.POST or None)
    deed = partial(services.cancel_training, pk=row.pk, actor=request.user)
    if attempt(request, form, deed) is not None:
        messages.success(request, _("The training is cancelled."))
        return redirect(row)
    context = {
        "title": _("Cancel the training"),
        "subject": row.title,
        "consequences": [
            _("Nobody signs up any more, and it does not count in the figures."),
            _("Tell those who are registered: they get no e-mail."),
        ],
        "form": form,
        "act": _("Cancel the training"),
        "danger": True,
        "cancel_url": row.get_absolute_url(),
        "stay": _("Do not cancel"),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


@require_GET
def figures(request: HtmxRequest) -> HttpResponse:
    """People trained by year and institution."""
    require(policies.can_read_internal(request.user))
    context = {
        "rows": _figures(),
        "on": today(),
        "trail": trail(_("Figures")),
    }
    return render(request, "focalpoints/training_figures.html", context)


@require_GET
def figures_csv(request: HtmxRequest) -> HttpResponse:
    require(policies.can_read_internal(request.user))
    titles = [_("Year"), _("Institution"), _("People trained"), _("Parts"), _("Trainings")]
    rows = [
        [row["year"], row["label"], row["people"], row["parts"], row["trainings"]]
        for row in _figures()
    ]
    return csv_file("people-trained", titles, rows)


def _figures() -> list[dict[str, Any]]:
    rows = list(TrainingAttendance.objects.by_year())
    named = Institution.objects.in_bulk({row["institution"] for row in rows} - {None})
    for row in rows:
        found = named.get(row["institution"])
        row["label"] = found.label if found else _("Without an institution")
    return rows


def find(request: HtmxRequest, reference: UUID) -> Training:
    """A training that the person may see, else 404; 403 for those who may see none."""
    seen = policies.visible_trainings(request.user)
    if not seen.filter(reference=reference).exists():
        require(policies.can_take_part_in_trainings(request.user))
    rows = Training.objects.filter(pk__in=seen.values("pk")).with_taken()
    row: Training = get_object_or_404(rows, reference=reference)
    return row


def trail(here: str, row: Training | None = None) -> list[dict[str, str]]:
    steps = [{"label": _("Trainings"), "url": reverse("focalpoints:trainings")}]
    if row is not None:
        steps.append({"label": row.title, "url": row.get_absolute_url()})
    return [*steps, {"label": here, "url": ""}]


def _form_page(
    request: HtmxRequest, form: TrainingForm, *, title: str, cancel_url: str
) -> HttpResponse:
    context = {"title": title, "form": form, "act": _("Save"), "cancel_url": cancel_url}
    return render(request, "components/form_page.html", context, status=status_of(request))
