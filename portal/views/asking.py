"""From the list of a gap to questions: who would be asked what, then the act."""

from functools import partial
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.htmx import HtmxRequest
from portal.trails import trail
from portal.views.gaps import address, read_scope
from recommendations.models import Recommendation
from reporting.forms.requests import AskForm
from reporting.policies import can_ask
from reporting.services.requests import Share, ask, digest_of, shares_of

# References that the preview names of each institution.
NAMED = 12


@require_http_methods(["GET", "POST"])
def gap_ask(request: HtmxRequest, name: str) -> HttpResponse:
    """The preview says who gets which question about how much; a POST asks them all."""
    scope = read_scope(request, name)
    require(can_ask(request.user))
    keys = list(scope.having(name).order_by().values_list("pk", flat=True))
    shares = shares_of(keys)
    seen = digest_of(shares)
    form = AskForm(
        request.POST or None, initial=AskForm.usual(name) | {"campaign": uuid4(), "seen": seen}
    )
    deed = partial(ask, actor=request.user, gap=name, recommendations=keys)
    asked = attempt(request, form, deed)
    if asked is not None:
        words = ngettext("%(n)d question was asked.", "%(n)d questions were asked.", len(asked))
        messages.success(request, words % {"n": len(asked)})
        return redirect("reporting:requests")
    if form.is_bound:
        # What is sent next is held against the list that this page shows.
        form.data = {**request.POST.dict(), "seen": seen}
    gap, back = scope.gap(name), address("reporting:gap", scope, name)
    context = {
        "gap": gap,
        "scope": scope,
        "form": form,
        "shares": _named(shares),
        "number": len(keys),
        "cancel_url": back,
        "trail": trail(
            (_("Gaps"), address("reporting:gaps", scope)),
            (capfirst(str(gap.label)), back),
            (_("Ask institutions"), ""),
        ),
    }
    return render(request, "portal/gap_ask.html", context, status=status_of(request))


def _named(shares: list[Share]) -> list[tuple[str, int, list[str], int]]:
    """(who, how many, the first references, how many more); one query."""
    first = {share.key: share.recommendations[:NAMED] for share in shares}
    wanted = [key for keys in first.values() for key in keys]
    rows = Recommendation.objects.filter(pk__in=wanted)
    references = dict(rows.values_list("pk", "reference"))
    return [
        (
            share.institution.label if share.institution else _("The secretariat"),
            len(share.recommendations),
            [references[key] for key in first[share.key]],
            max(0, len(share.recommendations) - NAMED),
        )
        for share in shares
    ]
