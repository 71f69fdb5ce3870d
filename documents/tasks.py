from celery import shared_task

from . import services


@shared_task(name="documents.sweep")
def sweep() -> int:
    """Once a day: files that no row tells of. How many were removed."""
    return services.sweep()
