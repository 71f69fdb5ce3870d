"""What each viewpoint says of one recommendation: side by side, with what it said before."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommendations import comparing
from recommendations.choices import Publication, Viewpoint
from recommendations.models import Assessment

from .cards import Item

# By assessment, the documents that the reader may open.
Proofs = Mapping[int, tuple[Item, ...]]


@dataclass(frozen=True, slots=True)
class View:
    """What one viewpoint says; `status` is empty where it has said nothing yet.

    `apart` says how it stands to the validated status, "" where it agrees or cannot be compared;
    `before` is what the same voice said earlier, the latest first.
    """

    who: str
    kind: str
    status: str = ""
    label: str = ""
    on: dt.date | None = None
    rationale: str = ""
    evidence: tuple[Item, ...] = ()
    is_draft: bool = False
    scale: str = ""
    apart: str = ""
    url: str = ""
    before: tuple["View", ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The two views furthest apart, in words: who says less, who says more."""

    least: View
    most: View
    steps: int
    since: dt.date


KINDS: dict[Viewpoint, Callable[[], str]] = {
    Viewpoint.INSTITUTION: lambda: _("self-declared"),
    Viewpoint.SECRETARIAT: lambda: _("validated"),
    Viewpoint.NHRI: lambda: _("independent assessment"),
    Viewpoint.CIVIL_SOCIETY: lambda: _("civil society, moderated"),
    Viewpoint.MECHANISM: lambda: _("graded by the mechanism that asked"),
}


def viewer(viewpoint: str, institution: Any, on: dt.date | None = None) -> str:
    """Whose view it is: an institution by the name that it bore then, never a person."""
    if institution is not None:
        return str(institution.named_on(on))
    return {
        Viewpoint.SECRETARIAT: _("Secretariat of the mechanism"),
        Viewpoint.MECHANISM: _("The mechanism that asked"),
    }.get(Viewpoint(viewpoint), str(Viewpoint(viewpoint).label))


def side_by_side(
    rows: Iterable[Assessment], evidence: Proofs, *, silent: bool = True
) -> list[View]:
    """The newest word of each voice, in the order of the viewpoints; then drafts.

    The secretariat's silence is said too, unless `silent` is false.
    """
    listed = list(rows)
    said: dict[tuple[str, int | None], list[Assessment]] = defaultdict(list)
    for row in listed:
        if row.publication == Publication.PUBLISHED:
            said[row.viewpoint, row.institution_id].append(row)
    steps = comparing.steps_from_validated(
        comparing.latest(comparing.as_saying(row) for rows in said.values() for row in rows)
    )
    order = list(Viewpoint)
    found = [
        _view(
            rows[0],
            evidence,
            apart=_words(steps.get(voice, 0)),
            before=tuple(_view(row, evidence) for row in rows[1:]),
        )
        for voice, rows in sorted(said.items(), key=lambda one: order.index(Viewpoint(one[0][0])))
    ]
    if silent and (Viewpoint.SECRETARIAT, None) not in said:
        place = sum(voice[0] == Viewpoint.INSTITUTION for voice in said)
        words = _("no status validated so far")
        found.insert(place, View(viewer(Viewpoint.SECRETARIAT, None), words))
    drafts = [row for row in listed if row.publication == Publication.DRAFT]
    return found + [_view(row, evidence) for row in drafts]


def disagreement(rows: Iterable[Assessment]) -> Disagreement | None:
    """Between published views: how far they lie apart today and since when; None where they agree."""
    of = {row.pk: row for row in rows if row.publication == Publication.PUBLISHED}
    found = comparing.difference(comparing.as_saying(row) for row in of.values())
    if found is None:
        return None
    least, most = _view(of[found.least.key], {}), _view(of[found.most.key], {})
    return Disagreement(least, most, found.steps, found.since)


def _view(row: Assessment, evidence: Proofs, **more: Any) -> View:
    is_draft = row.publication == Publication.DRAFT
    return View(
        who=viewer(row.viewpoint, row.institution, row.assessed_on),
        kind=KINDS[Viewpoint(row.viewpoint)](),
        status=row.status,
        label=row.graded,
        on=row.assessed_on,
        rationale=row.rationale,
        evidence=evidence.get(row.pk, ()),
        is_draft=is_draft,
        scale=row.grade.scale.label if row.grade else "",
        url=row.get_absolute_url() if is_draft else "",
        **more,
    )


def _words(steps: int) -> str:
    """How a view stands to the validated status; steps are those of STEPS."""
    if not steps:
        return ""
    words = (
        ngettext("%(n)d step further than validated", "%(n)d steps further than validated", steps)
        if steps > 0
        else ngettext(
            "%(n)d step less far than validated", "%(n)d steps less far than validated", -steps
        )
    )
    return words % {"n": abs(steps)}
