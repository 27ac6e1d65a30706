"""`./run import_delegates FILE --delegation CODE [--dry-run]`: enter or change the members of a table, all of them or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import SYSTEM
from conference.core.errors import NotFound, UserError
from conference.management.base import PlainCommand
from delegations.registration.delegations import queries
from delegations.registration.transfer import tables
from delegations.registration.transfer.actions import importing
from delegations.registration.transfer.actions.importing import ImportResult
from delegations.registration.transfer.tables import TableRefused


class Command(PlainCommand):
    """Enter and change members from a table; every problem is one line that names row, column and reason."""

    help = "Enters the members of a table as drafts and changes known ones: all of them, or none and what is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="an .xlsx or a CSV in UTF-8, with the columns of the template")
        parser.add_argument("--delegation", required=True, metavar="CODE", help="the party's code, such as KEN")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["delegation"]
        try:
            delegation = queries.delegation_for(SYSTEM, code, write=True)
        except NotFound as problem:
            raise UserError(_("There is no delegation with the code %(code)s.") % {"code": code}) from problem
        file, dry_run = options["file"], options["dry_run"]
        try:
            rows = tables.read(_read(file))
            done = importing.import_members(actor=SYSTEM, delegation=delegation, rows=rows, dry_run=dry_run)
        except TableRefused as refused:
            for wrong in refused.problems[:-1]:
                self.stderr.write(f"plenipo: {file}: {wrong}")
            raise UserError(f"{file}: {refused.problems[-1]}") from refused
        self.stdout.write(_told(done, dry_run))


def _told(done: ImportResult, dry_run: bool) -> str:
    if dry_run:
        count = len(done.plans)
        words = ngettext("%(count)s good row; nothing was written.", "%(count)s good rows; nothing was written.", count)
        return words % {"count": count}
    parts = []
    if count := len(done.entered):
        words = ngettext("%(count)s member entered as a draft.", "%(count)s members entered as drafts.", count)
        parts.append(words % {"count": count})
    if count := len(done.changed):
        words = ngettext("%(count)s member was changed.", "%(count)s members were changed.", count)
        parts.append(words % {"count": count})
    if count := len(done.unchanged):
        words = ngettext("%(count)s is as before.", "%(count)s are as before.", count)
        parts.append(words % {"count": count})
    return " ".join(parts)


def _read(name: str) -> bytes:
    try:
        path = Path(name)
        tables.refuse_large(path.stat().st_size)
        return path.read_bytes()
    except OSError as problem:
        reason = {"file": name, "reason": problem.strerror or problem}
        raise UserError(_("%(file)s cannot be read: %(reason)s.") % reason) from problem
