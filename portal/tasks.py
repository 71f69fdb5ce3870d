from celery import shared_task
from django.utils import timezone

from . import news
from .serving import purging


@shared_task(name="portal.tell_news_of_views")
def tell_news_of_views() -> int:
    return news.tell_news_of_views(now=timezone.now())


@shared_task(name="portal.purge", autoretry_for=(OSError,), max_retries=3, retry_backoff=True)
def purge() -> bool:
    """Tell the CDN of a change, if it was not told; each minute, for changes that no page made."""
    return purging.purge()
