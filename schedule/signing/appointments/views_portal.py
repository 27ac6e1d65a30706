from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conference.core import parsing
from conference.core.access import Actor, actor_of
from conference.core.errors import UserError
from conference.treaties.articles import article_words
from delegations.credentials.powers import actions as powers_actions
from delegations.credentials.powers.models import FullPowers
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import LIVE_STATES, Delegation
from schedule.signing.appointments import actions, agreement, queries
from schedule.signing.appointments.forms import IntentionForm
from schedule.signing.appointments.models import AppointmentState
from schedule.signing.appointments.notices import SIGNATORIES
from schedule.signing.appointments.powers import powers_of
from schedule.signing.entries import DONE, save_entry
from schedule.signing.record.queries import waits_for_member

SEE = "signing.see"
# The remedies where full powers name another person than the signatory.
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
    appointment = queries.all_appointments().filter(delegation=delegation, treaty=treaty).first()
    members = list(delegation.members.filter(state__in=LIVE_STATES).order_by("position", "pk"))
    if request.POST.get("do") in SETTLING:
        return _settle(request, actor, delegation)
    posted = request.POST if request.method == "POST" else None
    form = IntentionForm(posted, treaty=treaty, members=members, appointment=appointment)

    def declare(values: dict[str, Any]) -> None:
        intention, version = form.intention(), values["version"]
        actions.declare(
            actor=actor, delegation=delegation, treaty=treaty, intention=intention, expected_version=version
        )

    if posted is not None and save_entry(form, declare) == DONE:
        return _saved(request, delegation)
    access_log.log_persons(request, delegation, len(members), SIGNATORIES)
    signatory = appointment.signatory if appointment else None
    is_fixed = appointment is not None and appointment.state in (AppointmentState.CALLED, AppointmentState.SIGNED)
    context = {
        "delegation": delegation,
        "treaty": treaty,
        "appointment": appointment,
        "form": form,
        "powers": powers_of([signatory], treaty)[signatory.pk] if signatory else None,
        "besides": [] if is_fixed else list(agreement.find_for_others(delegation)),
        "is_fixed": is_fixed,
        "waits_for_member": waits_for_member(treaty, delegation.party),
        "article": article_words(treaty.article_organizations or treaty.article_signature),
    }
    return render(request, "portal/signing/appointments/one.html", context, status=422 if form.is_bound else 200)


def _saved(request: HttpRequest, delegation: Delegation) -> HttpResponse:
    messages.success(request, _("Saved. The conference secretariat sees it at once."))
    return redirect("signing:appointment", delegation.party.slug)


def _settle(request: HttpRequest, actor: Actor, delegation: Delegation) -> HttpResponse:
    """Carry out the chosen remedy where full powers name somebody else."""
    powers = get_object_or_404(
        agreement.find_for_others(delegation), pk=parsing.number(request.POST.get("powers")) or 0
    )
    try:
        SETTLING[request.POST["do"]](actor, powers)
    except UserError as problem:
        messages.error(request, str(problem))
        return redirect("signing:appointment", delegation.party.slug)
    return _saved(request, delegation)
