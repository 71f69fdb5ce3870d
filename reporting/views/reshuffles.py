"""Reshuffles as guided acts: say what, see what moves, confirm, and what came of it."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents.parsers import FileRefusedError
from focalpoints.choices import ReshuffleKind
from focalpoints.models import Reshuffle, ReshufflePart
from focalpoints.policies import can_edit_institutions, can_read_directory
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from reporting.forms.reshuffles import FORMS, ConfirmForm, GiveForm
from reporting.services import reshuffles as services
from reporting.services.reshuffles import Orders, Plan, Preview

from . import reshuffles_shown as shown


def _with_parts() -> Any:
    parts = ReshufflePart.objects.select_related("institution").prefetch_related(
        "institution__former_names"
    )
    return Reshuffle.objects.select_related("carried_out_by", "document").prefetch_related(
        Prefetch("parts", parts)
    )


@require_GET
def reshuffles(request: HtmxRequest) -> HttpResponse:
    """All that were carried out, the latest first, and the four ways to begin one."""
    require(can_read_directory(request.user))
    page = Paginator(_with_parts(), 25).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [shown.Told(row) for row in page],
        "kinds": shown.kinds(),
        "may_edit": bool(can_edit_institutions(request.user)),
    }
    return render(request, "reporting/reshuffles.html", context)


@require_GET
def reshuffle(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """One act: who there was, who followed, what moved, and what still has to be assigned."""
    require(can_read_directory(request.user))
    row = get_object_or_404(_with_parts(), reference=reference)
    return _reshuffle(request, row, GiveForm())


def _reshuffle(request: HtmxRequest, row: Reshuffle, form: GiveForm) -> HttpResponse:
    may_edit = bool(can_edit_institutions(request.user))
    context = {
        "told": shown.Told(row),
        "waiting": services.waiting(row) if may_edit else [],
        "form": form,
        "ticked": request.POST.getlist("pick"),
        "may_edit": may_edit,
    }
    status = 422 if form.errors else 200
    return render(request, "reporting/reshuffle.html", context, status=status)


@require_POST
def reshuffle_give(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Give ticked lines of what waits to an institution."""
    require(can_edit_institutions(request.user))
    row = get_object_or_404(_with_parts(), reference=reference)
    form = GiveForm(request.POST)
    if form.is_valid():
        institution = form.cleaned_data["institution"]
        try:
            services.give(
                reference=reference,
                keys=request.POST.getlist("pick"),
                institution=institution,
                actor=request.user,
            )
        except ConflictError as error:
            messages.error(request, str(error))
            return redirect("reporting:reshuffle", reference)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Given to %(name)s.") % {"name": institution})
            return redirect("reporting:reshuffle", reference)
    return _reshuffle(request, row, form)


@require_http_methods(["GET", "POST"])
def reshuffle_new(request: HtmxRequest) -> HttpResponse:
    """The steps share one address: its query says what is to happen, so that going back loses nothing."""
    require(can_edit_institutions(request.user))
    kind = request.GET.get("kind", "")
    if not kind:
        return redirect("reporting:reshuffles")
    if kind not in FORMS:
        raise Http404
    if done := _done_before(request):
        return done
    asked = request.GET if "act" in request.GET else None
    form = FORMS[kind](asked, initial=_initial(request))
    if asked is None or not form.is_valid():
        context = {"form": form, "kind": kind, "title": shown.TITLES[ReshuffleKind(kind)]}
        status = 422 if form.errors else 200
        return render(request, "reporting/reshuffle_new.html", context, status=status)
    plan = form.plan()
    if request.method == "GET":
        return _preview(request, _seen(request, plan))
    return _STEPS.get(request.POST.get("step", ""), _look_again)(request, plan)


def _done_before(request: HtmxRequest) -> HttpResponse | None:
    """A second click on the last button leads to what the first one did."""
    name = request.POST.get("reference")
    row = (
        Reshuffle.objects.filter(reference=shown.reference(request.POST)).first() if name else None
    )
    if row is None:
        return None
    messages.info(request, _("This was carried out already; nothing was doubled."))
    return redirect(row)


