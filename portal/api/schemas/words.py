"""Terms of lists, and States."""

from django.utils.translation import gettext_lazy as _

from .base import Coded, Record, means


class Term(Record):
    label: str
    parent: str | None = means(_("The id of the term that it is below."))
    is_active: bool = means(_("False of a term that is no longer given."))


class SdgTarget(Term):
    goal: str = means(_("The id of its goal."))


class ListedState(Term):
    iso3: str
    regional_group: Coded
