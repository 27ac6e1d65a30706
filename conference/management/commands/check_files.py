"""`./run check_files`: list files without a row, and rows without their file."""

import sys
from typing import Any

from conference.files import stored_files
from conference.management.base import BAD_INPUT, PlainCommand


class Command(PlainCommand):
    help = "Lists files that no row names (the next purge removes them) and rows whose file is not there. Exit code 2 when there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [f"no row names {name}" for name in stored_files.unused()]
        faults += [f"missing, of {row}" for row in stored_files.find_missing()]
        for line in faults:
            self.stdout.write(line)
        if faults:
            sys.exit(BAD_INPUT)
        self.stdout.write("Every file has its row, and every row its file.")
