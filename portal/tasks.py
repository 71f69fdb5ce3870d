from celery import shared_task
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from . import follower_mail, news
from .serving import purging


@shared_task(name="portal.tell_news_of_views")
def tell_news_of_views() -> int:
    return news.tell_news_of_views(now=timezone.now())


@shared_task(name="portal.publish_data")
def publish_data(thorough: bool) -> str:
    """Open data: made anew where something was published since; at night looked through in any case."""
    outcome = import_string(settings.OPEN_DATA_MAKER)(now=timezone.now(), thorough=thorough)
    return str(outcome.state)


@shared_task(name="portal.tell_followers")
def tell_followers() -> int:
    """What changed of the records that people follow by e-mail, once a day; how many were sent."""
    return follower_mail.tell_followers(now=timezone.now())


@shared_task(name="portal.purge", autoretry_for=(OSError,), max_retries=3, retry_backoff=True)
def purge() -> bool:
    """Tell the CDN of a change, if it was not told; each minute, for changes that no page made."""
    return purging.purge()
