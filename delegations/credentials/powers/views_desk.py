"""The depositary's desk: the list of full powers, and one paper beside its checklist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conference.core import access_log as core_access_log
from conference.core import concurrency, undo
from conference.core.access import Actor, actor_of, staff
from conference.core.errors import UserError
from conference.correspondence.letters import frames
from conference.files import spreadsheets
from conference.files.responses import pdf_frame, send_file
from conference.look.lists import sentences
from conference.models import current_conference
from delegations.credentials.powers import actions, deciding, queries, texts
from delegations.credentials.powers import listing as lists_of
from delegations.credentials.powers.forms import CorrectionForm, DefectForm, OfficeForm, ReturnForm
from delegations.credentials.powers.models import FullPowers
from delegations.registration.delegations import access_log

SEE = "powers.see"
type Forms = dict[str, Any]


@staff(SEE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    wanted = lists_of.Filter.read(request.GET)
    rows, following = lists_of.page(wanted, request.GET.get("after", ""))
    access_log.persons(request, None, len(rows), "credentials:powers")
    context = {
        "wanted": wanted,
        "rows": queries.each_with_status(rows),
        "shows": lists_of.shows(wanted),
        "parties": lists_of.parties(),
        "silent": lists_of.parties_without(),
        "query": wanted.query(),
        "pager": {
            "next": wanted.query(after=following) if following else "",
            "previous": wanted.query() if request.GET.get("after") else "",
        },
    }
    return render(request, "desk/credentials/powers/powers.html", context)


@staff(SEE)
@require_safe
def table(request: HttpRequest) -> HttpResponseBase:
    """Return the list for the depositary as a workbook, or as CSV with `?kind=csv`."""
    wanted = lists_of.Filter.read(request.GET)
    kind = spreadsheets.CSV if request.GET.get("kind") == spreadsheets.CSV else spreadsheets.XLSX
    core_access_log.log_read(
        actor=actor_of(request), of=current_conference(), verb="powers.exported", right=SEE, kind=kind
    )
    title = _("Full powers")
    return spreadsheets.download(kind, "full-powers", title, lists_of.columns(), lists_of.cells(wanted))


@staff(SEE)
@require_safe
def scan(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    row = get_object_or_404(queries.with_related(), public_id=public_id)
    core_access_log.log_read(actor=actor_of(request), of=row, verb="powers.read", right=SEE)
    return send_file(row.file, name=row.file_name)


@staff(SEE)
@require_safe
@pdf_frame
def scan_in_page(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Return a PDF for the frame beside its checklist."""
    row = get_object_or_404(queries.with_related(), public_id=public_id)
    core_access_log.log_read(actor=actor_of(request), of=row, verb="powers.read", right=SEE)
    return send_file(row.file, name=row.file_name, framed=True)


