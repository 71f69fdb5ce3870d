"""The secretariat's work on plans. The pages that everyone reads are the portal's."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from activities import policies
from activities.forms.plans import FollowReviewForm, PlanForm, VersionNoteForm
from activities.models import NationalPlan
from activities.services import implementation, versions
from activities.services import plans as services
from focalpoints.forms.common import EmptyForm, ReasonForm
from focalpoints.policies import visible_institutions
from mechanisms.models import Review
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.deeds import attempt, status_of
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.htmx import HtmxRequest
from nmirf.common.trees import nodes
from recommendations.choices import PUBLICATION_MOVES

YEARS = 4


@require_GET
def plans(request: HtmxRequest) -> HttpResponse:
    require(policies.can_manage_plans(request.user))
    rows = (
        policies.visible_plans(request.user)
        .annotate(size=Count("objectives"))
        .select_related("lead")
        .order_by("-starts_on", "title", "pk")
    )
    page = Paginator(rows, per_page=50).get_page(request.GET.get("page"))
    return render(request, "activities/plans.html", {"page": page})


@require_http_methods(["GET", "POST"])
def plan_new(request: HtmxRequest) -> HttpResponse:
    require(policies.can_manage_plans(request.user))
    form = PlanForm(
        request.POST or None,
        institutions=_institutions(request),
        initial={"review": Review.objects.filter(slug=request.GET.get("review", "")).first()},
    )

    def create(**content: Any) -> NationalPlan:
        return services.create_plan(actor=request.user, **content)

    row = attempt(request, form, create)
    if row is not None:
        messages.success(request, _("The plan is entered. It is internal until it is published."))
        return redirect("activities:plan", row.slug)
    context = {"form": form, "title": _("Enter a plan"), "cancel_url": reverse("activities:plans")}
    return render(request, "activities/plan_form.html", context, status=status_of(request))


@require_GET
def plan(request: HtmxRequest, slug: str) -> HttpResponse:
    """The tree with what can be done to it."""
    row = find_plan(request, slug)
    rows = row.objectives.select_related("lead").annotate(
        recommendations_n=Count("recommendation_links", distinct=True),
        clusters_n=Count("cluster_links", distinct=True),
        activities_n=Count("activity_links", distinct=True),
    )
    moves = [
        (name, step.label)
        for name, step in PUBLICATION_MOVES.items()
        if row.publication in step.sources
    ]
    context = {
        "plan": row,
        "nodes": nodes(rows.order_by("order", "pk"), lambda one: one.pk, lambda one: one.parent_id),
        "moves": moves,
        "versions": row.versions.count(),
    }
    return render(request, "activities/plan_page.html", context)


@require_http_methods(["GET", "POST"])
def plan_edit(request: HtmxRequest, slug: str) -> HttpResponse:
    row = find_plan(request, slug)

    def anew(typed: Any, plan: NationalPlan) -> PlanForm:
        return PlanForm(typed, institutions=_institutions(request, plan), plan=plan)

    def edit(**content: Any) -> NationalPlan:
        return services.edit_plan(pk=row.pk, actor=request.user, **content)

    saved, form, conflict = save_or_compare(request, row, anew, edit)
    if saved is not None:
        messages.success(request, _("The plan is saved."))
        return redirect("activities:plan", slug)
    context = {
        "form": form,
        "title": _("Change the plan"),
        "conflict": conflict,
        "cancel_url": reverse("activities:plan", args=[slug]),
    }
    status = 409 if conflict is not None else status_of(request)
    return render(request, "activities/plan_form.html", context, status=status)


def save_or_compare(
    request: HtmxRequest, row: Any, anew: Callable[[Any, Any], Any], deed: Callable[..., Any]
) -> tuple[Any, Any, list[tuple[Any, str, str]] | None]:
    """What was saved, else None; the form; and in which fields someone else saved something first.

    `anew` makes the form of what was typed (None: nothing) about a row; its `version` is taken to
    that of the others, so that what is sent once more is saved.
    """
    form = anew(request.POST or None, row)
    if request.method != "POST" or not form.is_valid():
        return None, form, None
    try:
        return deed(**form.cleaned_data), form, None
    except ConflictError as error:
        theirs: Any = error.theirs
        typed = request.POST.copy()
        typed["version"] = theirs.updated_at.isoformat()
        form = anew(typed, row)
        return None, form, _differences(form, anew(None, theirs))
    except DomainError as error:
        form.add_error(None, str(error))
        return None, form, None


def _differences(form: Any, saved: Any) -> list[tuple[Any, str, str]]:
    """(label, saved by the other one, typed here) of each field in which the two differ."""
    found = []
    for name, shown in form.fields.items():
        if name in ("reason", "version"):
            continue
        mine, theirs = (_in_words(shown, one[name].value()) for one in (form, saved))
        if mine != theirs:
            found.append((shown.label, theirs, mine))
    return found


def _in_words(field: Any, value: Any) -> str:
    choices = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    texts = [str(one) for one in (value if isinstance(value, list) else [value]) if one]
    return ", ".join(sorted(choices.get(text, text) for text in texts))


@require_http_methods(["GET", "POST"])
def plan_move(request: HtmxRequest, slug: str, move: str) -> HttpResponse:
    """Publish or retire, on a page that says what follows."""
    row = find_plan(request, slug)
    if move not in PUBLICATION_MOVES:
        raise Http404
    retires = move == "retire"
    kind = ReasonForm if retires else EmptyForm
    form = kind(request.POST if request.method == "POST" else None)

    def carry_out(reason: str = "") -> NationalPlan:
        return services.move_plan(pk=row.pk, name=move, actor=request.user, note=reason)

    if attempt(request, form, carry_out) is not None:
        messages.success(request, _("Done."))
        return redirect("activities:plan", slug)
    shown = [
        _("Everyone sees the plan, its objectives and what they answer, as far as that is public."),
        _("From now on it counts: what it answers is covered by a plan."),
        _("The plan as it stands is kept as a version that never changes."),
    ]
    hidden = [
        _("Only the secretariat sees the plan afterwards."),
        _("What it alone answers is covered by no plan any more."),
    ]
    context = {
        "title": _("Retire the plan") if retires else _("Publish the plan"),
        "subject": row.label,
        "consequences": hidden if retires else shown,
        "form": form,
        "act": PUBLICATION_MOVES[move].label,
        "danger": retires,
        "cancel_url": reverse("activities:plan", args=[slug]),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def version_new(request: HtmxRequest, slug: str) -> HttpResponse:
    """Keep the plan as it stands, with a note."""
    row = find_plan(request, slug)
    form = VersionNoteForm(request.POST or None)

    def keep(note: str) -> Any:
        return versions.make_version(pk=row.pk, actor=request.user, note=note)

    if attempt(request, form, keep) is not None:
        messages.success(request, _("The version is kept."))
        return redirect("portal:plan_versions", slug)
    context = {
        "title": _("Keep a version"),
        "subject": row.label,
        "consequences": [_("The plan as it stands is kept for good, with your note beside it.")],
        "form": form,
        "act": _("Keep a version"),
        "cancel_url": reverse("activities:plan", args=[slug]),
    }
    return render(request, "components/confirm_page.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def plan_from_review(request: HtmxRequest, slug: str) -> HttpResponse:
    """The implementation plan of a review: what it would hold, then made in one act."""
    require(policies.can_manage_plans(request.user))
    review = get_object_or_404(Review, slug=slug)
    present = (
        policies.visible_plans(request.user)
        .not_retired()
        .filter(kind="implementation", review=review)
        .first()
    )
    asked = request.POST or request.GET
    shown = {"by": "theme", "starts_on": today()} | _usual(review)
    form = FollowReviewForm(asked if "by" in asked else None, initial=shown)
    if request.method == "POST" and "preview" not in request.POST:
        made = attempt(request, form, lambda **typed: _follow(request, review, typed))
        if made is not None:
            messages.success(request, _told(made))
            return redirect("activities:plan", made.plan.slug)
    ready = form.is_bound and form.is_valid()
    by = form.cleaned_data.get("by", "theme") if form.is_bound else "theme"
    only = bool(form.is_bound and form.cleaned_data.get("only_supported"))
    groups = implementation.groups_of(review, by=by, only_supported=only)
    context = {
        "review": review,
        "present": present,
        "form": form,
        "groups": groups,
        "total": sum(len(group.recommendations) for group in groups),
        "by": by,
    }
    status = 422 if form.is_bound and not ready else 200
    return render(request, "activities/plan_from_review.html", context, status=status)


def _usual(review: Review) -> dict[str, Any]:
    first = today()
    title = _("Implementation plan: %(review)s") % {"review": review.label}
    try:
        last = first.replace(year=first.year + YEARS)
    except ValueError:
        last = first.replace(year=first.year + YEARS, day=28)
    return {"title": title[:200], "ends_on": last}


def _follow(request: HtmxRequest, review: Review, typed: dict[str, Any]) -> implementation.Made:
    return implementation.plan_from_review(review_pk=review.pk, actor=request.user, **typed)


def _told(made: implementation.Made) -> str:
    if made.added == 0:
        return _("The plan was there already, and nothing was missing in it.")
    words = ngettext(
        "%(number)d recommendation is in the plan now that was not before.",
        "%(number)d recommendations are in the plan now that were not before.",
        made.added,
    )
    return words % {"number": made.added}


def find_plan(request: HtmxRequest, slug: str) -> NationalPlan:
    """The plan for those who change plans; 404 where it is hidden, 403 for those who only read."""
    rows = policies.visible_plans(request.user).select_related("lead", "review")
    row: NationalPlan = get_object_or_404(rows, slug=slug)
    require(policies.can_manage_plans(request.user))
    return row


def _institutions(request: HtmxRequest, plan: NationalPlan | None = None) -> Any:
    return leading(request, plan.lead_id if plan else None)


def leading(request: HtmxRequest, present: int | None) -> Any:
    """Who can be the lead; who is it at `present` stays in the form, dissolved or not."""
    rows = visible_institutions(request.user)
    return (rows.existing() | rows.filter(pk=present)).order_by("name", "pk")
