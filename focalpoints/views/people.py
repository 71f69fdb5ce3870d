"""The directory: who holds which post where, who is away, which posts are vacant."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from focalpoints import policies
from focalpoints.filters import DirectoryFilter
from focalpoints.models import ConfirmationRound
from focalpoints.policies import standing
from focalpoints.querysets import AppointmentQuerySet, by_role
from focalpoints.vcards import vcard_answer
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import csv_file


@require_GET
def people(request: HtmxRequest) -> HttpResponse:
    require(policies.can_read_directory(request.user))
    form = DirectoryFilter(request.GET)
    institutions = form.institutions(policies.visible_institutions(request.user))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": Paginator(institutions, per_page=25).get_page(request.GET.get("page")),
        "is_narrowed": bool(form.values()),
        "query": query.urlencode(),
        "may_appoint": bool(policies.can_appoint(request.user)),
        "sees_proposals": bool(policies.can_list_proposals(request.user)),
        "may_propose_for": policies.visible_institutions(request.user).filter(
            pk__in=standing(request.user).report_for
        ),
        "round": ConfirmationRound.objects.filter(closed_on=None).first(),
    }
    return render(request, "focalpoints/people.html", context)


@require_GET
def people_csv(request: HtmxRequest) -> HttpResponse:
    """What the directory shows, one line a post."""
    titles = [
        *(_("Institution"), _("Name"), _("Role"), _("Level"), _("Portfolio")),
        *(_("E-mail address"), _("First day"), _("Last day"), _("Last confirmed"), _("Away today")),
    ]
    rows = (
        [
            *(row.institution.label, row.user, row.get_role_display(), row.get_level_display()),
            *(row.portfolio, row.user.email, row.starts_on, row.ends_on, row.last_confirmed_on),
            _("yes") if row.is_absent else _("no"),
        ]
        for row in _asked(request)
    )
    return csv_file("people", titles, rows)


@require_GET
def people_vcf(request: HtmxRequest) -> HttpResponse:
    """The same people, for an address book."""
    return vcard_answer("people", _asked(request))


def _asked(request: HtmxRequest) -> AppointmentQuerySet:
    """The posts that the directory shows to this person, narrowed as its address says."""
    require(policies.can_read_directory(request.user))
    form = DirectoryFilter(request.GET)
    seen = form.institutions(policies.visible_institutions(request.user))
    rows = form.appointments().filter(institution__in=seen.values("pk"))
    return (
        rows.with_absence(today())
        .select_related("user", "institution")
        .order_by("institution__name", "institution_id", by_role(), "pk")
    )
