from celery import shared_task

from .services import digests, rendering


@shared_task(name="reporting.render")
def render(pk: int) -> None:
    rendering.render(pk=pk)


@shared_task(name="reporting.fail_abandoned")
def fail_abandoned() -> None:
    rendering.take_up_abandoned()


@shared_task(name="reporting.send_digests")
def send_digests() -> None:
    digests.send_digests()
