"""Protocol's acts on a meeting, walk-ins at the desk, who meets whom, a delegation's meetings."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import concurrency, undo
from conference.core.access import actor_of, staff
from conference.core.errors import AlreadyDecided, UserError
from conference.look.lists import join_sentences
from conference.models import current_conference
from delegations.registration.delegations import access_log
from delegations.registration.models import Delegation
from schedule.bilaterals.board import actions, interpreters, layout, moving, queries
from schedule.bilaterals.board.forms import InterpreterForm, MoveForm, ReasonForm, SwapForm, WalkInForm
from schedule.bilaterals.board.views_confirmation import ASKED, ask_before_move, ask_first
from schedule.bilaterals.meetings import actions as meeting_actions
from schedule.bilaterals.meetings import queries as meeting_queries
from schedule.bilaterals.meetings import times
from schedule.bilaterals.meetings.notices import MEETING, is_room_untold
from schedule.bilaterals.meetings.views_desk import render_meeting
from schedule.bilaterals.models import Meeting
from schedule.bilaterals.planning import explaining


@staff("bilaterals.see")
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/bilaterals/board/matrix.html", {"rows": queries.matrix()})


@staff("bilaterals.see")
@require_safe
def delegation(request: HttpRequest, code: str) -> HttpResponse:
    delegations = Delegation.objects.select_related("party").prefetch_related("party__names")
    delegation = get_object_or_404(delegations, party__code=code.upper())
    days = queries.of_delegation(delegation)
    access_log.log_persons(request, delegation, sum(len(rows) for _day, rows in days), MEETING)
    context = {
        "delegation": delegation,
        "days": days,
        "without_place": explaining.explain_without_place(delegation),
        "why_none": "" if days else explaining.explain_no_meetings(delegation),
    }
    return render(request, "desk/bilaterals/board/delegation.html", context)


def _get_meeting(public_id: uuid.UUID) -> Meeting:
    return get_object_or_404(meeting_queries.all_meetings(), public_id=public_id)


def _carry_out(
    request: HttpRequest, action: Callable[..., Any], message: str, meeting: Meeting, **values: Any
) -> HttpResponse:
    """Carry out the action, say how it went, and show the meeting."""
    try:
        action(actor=actor_of(request), meeting=meeting, **values)
    except UserError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, message)
    return _return(request, meeting)


def _return(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    if request.POST.get("next") == "board":
        return redirect(layout.url_of(request, meeting))
    return redirect("bilaterals:desk-meeting", meeting.public_id)


def _show_faults(request: HttpRequest, meeting: Meeting, form: Any) -> HttpResponse:
    for texts in form.errors.values():
        for text in texts:
            messages.error(request, text)
    return _return(request, meeting)


@staff("bilaterals.place")
@require_POST
def bump(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting, form = _get_meeting(public_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _show_faults(request, meeting, form)
    # Where nobody has been told of the room, nobody is told that it is withdrawn.
    is_untold = is_room_untold(meeting)
    if not is_untold and (page := ask_first(request, meeting, _("Withdraw the room"))):
        return page
    message = _("The room is withdrawn. All delegations are informed.")
    if is_untold:
        message = _("The room is withdrawn. No delegation had been told of it, so no e-mail is sent.")
    values = {"reason": form.cleaned_data["reason"], "expected_version": form.cleaned_data["version"]}
    return _carry_out(request, meeting_actions.take_room, message, meeting, **values)


@staff("bilaterals.place")
@require_POST
def undo_room(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take back a first room of just now."""
    meeting, version = _get_meeting(public_id), concurrency.posted_version(request.POST)
    message = _("Undone: %(what)s waits for a room again.") % {"what": meeting}
    return _carry_out(request, meeting_actions.undo_room, message, meeting, expected_version=version)


