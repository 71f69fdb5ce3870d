import hashlib
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = (
        "Bring database, reference data and static files to the state of the code; safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--static-only", action="store_true", help="leave the database alone, as an image must"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["static_only"]:
            self._prepare_database()
        call_command("build_fonts", verbosity=0)
        collected = settings.VAR_DIR / "static.stamp"
        if changes(collected, static_files()) or not settings.STATIC_ROOT.exists():
            self.stdout.write("Collecting static files …")
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            keep(collected, static_files())

    def _prepare_database(self) -> None:
        if is_behind():
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)
        loaded = settings.VAR_DIR / "reference.stamp"
        if changes(loaded, reference_files()) or not _has_reference_data():
            self.stdout.write("Loading reference data …")
            call_command("load_reference", verbosity=0)
            keep(loaded, reference_files())


def is_behind() -> bool:
    """Whether there are migrations that this database has not seen."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def reference_files() -> Iterator[Path]:
    for app in apps.get_app_configs():
        yield from Path(app.path).glob("reference/*")


def static_files() -> Iterator[Path]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield Path(storage.path(name))


def changes(stamp: Path, files: Iterator[Path]) -> bool:
    """Whether any file has come, gone or changed since `keep`."""
    return not stamp.exists() or stamp.read_text() != _digest(files)


def keep(stamp: Path, files: Iterator[Path]) -> None:
    stamp.write_text(_digest(files))


def _digest(files: Iterator[Path]) -> str:
    facts = sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _has_reference_data() -> bool:
    """False in a new database, whatever the directory remembers of an older one."""
    return apps.get_model("mechanisms", "State").objects.exists()
