"""Send the day's digests: `manage.py send_digests [--json] [--on YYYY-MM-DD]`.

The clock does so for each person at seven on their own clock; the command does it now. A second
run sends nothing again.
"""

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nmirf.common.dates import today
from reporting.services.digests import send_digests


class Command(BaseCommand):
    help = "Send each person's digest of the day now; a second run sends nothing twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            on = dt.date.fromisoformat(options["on"]) if options["on"] else today()
        except ValueError as error:
            raise CommandError(f"--on: {error}") from error
        counts = send_digests(on=on).as_dict()
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(
                ", ".join(f"{name.replace('_', ' ')}: {n}" for name, n in counts.items())
            )
