from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from nmirf.common import fonts


class Command(BaseCommand):
    help = "Cut the fonts of pages and PDFs out of their wheels, where they are missing."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        files = fonts.build(settings.VAR_DIR / "assets" / "fonts")
        if options["verbosity"]:
            size = sum(file.stat().st_size for file in files) // 1024
            self.stdout.write(f"{len(files)} font files, {size} kB")
