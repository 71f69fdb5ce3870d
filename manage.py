#!/usr/bin/env python
"""The command line; starts the embedded database and broker where no address of others is given."""

import os
import sys

from django.core.management import execute_from_command_line

from nmirf import embedded

# Commands that read settings but neither rows nor the queue.
WITHOUT_SERVERS = {
    *("build_fonts", "check", "collectstatic", "compilemessages", "diffsettings", "findstatic"),
    *("help", "makemessages", "startapp", "version", "--help", "-h", "--version"),
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmirf.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "demo":
        os.environ.setdefault("DEMO_MODE", "1")
        os.environ.setdefault("SITE_URL", f"http://localhost:{os.environ.get('PORT') or 8000}")
    try:
        embedded.ensure(servers=command not in WITHOUT_SERVERS and "--help" not in sys.argv)
    except embedded.EmbeddedError as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
