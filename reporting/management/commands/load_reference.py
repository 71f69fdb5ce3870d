"""Load the reference data: `manage.py load_reference [--json]`.

Adds what is missing and corrects what differs from the files, yet leaves every row that a person
has changed as that person left it. Safe to run at each start.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

import activities.services.reference
import mechanisms.services.reference
import notifications.services.reference
import recommendations.services.reference
from nmirf.common.history import because
from nmirf.common.reference import Count, ReferenceFileError

LOADERS = (
    notifications.services.reference.load,
    mechanisms.services.reference.load,
    recommendations.services.reference.load,
    activities.services.reference.load,
)


class Command(BaseCommand):
    help = "Add and correct reference data from the files of each app; a second run writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = self._load()
        except ReferenceFileError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps({name: count.as_dict() for name, count in counts.items()}))
            return
        for name, count in counts.items():
            self.stdout.write(
                f"{name.replace('_', ' ')}: {count.created} created, {count.updated} updated, "
                f"{count.unchanged} unchanged, {count.kept} kept as people changed them"
            )

    @transaction.atomic
    def _load(self) -> dict[str, Count]:
        counts: dict[str, Count] = {}
        with because("Reference data loaded"):
            for load in LOADERS:
                counts |= load()
        return counts
