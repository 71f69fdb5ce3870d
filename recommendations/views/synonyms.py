"""Terms that mean the same, for the search: the secretariat's own list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.forms.synonyms import SynonymForm
from recommendations.models import Synonym
from recommendations.services import synonyms as services


@require_GET
def synonyms(request: HtmxRequest) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    context = {"rows": Synonym.objects.order_by("-is_active", "code")}
    return render(request, "recommendations/synonyms.html", context)


@require_http_methods(["GET", "POST"])
def new_synonym(request: HtmxRequest) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def synonym(request: HtmxRequest, code: str) -> HttpResponse:
    require(policies.can_manage_register(request.user))
    return _edit(request, get_object_or_404(Synonym, code=code))


def _edit(request: HtmxRequest, row: Synonym | None) -> HttpResponse:
    initial = row and {"terms": row.terms, "language": row.language, "is_active": row.is_active}
    form = SynonymForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_synonym(
                pk=row.pk if row else None, actor=request.user, **form.cleaned_data
            )
        except DomainError as error:
            form.add_error("terms", str(error))
        else:
            messages.success(request, _("Saved. Searches use it from now on."))
            return redirect("recommendations:synonyms")
    status = 422 if form.errors else 200
    context = {"form": form, "row": row}
    return render(request, "recommendations/synonym.html", context, status=status)
