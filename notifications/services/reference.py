"""Reminder rules, from the file in `notifications/reference/`."""

from pathlib import Path

from django.db import transaction

from nmirf.common.reference import Count, Table, read
from notifications.models import ReminderRule

FOLDER = Path(__file__).resolve().parent.parent / "reference"
ESCALATIONS = (
    "escalate_deputy_after",
    "escalate_authority_after",
    "escalate_secretariat_after",
)


@transaction.atomic
def load(folder: Path = FOLDER) -> dict[str, Count]:
    """Add the rules that are missing; when people are reminded is the State's own choice.

    Raises ReferenceFileError.
    """
    table = Table(ReminderRule, key=("kind",), settings=("offsets", *ESCALATIONS))
    table.load(
        (
            row,
            {
                "kind": row.text("kind"),
                "offsets": row.numbers("offsets"),
                **{column: row.number(column) for column in ESCALATIONS},
            },
        )
        for row in read(folder / "reminder_rules.csv")
    )
    return {"reminder_rules": table.count}
