"""How complete the texts are: by language and review, and which records make up each number."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mechanisms.models import Review
from nmirf.common.decisions import require
from nmirf.common.htmx import HtmxRequest
from nmirf.common.languages import language_name
from recommendations import policies
from recommendations.choices import TextStanding
from recommendations.models import RecommendationText
from recommendations.querysets import RecommendationQuerySet

PAGE_SIZE = 25
REVIEWS_A_PAGE = 50
# Stands in addresses for records that belong to no review.
NO_REVIEW = "none"
LACKING = "lacking"


@dataclass(frozen=True, slots=True)
class Number:
    """How many records have one kind of text, and where they are listed."""

    label: str
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One language of one review: how many of its records have a text, and of which kind."""

    language: str
    having: int
    kinds: tuple[Number, ...]
    lacking: Number


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    url: str
    total: int
    cells: tuple[Cell, ...]


@require_GET
def languages(request: HtmxRequest) -> HttpResponse:
    """Five queries, however many records and reviews there are."""
    require(policies.can_manage_register(request.user))
    records = _records(request)
    totals = dict(records.order_by().values_list("review").annotate(number=Count("pk")))
    page = Paginator(
        Review.objects.filter(pk__in=[key for key in totals if key]).order_by(
            "-published_on", "-held_on", "pk"
        ),
        REVIEWS_A_PAGE,
    ).get_page(request.GET.get("page"))
    counted = _counted(records)
    codes = _codes({language for _review, language, _standing in counted})
    lines = [_whole(totals, counted, codes)]
    lines += [
        Line(
            review.label,
            review.get_absolute_url(),
            totals[review.pk],
            _cells(totals[review.pk], review.slug, {review.pk}, counted, codes),
        )
        for review in page
    ]
    if None in totals and page.number == page.paginator.num_pages:
        cells = _cells(totals[None], NO_REVIEW, {None}, counted, codes)
        lines.append(Line(_("Without a review"), "", totals[None], cells))
    context = {"lines": lines, "codes": codes, "page": page}
    return render(request, "recommendations/languages.html", context)


Counted = dict[tuple[int | None, str, TextStanding], int]


def _records(request: HtmxRequest) -> RecommendationQuerySet:
    return policies.visible_recommendations(request.user).not_retired()


def _counted(records: RecommendationQuerySet) -> Counted:
    """How many texts each review has by language and kind; one query."""
    columns = ("is_authentic", "is_official", "is_machine_made")
    found = (
        RecommendationText.objects.filter(recommendation__in=records.values("pk"))
        .order_by()
        .values_list("recommendation__review", "language", *columns)
        .annotate(number=Count("pk"))
    )
    return {
        (review, language, _standing(dict(zip(columns, said, strict=True)))): number
        for review, language, *said, number in found
    }


def _standing(said: dict[str, bool]) -> TextStanding:
    return RecommendationText(**said).standing


def _codes(found: set[str]) -> list[str]:
    """The languages of the instance, then the others that texts are in."""
    own = [code for code, _name in settings.LANGUAGES]
    return [*own, *sorted(found - set(own))]


def _whole(totals: dict[int | None, int], counted: Counted, codes: list[str]) -> Line:
    total = sum(totals.values())
    return Line(_("All reviews"), "", total, _cells(total, "", set(totals), counted, codes))


def _cells(
    total: int, review: str, reviews: set[int | None], counted: Counted, codes: list[str]
) -> tuple[Cell, ...]:
    return tuple(_cell(code, total, review, reviews, counted) for code in codes)


def _cell(code: str, total: int, review: str, reviews: set[int | None], counted: Counted) -> Cell:
    kinds = {
        standing: sum(counted.get((key, code, standing), 0) for key in reviews)
        for standing in TextStanding
    }
    having = sum(kinds.values())
    return Cell(
        language=code,
        having=having,
        kinds=tuple(
            Number(str(standing.label), number, _address(code, review, standing))
            for standing, number in kinds.items()
            if number
        ),
        lacking=Number(_("lacking"), total - having, _address(code, review, LACKING)),
    )


def _address(language: str, review: str, having: str) -> str:
    query = QueryDict(mutable=True)
    query.update({"language": language, "having": having})
    if review:
        query["review"] = review
    return f"{reverse('recommendations:records_by_text')}?{query.urlencode()}"


@require_GET
def records(request: HtmxRequest) -> HttpResponse:
    """Records that lack a text in a language, or whose text in it is of one kind."""
    require(policies.can_manage_register(request.user))
    language = request.GET.get("language", settings.LANGUAGE_CODE)
    having, slug = request.GET.get("having", LACKING), request.GET.get("review", "")
    found = _records(request)
    if slug:
        found = found.filter(review=None) if slug == NO_REVIEW else found.filter(review__slug=slug)
    if having in TextStanding.values:
        title = _("%(kind)s in %(language)s")
        kind = TextStanding(having)
        found = found.with_text_standing(language, having)
    else:
        title, kind = _("No text in %(language)s"), None
        found = found.lacking_text_in(language)
    page = Paginator(found.prefetch_related("texts"), PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "title": title % {"kind": kind.label if kind else "", "language": _named(language)},
        "review": Review.objects.filter(slug=slug).first() if slug else None,
        "language": language,
        "page": page,
    }
    return render(request, "recommendations/records_by_text.html", context)


def _named(language: str) -> str:
    """The language as the page's own language calls it; in its own words where it has no name."""
    name = dict(settings.LANGUAGES).get(language)
    return _(str(name)) if name else language_name(language)
