from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.core import parsing, undo
from conference.core.access import actor_of, staff
from conference.core.concurrency import posted_version
from conference.core.errors import UserError
from conference.files.responses import send_made
from conference.look.lists import sentences
from conference.models import current_conference
from conference.parties.queries import alphabet
from delegations.accreditation.badges.contents import days_of
from delegations.accreditation.models import Pass, PassRequest
from delegations.accreditation.passes import actions, papers, requests
from delegations.accreditation.passes import queries as passes_of_all
from delegations.accreditation.passes.actions import Vehicle
from delegations.accreditation.passes.forms import AllowForm, DeclineForm, EndForm, LendForm
from delegations.registration.delegations import access_log
from delegations.registration.models import Delegation

SEE, LEND, ALLOW, PAGE = "passes.see", "passes.lend", "passes.allow", "accreditation:passes"


@staff(SEE)
@require_safe
def passes(request: HttpRequest) -> HttpResponse:
    return _all(request)


def _all(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    delegations = Delegation.objects.select_related("party").order_by(alphabet("party"))
    out = passes_of_all.out()
    access_log.persons(request, None, len(out), PAGE)
    context = {
        "out": out,
        "astray": list(passes_of_all.astray()),
        "delegations": delegations,
        "requests": passes_of_all.open_requests(),
        "may_allow": actor_of(request).may(ALLOW),
        "may_lend": actor_of(request).may(LEND),
        "from_list": True,
        **more,
    }
    return render(request, "desk/accreditation/passes/list.html", context, status=status)


@staff(SEE)
@require_safe
def passes_of(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _of(code))


def _of(code: str) -> Delegation:
    return get_object_or_404(Delegation.objects.select_related("party"), party__code=code.upper())


def _page(request: HttpRequest, delegation: Delegation, *, status: int = 200, **more: Any) -> HttpResponse:
    actor, sorts = actor_of(request), passes_of_all.of_delegation(delegation)
    passes_of_all.name_gates(sorts)
    access_log.persons(request, delegation, sum(len(sort.out) + len(sort.ended) for sort in sorts), PAGE)
    context = {
        "delegation": delegation,
        "sorts": sorts,
        "form": LendForm(delegation, days_of(current_conference()), initial=_asked_for(request, delegation)),
        "may_lend": actor.may(LEND),
        "may_allow": actor.may(ALLOW),
        "may_print": actor.may("badges.print"),
        "requests": passes_of_all.open_requests(delegation),
        **more,
    }
    return render(request, "desk/accreditation/passes/delegation.html", context, status=status)


def _asked_for(request: HttpRequest, delegation: Delegation) -> dict[str, Any]:
    """Return the initial values of the form to give out a pass: those of the granted request of `?request=`."""
    key = parsing.number(request.GET.get("request"))
    rows = passes_of_all.open_requests(delegation) if key is not None else []
    asked_for = next((row for row in rows if row.pk == key and row.state == "granted"), None)
    if asked_for is None:
        return {}
    about = {"plate": asked_for.plate, "driver": asked_for.driver, "days": asked_for.days}
    return {"request": asked_for.pk, "type": asked_for.allowance.type_id, "member": asked_for.member_id, **about}


@staff(LEND)
@require_POST
def lend(request: HttpRequest, code: str) -> HttpResponse:
    delegation = _of(code)
    form = LendForm(delegation, days_of(current_conference()), request.POST)
    if not form.is_valid():
        return _page(request, delegation, form=form, status=422)
    cleaned = form.cleaned_data
    vehicle = Vehicle(cleaned["plate"], cleaned["driver"], cleaned["gate"], cleaned["days"])
    try:
        made = actions.lend(
            actor=actor_of(request),
            delegation=delegation,
            type=cleaned["type"],
            number=cleaned["number"],
            to=cleaned["to"],
            member=cleaned["member"],
            vehicle=vehicle,
            request=cleaned["request"],
        )
    except UserError as problem:
        return _page(request, delegation, form=form, problem=problem, status=problem.status)
    messages.success(request, _("%(number)s is given out to %(who)s.") % {"number": made.number, "who": made.to})
    return redirect("accreditation:passes_of", delegation.party.slug)


@staff(ALLOW)
@require_POST
def allow(request: HttpRequest, code: str) -> HttpResponse:
    delegation, form = _of(code), AllowForm(request.POST)
    if not form.is_valid():
        return _page(request, delegation, allow_form=form, status=422)
    try:
        actions.allow(actor=actor_of(request), delegation=delegation, **form.cleaned_data)
    except UserError as problem:
        return _page(request, delegation, allow_form=form, problem=problem, status=problem.status)
    messages.success(request, _("The allowance is changed."))
    return redirect("accreditation:passes_of", delegation.party.slug)


@staff(ALLOW)
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    pass_request = get_object_or_404(passes_of_all.all_requests(), pk=pk)
    try:
        requests.grant(
            actor=actor_of(request), request=pass_request, expected_version=posted_version(request.POST, "version")
        )
    except UserError as problem:
        return _decided_on(request, pass_request, problem=problem, status=problem.status)
    messages.success(request, _with_mail(_("Granted: %(what)s.") % {"what": pass_request}))
    return _back(request, pass_request)


def _decided_on(request: HttpRequest, pass_request: PassRequest, **more: Any) -> HttpResponse:
    """Show again the page of the decision: that of all requests, or of one delegation."""
    return (
        _all(request, **more) if "list" in request.POST else _page(request, pass_request.allowance.delegation, **more)
    )


def _back(request: HttpRequest, pass_request: PassRequest) -> HttpResponse:
    """Return to the page of the decision: whoever goes through all requests goes on with the next one."""
    if "list" in request.POST:
        return redirect("accreditation:passes")
    return redirect("accreditation:passes_of", pass_request.allowance.delegation.party.slug)


@staff(ALLOW)
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    pass_request = get_object_or_404(passes_of_all.all_requests(), pk=pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _decided_on(request, pass_request, decline_form=form, decline_at=pk, status=422)
    version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
    try:
        requests.decline(actor=actor_of(request), request=pass_request, reason=reason, expected_version=version)
    except UserError as problem:
        return _decided_on(
            request, pass_request, decline_form=form, decline_at=pk, problem=problem, status=problem.status
        )
    messages.success(request, _with_mail(_("Declined: %(what)s.") % {"what": pass_request}))
    return _back(request, pass_request)


def _with_mail(done: str) -> str:
    message = _("The focal points are informed by e-mail.")
    return sentences([done, _("The e-mail is sent when the time to undo has passed.") if undo.window() else message])


@staff(ALLOW)
@require_POST
def undo_decision(request: HttpRequest, pk: int) -> HttpResponse:
    pass_request = get_object_or_404(passes_of_all.all_requests(), pk=pk)
    version = posted_version(request.POST, "version")
    try:
        undone = requests.undo_decision(actor=actor_of(request), request=pass_request, expected_version=version)
    except UserError as problem:
        return _decided_on(request, pass_request, problem=problem, status=problem.status)
    message = _("Undone: %(what)s waits for a decision again.")
    if undone.state == "granted":
        message = _("Undone: %(what)s is granted again.")
    messages.success(request, message % {"what": pass_request})
    return _back(request, pass_request)


@staff(LEND)
@require_POST
def end_pass(request: HttpRequest, pk: int) -> HttpResponse:
    lent = get_object_or_404(Pass.objects.select_related("allowance__delegation__party"), pk=pk)
    delegation = lent.allowance.delegation
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, delegation, end_form=form, end_at=pk, status=422)
    expected_version, by = form.cleaned_data["version"], form.cleaned_data["by"]
    try:
        actions.end_pass(
            actor=actor_of(request),
            lent=lent,
            to=request.POST.get("to", ""),
            by=by,
            expected_version=expected_version,
        )
    except UserError as problem:
        return _page(request, delegation, end_form=form, end_at=pk, problem=problem, status=problem.status)
    messages.success(request, _("%(number)s: %(state)s.") % {"number": lent.number, "state": lent.get_state_display()})
    return redirect("accreditation:passes_of", delegation.party.slug)


@staff(SEE)
@require_safe
@never_cache
def pass_file(request: HttpRequest, pk: int) -> HttpResponse:
    lent = get_object_or_404(
        Pass.objects.select_related("allowance__type__zone", "allowance__delegation__party"), pk=pk
    )
    if lent.allowance.type.kind != "vehicle" or lent.state != "lent":
        raise Http404
    access_log.persons(request, lent.allowance.delegation, 1, PAGE)
    return send_made(papers.paper(lent), name=f"{lent.number}.pdf", kind="application/pdf")


@staff(SEE)
@require_safe
@never_cache
def pass_slip(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Pass.objects.select_related("allowance__type", "allowance__delegation__party", "member")
    lent = get_object_or_404(rows, pk=pk)
    access_log.persons(request, lent.allowance.delegation, 1, PAGE)
    return send_made(papers.slip(lent), name=f"{lent.number}-signed.pdf", kind="application/pdf")
