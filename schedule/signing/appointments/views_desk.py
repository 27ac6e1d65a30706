import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible
from conference.look.language_names import language_name
from conference.parties.queries import alphabet
from conference.treaties.queries import current_treaty
from delegations.credentials.powers import deciding
from delegations.credentials.powers.models import FullPowers
from delegations.registration.delegations import access_log
from schedule.signing.appointments import actions, queries
from schedule.signing.appointments.forms import AnnouncedForm, CoverageForm, ReviewForm
from schedule.signing.appointments.models import Appointment
from schedule.signing.appointments.notices import SIGNATORIES
from schedule.signing.appointments.powers import Powers, powers_of
from schedule.signing.entries import DONE, save_entry
from schedule.signing.running_order.queries import sessions


@staff("signing.see")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the sessions, and what every delegation intends."""
    treaty = current_treaty()
    if treaty is None:
        raise Http404
    rows = queries.all_appointments().filter(treaty=treaty)
    appointments = list(rows.order_by(alphabet("delegation__party"), "pk"))
    powers = powers_of([appointment.signatory for appointment in appointments if appointment.signatory], treaty)
    access_log.log_persons(request, None, len(powers), SIGNATORIES)
    may = actor_of(request).may
    of_sessions: list[Any] = list(sessions())
    context = {
        "treaty": treaty,
        "sessions": of_sessions,
        "in_order": sum(session.in_order for session in of_sessions),
        "signed": sum(session.signed for session in of_sessions),
        "rows": [(appointment, powers.get(appointment.signatory_id or 0)) for appointment in appointments],
        "may_arrange": may("signing.arrange"),
        "may_run": may("signing.run"),
        "may_see_instruments": may("instruments.see"),
        "may_see_commitments": may("commitments.see"),
        "may_see_results": may("results.see"),
    }
    return render(request, "desk/signing/appointments/list.html", context)


@staff("signing.see")
@require_safe
def show_appointment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what a delegation intends."""
    return _show(request, _appointment(public_id))


@staff("signing.review")
@require_POST
def review(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the depositary's review of the text."""
    appointment, form = _appointment(public_id), ReviewForm(request.POST)

    def act(values: dict[str, Any]) -> None:
        actions.review(
            actor=actor_of(request),
            appointment=appointment,
            accepted=request.POST.get("do") == "accept",
            comment=values["comment"],
            expected_version=values["version"],
        )

    return _saved(request, appointment) if save_entry(form, act) == DONE else _show(request, appointment, form=form)


@staff("powers.decide")
@require_POST
def decide_coverage(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the decision whether the signatory's full powers authorize the reservation."""
    appointment, form = _appointment(public_id), CoverageForm(request.POST, auto_id="coverage_%s")
    powers = _powers(appointment)

    def act(values: dict[str, Any]) -> None:
        if powers is None or powers.status.powers is None:
            raise NotPossible(_("The signatory has handed in no full powers."))
        deciding.decide_coverage(
            actor=actor_of(request),
            powers=powers.status.powers,
            covers=values["covers"],
            expected_version=values["version"],
        )

    if save_entry(form, act) == DONE:
        return _saved(request, appointment)
    return _show(request, appointment, coverage=form)


@staff("signing.arrange")
@require_POST
def announce(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the function as the announcer reads it."""
    appointment, form = _appointment(public_id), AnnouncedForm(request.POST)

    def act(values: dict[str, Any]) -> None:
        texts, version = values["announced"], values["version"]
        actions.announce(actor=actor_of(request), appointment=appointment, texts=texts, expected_version=version)

    return (
        _saved(request, appointment) if save_entry(form, act) == DONE else _show(request, appointment, announced=form)
    )


def _appointment(public_id: uuid.UUID) -> Appointment:
    return get_object_or_404(queries.all_appointments(), public_id=public_id)


def _powers(appointment: Appointment) -> Powers | None:
    signatory = appointment.signatory
    return powers_of([signatory], appointment.treaty)[signatory.pk] if signatory else None


def _coverage(paper: FullPowers | None) -> dict[str, Any]:
    if paper is None:
        return {}
    answers = {True: "yes", False: "no", None: ""}
    return {"version": paper.version, "covers": answers[paper.covers_reservations]}


def _saved(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    messages.success(request, _("Saved: %(what)s.") % {"what": appointment})
    return redirect("signing:one", appointment.public_id)


def _show(
    request: HttpRequest,
    appointment: Appointment,
    *,
    form: ReviewForm | None = None,
    announced: AnnouncedForm | None = None,
    coverage: CoverageForm | None = None,
) -> HttpResponse:
    signatory, version, powers = appointment.signatory, {"version": appointment.version}, _powers(appointment)
    paper = powers.status.powers if powers else None
    access_log.log_persons(request, appointment.delegation, int(signatory is not None), SIGNATORIES)
    context = {
        "row": appointment,
        "form": form or ReviewForm(initial=version),
        "announced_in": language_name(appointment.language),
        "powers": powers,
        "asks_coverage": appointment.has_reservation and powers is not None and powers.standing == "accepted",
        "may_decide_powers": actor_of(request).may("powers.decide"),
        "coverage": coverage or CoverageForm(initial=_coverage(paper), auto_id="coverage_%s"),
        "may_review": actor_of(request).may("signing.review"),
        "announced": announced or AnnouncedForm(initial=version | {"announced": appointment.announced}),
        "may_announce": signatory is not None and actor_of(request).may("signing.arrange"),
    }
    return render(
        request, "desk/signing/appointments/one.html", context, status=422 if form or announced or coverage else 200
    )
