"""`./run verify_audit`: check that the audit log is whole."""

import argparse
import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from conference.audit import access_chain, kept_heads
from conference.audit.kept_heads import KeptHead
from conference.audit.models import Head
from conference.audit.verify import all_faults, one_moment
from conference.management.base import PlainCommand


def _typed(text: str) -> KeptHead:
    try:
        return kept_heads.read_typed(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


class Command(PlainCommand):
    help = "Checks every link of the record, and that each row with a history stands where its history ends. Exit code 1 on a fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=20, help="print at most so many faults (default 20)")
        parser.add_argument(
            "--kept",
            type=_typed,
            action="append",
            metavar="NUMBER:HASH",
            help="an entry and its hash as kept elsewhere",
        )
        parser.add_argument("--kept-file", type=Path, metavar="FILE", help="kept heads, a line each, as in AUDIT_FILE")

    def handle(
        self, *args: Any, most: int, kept: list[KeptHead] | None = None, kept_file: Path | None = None, **options: Any
    ) -> None:
        """Print the faults, or the number of entries and the last hash, to be kept elsewhere."""
        heads = [*(kept or []), *self._read(kept_file)]
        with one_moment():
            count = self._print_faults(most, heads)
            if not count:
                self._print_whole()
                if heads:
                    self.stdout.write(f"The record agrees with {len(heads)} heads kept elsewhere.")
        if count:
            self.stdout.write(f"{count} faults.")
            sys.exit(1)

    def _read(self, path: Path | None) -> list[KeptHead]:
        lines = path.read_text(encoding="utf-8").splitlines() if path else []
        try:
            heads = [kept_heads.read_line(line) for line in lines if line.strip()]
        except ValueError as problem:
            self.refuse(f"{path}: {problem}")
        if path and not heads:
            self.refuse(f"{path}: holds no kept head.")
        return heads

    def _print_faults(self, most: int, heads: Iterable[KeptHead]) -> int:
        count = 0
        for fault in chain(all_faults(), kept_heads.find_faults(heads)):
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
