import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from nmirf.common.errors import DomainError
from recommendations.parsers import BadFile
from recommendations.services.imports import Report, import_file


class Command(BaseCommand):
    help = (
        "Import a file of recommendations (an export of the Universal Human Rights Index, JSON or "
        "XLSX). All of it is written or nothing; the same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the export")
        states = parser.add_mutually_exclusive_group()
        states.add_argument(
            "--state",
            default=settings.STATE_CODE,
            type=str.upper,
            help="take the rows of this State, an ISO 3166-1 alpha-3 code (now: %(default)s)",
        )
        states.add_argument("--any-state", action="store_true", help="take every State's rows")
        parser.add_argument("--dry-run", action="store_true", help="report and write nothing")
        parser.add_argument("--publish", action="store_true", help="publish what is new")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_file(
                path=options["file"],
                state_code="" if options["any_state"] else options["state"],
                publish=options["publish"],
                dry_run=options["dry_run"],
                progress=self._tell,
            )
        except (BadFile, DomainError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self._print(report, dry_run=options["dry_run"])

    def _tell(self, done: int) -> None:
        self.stderr.write(f"{done} rows read", ending="\n")

    def _print(self, report: Report, *, dry_run: bool) -> None:
        self.stdout.write(f"{report.rows} rows of {report.format} in {report.seconds} s")
        for name in ("created", "updated", "unchanged", "skipped_other_state"):
            self.stdout.write(f"  {name.replace('_', ' ')}: {getattr(report, name)}")
        self.stdout.write(f"  rejected: {len({entry['row'] for entry in report.rejected})}")
        for entry in report.rejected:
            self.stdout.write(
                f"    row {entry['row']}, {entry['field']} “{entry['value']}”: {entry['reason']}"
            )
        for name, terms in report.unmatched_terms.items():
            for term in terms:
                self.stdout.write(f"  unknown in {name}: “{term['term']}” ({term['count']})")
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
