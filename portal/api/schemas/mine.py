"""What a token opens of its owner's own."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from .base import ID, PAGE, Coded, Ref, means


class MyInstitution(Ref):
    reports: bool = means(_("Whether the owner reports for it."))
    signs: bool = means(_("Whether the owner signs for it."))


class Me(Schema):
    name: str
    token: str = means(_("What the token is for."))
    expires_on: dt.date
    is_secretariat: bool
    institutions: list[MyInstitution] = means(_("For which the owner acts today."))


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
    id: str = means(ID)
    page: str = means(PAGE)
    institution: Ref | None
    question: str
    due_on: dt.date
    state: Coded
    recommendations: list[str]
