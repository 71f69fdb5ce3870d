import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from nmirf.common.dates import today
from portal.figures import HEAD, as_markdown, read_all, rows
from reporting.figures import Scope


class Command(BaseCommand):
    help = "Every figure of today, or with --markdown what they mean, as docs/figures.md says it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="one object a line of a figure")
        form.add_argument("--markdown", action="store_true", help="definitions alone")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["markdown"]:
            self.stdout.write(as_markdown(), ending="")
            return
        scope = Scope(today())
        found = rows(read_all(scope), scope)
        if options["json"]:
            names = [name for name, _title in HEAD]
            listed = [dict(zip(names, row, strict=True)) for row in found]
            self.stdout.write(
                json.dumps(listed, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            )
            return
        for code, _title, group, label, value, unit, n, *_rest in found:
            words = " ".join(filter(None, [group, label]))
            self.stdout.write(f"{code:<28} {words:<60} {value:>12} {unit} (n = {n})")
