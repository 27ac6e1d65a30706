from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import clock, parsing
from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible, UserError
from conference.models import current_conference, today
from delegations.registration.delegations import access_log
from schedule.signing.appointments.consent import deposits, signs_no_more
from schedule.signing.appointments.models import Appointment, AppointmentState
from schedule.signing.appointments.notices import SIGNATORIES
from schedule.signing.appointments.powers import Powers, powers_of
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.entries import DONE, save_entry
from schedule.signing.running_order import actions, carrying_over, queries
from schedule.signing.running_order.carrying_over import NOT_REACHED
from schedule.signing.running_order.expected_times import differs_from_plan, expected_times
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


@dataclass(frozen=True)
class OrderRow:
    """A row of the running order: why the party cannot sign any more, and when it is expected at the table."""

    appointment: Appointment
    powers: Powers | None
    obstacle: str
    expected: datetime | None

    @property
    def is_off_plan(self) -> bool:
        return differs_from_plan(self.appointment, self.expected)


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
    instruments, expected = deposits(session.treaty, today()), expected_times(session, appointments)
    others = others.exclude(session=session).exclude(delegation__party__in=instruments.keys())
    access_log.log_persons(request, None, len(powers), SIGNATORIES)
    context = {
        "session": session,
        "rows": [
            OrderRow(
                appointment,
                powers.get(appointment.signatory_id or 0),
                _obstacle(appointment, instruments),
                expected.get(appointment.pk),
            )
            for appointment in appointments
        ],
        "may_carry_over": any(appointment.state in NOT_REACHED for appointment in appointments),
        "carried_over": carrying_over.undoable_step(session) if actor.may(actions.RIGHT) else None,
        "others": others.order_by("delegation__party__en_sort"),
        "may_arrange": actor.may(actions.RIGHT) and session.state == "open",
        "may_run": actor.may("signing.run"),
    }
    return render(request, "desk/signing/running_order/order.html", context)


@staff("signing.arrange")
@require_http_methods(["GET", "HEAD", "POST"])
def carry_over(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a session, show who would go there with what follows, and carry them over once that is confirmed."""
    session, problem = queries.session_of(code), None
    further = list(carrying_over.further_sessions(session))
    values = request.POST if request.method == "POST" else request.GET
    target = next((other for other in further if other.code == values.get("to")), None)
    staying = {parsing.number(key) or 0 for key in values.getlist("stays")}
    if request.method == "POST" and target is not None:
        try:
            count = carrying_over.carry_over(
                actor=actor_of(request),
                session=session,
                target=target,
                expected=values.get("expected", ""),
                staying=staying,
            )
        except UserError as refusal:
            problem = refusal
            session, target = queries.session_of(code), queries.session_of(target.code)
        else:
            message = ngettext(
                "%(n)d party is in the running order of “%(session)s” now.",
                "%(n)d parties are in the running order of “%(session)s” now.",
                count,
            )
            messages.success(request, message % {"n": count, "session": target})
            return redirect("signing:order", code)
    carrying = carrying_over.plan_carry_over(session, target, staying) if target else None
    context = {"session": session, "further": further, "target": target, "carrying": carrying, "problem": problem}
    clashes = carrying_over.find_clashes(carrying) if carrying else {}
    context["rows"] = [(row, at, clashes.get(row.pk, "")) for row, at in carrying.rows] if carrying else []
    context["mails_at"] = carrying_over.mails_go_at(clock.now())
    page = "desk/signing/running_order/carry_over.html"
    return render(request, page, context, status=problem.status if problem else 200)


@staff("signing.arrange")
@require_POST
def undo_carry_over(request: HttpRequest, code: str) -> HttpResponse:
    """Undo that the session's parties were carried over, also by a colleague."""
    session, version = queries.session_of(code), parsing.number(request.POST.get("order")) or 0
    try:
        carrying_over.undo_carry_over(actor=actor_of(request), session=session, expected_version=version)
    except UserError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Undone: they are in this running order again, and no e-mail is sent about it."))
    return redirect("signing:order", code)


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
