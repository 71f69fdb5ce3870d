"""The documents that values rest on, as one reader may open them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from documents.policies import visible_documents
from focalpoints.policies import Person

from .showing import Shown


@dataclass(frozen=True, slots=True)
class Source:
    """A document: its title with the kind of file, and where it opens."""

    label: str
    url: str

    @property
    def address(self) -> str:
        """In full, as a file names it."""
        return f"{settings.SITE_URL}{self.url}"


def sources_of(user: Person, values: Iterable[Shown]) -> dict[int, Source]:
    """By key of the value, what it rests on; one query, none where no value rests on anything.

    Of a value that is hidden nothing is said: its document would say it.
    """
    wanted = {
        one.row.pk: one.row.document_id for one in values if one.row.document_id and not one.why
    }
    if not wanted:
        return {}
    documents = visible_documents(user).filter(pk__in=set(wanted.values()))
    known = {
        row.pk: Source(f"{row.title} ({row.extension.upper()})", row.get_absolute_url())
        for row in documents
    }
    return {value: known[key] for value, key in wanted.items() if key in known}
