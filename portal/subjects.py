"""Records that people quote, share, follow, and report as wrong: what they have in common."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import Activity, Indicator, NationalPlan
from activities.policies import visible_indicators
from nmirf.common.qr import Code, qr_code
from notifications.choices import FollowKind
from recommendations.models import Cluster, Recommendation

from .cards import occasion
from .citation import FORMATS, Source
from .reader import Reader


@dataclass(frozen=True, slots=True)
class Subject:
    """A record as these acts know it: `kind` and `key` name it in their addresses."""

    kind: str
    key: str
    name: str
    url: str
    is_public: bool
    source: Source


@dataclass(frozen=True)
class _Kind:
    """How records of a kind are found, and what is quoted of them."""

    rows: Callable[[Reader], QuerySet]
    column: str
    read: Callable[[Any], Subject]


def _of_recommendation(row: Recommendation) -> Subject:
    source = Source(
        key=row.reference,
        title=row.reference,
        by=row.mechanism.label,
        within=occasion(row),
        number=row.symbol,
        paragraph=row.paragraph,
        issued_on=row.issued_on,
        url=row.get_absolute_url(),
    )
    return _subject(FollowKind.RECOMMENDATION, row.reference, row.reference, row, source)


def _of_cluster(row: Cluster) -> Subject:
    return _named(FollowKind.CLUSTER, row, _("Cluster"))


def _of_activity(row: Activity) -> Subject:
    return _named(FollowKind.ACTIVITY, row, _("Activity"), by=row.lead.label, number=row.code)


def _of_indicator(row: Indicator) -> Subject:
    return _named(
        FollowKind.INDICATOR, row, _("Indicator"), by=row.custodian.label, number=row.code
    )


def _of_plan(row: NationalPlan) -> Subject:
    lead = row.lead.label if row.lead else ""
    return _named(FollowKind.PLAN, row, _("Plan"), by=lead, issued_on=row.adopted_on)


def _named(
    kind: str,
    row: Any,
    within: str,
    *,
    by: str = "",
    number: str = "",
    issued_on: dt.date | None = None,
) -> Subject:
    url = row.get_absolute_url()
    source = Source(
        key=row.slug,
        title=row.label,
        by=by,
        within=within,
        number=number,
        issued_on=issued_on,
        url=url,
    )
    return _subject(kind, row.slug, row.label, row, source)


def _subject(kind: str, key: str, name: str, row: Any, source: Source) -> Subject:
    return Subject(kind, key, name, source.url, row.publication == "published", source)


_KINDS: dict[str, _Kind] = {
    FollowKind.RECOMMENDATION: _Kind(
        lambda reader: reader.recommendations.select_related("mechanism", "review"),
        "reference",
        _of_recommendation,
    ),
    FollowKind.CLUSTER: _Kind(lambda reader: reader.clusters, "slug", _of_cluster),
    FollowKind.ACTIVITY: _Kind(
        lambda reader: reader.activities.select_related("lead"), "slug", _of_activity
    ),
    FollowKind.INDICATOR: _Kind(
        lambda reader: visible_indicators(reader.user).not_retired().select_related("custodian"),
        "slug",
        _of_indicator,
    ),
    FollowKind.PLAN: _Kind(lambda reader: reader.plans.select_related("lead"), "slug", _of_plan),
}


def subject_of(kind: str, row: Any) -> Subject:
    """What these acts know of a record that is at hand; it asks the database nothing."""
    return _KINDS[kind].read(row)


def find_row(reader: Reader, kind: str, key: str) -> Any:
    """The record behind an address. Raises Http404 for what this reader may not see."""
    known = _KINDS.get(kind)
    if known is None:
        raise Http404
    row = known.rows(reader).filter(**{known.column: key}).first()
    if row is None:
        raise Http404
    return row


def find(reader: Reader, kind: str, key: str) -> Subject:
    """As `find_row`, and read."""
    return subject_of(kind, find_row(reader, kind, key))


@dataclass(frozen=True, slots=True)
class Acts:
    """What templates/portal/_acts.html takes. `files` are (label, address) of citations."""

    source: Source
    address: str
    code: Code
    files: list[tuple[str, str]]
    follow_url: str = ""
    report_url: str = ""


def acts_on(kind: str, row: Any, address: str) -> Acts:
    """Quote, share, follow, report: for one record, whose full address is `address`."""
    subject = subject_of(kind, row)
    named = [subject.kind, subject.key]
    return Acts(
        source=subject.source,
        address=address,
        code=qr_code(address, 2),
        files=[
            (one.label, reverse("portal:cite_file", args=[*named, ending]))
            for ending, one in FORMATS.items()
        ],
        follow_url=reverse("portal:follow", args=named) if subject.is_public else "",
        report_url=reverse("portal:report_error", args=named) if subject.is_public else "",
    )
