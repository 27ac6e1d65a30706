from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from conference.core.access import SYSTEM
from conference.core.errors import UserError
from conference.management.base import PlainCommand
from schedule.programme.sessions.actions.importing import import_sessions


class Command(PlainCommand):
    # A mistake in the file is said at once, without asking the database for anything.
    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[misc]
    help = "Reads sessions from a JSON file into the draft of the programme. One wrong session imports nothing. Publishes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="JSON, in the form of seeds/programme.json")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            source = json.loads(file.read_text(encoding="utf-8"))
        except OSError as problem:
            raise UserError(f"{file} cannot be read: {problem.strerror}.") from problem
        except UnicodeDecodeError as problem:
            raise UserError(f"{file} is not in UTF-8.") from problem
        except json.JSONDecodeError as problem:
            raise UserError(f"{file}, line {problem.lineno}: {problem.msg}.") from problem
        except RecursionError as problem:
            raise UserError(f"{file} is nested deeper than a programme is.") from problem
        if not isinstance(source, dict):
            raise UserError(f"{file} has no list of sessions.")
        done = import_sessions(actor=SYSTEM, source=source)
        for words in done.cautions:
            self.stdout.write(f"Look at {words}")
        self.stdout.write(f"{file}: {done.added} sessions added, {done.changed} changed, {done.same} as they were")
