"""`./run report_backup`: tell the site that a backup was made, or restored; on a restored copy, say what it is."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import connection

from conference.core import clock
from conference.core.access import SYSTEM
from conference.correspondence.outbox import restored as restoring
from conference.management.base import PlainCommand
from conference.models import Backup, BackupKind, InstallationState
from conference.ops import installation

WHICH = (
    "Say which it is, here: --trial (it stays mute for good) or --replacement (it goes on in the place of the former one). "
    "To note on the desk that a trial succeeded, run ./run report_backup --restored where the conference runs."
)


class Command(PlainCommand):
    help = (
        "Notes that a backup was made just now, for the line at the foot of the desk: the last command of the backup's own job. "
        "With --restored, that one was restored; in a restored copy, which it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--restored", action="store_true", help="that one was restored on trial just now, and was whole"
        )
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--trial", action="store_true", help="this database is a restored copy and stays a trial")
        which.add_argument(
            "--replacement", action="store_true", help="this database is a restored copy and replaces the former one"
        )
        parser.add_argument(
            "--unrecognized", action="store_true", help="it is a copy although the desk does not say so"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        values = connection.settings_dict
        place = f"Database {values['NAME']} at {values['HOST'] or 'this machine'}, for {settings.PUBLIC_URL}"
        if options["trial"] or options["replacement"]:
            self._declare(place, options)
        elif options["restored"]:
            self._note_restored(place)
        else:
            self._note(BackupKind.MADE)
            self.stdout.write("Noted: a backup was made.")

    def _declare(self, place: str, options: dict[str, Any]) -> None:
        if not options["restored"]:
            raise CommandError("--trial and --replacement go with --restored.")
        if options["trial"]:
            restoring.declare_trial(actor=SYSTEM, is_unrecognized=options["unrecognized"])
            self.stdout.write(f"{place}: a trial. It sends, signs and synchronizes nothing, for good.")
        else:
            held = restoring.declare_replacement(actor=SYSTEM, is_unrecognized=options["unrecognized"])
            where = "/desk/messages/?state=held"
            self.stdout.write(f"{place}: goes on. {held} messages are held; decide on each at {where}.")

    def _note_restored(self, place: str) -> None:
        status = installation.read_status()
        if status == InstallationState.RESTORED:
            raise CommandError(f"{place}: this is a restored copy itself. {WHICH}")
        if status == InstallationState.TRIAL:
            raise CommandError(f"{place}: this copy is a trial. Note it where the conference runs.")
        self._note(BackupKind.RESTORED)
        self.stdout.write(
            f"Noted: restored on trial. {place}: where the conference runs. If this is the restored copy, say so: "
            "--restored --unrecognized with --trial or --replacement."
        )

    def _note(self, kind: BackupKind) -> None:
        Backup.objects.update_or_create(kind=kind, defaults={"at": clock.now()})
