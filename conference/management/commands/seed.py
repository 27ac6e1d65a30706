"""`./run seed [--delegates N]`: load the Hanoi conference."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connection

from conference.core.errors import UserError
from conference.management.base import PlainCommand
from conference.models import Conference

MOST_DELEGATES = 100_000


class Command(PlainCommand):
    help = "Loads the Hanoi conference with invented members. The same number and seed give the same data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--delegates", type=int, default=None, help="how many invented members (default about 1,500)"
        )
        parser.add_argument("--seed", type=int, default=2025, help="of the invented data (default 2025)")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is a conference already")

    def handle(self, *args: Any, delegates: int | None, seed: int = 2025, if_empty: bool, **options: Any) -> None:
        if settings.ENV.production:
            raise UserError("The seeds are invented people; they are never loaded in production.")
        if delegates is not None and not 1 <= delegates <= MOST_DELEGATES:
            raise UserError(f"--delegates takes a number from 1 to {MOST_DELEGATES:,}.")
        if Conference.objects.exists():
            if if_empty:
                return
            raise UserError(
                "There is a conference already; begin anew with ./run demo --fresh, or on an empty database."
            )
        loader = import_module(settings.SEEDS)
        loader.load(delegates=delegates, seed=seed, say=self.stdout.write)
        with connection.cursor() as cursor:
            # The planner knows nothing yet of so many new rows; the first pages would be slow until it looks by itself.
            cursor.execute("ANALYZE")
