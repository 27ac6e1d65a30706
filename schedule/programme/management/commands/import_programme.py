from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from conference.core.access import SYSTEM
from conference.core.errors import UserError
from conference.management.base import PlainCommand
from schedule.programme.sessions.actions.importing import import_sessions, read_source


class Command(PlainCommand):
    # A mistake in the file is reported without a query.
    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[misc]
    help = "Reads sessions from a JSON file into the draft of the programme. One wrong session imports nothing. Publishes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="JSON, in the form of seeds/programme.json")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            body = file.read_bytes()
        except OSError as problem:
            raise UserError(f"{file} cannot be read: {problem.strerror}.") from problem
        result = import_sessions(actor=SYSTEM, source=read_source(body, str(file)))
        for caution in result.cautions:
            self.stdout.write(f"Look at {caution}")
        self.stdout.write(
            f"{file}: {result.added} sessions added, {result.changed} changed, {result.same} as they were"
        )
