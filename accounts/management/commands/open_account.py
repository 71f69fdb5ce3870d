"""Open an account from the server: `manage.py open_account EMAIL --name NAME --group GROUP`.

Prints the link at which its holder sets a password. For an account that is there already it adds
the groups and prints a new link.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.choices import StandingGroup
from accounts.services import admit, forget_second_factor, password_link
from nmirf.common.errors import DomainError


class Command(BaseCommand):
    help = "Open an account, or let someone in again, and print the link that sets the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that the person signs in with")
        parser.add_argument("--name", default="", help="the person's full name")
        parser.add_argument(
            "--group",
            action="append",
            default=[],
            choices=StandingGroup.values,
            help="a standing group to add the account to; may be given several times",
        )
        parser.add_argument(
            "--new-second-factor",
            action="store_true",
            help="forget the second factor that was lost; the next sign-in sets up another",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email, groups = options["email"], options["group"]
        try:
            validate_email(email)
            user = admit(email=email, full_name=options["name"], groups=groups)
        except ValidationError as error:
            raise CommandError(f"{email}: {' '.join(error.messages)}") from error
        except DomainError as error:
            raise CommandError(f"{email}: {error}") from error
        if options["new_second_factor"]:
            forget_second_factor(user=user)
        held = ", ".join(user.groups.order_by("name").values_list("name", flat=True)) or "none"
        self.stdout.write(f"{user.full_name} <{user.email}>, groups: {held}")
        self.stdout.write("The password is set here, once and within three days:")
        self.stdout.write(password_link(user))
