"""`./run purge`: delete what was kept long enough, as beat does."""

from typing import Any

from conference.db import purging
from conference.management.base import PlainCommand


class Command(PlainCommand):
    help = (
        "Deletes what is kept for a while only and was kept long enough: forms not saved, tables not imported, photos not used, "
        "files that no row names."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in purging.purge():
            self.stdout.write(f"{name}: {count}")
