#!/usr/bin/env python
"""Django's command line: `./run COMMAND` is `manage.py COMMAND` in the project's environment."""

import os
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, get_commands

BAD_INPUT = 2


class Commands(ManagementUtility):
    """Django's, with one plain line for a command that does not exist."""

    def fetch_command(self, subcommand: str) -> Any:
        """The command of that name."""
        if subcommand not in get_commands():
            refuse(f"there is no command {subcommand!r} (./run help lists them)")
        return super().fetch_command(subcommand)


def main() -> None:
    """Runs the command. Settings that cannot be are one plain line, and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")
    try:
        Commands(sys.argv).execute()
    except ImproperlyConfigured as problem:
        refuse(str(problem))


def refuse(reason: str) -> None:
    """One line on standard error, exit code 2."""
    print(f"plenipo: {reason}", file=sys.stderr)
    sys.exit(BAD_INPUT)


if __name__ == "__main__":
    main()
