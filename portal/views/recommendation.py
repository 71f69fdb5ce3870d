"""One recommendation: what was asked, where it stands, what was done."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from activities.policies import can_write_update
from nmirf.common.context_processors import NavItem
from nmirf.common.htmx import HtmxRequest
from notifications.choices import FollowKind
from portal import structured
from portal.answers import with_answers
from portal.cards import Item
from portal.events import evidence
from portal.forms import DayForm
from portal.reader import Reader
from portal.record import Record, with_obligations
from portal.trails import trail
from portal.views.acts import acts_here
from portal.voices import side_by_side
from recommendations.choices import (
    PUBLICATION_MOVES,
    AssignmentRole,
    Overlap,
    Position,
    Publication,
    Viewpoint,
)
from recommendations.models import Assessment, Merge, Recommendation, RecommendationText
from recommendations.policies import led_on, still_read


@require_GET
@login_not_required
def recommendation(request: HtmxRequest, reference: str) -> HttpResponse:
    reader = Reader(request.user)
    try:
        row = find(reader, reference)
    except Http404:
        return _lead_on(request, reader, reference)
    if row.merged_into_id:
        return _lead_on(request, reader, reference)
    record = Record(reader, row)
    text = record.text_in(request.GET.get("text", ""))
    context = {
        "record": record,
        "row": row,
        "text": text,
        "day_form": DayForm(),
        "languages": _languages(row, text),
        "facts": _facts(record),
        "trail": record_trail(row),
        "tabs": tabs(row, "record"),
        "data": structured.of_recommendation(row, text) if row.published_at else None,
        "acts": acts_here(request, FollowKind.RECOMMENDATION, row),
        **_deeds(reader, record),
    }
    return render(request, "portal/recommendation.html", context)


def _lead_on(request: HtmxRequest, reader: Reader, reference: str) -> HttpResponse:
    """The address of a merged record leads to the one that it became; it may be taken back again."""
    record = led_on(reader.user, reference)
    if record is None:
        return _what_stays(request, reader, reference)
    answer = redirect(record, permanent=True)
    patch_cache_control(answer, no_cache=True)
    return answer


def _what_stays(request: HtmxRequest, reader: Reader, reference: str) -> HttpResponse:
    """Of a record that was retired, what an NHRI published about it: no government takes that down."""
    row = still_read(reference)
    if row is None:
        raise Http404
    said = Assessment.objects.published().filter(recommendation=row, viewpoint=Viewpoint.NHRI)
    listed = said.select_related("institution", "grade__scale").order_by("-assessed_on", "-pk")
    rows = list(listed.prefetch_related("institution__former_names"))
    found = evidence(reader, {"assessment": [one.pk for one in rows]})
    proofs = {one.pk: found.get(("assessment", one.pk), ()) for one in rows}
    context = {
        "row": row,
        "views": side_by_side(rows, proofs, silent=False),
        "trail": record_trail(row),
    }
    return render(request, "portal/recommendation_retired.html", context)


MERGED_HERE = (
    Merge.objects.filter(kept=OuterRef("pk"), undone_at=None)
    .order_by("pk")
    .values(merge=JSONObject(reference="reference", absorbed="absorbed__reference"))
)


def find(reader: Reader, reference: str) -> Recommendation:
    """With mechanism, review and texts; 404 for what this reader may not see."""
    texts = RecommendationText.objects.defer("raw", "search_vector")
    rows = reader.recommendations.select_related("mechanism", "review", "addressed_to")
    told = with_obligations(with_answers(rows), reader).annotate(
        merged_here=ArraySubquery(MERGED_HERE)
    )
    whole = told.prefetch_related(Prefetch("texts", texts))
    found: Recommendation = get_object_or_404(whole, reference=reference)
    return found


def record_trail(row: Recommendation) -> list[dict[str, Any]]:
    return trail((_("Recommendations"), reverse("portal:register")), (row.reference, ""))


def tabs(row: Recommendation, current: str) -> list[NavItem]:
    history = reverse("portal:recommendation_history", args=[row.reference])
    return [
        NavItem(_("Recommendation"), row.get_absolute_url(), current == "record"),
        NavItem(_("History"), history, current == "history"),
    ]


def _languages(row: Recommendation, shown: RecommendationText | None) -> list[dict[str, Any]]:
    """Every language that the text is there in, what it is in it, and which one is shown."""
    return [
        {
            "code": text.language,
            "url": f"?text={text.language}",
            "current": shown is not None and text.pk == shown.pk,
            "text": text,
        }
        for text in row.texts.all()
    ]


def _facts(record: Record) -> list[dict[str, Any]]:
    """The column beside: who asked, in what, and what it is about."""
    row, terms = record.row, record.terms
    review = row.review
    settled = record.settled
    leads = [part.institution for part in settled if part.role == AssignmentRole.LEAD]
    others = [part.institution for part in settled if part.role != AssignmentRole.LEAD]
    position = "" if row.position == Position.NOT_STATED else row.get_position_display()
    clusters = [_membership(membership) for membership in record.memberships]
    return [
        {"label": _("Asked by"), "many": terms.get("state", [])},
        {
            "label": _("In"),
            "value": review.label if review else row.mechanism.label,
            "url": (review or row.mechanism).get_absolute_url(),
        },
        _source(row),
        {"label": _("Paragraph"), "value": row.paragraph, "isolate": True},
        {"label": _("Issued on"), "value": row.issued_on},
        {"label": _("Position"), "value": position},
        {"label": _("Source of the position"), "value": row.position_source},
        {"label": _("Lead"), "many": leads, "value": "" if leads else _("Not assigned")},
        {"label": _("With"), "many": others},
        {"label": _("Cluster"), "many": clusters},
        {"label": _("Themes"), "many": terms.get("theme", [])},
        {"label": _("People"), "many": terms.get("group", [])},
        {"label": _("SDG"), "many": terms.get("goal", []) + terms.get("target", [])},
        {"label": _("Takes up"), "many": terms.get("earlier", [])},
        {"label": _("Taken up by"), "many": terms.get("later", [])},
    ]


def _source(row: Recommendation) -> dict[str, Any]:
    """The document of the mechanism, with where it is kept: its review knows that of its own alone."""
    review = row.review
    symbol = row.symbol or (review.symbol if review else "")
    is_of_review = review is not None and symbol in ("", review.symbol)
    url = review.document_url if review is not None and is_of_review else ""
    value = symbol or (_("At its source") if url else "")
    return {"label": _("Document"), "value": value, "url": url, "isolate": True}


def _membership(row: Any) -> Item:
    """The cluster, and how many others ask for the same, where this one does."""
    label = row.cluster.label
    if row.overlap == Overlap.DIRECT:
        label = _("%(cluster)s (%(number)d alike)") % {"cluster": label, "number": row.alike}
    return Item(label, row.cluster.get_absolute_url())


def _deeds(reader: Reader, record: Record) -> dict[str, Any]:
    """What this reader may do from here."""
    rights, row = reader.rights, record.row
    merged_here: list[dict[str, str]] = row.merged_here  # type: ignore[attr-defined]
    return {
        "may_manage": rights.is_secretariat,
        "moves": [
            (name, move.label)
            for name, move in PUBLICATION_MOVES.items()
            if rights.is_secretariat and row.publication in move.sources
        ],
        # Records that were merged into this one, so that the secretariat can take them apart.
        "merges": merged_here if rights.is_secretariat else [],
        "may_assess": rights.is_secretariat
        or bool(rights.report_for or rights.nhri or rights.civil_society),
        "may_update": row.publication != Publication.RETIRED
        and any(can_write_update(reader.user, key) for key in rights.report_for),
    }