def _initial(request: HtmxRequest) -> dict[str, Any]:
    """`?institution=` fills the form from a page; of a merger it is the first of several."""
    found: dict[str, Any] = request.GET.dict()
    for name in found:
        if name == "institutions" or name.startswith("themes_"):
            found[name] = request.GET.getlist(name)
    if "institution" in found and "institutions" not in found:
        found["institutions"] = [found["institution"]]
        found.setdefault("part_1", found["institution"])
    return found


def _seen(request: HtmxRequest, plan: Plan) -> Preview:
    """What would move, and to whom as far as the page has said."""
    return services.preview(plan=plan, actor=request.user, given=shown.typed(request.POST))


def _preview(
    request: HtmxRequest, preview: Preview, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "preview": preview,
        "plan": preview.plan,
        "title": shown.TITLES[preview.plan.kind],
        "targets": list(enumerate(one.label for one in preview.plan.after)),
        "splits": preview.plan.kind == ReshuffleKind.SPLIT,
        "scopes": shown.scopes(preview),
        "leaves_out": bool(preview.plan.after),
        "reference": request.POST.get("reference") or uuid4(),
        "ticked": request.POST.getlist("pick"),
        "error": error,
        "change": f"?{shown.unlocked(request.GET)}",
    }
    return render(request, "reporting/reshuffle_preview.html", context, status=status)


def _look_again(request: HtmxRequest, plan: Plan) -> HttpResponse:
    """`give`: put many lines to one part at once; nothing is done yet."""
    preview = _seen(request, plan)
    given = shown.in_bulk(request.POST, preview)
    again = services.preview(plan=plan, actor=request.user, given=given)
    return _preview(request, again)


def _confirm(request: HtmxRequest, plan: Plan) -> HttpResponse:
    preview = _seen(request, plan)
    if request.POST.get("seen") != preview.fingerprint:
        changed = _("What would move has changed since: look at it again.")
        return _preview(request, preview, error=changed, status=422)
    form = ConfirmForm(asks_for_authority=preview.asks_for_authority)
    return _confirm_page(request, preview, form)


def _confirm_page(request: HtmxRequest, preview: Preview, form: ConfirmForm) -> HttpResponse:
    kind = preview.plan.kind
    context = {
        "title": shown.TITLES[kind],
        "subject": shown.sentence(preview.plan),
        "consequences": shown.consequences(preview),
        "form": form,
        "act": shown.ACTS[kind],
        "danger": True,
        "cancel_url": request.get_full_path(),
        "hidden": [
            ("step", "do"),
            ("reference", request.POST.get("reference", "")),
            ("seen", preview.fingerprint),
            ("given", json.dumps(shown.places(preview))),
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


def _do(request: HtmxRequest, plan: Plan) -> HttpResponse:
    preview = _seen(request, plan)
    form = ConfirmForm(request.POST, request.FILES, asks_for_authority=preview.asks_for_authority)
    if not form.is_valid():
        return _confirm_page(request, preview, form)
    orders = Orders(
        reference=shown.reference(request.POST),
        seen=request.POST.get("seen", ""),
        given=shown.typed(request.POST),
        accepts_no_authority=form.cleaned_data.get("waits", False),
        upload=form.cleaned_data["document"],
    )
    try:
        row = services.carry_out(plan=plan, orders=orders, actor=request.user)
    except services.AlreadyDoneError as error:
        messages.info(request, str(error))
        return redirect("reporting:reshuffle", error.theirs.reference)
    except ConflictError as error:
        return _preview(request, _seen(request, plan), error=str(error), status=422)
    except (DomainError, FileRefusedError) as error:
        form.add_error(None, str(error))
        return _confirm_page(request, preview, form)
    messages.success(request, _("Carried out."))
    return redirect(row)


_STEPS = {"confirm": _confirm, "do": _do, "give": _look_again}
