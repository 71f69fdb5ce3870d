from celery import shared_task

from activities.models import UpdateStep
from activities.services.announcements import announce


@shared_task(name="activities.announce_step")
def announce_step(pk: int) -> int:
    """Tell those whom a step of an update concerns; how many people were told."""
    step = UpdateStep.objects.select_related(
        "actor", "update__institution", "update__cluster", "update__activity"
    ).get(pk=pk)
    return announce(step=step)
