from collections.abc import Callable
from functools import partial
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
from conference.look.lists import join_sentences
from conference.models import current_conference
from delegations.accreditation.badges.contents import days_of
from delegations.accreditation.models import Pass, PassRequest
from delegations.accreditation.passes import actions, papers, queries, requests
from delegations.accreditation.passes.actions import Vehicle
from delegations.accreditation.passes.forms import AllowForm, DeclineForm, EndForm, LendForm
from delegations.registration.delegations import access_log
from delegations.registration.models import Delegation
from delegations.registration.overview import listing

SEE, LEND, ALLOW, PAGE = "passes.see", "passes.lend", "passes.allow", "accreditation:passes"


@staff(SEE)
@require_safe
def passes(request: HttpRequest) -> HttpResponse:
    return _all(request)


def _all(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    wanted = listing.Filter(q=listing.Filter.read(request.GET).q)
    delegations = listing.find_delegations(wanted)
    kept = {delegation.pk for delegation in delegations}
    out = [lent for lent in queries.get_passes_out() if lent.allowance.delegation_id in kept]
    access_log.log_persons(request, None, len(out), PAGE)
    context = {
        "out": out,
        "astray": queries.passes_to_take_back().filter(allowance__delegation__in=kept),
        "delegations": delegations,
        "requests": [asked for asked in queries.open_requests() if asked.allowance.delegation_id in kept],
        "wanted": wanted,
        "may_allow": actor_of(request).may(ALLOW),
        "may_lend": actor_of(request).may(LEND),
        "from_list": True,
        **more,
    }
    return render(request, "desk/accreditation/passes/list.html", context, status=status)


@staff(SEE)
@require_safe
def passes_of(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _get_delegation(code))


def _get_delegation(code: str) -> Delegation:
    return get_object_or_404(Delegation.objects.select_related("party"), party__code=code.upper())


def _page(request: HttpRequest, delegation: Delegation, *, status: int = 200, **more: Any) -> HttpResponse:
    actor, sorts = actor_of(request), queries.get_overview(delegation)
    queries.name_gates(sorts)
    access_log.log_persons(request, delegation, sum(len(sort.out) + len(sort.ended) for sort in sorts), PAGE)
    context = {
        "delegation": delegation,
        "sorts": sorts,
        "form": LendForm(delegation, days_of(current_conference()), initial=_initial_of_lending(request, delegation)),
        "may_lend": actor.may(LEND),
        "may_allow": actor.may(ALLOW),
        "may_print": actor.may("badges.print"),
        "requests": queries.open_requests(delegation),
        **more,
    }
    return render(request, "desk/accreditation/passes/delegation.html", context, status=status)


def _initial_of_lending(request: HttpRequest, delegation: Delegation) -> dict[str, Any]:
    """Return the initial values of the form to give out a pass: those of the granted request of `?request=`."""
    key = parsing.number(request.GET.get("request")) or 0
    granted = queries.all_requests().filter(allowance__delegation=delegation, state="granted", pk=key).first()
    if granted is None:
        return {}
    values = {"plate": granted.plate, "driver": granted.driver, "days": granted.days}
    return {"request": granted.pk, "type": granted.allowance.type_id, "member": granted.member_id, **values}


@staff(LEND)
@require_POST
def lend(request: HttpRequest, code: str) -> HttpResponse:
    delegation = _get_delegation(code)
    form = LendForm(delegation, days_of(current_conference()), request.POST)
    if not form.is_valid():
        return _page(request, delegation, form=form, status=422)
    cleaned = form.cleaned_data
    of_vehicle = [cleaned.pop(name) for name in ("plate", "driver", "gate", "days")]
    try:
        lent = actions.lend(actor=actor_of(request), delegation=delegation, vehicle=Vehicle(*of_vehicle), **cleaned)
    except UserError as problem:
        return _page(request, delegation, form=form, problem=problem, status=problem.status)
    messages.success(request, _("%(number)s is given out to %(who)s.") % {"number": lent.number, "who": lent.to})
    return redirect("accreditation:passes_of", delegation.party.slug)


@staff(ALLOW)
@require_POST
def allow(request: HttpRequest, code: str) -> HttpResponse:
    delegation, form = _get_delegation(code), AllowForm(request.POST)
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
    pass_request = _get_request(pk)
    if refusal := _decide(request, pass_request, requests.grant):
        return refusal
    messages.success(request, _with_mail(_("Granted: %(what)s.") % {"what": pass_request}))
    return _back(request, pass_request)


@staff(ALLOW)
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    pass_request, form = _get_request(pk), DeclineForm(request.POST)
    typed: dict[str, Any] = {"decline_form": form, "decline_at": pk}
    if not form.is_valid():
        return _page_of_decision(request, pass_request, **typed, status=422)
    action = partial(requests.decline, reason=form.cleaned_data["reason"])
    if refusal := _decide(request, pass_request, action, **typed):
        return refusal
    messages.success(request, _with_mail(_("Declined: %(what)s.") % {"what": pass_request}))
    return _back(request, pass_request)


@staff(ALLOW)
@require_POST
def undo_decision(request: HttpRequest, pk: int) -> HttpResponse:
    pass_request = _get_request(pk)
    if refusal := _decide(request, pass_request, requests.undo_decision):
        return refusal
    message = _("Undone: %(what)s waits for a decision again.")
    if pass_request.state == "granted":
        message = _("Undone: %(what)s is granted again.")
    messages.success(request, message % {"what": pass_request})
    return _back(request, pass_request)


def _get_request(pk: int) -> PassRequest:
    return get_object_or_404(queries.all_requests(), pk=pk)


def _decide(
    request: HttpRequest, pass_request: PassRequest, action: Callable[..., Any], **typed: Any
) -> HttpResponse | None:
    """Take a decision. Return None when it is taken, else the page with the refusal."""
    try:
        action(actor=actor_of(request), request=pass_request, expected_version=posted_version(request.POST))
    except UserError as problem:
        return _page_of_decision(request, pass_request, **typed, problem=problem, status=problem.status)
    return None


def _page_of_decision(request: HttpRequest, pass_request: PassRequest, **more: Any) -> HttpResponse:
    """Show again the page of the decision: that of all requests, or of one delegation."""
    if "list" in request.POST:
        return _all(request, **more)
    return _page(request, pass_request.allowance.delegation, **more)


def _back(request: HttpRequest, pass_request: PassRequest) -> HttpResponse:
    """Return to the page of the decision: whoever goes through all requests goes on with the next one."""
    if "list" in request.POST:
        return redirect("accreditation:passes")
    return redirect("accreditation:passes_of", pass_request.allowance.delegation.party.slug)


def _with_mail(done: str) -> str:
    return join_sentences([done, undo.mail_note() or _("The focal points are informed by e-mail.")])


@staff(LEND)
@require_POST
def end_pass(request: HttpRequest, pk: int) -> HttpResponse:
    lent = get_object_or_404(Pass.objects.select_related("allowance__delegation__party"), pk=pk)
    delegation, form = lent.allowance.delegation, EndForm(request.POST)
    typed: dict[str, Any] = {"end_form": form, "end_at": pk}
    if not form.is_valid():
        return _page(request, delegation, **typed, status=422)
    version, by, to = form.cleaned_data["version"], form.cleaned_data["by"], request.POST.get("to", "")
    try:
        actions.end_pass(actor=actor_of(request), lent=lent, to=to, by=by, expected_version=version)
    except UserError as problem:
        return _page(request, delegation, **typed, problem=problem, status=problem.status)
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
    access_log.log_persons(request, lent.allowance.delegation, 1, PAGE)
    return send_made(papers.typeset_pass(lent), name=f"{lent.number}.pdf", kind="application/pdf")


@staff(SEE)
@require_safe
@never_cache
def pass_slip(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Pass.objects.select_related("allowance__type", "allowance__delegation__party", "member")
    lent = get_object_or_404(rows, pk=pk)
    access_log.log_persons(request, lent.allowance.delegation, 1, PAGE)
    return send_made(papers.typeset_slip(lent), name=f"{lent.number}-signed.pdf", kind="application/pdf")
