from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.look.language_names import language_name
from conference.treaties.queries import current_treaty
from delegations.registration.delegations import access_log
from schedule.signing.appointments import actions, queries
from schedule.signing.appointments.forms import AnnouncedForm, ReviewForm
from schedule.signing.appointments.models import Appointment, AppointmentState, TextState
from schedule.signing.appointments.notices import SIGNATORIES
from schedule.signing.appointments.powers import powers_of
from schedule.signing.running_order.queries import sessions


@staff("signing.see")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the sessions, and what every delegation intends."""
    treaty = current_treaty()
    if treaty is None:
        raise Http404
    rows = list(queries.listed(treaty))
    powers = powers_of([row.signatory for row in rows if row.signatory], treaty)
    access_log.persons(request, None, len(powers), SIGNATORIES)
    context = {
        "treaty": treaty,
        "sessions": list(sessions()),
        "rows": [(row, powers.get(row.signatory_id) if row.signatory_id else None) for row in rows],
        "signed": sum(row.state == AppointmentState.SIGNED for row in rows),
        "to_review": sum(row.text_state == TextState.TO_REVIEW for row in rows),
        "may_arrange": actor_of(request).may("signing.arrange"),
        "may_run": actor_of(request).may("signing.run"),
        "may_see_instruments": actor_of(request).may("instruments.see"),
        "may_see_commitments": actor_of(request).may("commitments.see"),
        "may_see_results": actor_of(request).may("results.see"),
    }
    return render(request, "desk/signing/appointments/list.html", context)


@staff("signing.see")
@require_safe
def one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what a delegation intends."""
    row = get_object_or_404(queries.all_appointments(), public_id=public_id)
    return _show(request, row, ReviewForm(initial={"version": row.version}))


@staff("signing.review")
@require_POST
def review(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the depositary's word on the text."""
    row = get_object_or_404(queries.all_appointments(), public_id=public_id)
    form = ReviewForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            actions.review(
                actor=actor_of(request),
                appointment=row,
                accepted=request.POST.get("do") == "accept",
                words=values["words"],
                expected_version=values["version"],
            )
        except UserError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved: %(what)s.") % {"what": row})
            return redirect("signing:one", public_id)
    return _show(request, row, form)


@staff("signing.arrange")
@require_POST
def announce(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the function as the announcer reads it."""
    row = get_object_or_404(queries.all_appointments(), public_id=public_id)
    form = AnnouncedForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            actions.announce(
                actor=actor_of(request),
                appointment=row,
                texts=values["announced"],
                expected_version=values["version"],
            )
        except UserError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved: %(what)s.") % {"what": row})
            return redirect("signing:one", public_id)
    return _show(request, row, ReviewForm(initial={"version": row.version}), announced=form)


def _show(
    request: HttpRequest, row: Appointment, form: ReviewForm, *, announced: AnnouncedForm | None = None
) -> HttpResponse:
    access_log.persons(request, row.delegation, int(row.signatory is not None), SIGNATORIES)
    context = {
        "row": row,
        "form": form,
        "announced_in": language_name(row.language),
        "powers": powers_of([row.signatory], row.treaty)[row.signatory.pk] if row.signatory else None,
        "may_review": actor_of(request).may("signing.review"),
        "announced": announced or AnnouncedForm(initial={"version": row.version, "announced": row.announced}),
        "may_announce": row.signatory is not None and actor_of(request).may("signing.arrange"),
    }
    refused = form.is_bound or announced is not None
    return render(request, "desk/signing/appointments/one.html", context, status=422 if refused else 200)
