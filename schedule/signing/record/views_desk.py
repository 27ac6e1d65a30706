from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import parsing
from conference.core.access import Actor, actor_of, staff
from conference.core.errors import NotPossible, UserError
from conference.look.lists import join_sentences
from conference.treaties.queries import current_treaty
from delegations.registration.delegations import access_log
from schedule.signing.appointments.notices import SIGNATORIES
from schedule.signing.entries import DONE, save_entry
from schedule.signing.record import actions, queries, rectifying, table
from schedule.signing.record.forms import CloseRecordForm, DecideForm, DropForm, RectifyForm, ReopenForm
from schedule.signing.record.models import Rectification, RectificationState, RectifiedField, Signature, name_subject
from schedule.signing.record.paper import describe_communication, moment_or_text
from schedule.signing.record.queries import RecordRow
from schedule.signing.record.rules import consequences_of
from schedule.signing.running_order.models import RecordState, SigningSession
from schedule.signing.running_order.queries import session_of


@staff("signing.see")
@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Show the record of a session, with what can be done to it now."""
    session = session_of(code)
    return _show(request, session)


def _show(request: HttpRequest, session: SigningSession, problem: UserError | None = None) -> HttpResponse:
    actor, rows = actor_of(request), queries.record_of(session)
    access_log.log_persons(request, None, len(rows), SIGNATORIES)
    is_closed = session.state == RecordState.CLOSED
    context = {
        "session": session,
        "rows": rows,
        "form": CloseRecordForm(initial={"version": session.version, "witness": session.witness}),
        "reopen": ReopenForm(initial={"version": session.version}),
        "may_close": actor.may(actions.RIGHT),
        "may_rectify": actor.may(rectifying.PROPOSE) and is_closed,
        "is_first": session.closed_first_by_id == actor.user_id,
        "still_to_sign": 0 if is_closed else queries.still_to_sign(session),
        "rectifications": _listed(actor, session, rows) if is_closed else [],
        "fields": _choices(rows),
        "problem": problem,
    }
    page = "desk/signing/record/record.html"
    return render(request, page, context, status=problem.status if problem else 200)


def _choices(rows: list[RecordRow]) -> list[tuple[str, str]]:
    """Return what can be rectified, the text of each statement by its number and language: `text:2:fr`."""
    texts = {
        f"text:{statement.number}:{language}": name_subject("text", statement.number, language)
        for row in rows
        for statement in row.statements
        for language in row.languages_of(statement)
    }
    others = [(value, str(label)) for value, label in RectifiedField.choices if value != RectifiedField.TEXT]
    return [*others, *sorted(texts.items(), key=lambda choice: choice[0].split(":")[1])]


def _listed(actor: Actor, session: SigningSession, rows: list[RecordRow]) -> list[dict[str, object]]:
    """Return the rectifications of a record as the page shows them, with the forms of those that await a second person."""
    row_by_signature = {row.signature.pk: row for row in rows}
    may_decide = actor.may(rectifying.DECIDE)
    listed = []
    for rectification in queries.rectifications_of(session):
        is_open = rectification.state == RectificationState.PROPOSED
        version = {"version": rectification.version}
        listed.append(
            {
                "rectification": rectification,
                "before": moment_or_text(rectification, rectification.before),
                "after": moment_or_text(rectification, rectification.after),
                "communication": describe_communication(rectification),
                "consequences": consequences_of(row_by_signature[rectification.signature_id], rectification)
                if is_open
                else [],
                "is_own": rectification.written_by_id == actor.user_id,
                "decide": DecideForm(initial=version) if is_open and may_decide else None,
                "drop": DropForm(initial=version, auto_id=f"id_{rectification.pk}_%s")
                if is_open and may_decide
                else None,
            }
        )
    return listed


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


@staff(rectifying.PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def rectify(request: HttpRequest, code: str) -> HttpResponse:
    """Propose a rectification of the signature and field that the address names; without them, return to their choice."""
    session = session_of(code)
    field, number, language, *_more = [*request.GET.get("field", "").split(":"), "", ""]
    key = parsing.number(request.GET.get("signature"))
    if key is None or field not in RectifiedField.values:
        return redirect("signing:record", code)
    signature = get_object_or_404(Signature, pk=key, session=session)
    row = queries.row_of(signature)
    statement = row.statement(parsing.number(number)) if field == RectifiedField.TEXT else None
    if field == RectifiedField.TEXT and (statement is None or language not in row.languages_of(statement)):
        messages.error(request, _("Choose the reservation or declaration whose text is corrected."))
        return redirect("signing:record", code)
    subject = Rectification(
        signature=signature, field=field, statement=statement, language=language if statement else ""
    )
    with timezone.override(session.place.zone):
        form = RectifyForm(request.POST if request.method == "POST" else None, row=row, subject=subject)
        status = 200
        if form.is_bound:
            actor = actor_of(request)
            status = save_entry(
                form,
                lambda values: rectifying.propose_rectification(
                    actor=actor, signature=signature, content=form.content()
                ),
            )
            if status == DONE:
                messages.success(request, _("The rectification is proposed. Another person decides it."))
                return redirect("signing:record", code)
        present = moment_or_text(subject, row.value_of(subject))
        context = {"session": session, "row": row, "subject": subject, "form": form, "present": present}
        return render(request, "desk/signing/record/rectify.html", context, status=status)


@staff(rectifying.DECIDE)
@require_POST
def decide(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Decide a rectification as the second person, or drop it."""
    session, does_drop = session_of(code), request.POST.get("do") == "drop"
    rectification = get_object_or_404(queries.rectifications_of(session), pk=pk)
    form = (DropForm if does_drop else DecideForm)(request.POST)
    try:
        if not form.is_valid():
            raise NotPossible(join_sentences(message for errors in form.errors.values() for message in errors))
        arguments: dict[str, Any] = {"actor": actor_of(request), "rectification": rectification}
        if does_drop:
            reason, version = form.cleaned_data["reason"], form.cleaned_data["version"]
            rectifying.drop_rectification(reason=reason, expected_version=version, **arguments)
            messages.success(request, _("The proposal is dropped. The record stays as it is."))
        else:
            rectifying.decide_rectification(expected_version=form.cleaned_data["version"], **arguments)
            messages.success(
                request, _("The record is rectified by procès-verbal %(n)s.") % {"n": rectification.number}
            )
    except UserError as problem:
        return _show(request, session, problem)
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
    access_log.log_persons(request, None, treaty.signatures.filter(struck=False).count() or 1, SIGNATORIES)
    return table.download_signatures(treaty)
