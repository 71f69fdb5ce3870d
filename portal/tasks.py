from celery import shared_task
from django.utils import timezone

from . import changes, news


@shared_task(name="portal.tell_news_of_views")
def tell_news_of_views() -> int:
    return news.tell_news_of_views(now=timezone.now())


@shared_task(name="portal.tell_followers")
def tell_followers() -> int:
    """What changed of the records that people follow by e-mail, once a day; how many were sent."""
    return changes.tell_followers(now=timezone.now())
