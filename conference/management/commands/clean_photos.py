"""`./run clean_photos`: take comments, places and other metadata out of the stored photos."""

import sys
from typing import Any

from conference.files import photo_metadata
from conference.management.base import BAD_INPUT, PlainCommand


class Command(PlainCommand):
    help = (
        "Takes comments, places and other metadata out of photos that were stored before uploads lost them: once after an update. The "
        "pictures stay as they are. Exit code 2 when a file is no JPEG."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        cleaned, damaged = photo_metadata.clean()
        self.stdout.write(f"Photos whose metadata was taken out: {cleaned}.")
        for name in damaged:
            self.stdout.write(f"no JPEG, left as it is: {name}")
        if damaged:
            sys.exit(BAD_INPUT)
