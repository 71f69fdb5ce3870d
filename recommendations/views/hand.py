"""Recommendations typed by a person, one after the other."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mechanisms.models import State
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import Kind
from recommendations.forms.hand import HandForm
from recommendations.models import Recommendation
from recommendations.services import hand as services
from recommendations.services.likeness import Alike


@require_http_methods(["GET", "POST"])
def new_recommendation(request: HtmxRequest) -> HttpResponse:
    """A form that keeps the review's fields from one recommendation to the next (`?after=`)."""
    require(policies.can_manage_register(request.user))
    form = HandForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            (record,) = services.enter(
                actor=request.user,
                document=form.document(own_state()),
                entries=[form.entry()],
                confirmed="confirmed" in request.POST,
            )
        except services.AlikeError as error:
            return _page(request, form, 409, error.found[0])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _saved(request, record)
    return _page(request, form, 422 if form.errors else 200)


def own_state() -> State:
    """The State that this register is of."""
    return get_object_or_404(State, iso3=settings.STATE_CODE)


def _page(
    request: HtmxRequest, form: HandForm, status: int, alike: list[Alike] | None = None
) -> HttpResponse:
    context = {"form": form, "alike": alike or [], "typed": form.data.get("text", "")}
    return render(request, "recommendations/hand.html", context, status=status)


def _initial(request: HtmxRequest) -> dict[str, Any]:
    """What the recommendation saved before shares with the next one; the number goes up by one."""
    asked = request.GET.get("after", "")
    records = policies.visible_recommendations(request.user).select_related("review")
    record = records.filter(reference=asked).prefetch_related("texts").first() if asked else None
    if record is None:
        kind = request.GET.get("kind", "")
        known = kind if kind in Kind.values else Kind.RECOMMENDATION
        return {"kind": known, "language": settings.LANGUAGE_CODE.split("-")[0]}
    text = record.authentic
    return {
        "mechanism": record.mechanism_id,
        "review": record.review_id,
        "symbol": "" if record.review_id else record.symbol,
        "published_on": None if record.review_id else record.issued_on,
        "kind": record.kind,
        "language": text.language if text else "",
        "heading": text.heading if text else "",
        "position": record.position,
        "position_source": record.position_source,
        "paragraph": services.next_paragraph(record.paragraph),
    }


def _saved(request: HtmxRequest, record: Recommendation) -> HttpResponse:
    words = _("%(reference)s is saved as a draft.") % {"reference": record.reference}
    messages.success(request, words)
    if "next" not in request.POST:
        return redirect(record)
    query = urlencode({"after": record.reference})
    return redirect(f"{reverse('recommendations:new_recommendation')}?{query}#id_paragraph")
