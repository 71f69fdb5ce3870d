from celery import shared_task

from .choices import HELD_BACK
from .services import keeping, reading, scanning


@shared_task(name="documents.sweep")
def sweep() -> int:
    """Once a day: files that no row tells of. How many were removed."""
    return keeping.sweep()


@shared_task(name="documents.look_through")
def look_through(pk: int) -> str:
    """A file that has come in: scanned for viruses, then read. The state of its text, or of the scan."""
    state = scanning.scan(pk=pk)
    if state is None or state in HELD_BACK:
        return str(state)
    return str(reading.read(pk=pk))


@shared_task(name="documents.take_up")
def take_up() -> int:
    """Every ten minutes: what waits and is in no queue any more."""
    return reading.take_up()
