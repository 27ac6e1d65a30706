"""The depositary's desk: the list of full powers, and one paper beside its checklist."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from conference.accounts.exports.gate import approved_by_another
from conference.core import access_log as core_access_log
from conference.core import concurrency, undo
from conference.core.access import Actor, actor_of, confirm_identity, staff
from conference.core.errors import UserError
from conference.correspondence.letters import frames
from conference.files import spreadsheets
from conference.files.responses import pdf_frame, send_file
from conference.look.lists import join_sentences
from conference.models import current_conference
from delegations.credentials.powers import actions, deciding, listing, queries, texts
from delegations.credentials.powers.checklist import build_checklist
from delegations.credentials.powers.forms import AcceptForm, DefectForm, FactsForm, OfficeForm, ReturnForm
from delegations.credentials.powers.models import FullPowers
from delegations.registration.delegations import access_log

SEE = "powers.see"


@staff(SEE)
@require_safe
def powers_list(request: HttpRequest) -> HttpResponse:
    wanted = listing.PowersFilter.read(request.GET)
    rows, following = listing.get_page(wanted, request.GET.get("after", ""))
    access_log.log_persons(request, None, len(rows), "credentials:powers")
    context = {
        "wanted": wanted,
        "rows": queries.with_status(rows),
        "shows": listing.count_shows(wanted),
        "parties": listing.get_parties(),
        "silent": listing.count_parties_without(),
        "query": wanted.query(),
        "pager": {
            "next": wanted.query(after=following) if following else "",
            "previous": wanted.query() if request.GET.get("after") else "",
        },
    }
    return render(request, "desk/credentials/powers/powers.html", context)


@confirm_identity()
@staff(SEE)
@require_safe
@approved_by_another(gettext_lazy("Full powers"))
def table(request: HttpRequest) -> HttpResponseBase:
    """Return the list as a workbook, or as CSV with `?kind=csv`."""
    wanted = listing.PowersFilter.read(request.GET)
    kind = spreadsheets.CSV if request.GET.get("kind") == spreadsheets.CSV else spreadsheets.XLSX
    core_access_log.log_read(
        actor=actor_of(request), of=current_conference(), verb="powers.exported", right=SEE, kind=kind
    )
    title = _("Full powers")
    return spreadsheets.download(kind, "full-powers", title, listing.columns(), listing.cells(wanted))


@staff(SEE)
@require_safe
def scan(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    return _send_scan(request, public_id)


@staff(SEE)
@require_safe
@pdf_frame
def scan_in_page(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    return _send_scan(request, public_id, framed=True)


def _send_scan(request: HttpRequest, public_id: UUID, *, framed: bool = False) -> HttpResponseBase:
    powers = _get_powers(public_id)
    core_access_log.log_read(actor=actor_of(request), of=powers, verb="powers.read", right=SEE)
    return send_file(powers.file, name=powers.file_name, framed=framed)


def _get_powers(public_id: UUID) -> FullPowers:
    return get_object_or_404(queries.with_related(), public_id=public_id)


@staff(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
@frames.around
def paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the paper beside its checklist, and take one step: each is a button of its own."""
    actor = actor_of(request)
    powers = _get_powers(public_id)
    wanted = listing.PowersFilter.read(request.GET)
    forms, act = _forms(powers), ""
    problem: UserError | None = None
    if request.method == "POST":
        act = next((name for name in STEPS if name in request.POST), "")
        if act in forms:
            forms[act] = type(forms[act])(request.POST, **({"powers": powers} if act == "facts" else {}))
        if act and (act not in forms or forms[act].is_valid()):
            try:
                done = STEPS[act].apply_to(actor, powers, forms.get(act), concurrency.posted_version(request.POST))
            except UserError as refused:
                problem = refused
                powers = _get_powers(public_id)
            else:
                messages.success(request, done)
                return redirect(reverse("credentials:paper", args=[public_id]) + wanted.query())
    access_log.log_person(request, powers.representative, "credentials:powers")
    context = {**_page(actor, powers, wanted), "forms": forms, "open": act, "problem": problem}
    status = problem.status if problem else 422 if request.method == "POST" else 200
    return render(request, "desk/credentials/powers/paper.html", context, status=status)


def _page(actor: Actor, powers: FullPowers, wanted: listing.PowersFilter) -> dict[str, Any]:
    status = queries.get_status(powers, powers.representative, powers.treaty)
    assessment = queries.assess_powers(powers)
    checklist = queries.assess_powers(powers, exempt=False) if powers.file else assessment
    return {
        "row": powers,
        "party": powers.delegation.party,
        "person": powers.representative,
        "status": status,
        "reasons": texts.reasons_for(status.reasons),
        "remarks": texts.reasons_for(status.remarks),
        "verdict": assessment.verdict,
        "lines": build_checklist(powers, checklist),
        "defects": checklist.defects,
        "why_not_accepted": deciding.why_not_accepted(checklist.defects),
        "may_overrule": deciding.may_overrule(checklist.defects),
        "may_decide": actor.may(deciding.DECIDE),
        "may_receive": actor.may(actions.RECEIVE),
        "is_picture": str(powers.file).endswith(".jpg"),
        "changed": set(status.reasons + status.remarks) & {"name_changed", "office_changed"},
        "window": bool(undo.window()),
        "query": wanted.query(),
        "following": listing.get_next_paper(powers, wanted),
        "left": listing.powers_to_check().count(),
    }


def _forms(powers: FullPowers) -> dict[str, Any]:
    checklist = queries.assess_powers(powers, exempt=False)
    return {
        "facts": FactsForm(powers=powers),
        "accept": AcceptForm(),
        "defective": DefectForm(initial={"defects": [code for code in checklist.defects if code in texts.DEFECTS]}),
        "not_needed": OfficeForm(initial={"office": queries.propose_office(powers.representative, powers.treaty)}),
        "returned": ReturnForm(),
    }


@dataclass(frozen=True)
class PaperStep:
    """An officer's step on a paper, what the page says afterwards, and whether the focal points get a letter.

    The values of its form are the arguments of its action.
    """

    action: Callable[..., FullPowers]
    message: Promise
    sends_mail: bool = False

    def apply_to(self, actor: Actor, powers: FullPowers, form: Any, version: int | None) -> str:
        values = form.cleaned_data if form else {}
        self.action(actor=actor, powers=powers, expected_version=version, **values)
        name = powers.representative.full_name
        message = str(self.message) % {"what": name, "who": name}
        if not self.sends_mail:
            return message
        return join_sentences([message, undo.mail_note() or _("The focal points are informed by e-mail.")])


STEPS = {
    "facts": PaperStep(deciding.correct_facts, gettext_lazy("Corrected.")),
    "accept": PaperStep(deciding.accept, gettext_lazy("Full powers accepted: %(what)s."), sends_mail=True),
    "defective": PaperStep(deciding.find_defective, gettext_lazy("Full powers defective: %(what)s."), sends_mail=True),
    "not_needed": PaperStep(
        deciding.find_not_needed, gettext_lazy("No full powers needed: %(what)s."), sends_mail=True
    ),
    "confirm": PaperStep(deciding.confirm, gettext_lazy("The decision is confirmed for the person as registered now.")),
    "again": PaperStep(deciding.check_again, gettext_lazy("Full powers are checked again: %(what)s.")),
    "withdraw": PaperStep(actions.withdraw, gettext_lazy("%(who)s is no longer named to sign.")),
    "received": PaperStep(actions.receive_original, gettext_lazy("Original of full powers received: %(what)s.")),
    "returned": PaperStep(actions.return_original, gettext_lazy("Original of full powers returned: %(what)s.")),
}
