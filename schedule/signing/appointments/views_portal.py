from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conference.core import parsing
from conference.core.access import Actor, actor_of
from conference.core.errors import UserError
from conference.parties.models import Kind, Party
from conference.treaties.articles import article_words
from conference.treaties.models import Treaty
from delegations.credentials.powers import actions as powers_actions
from delegations.credentials.powers.models import FullPowers
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import Delegation
from schedule.signing.appointments import actions, agreement, queries
from schedule.signing.appointments.forms import IntentionForm
from schedule.signing.appointments.models import AppointmentState
from schedule.signing.appointments.notices import SIGNATORIES
from schedule.signing.appointments.powers import powers_of
from schedule.signing.record.queries import has_signed_member

SEE = "signing.see"
# What may be done where full powers name somebody who is not said to sign.
SETTLING: dict[str, Callable[[Actor, FullPowers], object]] = {
    "let_sign": lambda actor, powers: actions.let_sign(actor=actor, powers=powers),
    "withdraw_powers": lambda actor, powers: powers_actions.withdraw(actor=actor, powers=powers),
}


@require_http_methods(["GET", "HEAD", "POST"])
def appointment(request: HttpRequest, code: str) -> HttpResponse:
    """Show and take what the delegation intends about signing the treaty."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=request.method == "POST", see=SEE)
    treaty = queries.treaty_for(delegation)
    row = queries.appointment_of(delegation, treaty)
    members = queries.possible_signatories(delegation)
    if request.POST.get("do") in SETTLING:
        return _settle(request, actor, delegation)
    posted = request.POST if request.method == "POST" else None
    form = IntentionForm(posted, members=members, appointment=row)
    if posted is not None and form.is_valid():
        try:
            actions.declare(
                actor=actor,
                delegation=delegation,
                treaty=treaty,
                intention=form.intention(),
                expected_version=form.cleaned_data["version"],
            )
        except UserError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved. The conference secretariat sees it at once."))
            return redirect("signing:appointment", delegation.party.slug)
    access_log.persons(request, delegation, len(members), SIGNATORIES)
    is_fixed = row is not None and row.state in (AppointmentState.CALLED, AppointmentState.SIGNED)
    context = {
        "delegation": delegation,
        "treaty": treaty,
        "appointment": row,
        "form": form,
        "powers": powers_of([row.signatory], treaty)[row.signatory.pk] if row and row.signatory else None,
        "besides": [] if is_fixed else list(agreement.besides(delegation)),
        "is_fixed": is_fixed,
        "waits_for_member": _waits_for_member(treaty, delegation.party),
        "article": article_words(treaty.article_organizations or treaty.article_signature),
    }
    return render(request, "portal/signing/appointments/one.html", context, status=422 if form.is_bound else 200)


def _waits_for_member(treaty: Treaty, party: Party) -> bool:
    """Return True for an organization that can be called to sign only after one of its member States has signed, and none has."""
    waits = treaty.member_signs_first and party.kind == Kind.REIO
    return waits and has_signed_member(treaty, party) is None


def _settle(request: HttpRequest, actor: Actor, delegation: Delegation) -> HttpResponse:
    """Take one of the two remedies where full powers name somebody else: each is a button with the name."""
    powers = get_object_or_404(agreement.besides(delegation), pk=parsing.number(request.POST.get("powers")) or 0)
    try:
        SETTLING[request.POST["do"]](actor, powers)
    except UserError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Saved. The conference secretariat sees it at once."))
    return redirect("signing:appointment", delegation.party.slug)
