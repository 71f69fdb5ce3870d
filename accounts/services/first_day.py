"""What a person ticks off on the first day by hand, and whether it is put away."""

from django.db import transaction
from django.utils import timezone

from accounts.choices import FirstDayStep
from accounts.models import FirstDay, User


@transaction.atomic
def tick_off(*, user: User, step: FirstDayStep) -> FirstDay:
    """Mark a step as done; to do so twice changes nothing."""
    row = _own(user)
    if step.value not in row.seen:
        row.seen = [*row.seen, step.value]
        row.save(update_fields=["seen", "updated_at"])
    return row


@transaction.atomic
def put_away(*, user: User, away: bool) -> FirstDay:
    """Take the panel off the desk, or bring it back."""
    row = _own(user)
    row.put_away_at = timezone.now() if away else None
    row.save(update_fields=["put_away_at", "updated_at"])
    return row


def _own(user: User) -> FirstDay:
    """One's own row, locked; whoever had an account before there was one gets it now."""
    FirstDay.objects.get_or_create(user=user)
    return FirstDay.objects.select_for_update().get(user=user)
