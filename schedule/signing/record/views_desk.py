from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible, UserError
from conference.look.lists import join_sentences
from conference.treaties.queries import current_treaty
from delegations.registration.delegations import access_log
from schedule.signing.appointments.notices import SIGNATORIES
from schedule.signing.entries import DONE, save_entry
from schedule.signing.record import actions, queries, table
from schedule.signing.record.forms import CloseRecordForm, RectifyForm, ReopenForm
from schedule.signing.record.models import Signature
from schedule.signing.running_order.models import SigningSession
from schedule.signing.running_order.queries import session_of


@staff("signing.see")
@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Show the record of a session, with what can be done to it now."""
    return _show(request, session_of(code), RectifyForm())


def _show(request: HttpRequest, session: SigningSession, form: RectifyForm) -> HttpResponse:
    actor, rows = actor_of(request), queries.record_of(session)
    access_log.log_persons(request, None, len(rows), SIGNATORIES)
    context = {
        "session": session,
        "rows": rows,
        "form": CloseRecordForm(initial={"version": session.version, "witness": session.witness}),
        "reopen": ReopenForm(initial={"version": session.version}),
        "rectify": form,
        "may_close": actor.may(actions.RIGHT),
        "may_rectify": actor.may("signing.review") and session.state == "closed",
        "is_first": session.closed_first_by_id == actor.user_id,
        "still_to_sign": queries.still_to_sign(session) if session.state != "closed" else 0,
    }
    page = "desk/signing/record/record.html"
    return render(request, page, context, status=422 if form.is_bound else 200)


@staff("signing.close")
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close the record as the first or the second person, or reopen it before the second."""
    do, session = request.POST.get("do"), session_of(code)
    form = (ReopenForm if do == "reopen" else CloseRecordForm)(request.POST)
    try:
        if not form.is_valid():
            raise NotPossible(join_sentences(message for errors in form.errors.values() for message in errors))
        values = form.cleaned_data
        arguments = {"actor": actor_of(request), "session": session, "expected_version": values["version"]}
        match do:
            case "close":
                actions.close(witness=values["witness"], **arguments)
            case "confirm":
                actions.confirm(**arguments)
            case "reopen":
                actions.reopen(reason=values["reason"], **arguments)
            case _:
                raise NotPossible(_("The page was incomplete. Please open it again."))
    except UserError as problem:
        messages.error(request, str(problem))
    return redirect("signing:record", code)


@staff("signing.review")
@require_http_methods(["POST"])
def rectify(request: HttpRequest, code: str) -> HttpResponse:
    """Write a procès-verbal of rectification."""
    session, form = session_of(code), RectifyForm(request.POST)

    def act(values: dict[str, Any]) -> None:
        signature = get_object_or_404(Signature, pk=values.pop("signature"), session=session)
        actions.rectify(actor=actor_of(request), signature=signature, **values)

    if save_entry(form, act) != DONE:
        return _show(request, session, form)
    messages.success(request, _("The procès-verbal of rectification is written."))
    return redirect("signing:record", code)


@staff("signing.see")
@require_safe
def csv(request: HttpRequest, code: str) -> HttpResponseBase:
    session = session_of(code)
    count = session.signatures.count() or 1  # an empty file is logged too
    access_log.log_persons(request, None, count, SIGNATORIES)
    return table.download_record(session)


@staff("signing.see")
@require_safe
def signatures_csv(request: HttpRequest) -> HttpResponseBase:
    """Return the table of all signatures of the treaty. Raises Http404 before one is entered."""
    treaty = current_treaty()
    if treaty is None:
        raise Http404
    access_log.log_persons(request, None, treaty.signatures.count() or 1, SIGNATORIES)
    return table.download_signatures(treaty)
