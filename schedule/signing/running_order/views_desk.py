from __future__ import annotations

from collections.abc import Callable
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
from conference.models import current_conference
from delegations.registration.delegations import access_log
from schedule.signing.appointments.models import Appointment
from schedule.signing.appointments.notices import SIGNATORIES
from schedule.signing.appointments.powers import powers_of
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.running_order import actions, queries
from schedule.signing.running_order.forms import SessionForm
from schedule.signing.running_order.models import SigningSession

METHODS = ["GET", "HEAD", "POST"]


@staff("signing.arrange")
@require_http_methods(METHODS)
def new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@staff("signing.arrange")
@require_http_methods(METHODS)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    return _edit(request, queries.session_of(code))


def _edit(request: HttpRequest, session: SigningSession | None) -> HttpResponse:
    actor = actor_of(request)
    with timezone.override(current_conference().zone):
        form = SessionForm(request.POST if request.method == "POST" else None, session=session)
        if form.is_bound and form.is_valid():
            values = form.cleaned_data
            try:
                if session is None:
                    session = actions.add_session(actor=actor, code=values["code"], facts=form.facts())
                else:
                    actions.change_session(
                        actor=actor, session=session, facts=form.facts(), expected_version=values["version"]
                    )
            except UserError as problem:
                form.add_error(None, str(problem))
            else:
                messages.success(request, _("Saved: %(what)s.") % {"what": session})
                return redirect("signing:order", session.code)
        context = {"form": form, "session": session}
        page = "desk/signing/running_order/session.html"
        return render(request, page, context, status=422 if form.is_bound else 200)


@staff("signing.see")
@require_safe
def order(request: HttpRequest, code: str) -> HttpResponse:
    """Show the running order, and who could still be put into it."""
    actor = actor_of(request)
    session = queries.session_of(code)
    rows = queries.order_of(session)
    powers = powers_of([row.signatory for row in rows if row.signatory], session.treaty)
    others = all_appointments().filter(treaty=session.treaty_id, state__in=("intends", "scheduled", "skipped"))
    access_log.persons(request, None, len(powers), SIGNATORIES)
    context = {
        "session": session,
        "rows": [(row, powers.get(row.signatory_id) if row.signatory_id else None) for row in rows],
        "others": [row for row in others.order_by("delegation__party__en_sort") if row.session_id != session.pk],
        "may_arrange": actor.may(actions.RIGHT) and session.state == "open",
        "may_run": actor.may("signing.run"),
    }
    return render(request, "desk/signing/running_order/order.html", context)


@staff("signing.arrange")
@require_POST
def do(request: HttpRequest, code: str) -> HttpResponse:
    """Do what the button says; `order` is the version of the order on the screen."""
    session = queries.session_of(code)
    verb = VERBS.get(request.POST.get("do", ""))
    if verb is None:
        raise NotPossible(_("The page was incomplete. Please open it again."))
    arguments = {"actor": actor_of(request), "session": session}
    try:
        verb(request, {**arguments, "expected_version": parsing.number(request.POST.get("order")) or 0})
    except UserError as problem:
        messages.error(request, str(problem))
    return redirect("signing:order", code)


def _row(request: HttpRequest) -> Appointment:
    return get_object_or_404(all_appointments(), pk=parsing.number(request.POST.get("id")) or 0)


def _place(request: HttpRequest, arguments: dict[str, Any]) -> None:
    place = parsing.number(request.POST.get("place")) or 1
    actions.move(appointment=_row(request), place=place, **arguments)


VERBS: dict[str, Callable[[HttpRequest, dict[str, Any]], object]] = {
    "fill": lambda request, arguments: actions.fill(**arguments),
    "arrange": lambda request, arguments: actions.arrange(**arguments),
    "place": _place,
    "put": lambda request, arguments: actions.put(appointment=_row(request), **arguments),
    "out": lambda request, arguments: actions.take_out(appointment=_row(request), **arguments),
}
