"""`./run add_staff EMAIL --role ROLE [--role ROLE] [--name NAME]`: name and mail a member of staff."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from conference.accounts.staff.actions import add_staff
from conference.core.access import SYSTEM, Role
from conference.management.base import PlainCommand


class Command(PlainCommand):
    help = (
        "Gives staff roles to an account, which is opened if there is none; its owner gets a link to choose a password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the person's own e-mail address")
        roles = [str(role) for role in Role]
        parser.add_argument("--role", action="append", required=True, choices=roles, help="once for each role")
        parser.add_argument("--name", default="", help="as it stands in the record and in letters")
        parser.add_argument("--language", default="en", choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *args: Any, **options: Any) -> None:
        user = add_staff(
            actor=SYSTEM,
            email=options["email"],
            roles=[Role(role) for role in options["role"]],
            name=options["name"],
            language=options["language"],
        )
        roles = ", ".join(sorted(options["role"]))
        self.stdout.write(f"{user.email} has {roles}. A letter is in the outbox.")
