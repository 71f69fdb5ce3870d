import datetime as dt
import json
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from nmirf.common.errors import DomainError
from recommendations.parsers import BadFile, TableMapping, read_mapping
from recommendations.services.imports import Report, import_file, refusal


def _day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no date such as 2025-06-30") from error


def _refusal(error: BadFile | DomainError) -> dict[str, Any]:
    if isinstance(error, BadFile):
        return refusal(error.message, where=error.where, what=error.what)
    return refusal(str(error))


class Command(BaseCommand):
    help = (
        "Import a file of recommendations: an export of the Universal Human Rights Index or of UPR "
        "Info, a thematic list of OHCHR (.docx), the template for tables filled in, or any other "
        "table (with --mapping or --columns). All of it is written "
        "or nothing; the same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file")
        states = parser.add_mutually_exclusive_group()
        states.add_argument(
            "--state",
            default=settings.STATE_CODE,
            type=str.upper,
            help="take the rows of this State, an ISO 3166-1 alpha-3 code (now: %(default)s)",
        )
        states.add_argument("--any-state", action="store_true", help="take every State's rows")
        mappings = parser.add_mutually_exclusive_group()
        mappings.add_argument(
            "--mapping", default="", help="read a table by the mapping of this name"
        )
        mappings.add_argument(
            "--columns",
            type=Path,
            help="read a table as this file says: JSON that leads from our fields to its columns",
        )
        facts = parser.add_argument_group("what the file does not say itself")
        facts.add_argument("--symbol", default="", help="the document's symbol")
        facts.add_argument("--session", type=int, help="the session of the UPR, a number")
        facts.add_argument("--published-on", type=_day, help="its date, as 2025-06-30")
        facts.add_argument("--language", default="", help="of the texts, a code such as fr")
        parser.add_argument("--dry-run", action="store_true", help="report and write nothing")
        parser.add_argument("--publish", action="store_true", help="publish what is new")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        columns = self._columns(options) if options["columns"] else None
        try:
            report = import_file(
                path=options["file"],
                state_code="" if options["any_state"] else options["state"],
                publish=options["publish"],
                dry_run=options["dry_run"],
                mapping_name=options["mapping"],
                columns=columns,
                stated={
                    name: options[name]
                    for name in ("symbol", "session", "published_on", "language")
                    if options[name]
                },
                progress=self._tell,
            )
        except (BadFile, DomainError) as error:
            raise self._refused(error, options, f"{options['file']}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self._print(report, dry_run=options["dry_run"])

    def _columns(self, options: dict[str, Any]) -> TableMapping:
        try:
            return read_mapping(options["columns"])
        except BadFile as error:
            # It names its own file: nothing is wrong with the one that holds the rows.
            raise self._refused(error, options, str(error)) from error

    def _refused(
        self, error: BadFile | DomainError, options: dict[str, Any], words: str
    ) -> CommandError:
        if options["json"]:
            self.stdout.write(json.dumps(_refusal(error), ensure_ascii=False))
        return CommandError(words)

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
