"""Stating how far a recommendation is implemented, from one's own viewpoint."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from focalpoints.models import Institution
from focalpoints.policies import Person, standing
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import PUBLICATION_MOVES, Viewpoint
from recommendations.forms.assessments import AssessmentForm, GradeForm
from recommendations.forms.clusters import RemovalForm
from recommendations.services import assessments as services


@require_http_methods(["GET", "POST"])
def assess(request: HtmxRequest, reference: str) -> HttpResponse:
    recommendation = get_object_or_404(
        policies.visible_recommendations(request.user).select_related("mechanism"),
        reference=reference,
    )
    views = _views(request.user)
    if not views:
        raise PermissionDenied(_("You cannot assess from any point of view."))
    form = AssessmentForm(request.POST or None, views=views)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        viewpoint, _colon, institution = facts.pop("view").partition(":")
        try:
            services.record_assessment(
                actor=request.user,
                recommendation=recommendation,
                viewpoint=viewpoint,
                institution=_institution(institution),
                **facts,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The assessment is recorded."))
            return redirect(recommendation)
    context = {"form": form, "recommendation": recommendation}
    return render(request, "recommendations/assess.html", context)


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


def _views(user: Person) -> list[tuple[str, str]]:
    """The viewpoints that this person may state, as (viewpoint:institution, words)."""
    rights = standing(user)
    views: list[tuple[str, str]] = []
    if rights.is_secretariat:
        views += [(v.value, str(v.label)) for v in (Viewpoint.SECRETARIAT, Viewpoint.MECHANISM)]
    own = {
        Viewpoint.INSTITUTION: rights.report_for,
        Viewpoint.NHRI: rights.nhri,
        Viewpoint.CIVIL_SOCIETY: rights.civil_society,
    }
    names = {row.pk: row.label for row in Institution.objects.filter(pk__in=rights.institutions)}
    views += [
        (f"{viewpoint.value}:{pk}", f"{names[pk]} ({viewpoint.label})")
        for viewpoint, pks in own.items()
        for pk in sorted(pks)
    ]
    return views


@require_http_methods(["GET", "POST"])
def move_assessment(request: HtmxRequest, pk: int, move: str) -> HttpResponse:
    """Publish or retire an assessment, on a page that says what follows."""
    row = get_object_or_404(
        policies.visible_assessments(request.user).select_related("recommendation"), pk=pk
    )
    require(policies.can_publish_assessment(request.user, row))
    if move not in PUBLICATION_MOVES:
        raise Http404
    form = RemovalForm(request.POST or None) if PUBLICATION_MOVES[move].needs_note else None
    if request.method == "POST" and (form is None or form.is_valid()):
        note = form.cleaned_data["reason"] if form else ""
        try:
            services.move_assessment(pk=row.pk, name=move, actor=request.user, note=note)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(row.recommendation)
    shown = _("Everyone sees this assessment, its date and its reasons.")
    hidden = _("Nobody sees this assessment afterwards; history keeps it.")
    context = {
        "title": PUBLICATION_MOVES[move].label,
        "subject": f"{row.recommendation}: {row}",
        "consequences": [hidden if move == "retire" else shown],
        "form": form or "",
        "act": PUBLICATION_MOVES[move].label,
        "danger": move == "retire",
        "cancel_url": row.recommendation.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)
