from celery import shared_task

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


@shared_task(name="activities.work_on_round")
def work_on_round(pk: int) -> None:
    """Open or close a round of thousands; safe to run twice."""
    round_work.work_on(pk=pk)


@shared_task(name="activities.take_up_rounds")
def take_up_rounds() -> int:
    """Rounds whose worker died, or that the queue lost; how many."""
    return round_work.take_up()
