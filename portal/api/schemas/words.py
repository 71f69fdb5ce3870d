"""Terms of lists, and States."""

from ninja import Field

from .base import Coded, Record


class Term(Record):
    label: str
    parent: str | None = Field(description="The id of the term that it is below.")
    is_active: bool = Field(description="False of a term that is no longer given.")


class SdgTarget(Term):
    goal: str = Field(description="The id of its goal.")


class ListedState(Term):
    iso3: str
    regional_group: Coded
