from celery import shared_task

from .services import rights


@shared_task(name="focalpoints.apply_appointments")
def apply_appointments() -> None:
    rights.apply_appointments()
