import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from nmirf import embedded, supervisor


class Command(BaseCommand):
    help = "Serve pages, carry out tasks and keep the clock; all three, or the one named."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="?", default="all", choices=["all", *supervisor.NAMES])
        parser.add_argument("--logs", help="write what the three print to files in this directory")
        parser.add_argument("--ready", default="", help="what to print once pages are served")

    def handle(self, *args: Any, **options: Any) -> NoReturn:
        what = options["what"]
        if what in {"all", "web"}:
            require_free_port()
        (settings.VAR_DIR / "clock").mkdir(parents=True, exist_ok=True)
        connections.close_all()
        hold = embedded.hand_over()
        if what == "all":
            # -S: the supervisor needs no package, and stays small without them.
            program = [sys.executable, "-P", "-S", supervisor.__file__, *supervisor.NAMES]
            program += [f"--hold={hold}"] if hold is not None else []
            program += [f"--ready={options['ready']}"] if options["ready"] else []
            program += [f"--logs={options['logs']}"] if options["logs"] else []
        else:
            program = supervisor.command(what)
        sys.stdout.flush()
        os.chdir(Path(supervisor.PROJECT))
        os.execve(program[0], program, supervisor.environment())


def require_free_port() -> None:
    """Ends the command, saying what to do, when another program listens there."""
    if not supervisor.is_port_free():
        sys.exit(
            f"Port {supervisor.port()} is in use. Stop the other program, or choose another "
            "port: PORT=8001 make demo"
        )
