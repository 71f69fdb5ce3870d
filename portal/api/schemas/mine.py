"""What a token opens of its owner's own."""

import datetime as dt

from ninja import Field, Schema

from .base import ID, PAGE, Coded, Ref


class MyInstitution(Ref):
    reports: bool = Field(description="Whether the owner reports for it.")
    signs: bool = Field(description="Whether the owner signs for it.")


class Me(Schema):
    name: str
    token: str = Field(description="What the token is for.")
    expires_on: dt.date
    is_secretariat: bool
    institutions: list[MyInstitution] = Field(description="For which the owner acts today.")


class MyAssignment(Schema):
    recommendation: str | None
    cluster: Ref | None
    institution: Ref
    role: Coded
    state: Coded
    answer_by: dt.date | None
    reason: str


class MyDuty(Schema):
    kind: str
    title: str
    explanation: str
    due_on: dt.date | None
    page: str


class MyDuties(Schema):
    data: list[MyDuty]


class MyRequest(Schema):
    id: str = Field(description=ID)
    page: str = Field(description=PAGE)
    institution: Ref | None
    question: str
    due_on: dt.date
    state: Coded
    recommendations: list[str]
