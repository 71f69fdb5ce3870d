"""Make the files of open data now: `manage.py publish_data [--json] [--unless-unchanged]`."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.opendata.making import Outcome, State, publish


class Command(BaseCommand):
    help = "Make the files of open data, where anything in them is new, and drop old editions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--unless-unchanged",
            action="store_true",
            help="read nothing where history says that nothing changed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        done = publish(now=timezone.now(), thorough=not options["unless_unchanged"])
        if options["json"]:
            self.stdout.write(json.dumps(_told(done), indent=1))
            return
        version = done.edition.version if done.edition else "–"
        self.stdout.write(f"{_WORDS[done.state]} ({version})")
        for name in done.changed:
            self.stdout.write(f"  {name}: {done.edition.tables[name].rows}")  # type: ignore[union-attr]


_WORDS = {
    State.MADE: "A new edition was made",
    State.UNCHANGED: "Nothing is new",
    State.BUSY: "Another run is at it; nothing was done",
}


def _told(done: Outcome) -> dict[str, Any]:
    """`changed` names the tables with something new, `dropped` the editions that were deleted."""
    found = done.edition
    return {
        "state": done.state.value,
        "version": found and found.version,
        "made_at": found and found.made_at.isoformat(),
        "changed": list(done.changed),
        "dropped": list(done.dropped),
        "tables": {name: one.rows for name, one in found.tables.items()} if found else {},
        "files": {
            name: {"bytes": one.bytes, "sha256": one.sha256} for name, one in found.files.items()
        }
        if found
        else {},
    }