@staff("bilaterals.place")
@require_POST
def swap(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting = _get_meeting(public_id)
    form = SwapForm(request.POST, meetings=queries.for_page(meeting)["swaps"])
    if not form.is_valid():
        return _show_faults(request, meeting, form)
    other = _get_meeting(form.cleaned_data["other"].public_id)
    if page := ask_first(request, meeting, _("Exchange the rooms"), other):
        return page
    message = _("The rooms are exchanged. All delegations concerned are informed.")
    values = {"reason": form.cleaned_data["reason"], "versions": (form.cleaned_data["version"], None)}
    return _carry_out(request, actions.swap_rooms, message, meeting, other=other, **values)


@staff("bilaterals.place")
@require_POST
def move(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Move the meeting to another time and room, after a page that says what follows."""
    meeting, form = _get_meeting(public_id), MoveForm(request.POST, auto_id="move_%s")
    if not form.is_valid():
        return render_meeting(request, meeting, 422, move_form=form)
    starts, room = form.cleaned_data["starts"], form.cleaned_data["room"]
    try:
        if ASKED not in request.POST:
            room = room or (None if meeting.pull_aside else moving.find_room(meeting, starts))
            consequences = moving.foresee_move(meeting, starts, room)
            return ask_before_move(request, meeting, consequences)
        values = {name: form.cleaned_data[name] for name in ("starts", "room", "reason", "interpreter")}
        moving.move_meeting(
            actor=actor_of(request), meeting=meeting, expected_version=form.cleaned_data["version"], **values
        )
    except AlreadyDecided as problem:
        messages.error(request, str(problem))
        return redirect("bilaterals:desk-meeting", public_id)
    except UserError as problem:
        form.add_error("starts", str(problem))
        return render_meeting(request, _get_meeting(public_id), problem.status, move_form=form)
    message = _("The meeting is moved. All sides are informed and asked whether it suits them.")
    messages.success(request, join_sentences([message, undo.mail_note()]))
    return redirect("bilaterals:desk-meeting", public_id)


@staff("bilaterals.place")
@require_POST
def undo_move(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take back a move of just now."""
    meeting, version = _get_meeting(public_id), concurrency.posted_version(request.POST)
    message = _("Undone: %(what)s has its former time and room again.") % {"what": meeting}
    return _carry_out(request, meeting_actions.undo_step, message, meeting, expected_version=version)


@staff("bilaterals.place")
@require_POST
def reconfirm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting, version = _get_meeting(public_id), concurrency.posted_version(request.POST)
    return _carry_out(request, actions.reconfirm, _("Noted: all sides come."), meeting, expected_version=version)


@staff("bilaterals.place")
@require_POST
def outcome(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting, version = _get_meeting(public_id), concurrency.posted_version(request.POST)
    took_place = request.POST.get("outcome") == "held"
    message = _("Noted: the meeting took place.") if took_place else _("Noted: the meeting did not take place.")
    values = {"took_place": took_place, "expected_version": version}
    return _carry_out(request, actions.record_outcome, message, meeting, **values)


@staff("bilaterals.place")
@require_POST
def interpreter(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting = _get_meeting(public_id)
    if "release" in request.POST:
        message, version = _("The interpreter is released and informed."), concurrency.posted_version(request.POST)
        return _carry_out(request, interpreters.release_interpreter, message, meeting, expected_version=version)
    form = InterpreterForm(request.POST)
    if not form.is_valid():
        return _show_faults(request, meeting, form)
    interpreter, version = form.cleaned_data["interpreter"], form.cleaned_data["version"]
    message = _("%(who)s is engaged for this meeting and informed.") % {"who": interpreter}
    values = {"interpreter": interpreter, "expected_version": version}
    return _carry_out(request, interpreters.give_interpreter, message, meeting, **values)


@staff("bilaterals.place")
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest) -> HttpResponse:
    """Book a meeting for two or three delegations that stand at the desk."""
    starts = times.next_opening(current_conference())
    delegations, typed = (
        queries.with_heads(),
        {name: request.GET[name] for name in WalkInForm.base_fields if name in request.GET},
    )
    initial = {"starts": starts.replace(tzinfo=None), **typed}
    form = WalkInForm(request.POST or None, delegations=delegations, initial=initial)
    status, open_request = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                meeting = meeting_actions.book_walk_in(actor=actor_of(request), **form.values())
            except UserError as problem:
                form.add_error(None, str(problem))
                status, open_request = problem.status, getattr(problem, "meeting", None)
            else:
                messages.success(request, _("Booked. All delegations are informed."))
                return redirect("bilaterals:desk-meeting", meeting.public_id)
    form.list_rooms(starts, _read_valid(WalkInForm(typed, delegations=delegations)) if typed else None)
    context = {"form": form, "open_request": open_request}
    return render(request, "desk/bilaterals/board/walk_in.html", context, status=status)


def _read_valid(form: WalkInForm) -> dict[str, Any]:
    """Return what is valid of a form whose room is not chosen yet."""
    form.is_valid()
    return form.cleaned_data
