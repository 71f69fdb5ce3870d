"""The national mechanism and its committees."""

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from .base import PAGE, URL, Coded, Paged, Record, Ref, means


class Terms(Record):
    title: str
    download: str


class NationalMechanism(Schema):
    url: str = means(URL)
    page: str = means(PAGE)
    name: str
    acronym: str
    site_title: str
    state: str = means(_("The name of the State."))
    state_code: str = means(_("ISO 3166-1 alpha-3; “” before the mechanism is set up."))
    legal_basis: str
    terms_of_reference: Terms | None = means(_("Null where there are none to be read."))
    host: Ref | None = means(_("The institution at which its secretariat sits."))
    contact: str
    full_members: int
    consultative_members: int
    committees: str = means(_("The list of them in this API."))
    institutions: str = means(_("The list of them in this API."))


class Seat(Schema):
    institution: Ref
    role: Coded


class Committee(Paged):
    name: str
    acronym: str
    kind: Coded
    meetings_held: int = means(_("Within the last twelve months."))
    meetings_a_year: int | None = means(_("By its terms; null where they say nothing."))
    terms_of_reference: Terms | None
    seats: list[Seat] = means(_("The chair first."))
