"""Two rounds at once tell a follower once; two wishes at once are one."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from activities.choices import UpdateState
from notifications.models import Follow, FollowMail
from notifications.services import following
from portal import follower_mail
from tests import factories
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

FOLLOWED = {"email": "reader@example.org", "language": "en", "kind": "recommendation"}


def test_two_rounds_at_once_send_one_message():
    row = factories.RecommendationFactory()
    now = timezone.now()
    followed = following.follow(**FOLLOWED, key=row.reference)
    past = now - dt.timedelta(days=2)
    Follow.objects.filter(pk=followed.pk).update(confirmed_at=past, told_until=past)
    update = factories.UpdateFactory(
        headline="News",
        state=UpdateState.PUBLISHED,
        signed_at=now,
        signed_by=factories.UserFactory(),
        published_at=now - dt.timedelta(days=1),
    )
    update.recommendations.add(row)
    noon = timezone.localtime(now).replace(hour=12)

    def deed():
        follower_mail.tell_followers(now=noon)

    assert at_once(deed, deed, deed) == []
    assert FollowMail.objects.count() == 1
    assert len(mail.outbox) == 1


def test_two_wishes_at_once_are_one():
    row = factories.RecommendationFactory()

    def deed():
        following.follow(**FOLLOWED, key=row.reference)

    assert at_once(deed, deed) == []
    assert Follow.objects.count() == 1
