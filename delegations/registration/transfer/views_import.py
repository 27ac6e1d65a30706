"""The import of a delegation's members: a table is checked, stored for an hour and imported; or imported at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from conference.core import days
from conference.core.access import Actor, actor_of
from conference.look.lists import sentences
from conference.models import current_conference
from delegations.registration.delegations import access_log, queries
from delegations.registration.members import consequences
from delegations.registration.members.choices import Choices
from delegations.registration.models import Delegation, PendingImport
from delegations.registration.transfer import headings, pending_imports, preview, tables
from delegations.registration.transfer.actions import importing
from delegations.registration.transfer.actions.importing import ImportConflict, ImportResult, RowsAsked
from delegations.registration.transfer.forms import ImportForm
from delegations.registration.transfer.tables import Row, TableRefused


@require_http_methods(["GET", "HEAD", "POST"])
def import_table(request: HttpRequest, code: str) -> HttpResponse:
    """Take a table of members: all of it, or nothing.

    With a file: `check` only checks, and stores a good one. Without: `kept` says what to do with the checked one, `import`, `look` (check
    it again) or `discard`.
    """
    actor = actor_of(request)
    step = _Step(request, actor, queries.delegation_for(actor, code, write=True))
    if request.method != "POST":
        return step.page()
    return step.of_kept(request.POST["kept"]) if "kept" in request.POST else step.of_file()


@dataclass
class _Step:
    request: HttpRequest
    actor: Actor
    delegation: Delegation
    form: ImportForm = field(default_factory=ImportForm)

    @property
    def order(self) -> str:
        """Return the order of day and month that the sender was asked for, empty before."""
        return order if (order := self.request.POST.get("dates", "")) in days.ORDERS else ""

    @property
    def _zone(self) -> ZoneInfo:
        return Choices(self.delegation.party, self.delegation.stamp).zone

    def of_file(self) -> HttpResponse:
        self.form = ImportForm(self.request.POST, self.request.FILES)
        if not self.form.is_valid():
            return self.page(422)
        body: bytes = self.form.cleaned_data["file"]
        if "check" not in self.request.POST:
            return self._bring(body, expected_version=None)
        return self._check(body, name=self.form.name)

    def of_kept(self, what: str) -> HttpResponse:
        if what == "discard":
            pending_imports.forget(delegation=self.delegation, actor=self.actor)
            return redirect("registration:import", code=self.delegation.party.slug)
        kept = pending_imports.find(delegation=self.delegation, actor=self.actor)
        if kept is None:
            return self.page(422, over=True)
        body = pending_imports.body_of(kept)
        if what != "import":
            return self._check(body, kept=kept)
        if self.request.POST.get("digest") != pending_imports.digest(body):
            return self._check(body, kept=kept, overtaken=True)
        try:
            return self._bring(body, expected_version=self.request.POST.get("expected_version", ""))
        except ImportConflict:
            return self._check(body, kept=kept, overtaken=True)

    def _bring(self, body: bytes, expected_version: str | None) -> HttpResponse:
        rows: list[Row] = []
        try:
            rows = tables.read(body)
            done = importing.import_members(
                actor=self.actor,
                delegation=self.delegation,
                rows=rows,
                expected_version=expected_version,
                order=self.order,
                sure=expected_version is not None,
            )
        except RowsAsked:
            return self._check(body, name=self.form.name)
        except TableRefused as refused:
            return self._refuse(refused, rows, body)
        pending_imports.forget(delegation=self.delegation, actor=self.actor)
        messages.success(self.request, _told(done))
        return redirect("registration:delegation", code=self.delegation.party.slug)

    def _check(
        self,
        body: bytes,
        *,
        name: str = "",
        kept: PendingImport | None = None,
        overtaken: bool = False,
    ) -> HttpResponse:
        """Show what each row would do; a new file is stored when there is something to import."""
        rows: list[Row] = []
        try:
            rows = tables.read(body)
            done = importing.import_members(
                actor=self.actor, delegation=self.delegation, rows=rows, dry_run=True, order=self.order
            )
        except TableRefused as refused:
            return self._refuse(refused, rows, body, name=name, kept=kept)
        if kept is None and done.count:
            kept = pending_imports.keep(body, name, delegation=self.delegation, actor=self.actor)
        lines = preview.build_lines(done.plans, [], self._zone)
        self._log_private(lines)
        context = {"checked": done, "digest": pending_imports.digest(body), "overtaken": overtaken, **lines}
        context["ends_something"] = any(plan.effect for plan in done.plans)
        return self.page(409 if overtaken else 200, kept=kept, **context)

    def _refuse(
        self,
        refused: TableRefused,
        rows: Sequence[Row],
        body: bytes,
        *,
        name: str = "",
        kept: PendingImport | None = None,
    ) -> HttpResponse:
        """Say what is wrong; where dates can be read in two ways, keep the file and ask once for all of them."""
        context = preview.refused(refused, rows, self._zone)
        self._log_private(context)
        if context["two_ways"]:
            name = name or getattr(self.form, "name", "")
            context["kept"] = kept or pending_imports.keep(body, name, delegation=self.delegation, actor=self.actor)
        return self.page(422, **context)

    def _log_private(self, context: dict[str, Any]) -> None:
        """Log whose private values the page shows to staff who act for the delegation."""
        for line in context["lines"]:
            if line.member is not None and line.shows_private:
                access_log.private(self.request, line.member, verb="delegate.form_read", right="registration.act_for")

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        if "kept" not in context:
            context["kept"] = pending_imports.find(delegation=self.delegation, actor=self.actor)
        if context["kept"]:
            context["kept_words"] = pending_imports.words(context["kept"], current_conference())
        context |= {"form": self.form, "order": self.order, **_page(self.delegation)}
        return render(self.request, "portal/registration/transfer/import.html", context, status=status)


def _page(found: Delegation) -> dict[str, Any]:
    choices = Choices(found.party, found.stamp)
    return {
        "delegation": found,
        "party": found.party,
        "columns": [(name, label, choices.allowed(name)) for name, label in headings.asked(choices.conference).items()],
        "required": tables.REQUIRED,
        "rule": consequences.rule_in_words(),
        "nav_label": found.party.short,
    }


def _told(done: ImportResult) -> str:
    entered, changed, same = len(done.entered), len(done.changed), len(done.unchanged)
    parts = []
    if entered:
        words = ngettext(
            "%(count)s member was imported as a draft.", "%(count)s members were imported as drafts.", entered
        )
        parts.append(words % {"count": entered})
    if changed:
        words = ngettext("%(count)s member was changed.", "%(count)s members were changed.", changed)
        parts.append(words % {"count": changed})
    if same:
        words = ngettext("%(count)s is unchanged.", "%(count)s are unchanged.", same)
        parts.append(words % {"count": same})
    return sentences(parts)
