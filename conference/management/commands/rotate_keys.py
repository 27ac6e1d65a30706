"""`./run rotate_keys`: encrypt everything again under the newest of FIELD_KEYS."""

from typing import Any

from django.core.management.base import CommandParser

from conference.core.errors import UserError
from conference.db import rotation
from conference.fields import CannotDecrypt, newest_key
from conference.management.base import PlainCommand


class Command(PlainCommand):
    help = (
        "Saves everything encrypted again under the newest of FIELD_KEYS; afterwards the older keys can be taken out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=rotation.BATCH, help="rows a transaction (default 500)")

    def handle(self, *args: Any, batch: int, **options: Any) -> None:
        if not 1 <= batch <= 10_000:
            raise UserError("--batch takes a number from 1 to 10,000.")
        try:
            for name, count in rotation.rotate(batch):
                self.stdout.write(f"{name}: {count}")
        except CannotDecrypt as problem:
            raise UserError(f"{problem}. Put the missing key back into FIELD_KEYS and begin anew.") from problem
        self.stdout.write(f"Everything is under the key {newest_key()}; the older ones can be taken out of FIELD_KEYS.")
