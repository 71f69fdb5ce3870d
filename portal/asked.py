"""What changed, as the address narrows it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from mechanisms.models import Mechanism
from nmirf.common.context_processors import Feed
from nmirf.common.dates import today
from recommendations.choices import Publication

from .forms import ChangesForm
from .happenings import KINDS
from .heads import feed
from .whatchanged import Changes, of_institutions


@dataclass(frozen=True)
class Asked:
    """What narrows the list; whatever in the address stands for nothing does not."""

    kind: str
    institution: Any
    mechanism: Any
    institutions: list[Any]
    mechanisms: list[Any]

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Two queries."""
        kind = query.get("kind", "")
        institutions = list(of_institutions())
        mechanisms = list(_mechanisms())
        place, code = query.get("institution", ""), query.get("mechanism", "").lower()
        return cls(
            kind=kind if kind in KINDS else "",
            institution=next((row for row in institutions if row.slug == place), None),
            mechanism=next((row for row in mechanisms if row.code.lower() == code), None),
            institutions=institutions,
            mechanisms=mechanisms,
        )

    def changes(
        self, since: dt.datetime | None = None, before: dt.datetime | None = None
    ) -> Changes:
        return Changes(
            today(),
            kinds=frozenset({self.kind} if self.kind else KINDS),
            institution=self.institution,
            mechanism=self.mechanism,
            since=since,
            before=before,
        )

    def query(self, **more: str) -> str:
        """The query string, its parts in the order of their names."""
        found = QueryDict(mutable=True)
        said = {
            "institution": self.institution.slug if self.institution else "",
            "kind": self.kind,
            "mechanism": self.mechanism.code.lower() if self.mechanism else "",
            **more,
        }
        found.update({name: said[name] for name in sorted(said) if said[name]})
        return f"?{found.urlencode()}" if found else ""

    def address(self, week: dt.date) -> str:
        return reverse("portal:changes") + self.query(week=week.isoformat())

    def form(self, monday: dt.date) -> ChangesForm:
        form = ChangesForm(
            initial={
                "kind": self.kind,
                "institution": self.institution.slug if self.institution else "",
                "mechanism": self.mechanism.code.lower() if self.mechanism else "",
                "week": monday.isoformat(),
            }
        )
        form.offer(
            kind=KINDS.items(),
            institution=((row.slug, row.label) for row in self.institutions),
            mechanism=((row.code.lower(), row.label) for row in self.mechanisms),
        )
        return form

    def feed(self) -> Feed:
        return feed(_("What changed"), "changes", self.query())


def _mechanisms() -> QuerySet[Mechanism]:
    """Those that asked for something, or reviewed the State."""
    asked = Q(recommendations__publication=Publication.PUBLISHED) | Q(reviews__isnull=False)
    return Mechanism.objects.filter(asked).distinct()
