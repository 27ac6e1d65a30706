"""`./run import_delegates FILE --delegation CODE [--dry-run]`: enter or change the members of a table, all of them or none."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import days
from conference.core.access import SYSTEM
from conference.core.errors import NotFound, UserError
from conference.management.base import PlainCommand
from conference.models import current_conference
from delegations.registration.delegations import queries
from delegations.registration.transfer import answers, headings, tables
from delegations.registration.transfer.actions import importing
from delegations.registration.transfer.actions.importing import ImportResult
from delegations.registration.transfer.answers import Answers
from delegations.registration.transfer.mapping import SKIPPED
from delegations.registration.transfer.preview import count_known
from delegations.registration.transfer.tables import TableProblem, TableRefused


class Command(PlainCommand):
    """Enter and change members from a table. Every problem is written as a line with row, column and reason."""

    help = "Enters the members of a table as drafts and changes known ones: all of them, or none and what is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="an .xlsx or a CSV in UTF-8, with the columns of the template")
        parser.add_argument("--delegation", required=True, metavar="CODE", help="the party's code, such as KEN")
        help_dates = (
            "order of day and month where a date can be read in two ways: dmy for 31/12/1980, mdy for 12/31/1980"
        )
        parser.add_argument("--dates", choices=days.ORDERS, default="", help=help_dates)
        help_column = (
            "what a heading means where that is in doubt: a column of the template, or - for one that is not imported"
        )
        parser.add_argument("--column", action="append", default=[], metavar="HEADING=COLUMN", help=help_column)
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["delegation"]
        try:
            delegation = queries.delegation_for(SYSTEM, code, write=True)
        except NotFound as refusal:
            raise UserError(_("There is no delegation with the code %(code)s.") % {"code": code}) from refusal
        file, dry_run = options["file"], options["dry_run"]
        try:
            answered = answers.with_remembered(_answers(options), answers.recall(delegation))
            sheet = tables.read_sheet(_read(file), answered.columns, current_conference().starts_on)
            tables.refuse_doubts(sheet)
            result = importing.import_members(
                actor=SYSTEM, delegation=delegation, rows=sheet.rows, dry_run=dry_run, answers=answered
            )
        except TableRefused as refusal:
            for problem in refusal.problems[:-1]:
                self.stderr.write(f"plenipo: {file}: {problem}")
            raise UserError(f"{file}: {refusal.problems[-1]}") from refusal
        for heading in sheet.not_imported:
            problem = TableProblem(sheet.heading_row, heading, _("This column is not imported."))
            self.stderr.write(f"plenipo: {file}: {problem}")
        for row in sheet.rows:
            if row.note:
                message = _("“%(text)s” is taken for a note, and left out.") % {"text": row.note[:60]}
                self.stderr.write(f"plenipo: {file}: {TableProblem(row.number, '', message)}")
        for plan in result.plans:
            for question in plan.questions:
                self.stderr.write(f"plenipo: {file}: {TableProblem(plan.row.number, question.field, question.text)}")
        self.stdout.write(_describe(result, dry_run))


def _answers(options: dict[str, Any]) -> Answers:
    columns = {}
    for answer in options["column"]:
        heading, equals, name = answer.rpartition("=")
        if not equals or name not in {*headings.LABELS, *headings.PARTS, SKIPPED}:
            raise UserError(_("“%(answer)s” does not name a column of the template.") % {"answer": answer})
        columns[headings.fold(heading)] = name
    return Answers(columns=columns, orders={"": options["dates"]})


def _describe(result: ImportResult, dry_run: bool) -> str:
    if dry_run:
        count = len(result.plans)
        message = ngettext(
            "%(count)s valid row; nothing was written.", "%(count)s valid rows; nothing was written.", count
        )
        return message % {"count": count}
    sentences = count_known(result)
    if count := len(result.entered):
        message = ngettext("%(count)s member entered as a draft.", "%(count)s members entered as drafts.", count)
        sentences.insert(0, message % {"count": count})
    return " ".join(sentences)


def _read(name: str) -> bytes:
    """Return the bytes of a file, up to the limit. A device or a pipe, which may never end, is not opened."""
    try:
        path = Path(name)
        if not path.is_file() and path.exists():
            reason = {"file": name, "reason": _("it is not a file")}
            raise UserError(_("%(file)s cannot be read: %(reason)s.") % reason)
        tables.refuse_large(path.stat().st_size)
        with path.open("rb") as file:
            return file.read(settings.UPLOAD_LIMIT + 1)
    except OSError as error:
        reason = {"file": name, "reason": error.strerror or str(error)}
        raise UserError(_("%(file)s cannot be read: %(reason)s.") % reason) from error
