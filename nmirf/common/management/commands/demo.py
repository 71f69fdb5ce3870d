from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from nmirf import supervisor
from nmirf.common.management.commands.serve import require_free_port


class Command(BaseCommand):
    help = "Prepare the demo State, if it is not there yet, and serve it."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError(
                "The demo needs DEMO_MODE=1: it lets accounts in without a second factor."
            )
        require_free_port()
        # Later commands on this directory find a demo here and behave as its web pages do.
        (settings.VAR_DIR / "demo").touch()
        call_command("prepare")
        if not get_user_model().objects.exists():
            self.stdout.write("Making the demo State …")
            # Whole or not at all: an interrupted start leaves nothing half-made behind.
            with transaction.atomic():
                call_command("seed_demo", verbosity=0)
        self.stdout.write("")
        call_command("seed_demo", list_accounts=True)
        logs = settings.VAR_DIR / "log"
        address = f"http://localhost:{supervisor.port()}/"
        ready = (
            f"\nNMIRF Tracker is at {address} (Ctrl-C stops it; what it does is written to {logs})"
        )
        call_command("serve", "all", logs=str(logs), ready=ready)
