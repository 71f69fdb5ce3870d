"""The national mechanism and its committees."""

from ninja import Field, Schema

from .base import PAGE, URL, Coded, Paged, Record, Ref


class Terms(Record):
    title: str
    download: str


class NationalMechanism(Schema):
    url: str = Field(description=URL)
    page: str = Field(description=PAGE)
    name: str
    acronym: str
    site_title: str
    state: str = Field(description="The name of the State.")
    state_code: str = Field(description="ISO 3166-1 alpha-3; “” before the mechanism is set up.")
    legal_basis: str
    terms_of_reference: Terms | None = Field(description="Null where there are none to be read.")
    host: Ref | None = Field(description="The institution at which its secretariat sits.")
    contact: str
    full_members: int
    consultative_members: int
    committees: str = Field(description="The list of them in this API.")
    institutions: str = Field(description="The list of them in this API.")


class Seat(Schema):
    institution: Ref
    role: Coded


class Committee(Paged):
    name: str
    acronym: str
    kind: Coded
    meetings_held: int = Field(description="Within the last twelve months.")
    meetings_a_year: int | None = Field(description="By its terms; null where they say nothing.")
    terms_of_reference: Terms | None
    seats: list[Seat] = Field(description="The chair first.")
