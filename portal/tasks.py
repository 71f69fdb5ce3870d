from celery import shared_task
from django.utils import timezone

from . import news


@shared_task(name="portal.tell_news_of_views")
def tell_news_of_views() -> int:
    return news.tell_news_of_views(now=timezone.now())
