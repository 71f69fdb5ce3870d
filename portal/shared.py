"""What is told of a public page where others show it: on its card, and where it is embedded."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from activities.policies import visible_indicators
from focalpoints.policies import visible_institutions
from mechanisms.models import Review
from nmirf.common import languages
from nmirf.common.charts import status_look
from nmirf.common.colour import accent
from nmirf.common.dates import today
from reporting.choices import DraftStage
from reporting.policies import visible_consultations, visible_drafts

from .frame import logo_file, site
from .pictures import Card
from .reader import Reader
from .whatchanged import texts_of


@dataclass(frozen=True, slots=True)
class Shared:
    """One public record; `language` is that of its words where it is not the page's own."""

    kind: str
    title: str
    text: str
    url: str
    language: str = ""
    status: str | None = None
    on: dt.date | None = None

    @property
    def address(self) -> str:
        return f"{settings.SITE_URL}{self.url}"

    @property
    def status_word(self) -> str:
        return str(status_look(self.status).label) if self.status is not None else ""

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


Rows = Callable[[Reader], QuerySet[Any]]
# By kind: what it is called, and the rows that a stranger may read.
LABELLED: dict[str, tuple[Any, Rows]] = {
    "cluster": (gettext_lazy("Cluster"), lambda reader: reader.clusters),
    "plan": (gettext_lazy("Plan"), lambda reader: reader.plans),
    "activity": (gettext_lazy("Activity"), lambda reader: reader.activities),
    "indicator": (gettext_lazy("Indicator"), lambda reader: visible_indicators(reader.user)),
    "review": (gettext_lazy("Review"), lambda reader: Review.objects.all()),
    "institution": (
        gettext_lazy("Institution"),
        lambda reader: visible_institutions(reader.user).approved(),
    ),
    "consultation": (
        gettext_lazy("Consultation"),
        lambda reader: visible_consultations(reader.user, today()),
    ),
    "report": (
        gettext_lazy("Report"),
        lambda reader: visible_drafts(reader.user).filter(stage=DraftStage.PUBLISHED),
    ),
}


def shared(kind: str, key: str) -> Shared | None:
    """The record as a stranger reads it; None where there is none for them."""
    reader = Reader(AnonymousUser())
    if kind == "site":
        return _site() if key == "home" else None
    if kind == "recommendation":
        return _recommendation(reader, key)
    if kind not in LABELLED:
        return None
    words, rows = LABELLED[kind]
    row = rows(reader).filter(slug=key).first()
    if row is None:
        return None
    url = row.get_absolute_url()
    if kind == "report":
        url = reverse("portal:report", args=[row.slug])
    own = "" if hasattr(row, "label") else getattr(row, "language", "")
    title = str(getattr(row, "label", "") or row.title)
    return Shared(str(words), title, getattr(row, "statement_label", ""), url, own)


def _site() -> Shared:
    known = site()
    title = _("What the State was asked, and what it has done")
    return Shared(str(known.mechanism or known.name), title, "", reverse("portal:home"))


def _recommendation(reader: Reader, key: str) -> Shared | None:
    row = reader.recommendations.select_related("mechanism").filter(reference=key).first()
    if row is None:
        return None
    language, text = texts_of({row.reference}).get(row.reference, ("", ""))
    kind = f"{_('Recommendation')} · {row.reference}"
    return Shared(
        kind, row.reference, text, row.get_absolute_url(), language, row.status, row.status_on
    )


def card_of(found: Shared) -> Card:
    """What its picture shows: of a recommendation its words, of all else its title."""
    known = site()
    is_worded = found.status is not None and bool(found.text)
    rtl = get_language_bidi()
    note = ""
    if found.on:
        note = _("assessed on %(date)s") % {"date": date_format(found.on, "DATE_FORMAT")}
    return Card(
        site=known.name,
        state=known.state,
        kind=found.kind,
        title=" ".join((found.text if is_worded else found.title).split()),
        colour=accent(known.accent).light,
        rtl=rtl,
        title_rtl=found.direction == "rtl" if is_worded and found.language else rtl,
        status=found.status_word,
        status_key=found.status or "",
        note=note,
        logo=logo_file() if known.logo else b"",
    )
