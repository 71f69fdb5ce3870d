from celery import shared_task

from .services import rendering


@shared_task(name="reporting.render")
def render(pk: int) -> None:
    rendering.render(pk=pk)


@shared_task(name="reporting.fail_abandoned")
def fail_abandoned() -> None:
    rendering.take_up_abandoned()
