"""One institution: the page on which the secretariat and its own people work."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from focalpoints.models import FormerName
from focalpoints.policies import can_read_directory, visible_institutions
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from reporting.institutions import Page

from . import reshuffles_shown as shown


@require_GET
def institution(request: HtmxRequest, slug: str) -> HttpResponse:
    """People, duties, punctuality, committees, names; an address that it had before leads here."""
    require(can_read_directory(request.user))
    found = visible_institutions(request.user).select_related("parent").with_names()
    row = found.filter(slug=slug).first()
    if row is None:
        former = FormerName.objects.filter(slug=slug, institution__in=found).select_related(
            "institution"
        )
        name = get_object_or_404(former[:1])
        return redirect("reporting:institution", name.institution.slug, permanent=True)
    page = Page(request.user, row, today())
    context = {
        "page": page,
        "row": row,
        "acts": [shown.Told(act) for act in page.told],
        "kinds": shown.kinds() if page.may_edit and not row.dissolved_on else [],
    }
    return render(request, "reporting/institution.html", context)
