from celery import shared_task

from . import services


@shared_task(name="focalpoints.apply_appointments")
def apply_appointments() -> None:
    services.apply_appointments()