@staff(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
@frames.around
def paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the paper beside its checklist, and take one step: each is a button of its own."""
    actor = actor_of(request)
    row = get_object_or_404(queries.with_related(), public_id=public_id)
    wanted = lists_of.Filter.read(request.GET)
    forms, act = _forms(row), ""
    problem: UserError | None = None
    if request.method == "POST":
        act = next((name for name in STEPS if name in request.POST), "")
        if act in forms:
            forms[act] = type(forms[act])(request.POST, **({"powers": row} if act == "facts" else {}))
        if act and (act not in forms or forms[act].is_valid()):
            try:
                done = STEPS[act](actor, row, forms.get(act), concurrency.posted_version(request.POST))
            except UserError as refused:
                problem = refused
                row = get_object_or_404(queries.with_related(), public_id=public_id)
            else:
                messages.success(request, done)
                return redirect(reverse("credentials:paper", args=[public_id]) + wanted.query())
    access_log.person(request, row.representative, "credentials:powers")
    context = {**_page(actor, row, wanted), "forms": forms, "open": act, "problem": problem}
    status = problem.status if problem else 422 if request.method == "POST" else 200
    return render(request, "desk/credentials/powers/paper.html", context, status=status)


def _page(actor: Actor, row: FullPowers, wanted: lists_of.Filter) -> dict[str, Any]:
    status = queries.status(row, row.representative, row.treaty)
    assessment = queries.assess(row)
    checklist = queries.assess(row, exempt=False) if row.file else assessment
    return {
        "row": row,
        "party": row.delegation.party,
        "person": row.representative,
        "status": status,
        "reasons": texts.reasons_for(status.reasons),
        "remarks": texts.reasons_for(status.remarks),
        "verdict": assessment.verdict,
        "lines": [(line, texts.RULES[line.about], texts.REASONS.get(line.reason)) for line in checklist.lines],
        "defects": checklist.defects,
        "why_not_accepted": deciding.why_not_accepted(checklist.defects),
        "may_decide": actor.may(deciding.DECIDE),
        "may_receive": actor.may(actions.RECEIVE),
        "is_picture": str(row.file).endswith(".jpg"),
        "changed": set(status.reasons + status.remarks) & {"name_changed", "office_changed"},
        "window": bool(undo.window()),
        "query": wanted.query(),
        "following": lists_of.following(row, wanted),
        "left": lists_of.waiting().count(),
    }


def _forms(row: FullPowers) -> Forms:
    checklist = queries.assess(row, exempt=False)
    return {
        "facts": CorrectionForm(powers=row),
        "defective": DefectForm(initial={"defects": [code for code in checklist.defects if code in texts.DEFECTS]}),
        "not_needed": OfficeForm(initial={"office": queries.exempt_office(row.representative, row.treaty)}),
        "returned": ReturnForm(),
    }


def _facts(actor: Actor, row: FullPowers, form: Any, version: int | None) -> str:
    values = form.cleaned_data
    deciding.correct_facts(
        actor=actor, powers=row, facts=values, same_person=values["same_person"], expected_version=version
    )
    return _("Corrected.")


def _accept(actor: Actor, row: FullPowers, form: Any, version: int | None) -> str:
    deciding.accept(actor=actor, powers=row, expected_version=version)
    return _with_mail(_("Full powers accepted: %(what)s."), row)


def _defective(actor: Actor, row: FullPowers, form: Any, version: int | None) -> str:
    values = form.cleaned_data
    deciding.find_defective(
        actor=actor, powers=row, defects=values["defects"], explanation=values["words"], expected_version=version
    )
    return _with_mail(_("Full powers defective: %(what)s."), row)


def _not_needed(actor: Actor, row: FullPowers, form: Any, version: int | None) -> str:
    values = form.cleaned_data
    deciding.find_not_needed(
        actor=actor,
        powers=row,
        office=values["office"],
        acting=values["acting"],
        evidence=values["evidence"],
        expected_version=version,
    )
    return _with_mail(_("No full powers needed: %(what)s."), row)


def _confirm(actor: Actor, row: FullPowers, form: Any, version: int | None) -> str:
    deciding.confirm(actor=actor, powers=row, expected_version=version)
    return _("The decision is confirmed for the person as registered now.")


def _again(actor: Actor, row: FullPowers, form: Any, version: int | None) -> str:
    deciding.check_again(actor=actor, powers=row, expected_version=version)
    return _("Full powers are checked again: %(what)s.") % {"what": row.representative.full_name}


def _withdraw(actor: Actor, row: FullPowers, form: Any, version: int | None) -> str:
    actions.withdraw(actor=actor, powers=row, expected_version=version)
    return _("%(who)s is no longer named to sign.") % {"who": row.representative.full_name}


def _received(actor: Actor, row: FullPowers, form: Any, version: int | None) -> str:
    actions.receive_original(actor=actor, powers=row, expected_version=version)
    return _("Original of full powers received: %(what)s.") % {"what": row.representative.full_name}


def _returned(actor: Actor, row: FullPowers, form: Any, version: int | None) -> str:
    actions.return_original(actor=actor, powers=row, to=form.cleaned_data["returned_to"], expected_version=version)
    return _("Original of full powers returned: %(what)s.") % {"what": row.representative.full_name}


def _with_mail(message: str, row: FullPowers) -> str:
    mail_note = _("The focal points are informed by e-mail.")
    if undo.window():
        mail_note = _("The e-mail is sent when the time to undo has passed.")
    return sentences([message % {"what": row.representative.full_name}, mail_note])


STEPS: dict[str, Callable[[Actor, FullPowers, Any, int | None], str]] = {
    "facts": _facts,
    "accept": _accept,
    "defective": _defective,
    "not_needed": _not_needed,
    "confirm": _confirm,
    "again": _again,
    "withdraw": _withdraw,
    "received": _received,
    "returned": _returned,
}
