"""Print what is missing: `manage.py gaps [--json] [--mechanism upr] … [--as E-MAIL | --public]`.

Counted anew from the tables, never from what a page remembers.
"""

import json
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict

from accounts.models import User
from focalpoints.policies import Person, as_secretariat
from nmirf.common.dates import today
from portal.gaps import MONTHS
from portal.gapscope import NARROWED_BY, PLAN, GapScope
from portal.reader import Reader


class Command(BaseCommand):
    help = "Print every gap with how many recommendations have it, as the secretariat sees them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")
        for name in (*NARROWED_BY, PLAN):
            parser.add_argument(
                f"--{name}",
                action="append",
                default=[],
                metavar="CODE",
                help=f"of this {name} alone, as its address names it; may be repeated",
            )
        parser.add_argument(
            "--months",
            type=int,
            default=MONTHS,
            help="months for which an update is recent (%(default)s)",
        )
        who = parser.add_mutually_exclusive_group()
        who.add_argument("--as", dest="email", metavar="E-MAIL", help="as this person sees them")
        who.add_argument("--public", action="store_true", help="as a stranger sees them")

    def handle(self, *args: Any, **options: Any) -> None:
        scope = GapScope(_address(options), Reader(_person(options)))
        if scope.ignored:
            raise CommandError(f"Nothing is known by these names: {', '.join(scope.ignored)}")
        day, total = today().isoformat(), scope.rows.count()
        found = [
            {
                "name": gap.name.value,
                "label": str(gap.label),
                "count": scope.having(gap.name).order_by().count(),
                "of": total,
                "as_of": day,
            }
            for gap in scope.gaps
        ]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for line in found:
            self.stdout.write(f"{line['count']:7} of {line['of']}  {line['label']}")


def _address(options: dict[str, Any]) -> QueryDict:
    address = QueryDict(mutable=True)
    for name in (*NARROWED_BY, PLAN):
        address.setlist(name, options[name])
    address["months"] = str(options["months"])
    return address


def _person(options: dict[str, Any]) -> Person:
    if options["public"]:
        return AnonymousUser()
    if not options["email"]:
        return as_secretariat()
    person = User.objects.filter(email__iexact=options["email"]).first()
    if person is None:
        raise CommandError(f"There is no account {options['email']}.")
    return person
