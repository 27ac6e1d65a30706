"""Protocol's acts on a meeting, walk-ins at the desk, who meets whom, a delegation's meetings."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import clock, concurrency, parsing
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.models import current_conference
from delegations.registration.delegations import access_log
from delegations.registration.models import Delegation
from schedule.bilaterals.board import actions, interpreters, layout, moving, queries
from schedule.bilaterals.board.forms import InterpreterForm, ReasonForm, SwapForm, WalkInForm
from schedule.bilaterals.board.views_confirmation import ask_first
from schedule.bilaterals.meetings import actions as meeting_actions
from schedule.bilaterals.meetings import queries as meeting_queries
from schedule.bilaterals.meetings.notices import MEETING, room_is_untold
from schedule.bilaterals.models import Meeting
from schedule.calendar.models import Room


@staff("bilaterals.see")
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/bilaterals/board/matrix.html", {"rows": queries.matrix()})


@staff("bilaterals.see")
@require_safe
def delegation(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(
        Delegation.objects.select_related("party").prefetch_related("party__names"), party__code=code.upper()
    )
    days = queries.of_delegation(found)
    access_log.persons(request, found, sum(len(rows) for _day, rows in days), MEETING)
    return render(request, "desk/bilaterals/board/delegation.html", {"delegation": found, "days": days})


def _found(public_id: uuid.UUID) -> Meeting:
    return get_object_or_404(meeting_queries.all_meetings(), public_id=public_id)


def _back(request: HttpRequest, found: Meeting, act: Callable[[], Any], words: str) -> HttpResponse:
    """Do it and say so, or say why not; then show the meeting as it is."""
    try:
        act()
    except UserError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, words)
    return _return(request, found)


def _return(request: HttpRequest, found: Meeting) -> HttpResponse:
    if request.POST.get("next") == "board":
        return redirect(layout.url_of(request, found))
    return redirect("bilaterals:desk-meeting", found.public_id)


def _incomplete(request: HttpRequest, found: Meeting, form: Any) -> HttpResponse:
    for texts in form.errors.values():
        for text in texts:
            messages.error(request, text)
    return _return(request, found)


@staff("bilaterals.place")
@require_POST
def bump(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found, form = _found(public_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _incomplete(request, found, form)
    # Where nobody has been told of the room, nobody is told that it is withdrawn.
    untold = room_is_untold(found)
    if not untold and (page := ask_first(request, found, _("Withdraw the room"))):
        return page
    values = {"reason": form.cleaned_data["reason"], "expected_version": form.cleaned_data["version"]}
    words = _("The room is withdrawn. Both delegations are informed.")
    if untold:
        words = _("The room is withdrawn. Neither delegation had been told of it, so no e-mail is sent.")
    return _back(request, found, lambda: meeting_actions.bump(actor=actor_of(request), meeting=found, **values), words)


@staff("bilaterals.place")
@require_POST
def undo_room(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take back a first room of just now."""
    found, version = _found(public_id), concurrency.posted_version(request.POST)
    return _back(
        request,
        found,
        lambda: meeting_actions.undo_room(actor=actor_of(request), meeting=found, expected_version=version),
        _("Undone: %(what)s waits for a room again.") % {"what": found},
    )


@staff("bilaterals.place")
@require_POST
def swap(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _found(public_id)
    form = SwapForm(request.POST, meetings=queries.for_page(found)["swaps"])
    if not form.is_valid():
        return _incomplete(request, found, form)
    other = _found(form.cleaned_data["other"].public_id)
    if page := ask_first(request, found, _("Exchange the rooms"), other):
        return page
    versions = (form.cleaned_data["version"], None)
    reason = form.cleaned_data["reason"]
    return _back(
        request,
        found,
        lambda: actions.swap_rooms(actor=actor_of(request), one=found, two=other, reason=reason, versions=versions),
        _("The rooms are exchanged. All delegations concerned are informed."),
    )


@staff("bilaterals.place")
@require_POST
def move(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Move the meeting to the time and room that the button named."""
    found, version = _found(public_id), concurrency.posted_version(request.POST)
    starts, room = (
        parsing.moment(request.POST.get("starts")),
        Room.objects.filter(code=request.POST.get("room")).first(),
    )
    if starts is None:
        messages.error(request, _("This is not a valid time. Choose one from the table."))
        return redirect("bilaterals:desk-meeting", public_id)
    if page := ask_first(request, found, _("Move it and ask again"), room=room, starts=starts):
        return page
    return _back(
        request,
        found,
        lambda: moving.move_meeting(
            actor=actor_of(request), meeting=found, starts=starts, room=room, expected_version=version
        ),
        _("The meeting is moved. All sides are informed and asked whether it suits them."),
    )


@staff("bilaterals.place")
@require_POST
def reconfirm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found, version = _found(public_id), concurrency.posted_version(request.POST)
    return _back(
        request,
        found,
        lambda: actions.reconfirm(actor=actor_of(request), meeting=found, expected_version=version),
        _("Noted: both sides come."),
    )


@staff("bilaterals.place")
@require_POST
def outcome(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found, version = _found(public_id), concurrency.posted_version(request.POST)
    held = request.POST.get("outcome") == "held"
    return _back(
        request,
        found,
        lambda: actions.record_outcome(actor=actor_of(request), meeting=found, held=held, expected_version=version),
        _("Noted: the meeting took place.") if held else _("Noted: the meeting did not take place."),
    )


@staff("bilaterals.place")
@require_POST
def interpreter(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found, actor = _found(public_id), actor_of(request)
    if "release" in request.POST:
        version = concurrency.posted_version(request.POST)
        words = _("The interpreter is released and informed.")
        return _back(
            request,
            found,
            lambda: interpreters.release_interpreter(actor=actor, meeting=found, expected_version=version),
            words,
        )
    form = InterpreterForm(request.POST, interpreters=interpreters.everybody())
    if not form.is_valid():
        return _incomplete(request, found, form)
    who, version = form.cleaned_data["interpreter"], form.cleaned_data["version"]
    return _back(
        request,
        found,
        lambda: interpreters.give_interpreter(actor=actor, meeting=found, interpreter=who, expected_version=version),
        _("%(who)s is engaged for this meeting and informed.") % {"who": who},
    )


@staff("bilaterals.place")
@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest) -> HttpResponse:
    """Book a meeting for two delegations that stand at the desk."""
    delegations = queries.with_heads()
    zone = current_conference().zone
    now = clock.now().astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)
    form = WalkInForm(request.POST or None, delegations=delegations, initial={"starts": now})
    status, open_request = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = meeting_actions.walk_in(actor=actor_of(request), **form.values())
            except UserError as problem:
                form.add_error(None, str(problem))
                status, open_request = problem.status, getattr(problem, "meeting", None)
            else:
                messages.success(request, _("Booked. Both delegations are informed."))
                return redirect("bilaterals:desk-meeting", made.public_id)
    form.list_rooms(clock.now())
    return render(
        request, "desk/bilaterals/board/walk_in.html", {"form": form, "open_request": open_request}, status=status
    )
