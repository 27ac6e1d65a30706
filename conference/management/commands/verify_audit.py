"""`./run verify_audit`: check that the audit log is whole."""

import sys
from typing import Any

from django.core.management.base import CommandParser

from conference.audit import access_chain
from conference.audit.models import Head
from conference.audit.verify import all_faults, one_moment
from conference.management.base import PlainCommand


class Command(PlainCommand):
    help = "Checks every link of the record, and that each row with a history stands where its history ends. Exit code 1 on a fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=20, help="print at most so many faults (default 20)")

    def handle(self, *args: Any, most: int, **options: Any) -> None:
        """Print the faults, or the number of entries and the last hash, to be kept elsewhere."""
        with one_moment():
            count = self._print_faults(most)
            if not count:
                self._print_whole()
        if count:
            self.stdout.write(f"{count} faults.")
            sys.exit(1)

    def _print_faults(self, most: int) -> int:
        count = 0
        for fault in all_faults():
            count += 1
            if count <= most:
                self.stdout.write(f"{fault.where}: {fault.description}")
        return count

    def _print_whole(self) -> None:
        head = Head.objects.filter(pk=1).first()
        if head is None or head.number == 0:
            self.stdout.write("The record is empty.")
        else:
            self.stdout.write(f"The record is whole: {head.number} entries, the last with hash {head.hash}.")
        reads, readers, unsealed = access_chain.count()
        if reads:
            self.stdout.write(
                f"The access log is whole: {reads} reads of {readers} readers, {unsealed} not yet sealed."
            )
