"""What is done with a file that was read: written, discarded, published, undone; row by row."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.htmx import HtmxRequest
from recommendations import policies
from recommendations.choices import ImportState, RowChoice, RowOutcome
from recommendations.forms.imports import DecisionForm, RowFilterForm
from recommendations.forms.references import in_words, meant_by
from recommendations.models import ImportBatch, Recommendation
from recommendations.services import imports as services
from recommendations.services.register import publish_import

from .imports import batch_of, drafts_of


@require_http_methods(["GET", "POST"])
def commit(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = batch_of(request, reference)
    if request.method == "POST":
        try:
            services.request_commit(pk=row.pk, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(row)
    if row.state != ImportState.READY:
        return redirect(row)
    context = {
        "title": _("Write this import into the register"),
        "subject": row.filename,
        "consequences": _consequences(row),
        "act": _("Write into the register"),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


def _consequences(batch: ImportBatch) -> list[str]:
    new, changed = batch.counts[RowOutcome.CREATE], batch.counts[RowOutcome.UPDATE]
    left = batch.counts[RowOutcome.REJECTED]
    sentences = []
    if new and batch.publish:
        words = ngettext(
            "%(number)d recommendation is added and published at once.",
            "%(number)d recommendations are added and published at once.",
            new,
        )
        sentences.append(words % {"number": new})
    elif new:
        words = ngettext(
            "%(number)d recommendation is added as a draft.",
            "%(number)d recommendations are added as drafts.",
            new,
        )
        sentences.append(words % {"number": new})
    if changed:
        words = ngettext(
            "%(number)d recommendation takes over what the source changed.",
            "%(number)d recommendations take over what the source changed.",
            changed,
        )
        sentences.append(words % {"number": changed})
        sentences.append(_("Clusters, assignments, assessments and your own links stay."))
    if left:
        words = ngettext(
            "%(number)d rejected row is left out.", "%(number)d rejected rows are left out.", left
        )
        sentences.append(words % {"number": left})
    return [*sentences, _("All of it is written, or nothing. The history says who did it.")]


@require_http_methods(["GET", "POST"])
def discard(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = batch_of(request, reference)
    if request.method == "POST":
        try:
            services.discard_import(pk=row.pk, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(row)
        messages.success(request, _("Discarded. Nothing was written."))
        return redirect("recommendations:imports")
    context = {
        "title": _("Discard this import"),
        "subject": row.filename,
        "consequences": [
            _("Nothing is written, and the file is deleted."),
            _("That it was uploaded stays on the list of imports."),
        ],
        "act": _("Discard"),
        "danger": True,
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


@require_POST
def retry(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = batch_of(request, reference)
    try:
        services.retry_import(pk=row.pk, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(row)


@require_http_methods(["GET", "POST"])
def publish(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Publish all that an import brought and that is still a draft."""
    row = batch_of(request, reference)
    if request.method == "POST":
        done = publish_import(pk=row.pk, actor=request.user)
        words = ngettext(
            "%(number)d recommendation is published.",
            "%(number)d recommendations are published.",
            done,
        )
        messages.success(request, words % {"number": done})
        return redirect(row)
    drafts = drafts_of(request, row)
    words = ngettext(
        "Everyone sees %(number)d recommendation that is a draft now.",
        "Everyone sees %(number)d recommendations that are drafts now.",
        drafts,
    )
    context = {
        "title": _("Publish what this import brought"),
        "subject": row.filename,
        "consequences": [words % {"number": drafts}],
        "act": _("Publish"),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm_page.html", context)


@require_http_methods(["GET", "POST"])
def decide(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Decide of one row, or, after a page that says how many, of all that match a filter."""
    row = batch_of(request, reference)
    require(policies.can_change_import(request.user, row))
    form = DecisionForm(request.POST or request.GET)
    if not form.is_valid():
        messages.error(request, _("There is no such decision."))
        return redirect(row)
    asked = form.cleaned_data
    rows = RowFilterForm(request.GET).rows_of(row)
    if asked["position"]:
        rows = row.rows.filter(position=asked["position"])
    back = f"{row.get_absolute_url()}?{_without_choice(request)}"
    if request.method == "GET":
        number = rows.values("position").distinct().count()
        return render(request, "components/confirm_page.html", _preview(asked, row, number, back))
    try:
        target = _target(request, asked) if asked["choice"] == RowChoice.SAME_AS else None
        done = services.decide_rows(
            pk=row.pk,
            positions=set(rows.values_list("position", flat=True)),
            choice=asked["choice"],
            target=target,
            actor=request.user,
        )
        batch = services.judge_again(pk=row.pk, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(back)
    words = ngettext("Decided: %(number)d row.", "Decided: %(number)d rows.", done)
    messages.success(request, words % {"number": done})
    return redirect(back if batch.state == ImportState.READY else batch)


def _without_choice(request: HtmxRequest) -> str:
    query = request.GET.copy()
    query.pop("choice", None)
    return query.urlencode()


def _target(request: HtmxRequest, asked: dict[str, str]) -> Recommendation:
    """The record that the row is the same as, led on if it was merged since the page was made."""
    meant = meant_by([asked["target"]], policies.visible_recommendations(request.user))
    if meant.missing:
        raise Http404
    if words := in_words(meant.led_on):
        messages.info(request, words)
    return meant.records[0]


def _preview(
    asked: dict[str, str], batch: ImportBatch, number: int, back: str
) -> dict[str, object]:
    label = RowChoice(asked["choice"]).label if asked["choice"] else _("Take the decision back")
    words = ngettext(
        "%(number)d row matches the filter.", "%(number)d rows match the filter.", number
    )
    return {
        "title": _("Decide on rows"),
        "subject": f"{batch.filename}: {label}",
        "consequences": [
            words % {"number": number},
            _("Until the import is written, you can take this back."),
        ],
        "act": _("Decide"),
        "hidden": [("choice", asked["choice"])],
        "cancel_url": back,
    }


@require_POST
def judge(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = batch_of(request, reference)
    try:
        services.judge_again(pk=row.pk, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(row)


@require_http_methods(["GET", "POST"])
def undo(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Take back what an import wrote, or say exactly what stops it."""
    row = batch_of(request, reference)
    require(policies.can_change_import(request.user, row))
    if row.state != ImportState.COMMITTED:
        return redirect(row)
    if request.method == "POST":
        try:
            services.undo_import(pk=row.pk, actor=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("recommendations:undo_import", reference)
        messages.success(request, _("Undone. The register is as it was before this import."))
        return redirect(row)
    if obstacles := services.obstacles_of(row):
        context = {"batch": row, "obstacles": obstacles[:200], "number": len(obstacles)}
        return render(request, "recommendations/import_not_undone.html", context)
    return render(request, "components/confirm_page.html", _undoing(row))


def _undoing(batch: ImportBatch) -> dict[str, object]:
    new, changed = batch.counts[RowOutcome.CREATE], batch.counts[RowOutcome.UPDATE]
    made = batch.rows.filter(outcome=RowOutcome.CREATE).values("recommendation")
    public = Recommendation.objects.published().filter(pk__in=made).count()
    sentences = []
    if new:
        words = ngettext(
            "%(number)d recommendation that it added is deleted.",
            "%(number)d recommendations that it added are deleted.",
            new,
        )
        sentences.append(words % {"number": new})
    if public:
        words = ngettext(
            "%(number)d public page vanishes.", "%(number)d public pages vanish.", public
        )
        sentences.append(words % {"number": public})
    if changed:
        words = ngettext(
            "%(number)d recommendation becomes what it was before.",
            "%(number)d recommendations become what they were before.",
            changed,
        )
        sentences.append(words % {"number": changed})
    return {
        "title": _("Undo this import"),
        "subject": batch.filename,
        "consequences": [*sentences, _("The history keeps what was taken back, and who did it.")],
        "act": _("Undo"),
        "danger": True,
        "cancel_url": batch.get_absolute_url(),
    }
