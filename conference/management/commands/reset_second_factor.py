"""`./run reset_second_factor EMAIL`: for staff who lost their device and have no recovery code."""

from typing import Any

from django.core.management.base import CommandParser

from conference.accounts.models import User
from conference.accounts.staff.actions import reset_second_factor
from conference.core.access import SYSTEM
from conference.core.errors import NotFound
from conference.management.base import PlainCommand


class Command(PlainCommand):
    help = "Takes away all second factors of an account. Make sure first, by voice or in person, who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that the person signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise NotFound(f"Nobody signs in with {options['email']}.")
        reset_second_factor(actor=SYSTEM, user=user)
        self.stdout.write(
            f"{user.email} sets up a new second factor after the next sign-in. A letter is in the outbox."
        )
