"""The base of the project's commands: bad input is one plain line on standard error and exit code 2, and nothing was changed."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.recorder import MigrationRecorder

from conference.core.errors import UserError

BAD_INPUT = 2


def _without_data(problem: Exception) -> str:
    """Return what to do about a database that is empty or does not answer; raise any other fault, which is ours."""
    tables = connection.introspection.table_names() if connection.connection else []
    if connection.connection is None:
        return f"The database does not answer: {problem}"
    if MigrationRecorder.Migration._meta.db_table not in tables:
        return "There is no data yet: start ./run demo once, or ./run migrate and then ./run seed."
    raise problem


class _PlainParser(CommandParser):
    """Django's parser without argparse's usage lines: the reason, and where help is."""

    def error(self, message: str) -> NoReturn:
        """End the process with one line, or raise CommandError when a program called."""
        if not self.called_from_command_line:
            raise CommandError(message)
        print(f"plenipo: {message} ({self.prog} --help tells the options)", file=sys.stderr)
        sys.exit(BAD_INPUT)


class PlainCommand(BaseCommand):
    """A command whose errors are for its user.

    A subclass raises UserError (or CommandError) with a sentence that names row, field and reason as far as there are any.
    """

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Return a parser that says one line."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = _PlainParser
        parser.prog = f"./run {subcommand}"
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """End with exit code 2 for a UserError."""
        try:
            super().run_from_argv(argv)
        except UserError as problem:
            self.refuse(str(problem))

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Print Django's own CommandError as one line, too, on the command line."""
        try:
            return super().execute(*args, **options)
        except CommandError as problem:
            raise UserError(str(problem)) from problem
        except (OperationalError, ProgrammingError) as problem:
            raise UserError(_without_data(problem)) from problem

    def refuse(self, reason: str) -> NoReturn:
        """Print the reason as one line and exit with code 2."""
        print("plenipo: " + " ".join(reason.split()), file=sys.stderr)
        sys.exit(BAD_INPUT)
