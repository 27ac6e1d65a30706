from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of
from conference.core.errors import UserError
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for
from schedule.signing.appointments import actions, queries
from schedule.signing.appointments.forms import IntentionForm
from schedule.signing.appointments.models import AppointmentState
from schedule.signing.appointments.notices import SIGNATORIES

SEE = "signing.see"


@require_http_methods(["GET", "HEAD", "POST"])
def appointment(request: HttpRequest, code: str) -> HttpResponse:
    """Show and take what the delegation intends about signing the treaty."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=request.method == "POST", see=SEE)
    treaty = queries.treaty_for(delegation)
    row = queries.appointment_of(delegation, treaty)
    members = queries.possible_signatories(delegation)
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
    context = {
        "delegation": delegation,
        "treaty": treaty,
        "appointment": row,
        "form": form,
        "is_fixed": row is not None and row.state in (AppointmentState.CALLED, AppointmentState.SIGNED),
    }
    return render(request, "portal/signing/appointments/one.html", context, status=422 if form.is_bound else 200)
