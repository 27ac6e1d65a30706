import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core import concurrency, parsing
from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible, UserError
from delegations.registration.delegations import access_log
from schedule.signing.appointments.models import Appointment, AppointmentState
from schedule.signing.appointments.notices import SIGNATORIES
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.ceremony import actions, queries
from schedule.signing.ceremony.actions import ConsoleCommand
from schedule.signing.ceremony.models import Verb
from schedule.signing.ceremony.questions import Question
from schedule.signing.running_order.models import RecordState, SigningSession
from schedule.signing.running_order.queries import session_of

RIGHT = "signing.run"
MOST_ANSWERS = 5


@staff(RIGHT)
@require_safe
def console(request: HttpRequest, code: str) -> HttpResponse:
    """Show the console, or with `?part` the part that is replaced every two seconds."""
    session = session_of(code)
    shown = queries.console(session)
    context = {
        "session": session,
        "console": shown,
        "next": shown.coming[0] if shown.coming else None,
        "soon": {row.appointment.pk for row in shown.coming[: queries.NEXT]},
        "is_open": session.state == RecordState.OPEN,
        "new_key": uuid.uuid4,
        "slot": queries.minutes_text(session.slot_seconds),
        "may_see_powers": actor_of(request).may("powers.see"),
        "states": AppointmentState.values,
    }
    part = "part" in request.GET
    if not part:
        access_log.log_persons(request, None, len(shown.rows), SIGNATORIES)
    page = "desk/signing/ceremony/_console.html" if part else "desk/signing/ceremony/console.html"
    response = render(request, page, context)
    response["Cache-Control"] = "no-store"
    return response


@staff(RIGHT)
@require_POST
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Do an act, or ask first. The console's script asks for JSON and repeats lost requests; a form returns to the page."""
    session = session_of(code)
    by_script = "application/json" in request.headers.get("Accept", "")
    try:
        written = actions.perform_act(actor=actor_of(request), session=session, command=_command(request, session))
    except Question as question:
        return _ask(request, session, question, by_script=by_script)
    except UserError as problem:
        if by_script:
            return JsonResponse({"refused": str(problem)}, status=problem.status)
        messages.error(request, str(problem))
        return redirect("signing:console", code)
    if by_script:
        return JsonResponse({"number": written.number} | ({"told": written.not_called} if written.not_called else {}))
    if written.not_called:
        messages.warning(request, written.not_called)
    return redirect("signing:console", code)


def _ask(request: HttpRequest, session: SigningSession, question: Question, *, by_script: bool) -> HttpResponse:
    """Answer with the question; a page for it holds the whole act, which its button sends again with the answer."""
    answers = f"{request.POST.get('answers', '')} {question.answer}".strip()
    if by_script:
        asked = {"question": str(question), "answers": answers, "label": question.label}
        return JsonResponse(asked, status=question.status)
    fields = {name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "answers")}
    context = {"session": session, "question": question, "fields": fields | {"answers": answers}}
    return render(request, "desk/signing/ceremony/question.html", context, status=question.status)


def _command(request: HttpRequest, session: SigningSession) -> ConsoleCommand:
    posted = request.POST
    verb, key = posted.get("do", ""), _uuid(posted.get("key", ""))
    appointment, version = _row(session, posted.get("id", "")), concurrency.posted_version(posted)
    if verb not in Verb.values or key is None or appointment is None or version is None:
        raise NotPossible(_("The page was incomplete. Please open it again."))
    return ConsoleCommand(
        verb=verb,
        key=key,
        appointment=appointment,
        expected_version=version,
        then=_row(session, posted.get("then", "")) if verb == Verb.NEXT else None,
        then_version=concurrency.posted_version(posted, "then_version") or 0,
        ago=timedelta(seconds=parsing.number(posted.get("ago"), most=10**7) or 0),
        reason=posted.get("reason", "")[:300],
        act=parsing.number(posted.get("act")) or 0,
        answers=frozenset(posted.get("answers", "").split()[:MOST_ANSWERS]),
    )


def _row(session: SigningSession, text: str) -> Appointment | None:
    key = _uuid(text)
    return get_object_or_404(all_appointments(), public_id=key, session=session) if key else None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
