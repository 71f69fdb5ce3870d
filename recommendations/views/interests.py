from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from focalpoints.policies import visible_institutions
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.forms.interests import InterestsForm
from recommendations.models import AffectedGroup, Theme
from recommendations.services import interests as services


@require_http_methods(["GET", "POST"])
def interests(request: HtmxRequest, slug: str) -> HttpResponse:
    """What an institution wants to be consulted on; what it chose below the top stays offered."""
    row = get_object_or_404(visible_institutions(request.user), slug=slug)
    require(policies.can_choose_interests(request.user, row))
    chosen = list(row.interests.all())
    themes = {one.theme_id for one in chosen if one.theme_id}
    groups = {one.group_id for one in chosen if one.group_id}
    top = services.themes_offered().values("pk")
    usual = services.groups_offered().values("pk")
    form = InterestsForm(
        request.POST or None,
        initial={"themes": themes, "groups": groups},
        themes=Theme.objects.filter(Q(pk__in=top) | Q(pk__in=themes)),
        groups=AffectedGroup.objects.filter(Q(pk__in=usual) | Q(pk__in=groups)),
    )
    if request.method == "POST" and form.is_valid():
        services.choose(actor=request.user, institution=row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("recommendations:interests", row.slug)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "row": row}
    return render(request, "recommendations/interests.html", context, status=status)
