"""Obligations, requests, reports."""

import datetime as dt
import uuid

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from nmirf.common.dates import today
from reporting.choices import GapName
from reporting.models import (
    GapReport,
    InformationRequest,
    Obligation,
    ReportDraft,
    RequestItem,
    Section,
)

from .people import InstitutionFactory, UserFactory


class ObligationFactory(DjangoModelFactory[Obligation]):
    class Meta:
        model = Obligation

    slug = factory.Sequence(lambda n: f"obligation-{n}")
    title = factory.Sequence(lambda n: f"Report {n}")
    kind = "state_report"
    due_on = dt.date(2027, 1, 15)
    due_source = "manual"


class RequestFactory(DjangoModelFactory[InformationRequest]):
    """`on` holds the recommendations that it is about."""

    class Meta:
        model = InformationRequest
        skip_postgeneration_save = True

    campaign = factory.LazyFunction(uuid.uuid4)
    institution = factory.SubFactory(InstitutionFactory)
    gap = "activity"
    question = "What is done on these recommendations?"
    due_on = factory.LazyFunction(lambda: today() + dt.timedelta(days=30))
    asked_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def on(self, create, extracted, **kwargs):
        for recommendation in extracted or ():
            RequestItem.objects.create(request=self, recommendation=recommendation)


def gap_report(day=None, **facts):
    """A report that was made, of nothing where nothing is said."""
    members = {name: [] for name in GapName.values} | facts.pop("members", {})
    return GapReport.objects.create(
        made_by=facts.pop("made_by", None) or UserFactory(),
        as_of=day or today(),
        made_at=timezone.now(),
        members=members,
        **facts,
    )


class ReportDraftFactory(DjangoModelFactory[ReportDraft]):
    class Meta:
        model = ReportDraft

    slug = factory.Sequence(lambda n: f"draft-{n}")
    title = factory.Sequence(lambda n: f"Draft {n}")


class SectionFactory(DjangoModelFactory[Section]):
    class Meta:
        model = Section

    draft = factory.SubFactory(ReportDraftFactory)
    order = factory.Sequence(lambda n: n)
    heading = factory.Sequence(lambda n: f"Section {n}")
    body = "What was done."
