"""Searches of the register that people saved: opened, shared, followed, deleted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from portal.facets import facets_for
from portal.filters import RegisterFilter
from portal.gaps import GAPS
from portal.gapscope import GapScope
from portal.news import records_of
from portal.reader import Reader
from recommendations.choices import ViewPage
from recommendations.forms.views import NewViewForm, ViewForm
from recommendations.models import SavedView
from recommendations.policies import can_change_view, visible_views
from recommendations.services import views as services


@require_GET
def views(request: HtmxRequest) -> HttpResponse:
    """One's own views, then those that colleagues share."""
    rows = visible_views(request.user).select_related("owner", "institution")
    context = {
        "own": [row for row in rows if row.owner_id == request.user.pk],
        "shared": [row for row in rows if row.owner_id != request.user.pk],
    }
    return render(request, "portal/saved_views.html", context)


@require_http_methods(["GET", "POST"])
def new_view(request: HtmxRequest) -> HttpResponse:
    """Save the search whose address this one carries."""
    address = request.GET.copy()
    page = _page(address.pop("opened_in", [""])[-1])
    query = address.urlencode()
    form = NewViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            view = services.save_view(
                actor=request.user, name=form.cleaned_data["name"], query=query, page=page
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. You can share it, and hear what is new in it."))
            return redirect(view)
    back = _opened(page, query)
    context = {"form": form, "query": query, "back": back} | _described(request, query, page)
    status = 422 if form.is_bound else 200
    return render(request, "portal/saved_view_new.html", context, status=status)


def _page(typed: str) -> ViewPage:
    return ViewPage.GAPS if typed == ViewPage.GAPS else ViewPage.REGISTER


def _opened(page: str, query: str) -> str:
    """The address at which a view is looked at: the register, all gaps, or the list of one."""
    if page == ViewPage.REGISTER:
        return f"{reverse('portal:register')}?{query}"
    address = QueryDict(query, mutable=True)
    name = address.pop("gap", [""])[-1]
    path = reverse("reporting:gap", args=[name]) if name in GAPS else reverse("reporting:gaps")
    return f"{path}?{address.urlencode()}"


def _described(request: HtmxRequest, query: str, page: str) -> dict[str, object]:
    """The search in words, and how many recommendations it finds for this reader."""
    reader = Reader(request.user)
    if page == ViewPage.GAPS:
        address = QueryDict(query)
        scope, name = GapScope(address, reader), address.get("gap", "")
        if name not in GAPS:
            return {"search": scope.words or [_("The whole register")], "number": scope.total}
        words = [str(GAPS[name].label), *scope.words]
        return {"search": words, "number": scope.counts[name]}
    found = RegisterFilter(QueryDict(query), reader)
    words = [found.words] if found.words else []
    for facet in facets_for(found.reader):
        terms = [term.label for term in found.chosen.get(facet.name, ())]
        if terms:
            words.append(f"{facet.title}: {', '.join(terms)}")
    return {"search": words, "number": found.counts.total}


@require_http_methods(["GET", "POST"])
def view(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """One saved view; its owner renames, shares and follows it here."""
    row = _view(request, reference)
    is_own = bool(can_change_view(request.user, row))
    if request.method == "POST":
        require(can_change_view(request.user, row))
    initial = {
        "name": row.name,
        "digest": row.digest,
        "shared_with": ViewForm.shared_as(is_shared=row.is_shared, institution=row.institution_id),
    }
    form = ViewForm(request.POST or None, initial=initial, person=request.user)
    if request.method == "POST" and form.is_valid():
        found = records_of(row, request.user).order_by()
        try:
            services.change_view(
                pk=row.pk,
                actor=request.user,
                found=found.values_list("pk", flat=True),
                on=today(),
                **form.facts,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(row)
    context = {"view": row, "is_own": is_own, "form": form}
    context |= _described(request, row.query, row.page)
    status = 422 if form.is_bound else 200
    return render(request, "portal/saved_view.html", context, status=status)


@require_GET
def open_view(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """The register, or the gaps, as the view asks for them."""
    row = _view(request, reference)
    return redirect(_opened(row.page, row.query))


@require_POST
def stop_view(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """No more news of it, by one click."""
    row = _view(request, reference)
    services.stop_telling(pk=row.pk, actor=request.user)
    messages.success(request, _("You get no more news of this view."))
    return redirect(row)


@require_http_methods(["GET", "POST"])
def delete_view(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = _view(request, reference)
    require(can_change_view(request.user, row))
    if request.method == "POST":
        services.delete_view(pk=row.pk, actor=request.user)
        messages.success(request, _("Deleted."))
        return redirect("portal:views")
    consequences = [_("The recommendations stay; only the saved search goes.")]
    if row.is_shared:
        consequences.append(_("Your colleagues no longer find it."))
    context = {
        "title": _("Delete this view"),
        "subject": row.name,
        "consequences": consequences,
        "act": _("Delete"),
        "danger": True,
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


def _view(request: HtmxRequest, reference: UUID) -> SavedView:
    rows = visible_views(request.user).select_related("owner", "institution")
    row: SavedView = get_object_or_404(rows, reference=reference)
    return row
