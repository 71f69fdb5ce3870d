"""What every record has, and what many are made of."""

import datetime as dt

from ninja import Field, Schema

ID = "The stable name of the record; never changes while the record is there."
URL = "The address of the record in this API."
PAGE = "The address of its page for people."


class Ref(Schema):
    """Another record."""

    id: str = Field(description=ID)
    label: str = Field(description="Its name in the language asked for.")


class Coded(Schema):
    """A value out of a fixed list."""

    code: str = Field(description="The same in every language.")
    label: str = Field(description="In the language asked for.")


class Part(Schema):
    institution: Ref
    role: Coded
    through: Ref | None = Field(description="The cluster through which it has this part.")


class StatusCount(Schema):
    status: str = Field(description="“” for those that are not assessed.")
    number: int


class Evidence(Schema):
    title: str
    url: str = Field(description="Where the document is read.")


class Record(Schema):
    id: str = Field(description=ID)
    url: str = Field(description=URL)


class Paged(Record):
    page: str = Field(description=PAGE)


class Owed(Record):
    title: str
    due_on: dt.date
    state: Coded
    is_late: bool
