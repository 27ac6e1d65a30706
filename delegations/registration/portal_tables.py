"""Tables in and out of a delegation: the import, the empty table, and the export of its members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from conference.access import actor_of
from conference.spreadsheets import CSV, KINDS, XLSX
from delegations.registration import actions, exports, headings, queries, tables
from delegations.registration.actions.importing import Imported, Plan, RowsRefused
from delegations.registration.choices import Choices
from delegations.registration.forms import ImportForm
from delegations.registration.models import Delegation
from delegations.registration.tables import Problem, Refused, Row

SHOWN = 200  # rows on the page, and besides them as many with something to put right


@dataclass
class Line:
    """A row as the page shows it: what will happen to whom, or what is wrong."""

    number: int
    who: str = ""
    what: str = ""
    review: bool = False
    columns: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
def import_table(request: HttpRequest, code: str) -> HttpResponse:
    """Takes a table of members: all of it, or nothing and what is wrong in which row and column. `check` only looks."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, write=True)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        only_check, rows = "check" in request.POST, []
        try:
            rows = tables.read(form.cleaned_data["file"])
            done = actions.import_members(actor=actor, delegation=found, rows=rows, dry_run=only_check)
        except Refused as refused:
            context = _refused(refused, rows)
        else:
            if not only_check:
                messages.success(request, _told(done))
                return redirect("registration:delegation", code=found.party.slug)
            context = {"checked": done, **_lines(done.plans, [])}
    return render(
        request,
        "portal/registration/import.html",
        {**_page(found), "form": form, **context},
        status=422 if "problem_count" in context or form.errors else 200,
    )


def _page(found: Delegation) -> dict[str, Any]:
    choices = Choices(found.party)
    return {
        "delegation": found,
        "party": found.party,
        "columns": [(name, label, choices.allowed(name)) for name, label in headings.COLUMNS.items()],
        "required": tables.REQUIRED,
        "nav_label": found.party.short,
    }


def _refused(refused: Refused, rows: Sequence[Row]) -> dict[str, Any]:
    plans = refused.plans if isinstance(refused, RowsRefused) else []
    found = {"problem_count": len(refused.problems), **_lines(plans, refused.problems)}
    wrong = {line.number: line for line in found["lines"] if line.problems}
    for row in rows:
        if line := wrong.get(row.number):
            line.who = f"{row.values.get('given_names', '')} {row.values.get('family_name', '')}".strip()[:120]
    return found


def _lines(plans: Sequence[Plan], problems: Sequence[Problem]) -> dict[str, Any]:
    """The first SHOWN rows, and of those with problems as many again."""
    wrong: dict[int, Line] = {}
    for problem in problems:
        wrong.setdefault(problem.row, Line(problem.row)).problems.append(problem)
    good = {
        plan.row.number: Line(
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


def _told(done: Imported) -> str:
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


@require_safe
def template_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The empty table, with its headings in the active language."""
    found = queries.delegation_for(actor_of(request), code, write=True)
    return _file(exports.blank_csv(), found, CSV)


@require_safe
def template_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """The same as a workbook, with lists to choose from."""
    found = queries.delegation_for(actor_of(request), code, write=True)
    return _file(exports.blank_workbook(Choices(found.party)), found, XLSX)


@require_safe
def export_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """The delegation's members as a table, which the import takes back."""
    found = _exported(request, code, CSV)
    lines = exports.own_csv(found, Choices(found.party))
    return StreamingHttpResponse(lines, content_type=KINDS[CSV], headers=_kept_as(found, CSV))


@require_safe
def export_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """The same as a workbook."""
    found = _exported(request, code, XLSX)
    return _file(exports.workbook(found, Choices(found.party)), found, XLSX)


def _exported(request: HttpRequest, code: str, kind: str) -> Delegation:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, write=True)
    return actions.export_delegation(actor=actor, delegation=found, kind=kind)


def _file(body: bytes, delegation: Delegation, kind: str) -> HttpResponse:
    return HttpResponse(body, content_type=KINDS[kind], headers=_kept_as(delegation, kind))


def _kept_as(delegation: Delegation, kind: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{delegation.party.slug}-members.{kind}"'}
