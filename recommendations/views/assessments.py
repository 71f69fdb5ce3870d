"""Stating how far a recommendation is implemented, from one's own viewpoint."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from focalpoints.models import Institution
from focalpoints.policies import Person, standing
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import PUBLICATION_MOVES, Publication, Viewpoint
from recommendations.forms.assessments import AssessmentForm, GradeForm, Voice
from recommendations.forms.clusters import RemovalForm
from recommendations.models import Assessment
from recommendations.services import assessments as services


@require_http_methods(["GET", "POST"])
def assess(request: HtmxRequest, reference: str) -> HttpResponse:
    recommendation = get_object_or_404(
        policies.visible_recommendations(request.user).select_related("mechanism"),
        reference=reference,
    )
    voices = voices_of(request.user)
    if not voices:
        raise PermissionDenied(_("You cannot assess from any point of view."))
    form = AssessmentForm(request.POST or None, voices=voices)

    def record(view: str, **facts: Any) -> Assessment:
        viewpoint, _colon, institution = view.partition(":")
        return services.record_assessment(
            actor=request.user,
            recommendation=recommendation,
            viewpoint=viewpoint,
            institution=_institution(institution),
            **facts,
        )

    row = attempt(request, form, record)
    if row is not None:
        messages.success(request, _("The assessment is recorded."))
        return redirect(recommendation if row.publication == Publication.PUBLISHED else row)
    context = {"form": form, "recommendation": recommendation}
    status = 422 if form.errors else 200
    return render(request, "recommendations/assess.html", context, status=status)


@require_http_methods(["GET", "POST"])
def grade(request: HtmxRequest, reference: str) -> HttpResponse:
    """The grade that the mechanism gave, as its document says; one more, whatever was before."""
    recommendation = get_object_or_404(
        policies.visible_recommendations(request.user).select_related("mechanism__grading_scale"),
        reference=reference,
    )
    require(policies.can_assess(request.user, Viewpoint.MECHANISM, None))
    form = GradeForm(request.POST or None, mechanism=recommendation.mechanism)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_grade(
                actor=request.user, recommendation=recommendation, **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The grade is recorded."))
            return redirect(recommendation)
    scale = recommendation.mechanism.grading_scale
    context = {
        "title": _("Record a grade of the mechanism"),
        "subject": f"{recommendation}: {scale.label}" if scale else str(recommendation),
        "consequences": [
            _("It stands beside the secretariat's assessment and does not change the status."),
        ],
        "form": form,
        "act": _("Record the grade"),
        "cancel_url": recommendation.get_absolute_url(),
    }
    status = 422 if form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


def _institution(pk: str) -> Institution | None:
    return Institution.objects.get(pk=int(pk)) if pk else None


def voices_of(user: Person) -> list[Voice]:
    """The viewpoints that this person may state, as the form offers them."""
    stated = policies.stated_views(user)
    names = {
        row.pk: row.label
        for row in Institution.objects.filter(pk__in=[pk for _view, pk in stated if pk])
    }
    signs = standing(user).sign_for
    return [
        Voice(
            value=f"{view.value}:{pk}" if pk else view.value,
            words=f"{names[pk]} ({view.label})" if pk else str(view.label),
            publishes=view in (Viewpoint.SECRETARIAT, Viewpoint.MECHANISM, Viewpoint.NHRI)
            or (view == Viewpoint.INSTITUTION and pk in signs),
            hands_in=view == Viewpoint.CIVIL_SOCIETY,
        )
        for view, pk in stated
    ]


@require_http_methods(["GET", "POST"])
def move_assessment(request: HtmxRequest, pk: int, move: str) -> HttpResponse:
    """Publish, decline or retire an assessment, on a page that says what follows."""
    row = get_object_or_404(
        policies.visible_assessments(request.user).select_related("recommendation"), pk=pk
    )
    if move not in PUBLICATION_MOVES:
        raise Http404
    asks = {"publish": policies.can_publish_assessment, "retire": policies.can_retire_assessment}
    require(asks[move](request.user, row))
    form = RemovalForm(request.POST or None) if PUBLICATION_MOVES[move].needs_note else None
    if request.method == "POST" and (form is None or form.is_valid()):
        note = form.cleaned_data["reason"] if form else ""
        try:
            services.move_assessment(pk=row.pk, name=move, actor=request.user, note=note)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(row)
    act = _act(row, move)
    context = {
        "title": act,
        "subject": f"{row.recommendation}: {row}",
        "consequences": _consequences(row, move),
        "form": form or "",
        "act": act,
        "danger": move == "retire",
        "cancel_url": row.get_absolute_url(),
    }
    status = 422 if form and form.errors else 200
    return render(request, "components/confirm_page.html", context, status=status)


def _act(row: Assessment, move: str) -> Any:
    """What the move is called: a contribution that was never published is declined."""
    if move == "retire" and row.publication == Publication.DRAFT:
        return _("Decline") if row.handed_in_at else _("Discard the draft")
    return PUBLICATION_MOVES[move].label


def _consequences(row: Assessment, move: str) -> list[str]:
    is_contribution = row.viewpoint == Viewpoint.CIVIL_SOCIETY and row.handed_in_at is not None
    told = _("The organisation is told; your reason stands on its page, for it alone.")
    if move == "publish":
        shown = [_("Everyone sees this assessment, its date and its reasons.")]
        if is_contribution:
            shown.append(_("It is published word for word, in the name of the organisation alone."))
        return shown
    hidden = [_("Nobody sees this assessment afterwards; history keeps it.")]
    return [*hidden, told] if is_contribution else hidden
