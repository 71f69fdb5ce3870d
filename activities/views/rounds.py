"""Doors to collection rounds: the list, how one stands, the same as a file."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from activities import asking, policies
from activities.choices import DueState, RoundKind, RoundState
from activities.due_pages import answer_page, code_of, nothing_new_page, page_of
from activities.models import CollectionRound, ImplementationUpdate, RoundItem
from activities.owed import Answer, Standing, standing_of
from activities.querysets import DueQuerySet
from focalpoints.models import Institution
from focalpoints.policies import standing
from nmirf.common.context_processors import NavItem
from nmirf.common.dates import day_of
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from nmirf.common.tables import csv_file

PAGE_SIZE = 50
TONES = {
    DueState.DUE: "warn",
    DueState.ANSWERED: "good",
    DueState.NOTHING_NEW: "good",
    DueState.EXCUSED: "",
}


@require_GET
def rounds(request: HtmxRequest) -> HttpResponse:
    """The rounds that concern this person, those that are open first."""
    require(policies.can_list_rounds(request.user))
    rights = standing(request.user)
    mine = Q(items__institution__in=rights.report_for | rights.sign_for)
    rows = policies.visible_rounds(request.user)
    rows = rows.annotate(
        asked=Count("items", filter=None if rights.is_secretariat else mine),
        institutions=Count(
            "items__institution", filter=None if rights.is_secretariat else mine, distinct=True
        ),
    ).order_by(F("closed_at").desc(nulls_first=True), "due_on", "-pk")
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_run": rights.is_secretariat,
        "kinds": RoundKind,
    }
    return render(request, "activities/rounds.html", context)


@require_GET
def round_(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """One round: while it is prepared who will owe what; then who has answered and who has not."""
    row = find_round(request, reference)
    context: dict[str, Any] = {
        "round": row,
        "may_run": bool(policies.can_run_rounds(request.user)) and not hasattr(row, "work"),
    }
    if row.state == RoundState.DRAFT:
        found = asking.preview(row)
        context |= {
            "shares": asking.shares(found.wanted),
            "number": len(found.wanted),
            "elsewhere": found.elsewhere,
        }
        return render(request, "activities/round_draft.html", context)
    shown = Shown(request, row)
    rights = standing(request.user)
    context |= {
        "total": shown.standing.total,
        "shares": shown.shares(),
        "tabs": shown.tabs(),
        "institution": shown.institution,
        "page": shown.page(),
        "query": shown.address(),
        "is_own": not rights.is_secretariat,
    }
    return render(request, "activities/round.html", context)


@require_GET
def round_csv(request: HtmxRequest, reference: UUID) -> HttpResponse:
    """What the page lists, all of it, as a file."""
    row = find_round(request, reference)
    shown = Shown(request, row)
    titles = [
        *(_("Round"), _("Institution"), _("Asked for"), _("Reference"), _("State")),
        *(_("Answered on"), _("Update"), _("Note")),
    ]
    lines = (_line(request, row, item) for item in shown.everything())
    return csv_file("collection-round", titles, lines)


def _line(request: HtmxRequest, row: CollectionRound, item: Any) -> list[Any]:
    """An item as `Shown` has dressed it."""
    update = reverse("activities:update", args=[item.answer]) if item.answer else ""
    return [
        *(row.title, item.institution.label, _words_of(item), code_of(item)),
        item.outcome.label,
        day_of(item.at).isoformat() if item.at else "",
        request.build_absolute_uri(update) if update else "",
        item.note,
    ]


def _words_of(item: RoundItem) -> str:
    """The text of a recommendation, the name of anything else."""
    text = item.recommendation.shown_text if item.recommendation else None
    return text.text if text else str(item.thing)


def find_round(request: HtmxRequest, reference: UUID) -> CollectionRound:
    rows = policies.visible_rounds(request.user).select_related("work")
    row: CollectionRound = get_object_or_404(rows, reference=reference)
    return row


def find_due(request: HtmxRequest, reference: UUID) -> RoundItem:
    rows = policies.visible_dues(request.user).exclude(round__state=RoundState.DRAFT)
    item: RoundItem = get_object_or_404(
        rows.select_related("round", "institution", *asking.THINGS), reference=reference
    )
    return item


class Shown:
    """The items of a round that this person sees, narrowed as the address says."""

    def __init__(self, request: HtmxRequest, row: CollectionRound) -> None:
        self.request, self.round = request, row
        self.items: DueQuerySet = policies.visible_dues(request.user).filter(round=row)
        rights = standing(request.user)
        mine = None if rights.is_secretariat else rights.report_for | rights.sign_for
        self.standing: Standing = standing_of(row, mine)
        state = request.GET.get("state", "")
        self.state = DueState(state) if state in DueState.values else None
        self.institution = self._institution(request.GET.get("institution", ""))
        self.updates: dict[int, UUID] = {}

    def _institution(self, slug: str) -> Institution | None:
        if not slug:
            return None
        rows = Institution.objects.filter(pk__in=self.standing.by_institution, slug=slug)
        return rows.first()

    def address(self, **changed: str) -> str:
        """The query of this page, with one of its two choices changed."""
        chosen = {
            "state": self.state.value if self.state else "",
            "institution": self.institution.slug if self.institution else "",
        } | changed
        return "&".join(f"{name}={value}" for name, value in chosen.items() if value)

    def rows(self) -> DueQuerySet:
        """Those of the chosen state and institution; closed rounds say it as it was written down."""
        rows = self.items.select_related("round", "institution", "update", *asking.THINGS)
        if self.institution:
            rows = rows.filter(institution=self.institution)
        if self.state:
            outcomes = self.standing.outcomes
            rows = rows.filter(pk__in=[pk for pk, one in outcomes.items() if one == self.state])
        return rows.order_by("institution__name", "pk")

    def _read_updates(self, items: Iterable[int]) -> None:
        """The addresses of the updates that answer these items."""
        answers = (self.standing.answers.get(pk) for pk in items)
        keys = {answer.update for answer in answers if answer and answer.update}
        rows = ImplementationUpdate.objects.filter(pk__in=keys)
        self.updates = dict(rows.values_list("pk", "reference"))

    def page(self) -> Page:
        rows = self.rows().prefetch_related("recommendation__texts")
        found = Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get("page"))
        self._read_updates(item.pk for item in found)
        for item in found:
            self.dressed(item)
        return found

    def everything(self) -> Iterator[RoundItem]:
        """All of them, dressed, however many there are."""
        self._read_updates(self.standing.outcomes)
        rows = self.rows().prefetch_related("recommendation__texts")
        return (self.dressed(item) for item in rows.iterator(chunk_size=500))

    def dressed(self, item: RoundItem) -> RoundItem:
        """The item with its outcome, its answer and the deeds that this person may do."""
        user = self.request.user
        outcome = self.standing.outcomes[item.pk]
        found: Answer | None = self.standing.answers.get(item.pk)
        is_due = outcome == DueState.DUE
        facts = {
            "outcome": outcome,
            "tone": TONES[outcome],
            "at": found.at if found else item.answered_at,
            "answer": self._update_of(item, found),
            "page": page_of(item),
            "text": item.recommendation.shown_text if item.recommendation else None,
            "act": act_of(item) if is_due and policies.can_answer_due(user, item) else None,
            "may_excuse": is_due and bool(policies.can_excuse(user, item)),
            "may_owe_again": found is None
            and item.state in (DueState.EXCUSED, DueState.NOTHING_NEW)
            and bool(policies.can_owe_again(user, item)),
        }
        for name, value in facts.items():
            setattr(item, name, value)
        return item

    def _update_of(self, item: RoundItem, found: Answer | None) -> UUID | None:
        if found is not None:
            return self.updates.get(found.update) if found.update else None
        return item.update.reference if item.update else None

    def tabs(self) -> list[NavItem]:
        """Of the chosen institution, or of all."""
        of = self.standing.total
        if self.institution:
            of = self.standing.by_institution[self.institution.pk]
        states = [(None, _("All"), of.asked)] + [
            (state, str(state.label), getattr(of, state.value)) for state in DueState
        ]
        return [
            NavItem(label, f"?{self.address(state=state or '')}", state == self.state, number)
            for state, label, number in states
        ]

    def shares(self) -> list[dict[str, Any]]:
        """Each institution with its progress, who has done least first."""
        named = Institution.objects.in_bulk(self.standing.by_institution)
        reporters = asking.reporters_of(named)
        found = [
            {
                "institution": named[pk],
                "progress": progress,
                "reporters": reporters.get(pk, 0),
                "query": self.address(institution=named[pk].slug),
            }
            for pk, progress in self.standing.by_institution.items()
        ]
        return sorted(found, key=lambda one: (one["progress"].percent, one["institution"].label))


def act_of(item: RoundItem) -> dict[str, str]:
    """Where it is answered at length, and in one click."""
    return {
        "label": _("Enter the value") if item.indicator else _("Write update"),
        "url": answer_page(item),
        "short": nothing_new_page(item),
        "short_label": _("No new value") if item.indicator else _("Nothing new"),
    }
