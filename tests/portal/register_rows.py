"""What a list of the register shows, and rows that it counts."""

import datetime as dt

from django.utils import timezone

from activities.choices import UpdateState
from recommendations.models import Assessment, RecommendationText
from tests import factories

REGISTER = "/recommendations/"


def references(response) -> list[str]:
    return [card.reference for card in response.context["cards"]]


def found(client, **query) -> list[str]:
    return references(client.get(REGISTER, query))


def text(recommendation, language, words):
    return RecommendationText.objects.create(
        recommendation=recommendation, language=language, text=words
    )


def published_update(now=None, **facts):
    now = now or timezone.now()
    return factories.UpdateFactory(
        state=UpdateState.PUBLISHED,
        signed_at=now,
        signed_by=factories.UserFactory(),
        published_at=now,
        **facts,
    )


def assess(recommendation, status):
    return Assessment.objects.create(
        recommendation=recommendation,
        viewpoint="secretariat",
        author=factories.UserFactory(),
        status=status,
        assessed_on=dt.date(2026, 1, 1),
        rationale="Seen.",
        publication="published",
    )
