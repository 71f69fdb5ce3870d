from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from portal.demo.accounts import listed
from portal.demo.seeding import seed


class Command(BaseCommand):
    help = "Write the fictional Republic of Marisola into an empty database, in demo mode only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--list-accounts",
            action="store_true",
            help="Print the demonstration accounts, one a role, and write nothing.",
        )

    def handle(self, **options: Any) -> None:
        if options["list_accounts"]:
            return self._list()
        try:
            done = seed(today=today())
        except DomainError as error:
            raise CommandError(str(error)) from error
        if not done.is_new:
            self.stdout.write("The demonstration data is there already; nothing was written.")
            return None
        # When its rows are there for all: the files are made of what everybody sees.
        make = import_string(settings.OPEN_DATA_MAKER)
        transaction.on_commit(partial(make, now=timezone.now(), thorough=True))
        self.stdout.write(
            f"Wrote {done.recommendations} recommendations and {done.institutions} institutions."
        )
        return None

    def _list(self) -> None:
        for account in listed():
            self.stdout.write(f"{account.role}: {account.email} / {account.password}")
