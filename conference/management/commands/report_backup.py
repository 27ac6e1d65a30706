"""`./run report_backup`: tell the site that a backup was made, or restored on trial."""

from typing import Any

from django.core.management.base import CommandParser

from conference.core import clock
from conference.management.base import PlainCommand
from conference.models import Backup, BackupKind


class Command(PlainCommand):
    help = "Notes that a backup was made just now, for the line at the foot of the desk. The last command of the backup's own job."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--restored", action="store_true", help="that one was restored on trial just now, and was whole"
        )

    def handle(self, *args: Any, restored: bool, **options: Any) -> None:
        kind = BackupKind.RESTORED if restored else BackupKind.MADE
        Backup.objects.update_or_create(kind=kind, defaults={"at": clock.now()})
        self.stdout.write("Noted: restored on trial." if restored else "Noted: a backup was made.")
