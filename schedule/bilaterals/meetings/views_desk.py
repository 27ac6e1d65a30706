from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core import clock, concurrency, parsing, undo
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.look.lists import sentences
from conference.models import current_conference
from delegations.registration.delegations import access_log
from schedule.bilaterals.board import layout, moving
from schedule.bilaterals.board import queries as board_queries
from schedule.bilaterals.board.forms import ReasonForm, SwapForm
from schedule.bilaterals.board.views_confirmation import ask_first
from schedule.bilaterals.meetings import actions, queries
from schedule.bilaterals.meetings.forms import CancelForm, RoomForm
from schedule.bilaterals.meetings.notices import MEETING
from schedule.bilaterals.models import LIVE, OPEN, Meeting
from schedule.calendar.models import Purpose, Room

STEP = 5  # minutes a row of the board
ROOMS = 7  # side by side; more are too narrow to read
SHORT = timedelta(minutes=20)


@staff("bilaterals.see")
@require_safe
def board(request: HttpRequest, day: date | None = None) -> HttpResponse:
    return _board(request, day)


def _board(
    request: HttpRequest, day: date | None, refused: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    conference = current_conference()
    days = queries.conference_days(conference)
    day = day or days[0]
    if day not in days:
        raise Http404
    every_room = list(Room.objects.filter(purpose=Purpose.BILATERAL))
    groups = [every_room[at : at + ROOMS] for at in range(0, len(every_room), ROOMS)]
    shown = _number(request.GET.get("rooms"), len(groups))
    rooms = groups[shown - 1] if groups else []
    column = {room.pk: number for number, room in enumerate(rooms, 1)}
    opens = datetime.combine(day, queries.OPENS, conference.zone)
    closes = datetime.combine(day, queries.CLOSES, conference.zone)
    found = queries.of_day(day)
    placed = [one for one in found if one.room_id in column]
    blocked = layout.blocked(rooms, placed, column, opens, closes)
    first, last = layout.hours_used(placed, blocked, opens, closes)
    context = {
        "day": day,
        "days": days,
        "rooms": rooms,
        "groups": [(number, group[0], group[-1]) for number, group in enumerate(groups, 1)],
        "shown": shown,
        "elsewhere": sum(1 for m in found if m.room_id and m.room_id not in column),
        "hours": [first + n * layout.HOUR for n in range((last - first) // layout.HOUR)],
        "opens": first,
        "closes": last,
        "is_cut": (first, last) != (opens, closes),
        "step": STEP,
        "placed": [_placed(one, column) for one in placed],
        "blocked": layout.within(blocked, first, last),
        "pending": [m for m in found if m.state in OPEN],
        "without": [_with_rooms(m) for m in queries.without_room()],
        "count": len(found),
        "may_place": actor_of(request).may("bilaterals.place"),
        "refused": refused,
        "placed_now": board_queries.just_placed(found) if actor_of(request).may("bilaterals.place") else [],
    }
    return render(request, "desk/bilaterals/meetings/board.html", context, status=status)


def _number(text: str | None, most: int) -> int:
    return max(1, parsing.number(text, most) or 1)


def _placed(meeting: Meeting, column: dict[int, int]) -> dict[str, Any]:
    """Return a meeting for its room's column; `is_short` where three lines are too many for its height."""
    return {
        "meeting": meeting,
        "column": column[meeting.room_id or 0],
        "buffer_ends": meeting.ends + actions.BUFFER,
        "is_short": meeting.ends - meeting.starts < SHORT,
    }


def _with_rooms(meeting: Meeting) -> dict[str, Any]:
    rooms = queries.rooms_for(meeting.starts, meeting.ends, meeting.persons, given=True)
    return {"meeting": meeting, "free": [suits for suits in rooms if not suits.why]}


@staff("bilaterals.see")
@require_safe
def meeting(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(queries.all_meetings(), public_id=public_id)
    return _meeting_page(request, found)


def _meeting_page(request: HttpRequest, found: Meeting, status: int = 200, **forms: Any) -> HttpResponse:
    access_log.persons(request, found, 2, MEETING)
    rooms = queries.rooms_for(found.starts, found.ends, found.persons, found.room_booking, given=True)
    seen = {"version": found.version, "room": found.room.code if found.room else ""}
    # Of a confirmed meeting that is over only whether it took place is still to be noted.
    over = found.state == "confirmed" and found.ends <= clock.now()
    context = {
        "meeting": found,
        "board_url": layout.url_of_day(found.day),
        "rooms": rooms,
        "room_form": RoomForm(rooms=rooms, initial=seen),
        "cancel_form": CancelForm(initial=seen),
        "may_place": actor_of(request).may("bilaterals.place"),
        "offers": list(found.offers.all()) if found.offered_by_id and found.state in LIVE else [],
        "may_have_room": found.state in ("accepted", "confirmed", "bumped") and not over,
        "live": found.state in LIVE and not over,
        "placed_now": board_queries.just_placed([found]),
        "former": queries.former_heads(found) if found.state in LIVE else [],
        **_of_the_board(found, seen),
        **_place_elsewhere(found, rooms),
        **forms,
    }
    return render(request, "desk/bilaterals/meetings/meeting.html", context, status=status)


def _place_elsewhere(found: Meeting, rooms: list[queries.RoomSuitability]) -> dict[str, Any]:
    """Return what is in the meeting's way, and where it can go instead, if it cannot stay at its time."""
    event = moving.in_the_way(found) if found.state in LIVE else None
    roomless = found.state in ("accepted", "bumped") and not found.pull_aside and all(one.why for one in rooms)
    return {"event": event, "elsewhere": moving.next_place(found) if event or roomless else None}


def _of_the_board(found: Meeting, seen: dict[str, Any]) -> dict[str, Any]:
    noted = board_queries.for_page(found)
    swap_form = SwapForm(meetings=noted["swaps"], initial=seen, auto_id="swap_%s") if noted["swaps"] else None
    return {**noted, "swap_form": swap_form, "bump_form": ReasonForm(initial=seen, auto_id="bump_%s")}


@staff("bilaterals.place")
@require_safe
def actions_of(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Return what can be done with a meeting on the board, for its dialog; the rooms are those that are free then."""
    found = get_object_or_404(queries.all_meetings(), public_id=public_id)
    rooms = queries.rooms_for(found.starts, found.ends, found.persons, found.room_booking, given=True)
    free = [one for one in rooms if not one.why and one.room.pk != found.room_id]
    seen = {"version": found.version}
    context = {
        "meeting": found,
        "room_form": RoomForm(rooms=free, initial=seen, auto_id="give_%s"),
        "may_move": found.state == "confirmed" and bool(free) and found.room_id is not None,
        "on_board": _number(request.GET.get("rooms"), ROOMS),
        **_of_the_board(found, seen),
    }
    return render(request, "desk/bilaterals/board/_actions.html", context)


@staff("bilaterals.place")
@require_POST
def place(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a meeting a room. The board shows a refusal."""
    found = get_object_or_404(queries.all_meetings(), public_id=public_id)
    rooms = queries.rooms_for(found.starts, found.ends, found.persons, found.room_booking, given=True)
    form = RoomForm(request.POST, rooms=rooms)
    back = request.POST.get("next") == "board"
    if not form.is_valid():
        return _meeting_page(request, found, 422, room_form=form)
    room = get_object_or_404(Room, code=form.cleaned_data["room"])
    # The first room is what both wait for; another one asks both again.
    first = found.state != "confirmed"
    if not first and (page := ask_first(request, found, _("Give the room"), room=room)):
        return page
    try:
        actions.give_room(
            actor=actor_of(request), meeting=found, room=room, expected_version=form.cleaned_data["version"]
        )
    except UserError as problem:
        found.refresh_from_db()
        free = [suits.room for suits in rooms if not suits.why]
        refused = {"meeting": found, "why": str(problem), "next": free[0] if free else None}
        return _board(request, found.day, refused, problem.status)
    words = {"one": found.asking, "two": found.asked, "room": room}
    if first and undo.window():
        mail = _("The e-mail is sent when the time to undo has passed.")
        said = sentences([_("%(one)s and %(two)s meet in %(room)s.") % words, mail])
    else:
        said = _("%(one)s and %(two)s meet in %(room)s; both delegations are informed.") % words
    messages.success(request, said)
    return redirect(layout.url_of(request, found) if back else reverse("bilaterals:desk-meeting", args=[public_id]))


@staff("bilaterals.place")
@require_POST
def keep(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask again with the new head of one side: time and room stay, both sides agree again."""
    found = get_object_or_404(queries.all_meetings(), public_id=public_id)
    side = next((one for one in found.parties() if one.party.code == request.POST.get("party")), None)
    if side is None:
        return _meeting_page(request, found, 422)
    version = concurrency.posted_version(request.POST)
    try:
        actions.keep_with_new_head(
            actor=actor_of(request), meeting=found, by=side, expected_version=version, protocol=True
        )
    except UserError as problem:
        messages.error(request, str(problem))
        return _meeting_page(request, queries.all_meetings().get(pk=found.pk), problem.status)
    messages.success(request, _("Kept with the new head. Both sides are informed."))
    return redirect("bilaterals:desk-meeting", public_id)


@staff("bilaterals.place")
@require_POST
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(queries.all_meetings(), public_id=public_id)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _meeting_page(request, found, 422, cancel_form=form)
    if page := ask_first(request, found, _("Cancel the meeting")):
        return page
    values = form.cleaned_data
    actions.cancel(
        actor=actor_of(request), meeting=found, by=None, reason=values["reason"], expected_version=values["version"]
    )
    messages.success(request, _("Cancelled. Both delegations are informed."))
    return redirect("bilaterals:board-day", found.day)
