"""The import of a delegation's members: a table is checked, stored for an hour and imported; or imported at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from conference.core.access import Actor, actor_of
from conference.models import current_conference
from delegations.registration.delegations import queries
from delegations.registration.members.choices import Choices
from delegations.registration.models import Delegation, PendingImport
from delegations.registration.transfer import headings, pending_imports, tables
from delegations.registration.transfer.actions import importing
from delegations.registration.transfer.actions.importing import ImportConflict, ImportResult, Plan, RowsRefused
from delegations.registration.transfer.forms import ImportForm
from delegations.registration.transfer.tables import Problem, Row, TableRefused

SHOWN = 200  # rows on the page, and besides them as many with problems


@dataclass
class ImportLine:
    number: int
    who: str = ""
    what: str = ""
    review: bool = False
    columns: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


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
            return self._bring(body, expected_version=self.request.POST.get("seen", ""))
        except ImportConflict:
            return self._check(body, kept=kept, overtaken=True)

    def _bring(self, body: bytes, expected_version: str | None) -> HttpResponse:
        rows: list[Row] = []
        try:
            rows = tables.read(body)
            done = importing.import_members(
                actor=self.actor, delegation=self.delegation, rows=rows, expected_version=expected_version
            )
        except TableRefused as refused:
            return self.page(422, **_refused(refused, rows))
        pending_imports.forget(delegation=self.delegation, actor=self.actor)
        messages.success(self.request, _told(done))
        return redirect("registration:delegation", code=self.delegation.party.slug)

    def _check(
        self, body: bytes, *, name: str = "", kept: PendingImport | None = None, overtaken: bool = False
    ) -> HttpResponse:
        rows: list[Row] = []
        try:
            rows = tables.read(body)
            done = importing.import_members(actor=self.actor, delegation=self.delegation, rows=rows, dry_run=True)
        except TableRefused as refused:
            return self.page(422, **_refused(refused, rows))
        if kept is None and done.count:
            kept = pending_imports.keep(body, name, delegation=self.delegation, actor=self.actor)
        context = {
            "checked": done,
            "digest": pending_imports.digest(body),
            "overtaken": overtaken,
            **_lines(done.plans, []),
        }
        return self.page(409 if overtaken else 200, kept=kept, **context)

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        if "kept" not in context:
            context["kept"] = pending_imports.find(delegation=self.delegation, actor=self.actor)
        if context["kept"]:
            context["kept_words"] = pending_imports.words(context["kept"], current_conference())
        context |= {"form": self.form, **_page(self.delegation)}
        return render(self.request, "portal/registration/transfer/import.html", context, status=status)


def _page(found: Delegation) -> dict[str, Any]:
    choices = Choices(found.party, found.stamp)
    return {
        "delegation": found,
        "party": found.party,
        "columns": [(name, label, choices.allowed(name)) for name, label in headings.COLUMNS.items()],
        "required": tables.REQUIRED,
        "nav_label": found.party.short,
    }


def _refused(refused: TableRefused, rows: Sequence[Row]) -> dict[str, Any]:
    plans = refused.plans if isinstance(refused, RowsRefused) else []
    found = {"problem_count": len(refused.problems), **_lines(plans, refused.problems)}
    wrong = {line.number: line for line in found["lines"] if line.problems}
    for row in rows:
        if line := wrong.get(row.number):
            line.who = f"{row.values.get('given_names', '')} {row.values.get('family_name', '')}".strip()[:120]
    return found


def _lines(plans: Sequence[Plan], problems: Sequence[Problem]) -> dict[str, Any]:
    wrong: dict[int, ImportLine] = {}
    for problem in problems:
        wrong.setdefault(problem.row, ImportLine(problem.row)).problems.append(problem)
    good = {
        plan.row.number: ImportLine(
            plan.row.number,
            str(plan.after),
            plan.what,
            plan.review,
            [str(headings.COLUMNS[name]) for name in plan.columns],
        )
        for plan in plans[:SHOWN]
        if plan.row.number not in wrong
    }
    some = {number: wrong[number] for number in sorted(wrong)[:SHOWN]}
    lines = [line for _number, line in sorted({**good, **some}.items())]
    total = len(wrong) + sum(plan.row.number not in wrong for plan in plans)
    return {"lines": lines, "line_count": total}


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
        words = ngettext("%(count)s is as before.", "%(count)s are as before.", same)
        parts.append(words % {"count": same})
    return " ".join(parts)
