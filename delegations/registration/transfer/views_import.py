"""The import of a delegation's members: a table is checked, stored for an hour and imported; or imported at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from conference.core import characters, undo
from conference.core.access import Actor, actor_of, confirm_identity
from conference.files.uploads import refuse_large
from conference.look.lists import join_sentences
from conference.models import current_conference
from delegations.registration.delegations import access_log, queries
from delegations.registration.members import consequences
from delegations.registration.members.choices import Choices
from delegations.registration.models import Delegation, PendingImport
from delegations.registration.transfer import answers, headings, mapping, pending_imports, preview, tables
from delegations.registration.transfer.actions import importing, undoing
from delegations.registration.transfer.actions.importing import (
    ImportConflict,
    ImportResult,
    RowsRefused,
    RowsUnconfirmed,
)
from delegations.registration.transfer.answers import Answers
from delegations.registration.transfer.tables import MemberTable, TableProblem, TableRefused


class ImportForm(characters.Form):
    """A table of members. After `is_valid`, `name` is the name of the file."""

    name: str

    file = forms.FileField(
        label=gettext_lazy("Table, Excel workbook or CSV"), help_text=gettext_lazy("At most 5 MB and 10,000 rows.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv,text/csv"

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        refuse_large(file)
        self.name = file.name
        body: bytes = file.read()
        return body


@confirm_identity(bulk=True)
@require_http_methods(["GET", "HEAD", "POST"])
def import_table(request: HttpRequest, code: str) -> HttpResponse:
    """Import a table of members as one act.

    A posted file is stored, and imported unless it is only to be checked (`check`) or something is in doubt. Without a file `kept` is what
    to do with the stored one: `import`, `rest` (import all but the rows with problems), `look` (check it again), `discard` or `undo`.
    """
    actor = actor_of(request)
    page = _ImportPage(request, actor, queries.delegation_for(actor, code, write=True))
    if request.method != "POST":
        return page.show()
    try:
        return page.use_pending(request.POST["kept"]) if "kept" in request.POST else page.use_file()
    except TableRefused as refusal:
        return page.show(422, refusal=refusal)


@dataclass
class _ImportPage:
    request: HttpRequest
    actor: Actor
    delegation: Delegation
    form: ImportForm = field(default_factory=ImportForm)

    @cached_property
    def _choices(self) -> Choices:
        return Choices(self.delegation.party, self.delegation.stamp)

    @cached_property
    def _remembered(self) -> Answers:
        return answers.recall(self.delegation)

    def use_file(self) -> HttpResponse:
        self.form = ImportForm(self.request.POST, self.request.FILES)
        if not self.form.is_valid():
            return self.show(422)
        body: bytes = self.form.cleaned_data["file"]
        sheet = self._read(body, answers.NO_ANSWERS)
        pending = pending_imports.store(body, self.form.name, delegation=self.delegation, actor=self.actor)
        assert pending is not None  # whoever is signed in has an account
        answered = answers.NO_ANSWERS.with_posted(self.request.POST)
        if "check" in self.request.POST or sheet.is_unclear:
            return self._check(pending, sheet, answered)
        return self._import(pending, sheet, answered, sure=False)

    def use_pending(self, action: str) -> HttpResponse:
        if action == "discard":
            pending_imports.forget(delegation=self.delegation, actor=self.actor)
            return redirect("registration:import", code=self.delegation.party.slug)
        pending = pending_imports.find_pending_import(delegation=self.delegation, actor=self.actor)
        if pending is not None and action == "undo":
            return self._undo(pending)
        if pending is None or not pending.body:
            return self.show(422, expired=True)
        body = pending_imports.body_of(pending)
        before = answers.from_text(pending.answers)
        if self.request.POST.get("digest", digest := pending_imports.digest(body)) != digest:
            return self._check(pending, self._read(body, before), before, outdated=True)
        answered = before.with_posted(self.request.POST)
        if answered != before:
            pending_imports.save_answers(pending, answered)
        sheet = self._read(body, answered)
        if sheet.is_unclear or action not in ("import", "rest"):
            return self._check(pending, sheet, answered)
        version = self.request.POST.get("expected_version", "")
        return self._import(
            pending, sheet, answered, expected_version=version, is_new=answered != before, rest=action == "rest"
        )

    def _read(self, body: bytes, answered: Answers) -> MemberTable:
        columns = answers.with_remembered(answered, self._remembered).columns
        return tables.read_sheet(body, columns, self._choices.conference.starts_on)

    def _with_context(self, answered: Answers, sheet: MemberTable) -> Answers:
        """Return the answers with what is remembered, and with what the headings say of the order of dates."""
        orders = {column.name: column.order for column in sheet.columns if column.order}
        answered = answers.with_remembered(answered, self._remembered)
        return replace(answered, orders={**orders, **answered.orders})

    def _plan(self, sheet: MemberTable, answered: Answers, **more: Any) -> ImportResult:
        return importing.import_members(
            actor=self.actor,
            delegation=self.delegation,
            rows=sheet.rows,
            answers=self._with_context(answered, sheet),
            **more,
        )

    def _import(
        self,
        pending: PendingImport,
        sheet: MemberTable,
        answered: Answers,
        *,
        is_new: bool = False,
        rest: bool = False,
        **more: Any,
    ) -> HttpResponse:
        """Import the rows; with `rest`, leave out those with problems. What was not seen before is shown first."""
        try:
            result = self._plan(sheet, answered, **more)
        except RowsRefused as refusal:
            if not rest:
                return self._check(pending, sheet, answered)
            answered = answered.without({problem.row for problem in refusal.problems})
            return self._import(pending, sheet, answered, is_new=is_new, **more)
        except RowsUnconfirmed:
            return self._check(pending, sheet, answered)
        except ImportConflict:
            return self._check(pending, sheet, answered, outdated=not is_new)
        answers.remember(self.delegation, answered, sheet.columns)
        pending_imports.finish(pending, result.undo() if result.undo else "")
        sentences = preview.count_imported(result, preview.count_out(sheet.rows, answered))
        messages.success(self.request, join_sentences([*sentences, sheet.losses]))
        page = "registration:import" if result.undo else "registration:delegation"
        return redirect(page, code=self.delegation.party.slug)

    def _undo(self, pending: PendingImport) -> HttpResponse:
        count = undoing.undo_import(actor=self.actor, pending=pending)
        message = ngettext(
            "The import of %(count)s member was undone.", "The import of %(count)s members was undone.", count
        )
        messages.success(self.request, message % {"count": count})
        return redirect("registration:delegation", code=self.delegation.party.slug)

    def _check(
        self, pending: PendingImport, sheet: MemberTable, answered: Answers, *, outdated: bool = False
    ) -> HttpResponse:
        """Show what each column was taken for; and, unless one is in doubt, what would become of each row."""
        context = {
            "pending": pending,
            "sheet": sheet,
            "digest": pending_imports.digest(pending_imports.body_of(pending)),
        }
        context |= {"targets": self._targets(), "outdated": outdated}
        if sheet.is_unclear:
            return self.show(422, **context)
        problems: Sequence[TableProblem] = ()
        try:
            result = self._plan(sheet, answered, dry_run=True)
        except RowsRefused as refusal:
            result, problems = ImportResult(refusal.plans), refusal.problems
        shown = preview.Preview(sheet.rows, self._with_context(answered, sheet), self._choices)
        context |= {"checked": result, **shown.build(result.plans, problems)}
        context["has_ends"] = any(plan.ends for plan in result.plans)
        return self.show(422 if problems else 409 if outdated else 200, **context)

    def _targets(self) -> list[tuple[str, str]]:
        names = {**headings.KEYS, **headings.get_columns(self._choices.conference), **headings.PARTS}
        return [(mapping.SKIPPED, _("Not imported")), *((name, str(label)) for name, label in names.items())]

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        """Show the page. Where it shows private values to staff who act for the delegation, log it."""
        for line in context.get("lines", ()):
            if line.member is not None and line.shows_private:
                access_log.log_confidential(
                    self.request, line.member, verb="delegate.form_read", right="registration.act_for"
                )
        pending = context.pop("pending", None) or pending_imports.find_pending_import(
            delegation=self.delegation, actor=self.actor
        )
        if pending and pending.undo:
            context["can_undo"] = not undo.late(pending.checked_at)
        elif pending:
            context["pending"] = pending
            context["stored_until"] = pending_imports.describe(pending, current_conference())
        columns = headings.get_columns(self._choices.conference)
        context |= {
            "form": self.form,
            "delegation": self.delegation,
            "party": self.delegation.party,
            "columns": [(name, label, self._choices.allowed(name)) for name, label in columns.items()],
            "required": tables.REQUIRED,
            "rule": consequences.rule_in_words(),
            "nav_label": self.delegation.party.short,
        }
        return render(self.request, "portal/registration/transfer/import.html", context, status=status)
