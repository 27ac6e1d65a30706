#!/usr/bin/env python
"""Django's command line: `./run COMMAND` is `manage.py COMMAND` in the project's environment."""

import os
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, get_commands, load_command_class
from django.db import OperationalError, connection

BAD_INPUT = 2
STOPPED = 130  # as shells count an end by Ctrl-C
OURS = ("conference", "delegations", "schedule")
HELP = """Usage: ./run COMMAND [OPTIONS]

{commands}

`./run COMMAND --help` tells what a command takes; `./run help --commands` names Django's own too.
"""


class Commands(ManagementUtility):
    """Django's, with the site's commands in its help, and one plain line for a command that does not exist."""

    def main_help_text(self, commands_only: bool = False) -> str:
        """Our commands, each with what it does; with `commands_only` the bare names of all, as Django gives them."""
        if commands_only:
            return super().main_help_text(commands_only=True)
        self._require_settings()
        ours = {name: app for name, app in get_commands().items() if str(app).split(".")[0] in OURS}
        descriptions = {
            name: load_command_class(str(app), name).help.split(".")[0] for name, app in sorted(ours.items())
        }
        descriptions |= {"test": "The tests (pytest)", "migrate": "Brings the database up to date"}
        return HELP.format(commands="\n".join(f"  {name:22}{descriptions[name]}" for name in sorted(descriptions)))

    def fetch_command(self, subcommand: str) -> Any:
        """Return the command of that name. Report bad settings first: without settings Django finds none of our commands."""
        self._require_settings()
        if subcommand not in get_commands():
            refuse(f"there is no command {subcommand!r} (./run help lists them)")
        return super().fetch_command(subcommand)

    def _require_settings(self) -> None:
        if self.settings_exception is not None:
            raise self.settings_exception


def main() -> None:
    """Run the command. Report bad settings in one line with exit code 2; Ctrl-C is not reported as an error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")
    try:
        Commands(sys.argv).execute()
    except ImproperlyConfigured as problem:
        refuse(str(problem))
    except OperationalError as problem:
        if connection.connection is not None:  # the server answered: show the traceback
            raise
        refuse(f"The database does not answer: {' '.join(str(problem).split())}")
    except KeyboardInterrupt:
        print("plenipo: stopped", file=sys.stderr)
        sys.exit(STOPPED)


def refuse(reason: str) -> None:
    """Print one line on standard error and exit with code 2."""
    print(f"plenipo: {reason}", file=sys.stderr)
    sys.exit(BAD_INPUT)


if __name__ == "__main__":
    main()
