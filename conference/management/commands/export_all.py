"""`./run export_all FILE.zip`: write everything that is stored, to leave the system; `--check` verifies such a file."""

import signal
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM
from conference.management.base import BAD_INPUT, PlainCommand
from conference.models import current_conference
from conference.ops import export_check, whole_export


class Command(PlainCommand):
    help = (
        "Writes all tables and files into one zip (docs/export.md), with what the database holds encrypted in plain, and enters it into "
        "the audit log. With --check nothing is written: exit code 2 when the file is not whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the zip to write, or to check")
        parser.add_argument("--check", action="store_true", help="verify hashes, numbers of rows and keys of an export")

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        if check:
            self._check(file)
            return
        # So that what was begun is removed: it holds in plain what the database holds encrypted.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        counts = whole_export.write_export(file, clock.now(), before_done=_log)
        self.stdout.write(
            f"{file}: {counts.tables} tables with {counts.rows} rows, {counts.files} files with {counts.bytes} bytes."
        )

    def _check(self, file: Path) -> None:
        faults = 0
        for faults, fault in enumerate(export_check.find_faults(file), start=1):  # noqa: B007 (counted)
            self.stdout.write(fault)
        if faults:
            sys.exit(BAD_INPUT)
        self.stdout.write("The export is whole: every hash, number of rows and key is as described.")


@lifecycle.use_case
def _log(counts: whole_export.Counts) -> None:
    details = {"tables": counts.tables, "rows": counts.rows, "files": counts.files}
    lifecycle.log(current_conference(), actor=SYSTEM, verb="site.exported", details=details)
