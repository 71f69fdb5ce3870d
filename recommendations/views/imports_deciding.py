"""What is done with a file that was read: written, discarded, published, undone; row by row."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
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

# What follows from a deed, said of a number of recommendations or rows; what concerns none is not said.
_PUBLISHED = ngettext_lazy(
    "%(number)d recommendation is added and published at once.",
    "%(number)d recommendations are added and published at once.",
    "number",
)
_ADDED = ngettext_lazy(
    "%(number)d recommendation is added as a draft.",
    "%(number)d recommendations are added as drafts.",
    "number",
)
_CHANGED = ngettext_lazy(
    "%(number)d recommendation takes over what the source changed.",
    "%(number)d recommendations take over what the source changed.",
    "number",
)
_LEFT_OUT = ngettext_lazy(
    "%(number)d rejected row is left out.", "%(number)d rejected rows are left out.", "number"
)
_SHOWN = ngettext_lazy(
    "Everyone sees %(number)d recommendation that is a draft now.",
    "Everyone sees %(number)d recommendations that are drafts now.",
    "number",
)
_DELETED = ngettext_lazy(
    "%(number)d recommendation that it added is deleted.",
    "%(number)d recommendations that it added are deleted.",
    "number",
)
_VANISHING = ngettext_lazy(
    "%(number)d public page vanishes.", "%(number)d public pages vanish.", "number"
)
_RESTORED = ngettext_lazy(
    "%(number)d recommendation becomes what it was before.",
    "%(number)d recommendations become what they were before.",
    "number",
)


def _said(*sentences: tuple[Any, int]) -> list[str]:
    return [str(words % {"number": number}) for words, number in sentences if number]


def _confirmed(
    request: HtmxRequest,
    batch: ImportBatch,
    act: Callable[[], object],
    page: dict[str, Any],
    *,
    done: str = "",
    onward: str | None = None,
    refused: str | None = None,
) -> HttpResponse:
    """A deed on a whole import: the page that says what follows, and on its button the deed.

    `done` is said afterwards. `onward` and `refused` are where it leads, and where an error does;
    to the import's own page unless said.
    """
    own = batch.get_absolute_url()
    if request.method != "POST":
        context = {"subject": batch.filename, "cancel_url": own, **page}
        return render(request, "components/confirm_page.html", context)
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(refused or own)
    if done:
        messages.success(request, done)
    return redirect(onward or own)


@require_http_methods(["GET", "POST"])
def commit(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = batch_of(request, reference)
    if request.method == "GET" and row.state != ImportState.READY:
        return redirect(row)
    page = {
        "title": _("Write this import into the register"),
        "consequences": _consequences(row),
        "act": _("Write into the register"),
    }
    return _confirmed(
        request, row, lambda: services.request_commit(pk=row.pk, actor=request.user), page
    )


def _consequences(batch: ImportBatch) -> list[str]:
    counts = batch.counts
    changed = _said((_CHANGED, counts.get(RowOutcome.UPDATE, 0)))
    return [
        *_said((_PUBLISHED if batch.publish else _ADDED, counts.get(RowOutcome.CREATE, 0))),
        *changed,
        *([_("Clusters, assignments, assessments and your own links stay.")] if changed else []),
        *_said((_LEFT_OUT, counts.get(RowOutcome.REJECTED, 0))),
        _("All of it is written, or nothing. The history says who did it."),
    ]


@require_http_methods(["GET", "POST"])
def discard(request: HtmxRequest, reference: UUID) -> HttpResponse:
    row = batch_of(request, reference)
    page = {
        "title": _("Discard this import"),
        "consequences": [
            _("Nothing is written, and the file is deleted."),
            _("That it was uploaded stays on the list of imports."),
        ],
        "act": _("Discard"),
        "danger": True,
    }
    return _confirmed(
        request,
        row,
        lambda: services.discard_import(pk=row.pk, actor=request.user),
        page,
        done=_("Discarded. Nothing was written."),
        onward=reverse("recommendations:imports"),
    )


@require_http_methods(["GET", "POST"])
def publish(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Publish all that an import brought and that is still a draft."""
    row = batch_of(request, reference)
    page = {
        "title": _("Publish what this import brought"),
        "consequences": [str(_SHOWN % {"number": drafts_of(request, row)})],
        "act": _("Publish"),
    }
    return _confirmed(request, row, lambda: _publish(request, row), page)


def _publish(request: HtmxRequest, batch: ImportBatch) -> None:
    done = publish_import(pk=batch.pk, actor=request.user)
    words = ngettext(
        "%(number)d recommendation is published.",
        "%(number)d recommendations are published.",
        done,
    )
    messages.success(request, words % {"number": done})


@require_http_methods(["GET", "POST"])
def undo(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """Take back what an import wrote, or say exactly what stops it."""
    row = batch_of(request, reference)
    require(policies.can_change_import(request.user, row))
    if row.state != ImportState.COMMITTED:
        return redirect(row)
    if request.method == "GET" and (obstacles := services.obstacles_of(row)):
        context = {"batch": row, "obstacles": obstacles[:200], "number": len(obstacles)}
        return render(request, "recommendations/import_not_undone.html", context)
    return _confirmed(
        request,
        row,
        lambda: services.undo_import(pk=row.pk, actor=request.user),
        _undoing(row),
        done=_("Undone. The register is as it was before this import."),
        refused=request.path,
    )


def _undoing(batch: ImportBatch) -> dict[str, Any]:
    made = batch.rows.filter(outcome=RowOutcome.CREATE).values("recommendation")
    public = Recommendation.objects.published().filter(pk__in=made).count()
    sentences = _said(
        (_DELETED, batch.counts[RowOutcome.CREATE]),
        (_VANISHING, public),
        (_RESTORED, batch.counts[RowOutcome.UPDATE]),
    )
    return {
        "title": _("Undo this import"),
        "consequences": [*sentences, _("The history keeps what was taken back, and who did it.")],
        "act": _("Undo"),
        "danger": True,
    }


def _at_once(request: HtmxRequest, batch: ImportBatch, act: Callable[..., object]) -> HttpResponse:
    """A deed that needs no page of its own."""
    try:
        act(pk=batch.pk, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(batch)


@require_POST
def retry(request: HtmxRequest, reference: UUID) -> HttpResponse:
    return _at_once(request, batch_of(request, reference), services.retry_import)


@require_POST
def judge(request: HtmxRequest, reference: UUID) -> HttpResponse:
    return _at_once(request, batch_of(request, reference), services.judge_again)


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
