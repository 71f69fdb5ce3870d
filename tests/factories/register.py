"""Mechanisms, reviews, recommendations, clusters."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from documents.models import Document
from mechanisms.choices import MechanismKind
from mechanisms.models import Instrument, Mechanism, Review, ReviewDocument, State
from recommendations.choices import AssignmentState
from recommendations.models import (
    Assignment,
    Cluster,
    ImportMapping,
    Recommendation,
    RecommendationText,
    Theme,
)

from .people import UserFactory


class StateFactory(DjangoModelFactory[State]):
    class Meta:
        model = State
        django_get_or_create = ("iso3",)

    iso3 = "XMA"
    name = "Marisola"


class MechanismFactory(DjangoModelFactory[Mechanism]):
    class Meta:
        model = Mechanism
        django_get_or_create = ("code",)

    code = "CRC"
    name = "Committee on the Rights of the Child"
    short_name = "CRC"
    kind = MechanismKind.TREATY_BODY


class InstrumentFactory(DjangoModelFactory[Instrument]):
    class Meta:
        model = Instrument

    code = factory.Sequence(lambda n: f"TREATY-{n}")
    name = factory.Sequence(lambda n: f"Convention {n}")
    kind = "treaty"
    entry_rule = "days_30"
    monitored_by = factory.SubFactory(MechanismFactory)


class ReviewFactory(DjangoModelFactory[Review]):
    class Meta:
        model = Review

    slug = factory.Sequence(lambda n: f"review-{n}")
    title = factory.Sequence(lambda n: f"Review {n}")
    mechanism = factory.SubFactory(MechanismFactory)
    published_on = dt.date(2023, 5, 1)


class LibraryDocumentFactory(DjangoModelFactory[Document]):
    """A row alone, without a file behind it; open to everyone unless it is said otherwise."""

    class Meta:
        model = Document

    title = factory.Sequence(lambda n: f"Document {n}")
    kind = "un_document"
    classification = "public"
    file = factory.Sequence(lambda n: f"documents/{n}.pdf")
    filename = factory.Sequence(lambda n: f"document-{n}.pdf")
    media_type = "application/pdf"
    size = 2048
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    language = "en"
    owner = factory.SubFactory(UserFactory)


class ReviewDocumentFactory(DjangoModelFactory[ReviewDocument]):
    class Meta:
        model = ReviewDocument

    review = factory.SubFactory(ReviewFactory)
    document = factory.SubFactory(LibraryDocumentFactory)
    kind = "other"


class ThemeFactory(DjangoModelFactory[Theme]):
    class Meta:
        model = Theme

    code = factory.Sequence(lambda n: f"theme-{n}")
    name = factory.Sequence(lambda n: f"Theme {n}")


class RecommendationFactory(DjangoModelFactory[Recommendation]):
    """A published recommendation with an English authentic text; `text=` sets its words."""

    class Meta:
        model = Recommendation
        skip_postgeneration_save = True

    reference = factory.Sequence(lambda n: f"CRC-5-{n}")
    mechanism = factory.SubFactory(MechanismFactory)
    addressed_to = factory.SubFactory(StateFactory)
    issued_on = dt.date(2023, 5, 1)
    publication = "published"
    published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def text(self, create, extracted, **kwargs):
        RecommendationText.objects.create(
            recommendation=self,
            language="en",
            text=extracted or "Register every child at birth.",
            is_authentic=True,
        )

    @factory.post_generation
    def lead(self, create, extracted, **kwargs):
        """`lead=institution`: an accepted lead assignment."""
        if extracted:
            Assignment.objects.create(
                recommendation=self,
                institution=extracted,
                state=AssignmentState.ACCEPTED,
                proposed_by=UserFactory(),
            )


class ImportMappingFactory(DjangoModelFactory[ImportMapping]):
    class Meta:
        model = ImportMapping

    name = factory.Sequence(lambda n: f"Mapping {n}")
    made_by = factory.SubFactory(UserFactory)


class ClusterFactory(DjangoModelFactory[Cluster]):
    class Meta:
        model = Cluster

    slug = factory.Sequence(lambda n: f"cluster-{n}")
    title = factory.Sequence(lambda n: f"Cluster {n}")
    publication = "published"
