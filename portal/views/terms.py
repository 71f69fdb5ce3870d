"""Themes, people concerned, SDGs and operational objectives: each list, and each term of it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from nmirf.common.htmx import HtmxRequest
from portal import terms as lists
from portal.gone import kept
from portal.reader import Reader
from portal.term_pages import TermPage
from portal.trails import trail
from recommendations.models import SdgGoal, SdgTarget, Theme

Sections = Callable[[Reader], list[lists.Section]]


def _list(request: HtmxRequest, words: lists.Vocabulary, sections: Sections) -> HttpResponse:
    context = {
        "words": words,
        "sections": sections(Reader(request.user)),
        "trail": trail((str(words.title), "")),
    }
    return render(request, "portal/terms.html", context)


def _term(
    request: HtmxRequest, words: lists.Vocabulary, rows: QuerySet[Any], code: str
) -> HttpResponse:
    """A merged term leads on to the one kept; one out of use says so, and where its records are."""
    term = get_object_or_404(rows.select_related("merged_into").filter(code__iexact=code)[:1])
    if term.merged_into:
        answer = redirect(lists.address_of(words, kept(term)), permanent=True)
        # A merge can be undone.
        patch_cache_control(answer, no_cache=True)
        return answer
    address = lists.address_of(words, term)
    # In capital letters, or the goal as 016.
    if request.path != address:
        return redirect(address, permanent=True)
    shown = TermPage(Reader(request.user), words, term)
    if not term.is_active:
        return _page(request, shown, "portal/term_retired.html", status=410)
    return _page(request, shown, "portal/term.html")


def _page(
    request: HtmxRequest, shown: TermPage, template: str, *, status: int = 200
) -> HttpResponse:
    words, name = shown.words, lists.name_of(shown.term)
    steps = [(item.label, item.url) for item in shown.above]
    context = {
        "shown": shown,
        "name": name,
        "words": words,
        "trail": trail((str(words.title), reverse(words.list_page)), *steps, (name, "")),
    }
    return render(request, template, context, status=status)


@require_GET
@login_not_required
def themes(request: HtmxRequest) -> HttpResponse:
    return _list(request, lists.THEMES, lists.theme_sections)


@require_GET
@login_not_required
def theme(request: HtmxRequest, code: str) -> HttpResponse:
    return _term(request, lists.THEMES, Theme.objects.select_related("parent__parent"), code)


@require_GET
@login_not_required
def groups(request: HtmxRequest) -> HttpResponse:
    return _list(request, lists.GROUPS, lists.group_sections)


@require_GET
@login_not_required
def group(request: HtmxRequest, code: str) -> HttpResponse:
    return _term(request, lists.GROUPS, lists.GROUPS.model.objects.all(), code)


@require_GET
@login_not_required
def objectives(request: HtmxRequest) -> HttpResponse:
    return _list(request, lists.OBJECTIVES, lists.objective_sections)


@require_GET
@login_not_required
def objective(request: HtmxRequest, code: str) -> HttpResponse:
    return _term(request, lists.OBJECTIVES, lists.OBJECTIVES.model.objects.all(), code)


@require_GET
@login_not_required
def sdgs(request: HtmxRequest) -> HttpResponse:
    return _list(request, lists.GOALS, lists.goal_sections)


@require_GET
@login_not_required
def sdg_goal(request: HtmxRequest, number: int) -> HttpResponse:
    row = get_object_or_404(SdgGoal, number=number)
    address = lists.address_of(lists.GOALS, row)
    if request.path != address:
        return redirect(address, permanent=True)
    return _page(request, TermPage(Reader(request.user), lists.GOALS, row), "portal/term.html")


@require_GET
@login_not_required
def sdg_target(request: HtmxRequest, number: int, part: str) -> HttpResponse:
    rows = SdgTarget.objects.select_related("goal")
    return _term(request, lists.TARGETS, rows, f"{number}.{part}")
