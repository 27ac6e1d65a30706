from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conference.core.access import actor_of
from conference.core.concurrency import posted_version
from conference.core.errors import NotPossible
from conference.models import current_conference
from delegations.accreditation.badges.contents import days_of
from delegations.accreditation.passes import queries, requests
from delegations.accreditation.passes.actions import Vehicle
from delegations.accreditation.passes.forms import AskForm
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for, may_open
from delegations.registration.models import Delegation

SEE, PAGE = "passes.see", "accreditation:passes"


@require_http_methods(["GET", "HEAD", "POST"])
def own_passes(request: HttpRequest, code: str) -> HttpResponse:
    """Show the delegation's passes and requests; POST asks for another."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=request.method == "POST", see=SEE)
    days = days_of(current_conference())
    if request.method != "POST":
        return _page(request, delegation, AskForm(delegation, days))
    form = AskForm(delegation, days, request.POST)
    if not form.is_valid():
        return _page(request, delegation, form, 422)
    cleaned = form.cleaned_data
    vehicle = cleaned["type"].kind == "vehicle"
    try:
        pass_request = requests.ask(
            actor=actor,
            delegation=delegation,
            type=cleaned["type"],
            member=None if vehicle else cleaned["member"],
            vehicle=Vehicle(cleaned["plate"], cleaned["driver"], "", cleaned["days"]) if vehicle else None,
            purpose=cleaned["words"],
        )
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return _page(request, delegation, form, problem.status)
    message = _(
        "The request for %(what)s went to the Accreditation Office. You will be informed by e-mail when it is decided."
    )
    messages.success(request, message % {"what": pass_request})
    return redirect("accreditation:own_passes", delegation.party.slug)


def _page(request: HttpRequest, delegation: Delegation, form: AskForm, status: int = 200) -> HttpResponse:
    sorts, pass_requests = queries.get_overview(delegation), queries.get_requests_of_delegation(delegation)
    queries.name_gates(sorts)
    access_log.log_persons(request, delegation, sum(len(sort.out) for sort in sorts) + len(pass_requests), PAGE)
    context = {
        "delegation": delegation,
        "party": delegation.party,
        "nav_label": delegation.party.short,
        "sorts": sorts,
        "requests": pass_requests,
        "form": form,
        "may_act": may_open(actor_of(request), delegation, write=True),
        "any_left": any(sort.may_ask for sort in sorts),
    }
    return render(request, "portal/accreditation/passes/passes.html", context, status=status)


@require_POST
def withdraw_request(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    pass_request = get_object_or_404(queries.all_requests().filter(allowance__delegation=delegation), pk=pk)
    try:
        requests.withdraw_request(
            actor=actor, request=pass_request, expected_version=posted_version(request.POST, "version")
        )
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The request for %(what)s is withdrawn.") % {"what": pass_request})
    return redirect("accreditation:own_passes", delegation.party.slug)
