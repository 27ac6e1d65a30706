from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import parsing
from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible, UserError
from conference.models import current_conference, today
from delegations.registration.delegations import access_log
from schedule.signing.appointments.consent import deposits, signs_no_more
from schedule.signing.appointments.models import Appointment, AppointmentState
from schedule.signing.appointments.notices import SIGNATORIES
from schedule.signing.appointments.powers import powers_of
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.entries import DONE, save_entry
from schedule.signing.running_order import actions, queries
from schedule.signing.running_order.forms import SessionForm

ABOUT_ONE: dict[str, Callable[..., object]] = {
    "place": actions.move_appointment,
    "put": actions.schedule_appointment,
    "out": actions.take_out,
}
ACTIONS: dict[str, Callable[..., object]] = {
    "fill": actions.fill_session,
    "arrange": actions.arrange_session,
    **ABOUT_ONE,
}


@staff("signing.arrange")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show and take the facts of a session, or of a new one."""
    actor, session = actor_of(request), queries.session_of(code) if code else None
    with timezone.override(current_conference().zone):
        form = SessionForm(request.POST if request.method == "POST" else None, session=session)

        def save(values: dict[str, Any]) -> None:
            facts, version = form.facts(), values["version"]
            if session is None:
                actions.add_session(actor=actor, code=values["code"], facts=facts)
            else:
                actions.change_session(actor=actor, session=session, facts=facts, expected_version=version)

        if form.is_bound and save_entry(form, save) == DONE:
            messages.success(request, _("Saved: %(what)s.") % {"what": form.facts()})
            return redirect("signing:order", code or form.cleaned_data["code"])
        context = {"form": form, "session": session}
        page = "desk/signing/running_order/session.html"
        return render(request, page, context, status=422 if form.is_bound else 200)


@staff("signing.see")
@require_safe
def order(request: HttpRequest, code: str) -> HttpResponse:
    """Show the running order, and who could still be put into it."""
    actor = actor_of(request)
    session = queries.session_of(code)
    appointments = queries.order_of(session)
    powers = powers_of([appointment.signatory for appointment in appointments if appointment.signatory], session.treaty)
    others = all_appointments().filter(treaty=session.treaty_id, state__in=("intends", "scheduled", "skipped"))
    instruments = deposits(session.treaty, today())
    others = others.exclude(session=session).exclude(delegation__party__in=instruments.keys())
    access_log.log_persons(request, None, len(powers), SIGNATORIES)
    context = {
        "session": session,
        "rows": [
            (appointment, powers.get(appointment.signatory_id or 0), _obstacle(appointment, instruments))
            for appointment in appointments
        ],
        "others": others.order_by("delegation__party__en_sort"),
        "may_arrange": actor.may(actions.RIGHT) and session.state == "open",
        "may_run": actor.may("signing.run"),
    }
    return render(request, "desk/signing/running_order/order.html", context)


def _obstacle(appointment: Appointment, instruments: Mapping[int, str]) -> str:
    """Return why the party cannot sign any more, or nothing."""
    instrument = instruments.get(appointment.delegation.party_id)
    return signs_no_more(instrument) if instrument and appointment.state != AppointmentState.SIGNED else ""


@staff("signing.arrange")
@require_POST
def perform_action(request: HttpRequest, code: str) -> HttpResponse:
    """Carry out the button's action; `order` is the version of the order on the screen."""
    session, verb = queries.session_of(code), request.POST.get("do", "")
    if verb not in ACTIONS:
        raise NotPossible(_("The page was incomplete. Please open it again."))
    version = parsing.number(request.POST.get("order")) or 0
    values: dict[str, Any] = {"actor": actor_of(request), "session": session, "expected_version": version}
    if verb in ABOUT_ONE:
        key = parsing.number(request.POST.get("id")) or 0
        values["appointment"] = get_object_or_404(all_appointments(), pk=key)
    if verb == "place":
        values["place"] = parsing.number(request.POST.get("place")) or 1
    try:
        ACTIONS[verb](**values)
    except UserError as problem:
        messages.error(request, str(problem))
    return redirect("signing:order", code)
