"""Reviews as other apps learn of them from documents."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from mechanisms.choices import MechanismKind, ReviewStage
from mechanisms.models import Mechanism, Review, State
from nmirf.common.i18n import translated

_SLUG_LENGTH = 80


@transaction.atomic
def review_of_document(
    *,
    mechanism: Mechanism,
    symbol: str,
    state: State,
    cycle: int | None = None,
    session: int | None = None,
    published_on: dt.date | None = None,
) -> Review:
    """The one review of this mechanism that the document `symbol` ends; made where there is none.

    A review that is there already keeps what it has: only facts that it lacks are filled in.
    """
    facts = {"cycle": cycle, "session": session, "published_on": published_on}
    titles = _titles(mechanism, state, symbol, cycle, published_on)
    review, is_new = Review.objects.get_or_create(
        mechanism=mechanism,
        symbol=symbol,
        defaults={
            **facts,
            "slug": _free_slug(f"{mechanism.code}-{symbol}"),
            "title": titles.pop(settings.LANGUAGE_CODE.split("-")[0]),
            "title_translations": titles,
            "stage": ReviewStage.RECOMMENDATIONS_RECEIVED,
        },
    )
    lacking = [name for name, value in facts.items() if value and not getattr(review, name)]
    if not is_new and lacking:
        for name in lacking:
            setattr(review, name, facts[name])
        review.save(update_fields=[*lacking, "updated_at"])
    return review


@dataclass(frozen=True, slots=True)
class Document:
    """What one document says of the review that it ends."""

    mechanism: Mechanism
    symbol: str
    state: State
    cycle: int | None = None
    session: int | None = None
    published_on: dt.date | None = None


def make_reviews(documents: Iterable[Document]) -> None:
    """Make, in one go, the reviews that are lacking; those that are there stay as they are."""
    wanted = {(one.mechanism.pk, one.symbol): one for one in documents}
    known = Review.objects.filter(symbol__in=[one.symbol for one in wanted.values()])
    for key in known.values_list("mechanism_id", "symbol"):
        wanted.pop(key, None)
    if not wanted:
        return
    taken = set(Review.objects.values_list("slug", flat=True))
    Review.objects.bulk_create(_new_review(one, taken) for one in wanted.values())


def _new_review(document: Document, taken: set[str]) -> Review:
    titles = _titles(
        document.mechanism,
        document.state,
        document.symbol,
        document.cycle,
        document.published_on,
    )
    base = _base_slug(f"{document.mechanism.code}-{document.symbol}")
    slug = _numbered(base, taken)
    taken.add(slug)
    return Review(
        mechanism=document.mechanism,
        symbol=document.symbol,
        cycle=document.cycle,
        session=document.session,
        published_on=document.published_on,
        slug=slug,
        title=titles.pop(settings.LANGUAGE_CODE.split("-")[0]),
        title_translations=titles,
        stage=ReviewStage.RECOMMENDATIONS_RECEIVED,
    )


def _titles(
    mechanism: Mechanism, state: State, symbol: str, cycle: int | None, day: dt.date | None
) -> dict[str, str]:
    """The title in each language of the instance; another State's review names that State."""
    titles = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            name = translated(mechanism, "name")
            if mechanism.kind == MechanismKind.UPR and cycle:
                title = _("%(mechanism)s, cycle %(cycle)s") % {"mechanism": name, "cycle": cycle}
            else:
                when = str(day.year) if day else symbol
                title = _("%(mechanism)s, %(when)s") % {"mechanism": name, "when": when}
            if state.iso3 != settings.STATE_CODE:
                title = _("%(state)s: %(title)s") % {"state": state.label, "title": title}
        titles[code.split("-")[0]] = title[:300]
    return titles


def _free_slug(wanted: str) -> str:
    base = _base_slug(wanted)
    taken = set(Review.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return _numbered(base, taken)


def _base_slug(wanted: str) -> str:
    return slugify(wanted.replace("/", "-").replace(".", "-"))[: _SLUG_LENGTH - 4]


def _numbered(base: str, taken: set[str]) -> str:
    number = 1
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
