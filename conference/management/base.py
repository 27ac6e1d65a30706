"""The base of the project's commands: bad input is one plain line on standard error, exit code 2, and no change."""

import sys
from pathlib import PurePath
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.recorder import MigrationRecorder

from conference.core import characters
from conference.core.errors import UserError

BAD_INPUT = 2
SHOWN = 80  # characters of what was typed, when it is repeated


def _without_data(problem: Exception) -> str:
    tables = connection.introspection.table_names() if connection.connection else []
    if connection.connection is None:
        return f"The database does not answer: {problem}"
    if MigrationRecorder.Migration._meta.db_table not in tables:
        return "There is no data yet: start ./run demo once, or ./run migrate and then ./run seed."
    raise problem


def _check_characters(options: dict[str, Any]) -> None:
    """Refuse what no form takes. Raises UserError, which names the option."""
    for name, value in options.items():
        for text in value if isinstance(value, list) else [value]:
            try:
                characters.check_characters(str(text) if isinstance(text, str | PurePath) else "")
            except ValidationError as problem:
                raise UserError(f"{name.replace('_', '-')}: {problem.messages[0]}") from problem


class _PlainParser(CommandParser):
    def error(self, message: str) -> NoReturn:
        if not self.called_from_command_line:
            raise CommandError(message)
        print(f"plenipo: {message} ({self.prog} --help tells the options)", file=sys.stderr)
        sys.exit(BAD_INPUT)


class PlainCommand(BaseCommand):
    """A command whose errors are for its user.

    A subclass raises UserError or CommandError with a sentence naming row, field and reason.
    """

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = _PlainParser
        parser.prog = f"./run {subcommand}"
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except UserError as problem:
            self.refuse(str(problem))

    def execute(self, *args: Any, **options: Any) -> str | None:
        _check_characters(options)
        try:
            return super().execute(*args, **options)
        except CommandError as problem:
            raise UserError(str(problem)) from problem
        except OSError as problem:
            if problem.filename is None:  # no file that the user named
                raise
            raise UserError(f"{str(problem.filename)[:SHOWN]}: {problem.strerror}.") from problem
        except (OperationalError, ProgrammingError) as problem:
            raise UserError(_without_data(problem)) from problem

    def refuse(self, reason: str) -> NoReturn:
        print("plenipo: " + " ".join(reason.split()), file=sys.stderr)
        sys.exit(BAD_INPUT)
