"""Read the reports of undelivered messages: `manage.py read_bounces [--mailbox PATH] [--json]`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nmirf.common.errors import DomainError
from notifications.services.mailboxes import read_bounces


class Command(BaseCommand):
    help = "Read reports of undelivered messages from a Maildir or an mbox; twice does no harm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mailbox", type=Path, help="a Maildir or an mbox [BOUNCE_MAILBOX]")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = asdict(read_bounces(path=options["mailbox"]))
        except DomainError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(", ".join(f"{name}: {number}" for name, number in counts.items()))
