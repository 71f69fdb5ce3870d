import datetime as dt

from celery import shared_task

from accounts.models import User
from activities.models import CollectionRound, UpdateStep
from activities.services import round_news, round_work, value_work
from activities.services.announcements import announce


@shared_task(name="activities.announce_step")
def announce_step(pk: int) -> int:
    """Tell those whom a step of an update concerns; how many people were told."""
    step = UpdateStep.objects.select_related(
        "actor", "update__institution", "update__cluster", "update__activity"
    ).get(pk=pk)
    return announce(step=step)


@shared_task(name="activities.tell_of_round")
def tell_of_round(pk: int) -> int:
    """Tell those whom an open round asks; how many people were told for the first time."""
    return round_news.tell_of_round(row=CollectionRound.objects.get(pk=pk))


@shared_task(name="activities.tell_of_extension")
def tell_of_extension(pk: int) -> int:
    """Tell those who still owe something in a round that has more time now."""
    return round_news.tell_of_extension(row=CollectionRound.objects.get(pk=pk))


@shared_task(name="activities.read_values")
def read_values(pk: int) -> None:
    value_work.read_values(pk=pk)


@shared_task(name="activities.take_values")
def take_values(pk: int) -> None:
    value_work.take_values(pk=pk)


@shared_task(name="activities.take_up_values")
def take_up_values() -> int:
    """Files of values whose worker died, or that the queue lost; how many."""
    return value_work.take_up()


@shared_task(name="activities.open_round")
def open_round(pk: int, actor: int, seen: str) -> None:
    """Safe to run twice: the second finds it open."""
    moment = dt.datetime.fromisoformat(seen)
    round_work.open_now(pk=pk, actor=User.objects.get(pk=actor), seen=moment)


@shared_task(name="activities.close_round")
def close_round(pk: int, actor: int) -> None:
    """Safe to run twice: the second finds it closed."""
    round_work.close_now(pk=pk, actor=User.objects.get(pk=actor))
