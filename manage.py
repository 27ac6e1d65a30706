#!/usr/bin/env python
"""Django's command line: `./run COMMAND` is `manage.py COMMAND` in the project's environment."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        print(f"plenipo: {problem}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
