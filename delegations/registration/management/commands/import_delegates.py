"""`./run import_delegates FILE --delegation CODE [--dry-run]`: enters the members of a CSV as drafts, all of them or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.access import SYSTEM
from conference.errors import NotFound, UserError
from conference.management.base import PlainCommand
from delegations.registration import actions, queries
from delegations.registration.tables import Refused


class Command(PlainCommand):
    """Enters members from a table; every problem is one line that names row, column and reason."""

    help = "Enters the members of a CSV into a delegation as drafts: all of them, or none and what is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, --delegation, --dry-run."""
        parser.add_argument("file", metavar="FILE", help="a CSV in UTF-8, with the columns of the template")
        parser.add_argument("--delegation", required=True, metavar="CODE", help="the party's code, such as KEN")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Imports, or says what hinders it. Raises UserError."""
        code = options["delegation"]
        try:
            delegation = queries.delegation_for(SYSTEM, code, write=True)
        except NotFound as problem:
            raise UserError(_("There is no delegation with the code %(code)s.") % {"code": code}) from problem
        body = _read(options["file"])
        try:
            entered = actions.import_members(actor=SYSTEM, delegation=delegation, body=body, dry_run=options["dry_run"])
        except Refused as refused:
            for wrong in refused.problems[:-1]:
                self.stderr.write(f"plenipo: {options['file']}: {wrong}")
            raise UserError(f"{options['file']}: {refused.problems[-1]}") from refused
        count = len(entered)
        if options["dry_run"]:
            words = ngettext(
                "%(count)s good row; nothing was written.", "%(count)s good rows; nothing was written.", count
            )
        else:
            words = ngettext("%(count)s member entered as a draft.", "%(count)s members entered as drafts.", count)
        self.stdout.write(words % {"count": count})


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as problem:
        reason = {"file": name, "reason": problem.strerror or problem}
        raise UserError(_("%(file)s cannot be read: %(reason)s.") % reason) from problem
