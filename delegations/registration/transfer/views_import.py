"""The import of a delegation's members: a table is checked, stored for an hour and imported; or imported at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from conference.core import characters, days
from conference.core.access import Actor, actor_of, confirm_identity
from conference.files.uploads import refuse_large
from conference.look.lists import join_sentences
from conference.models import current_conference
from delegations.registration.delegations import access_log, queries
from delegations.registration.members import consequences
from delegations.registration.members.choices import Choices
from delegations.registration.models import Delegation, PendingImport
from delegations.registration.transfer import headings, pending_imports, preview, tables
from delegations.registration.transfer.actions import importing
from delegations.registration.transfer.actions.importing import ImportConflict, RowsUnconfirmed
from delegations.registration.transfer.tables import MemberRow, TableRefused


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
    """Import a table of members, all of it or nothing.

    A posted file is imported, or with `check` only checked, and stored if it is good. Without a file `kept` is what to do with the stored
    one: `import`, `look` (check it again) or `discard`.
    """
    actor = actor_of(request)
    page = _ImportPage(request, actor, queries.delegation_for(actor, code, write=True))
    if request.method != "POST":
        return page.show()
    return page.use_pending(request.POST["kept"]) if "kept" in request.POST else page.use_file()


@dataclass
class _ImportPage:
    request: HttpRequest
    actor: Actor
    delegation: Delegation
    form: ImportForm = field(default_factory=ImportForm)

    @property
    def order(self) -> str:
        """Return the order of day and month that the sender chose, empty before."""
        return order if (order := self.request.POST.get("dates", "")) in days.ORDERS else ""

    @cached_property
    def _choices(self) -> Choices:
        return Choices(self.delegation.party, self.delegation.stamp)

    def use_file(self) -> HttpResponse:
        self.form = ImportForm(self.request.POST, self.request.FILES)
        if not self.form.is_valid():
            return self.show(422)
        body: bytes = self.form.cleaned_data["file"]
        return self._check(body) if "check" in self.request.POST else self._import(body, expected_version=None)

    def use_pending(self, action: str) -> HttpResponse:
        if action == "discard":
            pending_imports.forget(delegation=self.delegation, actor=self.actor)
            return redirect("registration:import", code=self.delegation.party.slug)
        pending = pending_imports.find_pending_import(delegation=self.delegation, actor=self.actor)
        if pending is None:
            return self.show(422, expired=True)
        body = pending_imports.body_of(pending)
        if action != "import":
            return self._check(body, pending)
        if self.request.POST.get("digest") != pending_imports.digest(body):
            return self._check(body, pending, outdated=True)
        try:
            return self._import(body, expected_version=self.request.POST.get("expected_version", ""))
        except ImportConflict:
            return self._check(body, pending, outdated=True)

    def _import(self, body: bytes, expected_version: str | None) -> HttpResponse:
        rows: list[MemberRow] = []
        try:
            rows = tables.read(body)
            result = importing.import_members(
                actor=self.actor,
                delegation=self.delegation,
                rows=rows,
                expected_version=expected_version,
                order=self.order,
                sure=expected_version is not None,
            )
        except RowsUnconfirmed:
            return self._check(body)
        except TableRefused as refusal:
            return self._show_refusal(refusal, rows, body)
        pending_imports.forget(delegation=self.delegation, actor=self.actor)
        parts = preview.count_known(result)
        if count := len(result.entered):
            message = ngettext(
                "%(count)s member was imported as a draft.", "%(count)s members were imported as drafts.", count
            )
            parts.insert(0, message % {"count": count})
        messages.success(self.request, join_sentences(parts))
        return redirect("registration:delegation", code=self.delegation.party.slug)

    def _check(self, body: bytes, pending: PendingImport | None = None, *, outdated: bool = False) -> HttpResponse:
        """Show the preview; a new file is stored when there is something to import."""
        rows: list[MemberRow] = []
        try:
            rows = tables.read(body)
            result = importing.import_members(
                actor=self.actor, delegation=self.delegation, rows=rows, dry_run=True, order=self.order
            )
        except TableRefused as refusal:
            return self._show_refusal(refusal, rows, body, pending)
        if pending is None and result.count:
            pending = self._store(body)
        context = {
            "checked": result,
            "digest": pending_imports.digest(body),
            "outdated": outdated,
            "has_ends": any(plan.ends for plan in result.plans),
            **preview.build_lines(result.plans, [], self._choices.zone),
        }
        return self.show(409 if outdated else 200, pending=pending, **context)

    def _show_refusal(
        self, refusal: TableRefused, rows: Sequence[MemberRow], body: bytes, pending: PendingImport | None = None
    ) -> HttpResponse:
        """Show the problems. Where dates can be read in two ways, store the file and ask once for all of them."""
        context = preview.build_refusal(refusal, rows, self._choices.zone)
        if context["two_ways"]:
            context["pending"] = pending or self._store(body)
        return self.show(422, **context)

    def _store(self, body: bytes) -> PendingImport | None:
        name = getattr(self.form, "name", "")
        return pending_imports.store(body, name, delegation=self.delegation, actor=self.actor)

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        """Show the page. Where it shows private values to staff who act for the delegation, log it."""
        for line in context.get("lines", ()):
            if line.member is not None and line.shows_private:
                access_log.log_confidential(
                    self.request, line.member, verb="delegate.form_read", right="registration.act_for"
                )
        if "pending" not in context:
            context["pending"] = pending_imports.find_pending_import(delegation=self.delegation, actor=self.actor)
        if context["pending"]:
            context["stored_until"] = pending_imports.describe(context["pending"], current_conference())
        columns = headings.get_columns(self._choices.conference)
        context |= {
            "form": self.form,
            "order": self.order,
            "delegation": self.delegation,
            "party": self.delegation.party,
            "columns": [(name, label, self._choices.allowed(name)) for name, label in columns.items()],
            "required": tables.REQUIRED,
            "rule": consequences.rule_in_words(),
            "nav_label": self.delegation.party.short,
        }
        return render(self.request, "portal/registration/transfer/import.html", context, status=status)
