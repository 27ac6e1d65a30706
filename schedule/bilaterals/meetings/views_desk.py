import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core import clock, concurrency, parsing, undo
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.look.lists import in_words, join_sentences
from conference.models import current_conference
from delegations.registration.delegations import access_log
from schedule.bilaterals.board import layout, moving
from schedule.bilaterals.board import queries as board_queries
from schedule.bilaterals.board.forms import MoveForm, ReasonForm, SwapForm
from schedule.bilaterals.board.views_confirmation import ask_first
from schedule.bilaterals.meetings import actions, queries
from schedule.bilaterals.meetings.forms import CancelForm, RoomForm
from schedule.bilaterals.meetings.notices import MEETING
from schedule.bilaterals.models import AGREED, BUFFER, LIVE, OPEN, Meeting
from schedule.calendar.models import Purpose, Room
from schedule.calendar.rooms.hours import conference_days

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
    days = conference_days(conference)
    day = day or days[0]
    if day not in days:
        raise Http404
    every_room = list(Room.objects.filter(purpose=Purpose.BILATERAL))
    groups = [every_room[index : index + ROOMS] for index in range(0, len(every_room), ROOMS)]
    shown = _number(request.GET.get("rooms"), len(groups))
    rooms = groups[shown - 1] if groups else []
    column = {room.pk: number for number, room in enumerate(rooms, 1)}
    opens = datetime.combine(day, queries.OPENS, conference.zone)
    closes = datetime.combine(day, queries.CLOSES, conference.zone)
    meetings = queries.of_day(day)
    placed = [meeting for meeting in meetings if meeting.room_id in column]
    blocked = layout.blocked(rooms, placed, column, opens, closes)
    first, last = layout.hours_used(placed, blocked, opens, closes)
    may_place = actor_of(request).may("bilaterals.place")
    context = {
        "day": day,
        "days": days,
        "rooms": rooms,
        "groups": [(number, group[0], group[-1]) for number, group in enumerate(groups, 1)],
        "shown": shown,
        "elsewhere": sum(1 for meeting in meetings if meeting.room_id and meeting.room_id not in column),
        "hours": [first + n * layout.HOUR for n in range((last - first) // layout.HOUR)],
        "opens": first,
        "closes": last,
        "is_cut": (first, last) != (opens, closes),
        "step": STEP,
        "placed": [_placed(meeting, column) for meeting in placed],
        "blocked": layout.within(blocked, first, last),
        "pending": [meeting for meeting in meetings if meeting.state in OPEN],
        "without": [_with_rooms(meeting) for meeting in queries.without_room()],
        "count": len(meetings),
        "may_place": may_place,
        "refused": refused,
        **board_queries.find_undoable(meetings if may_place else []),
    }
    return render(request, "desk/bilaterals/meetings/board.html", context, status=status)


def _number(text: str | None, most: int) -> int:
    return max(1, parsing.number(text, most) or 1)


def _placed(meeting: Meeting, column: dict[int, int]) -> dict[str, Any]:
    """Return a meeting for its room's column. One that `is_short` needs the height of its buffer too, for all names and the time."""
    is_short = meeting.ends - meeting.starts < SHORT * (len(meeting.parties()) - 1)
    buffer_ends = meeting.ends + BUFFER
    return {
        "meeting": meeting,
        "column": column[meeting.room_id or 0],
        "buffer_ends": buffer_ends,
        "is_short": is_short,
        "shown_until": buffer_ends if is_short else meeting.ends,
    }


def _rooms_for(meeting: Meeting) -> list[queries.RoomSuitability]:
    return queries.rooms_for(meeting.starts, meeting.ends, meeting.persons, meeting.room_booking, given=True)


def _with_rooms(meeting: Meeting) -> dict[str, Any]:
    rooms = queries.rooms_for(meeting.starts, meeting.ends, meeting.persons, given=True)
    return {"meeting": meeting, "free": [suits for suits in rooms if not suits.why]}


def _get_meeting(public_id: uuid.UUID) -> Meeting:
    return get_object_or_404(queries.all_meetings(), public_id=public_id)


@staff("bilaterals.see")
@require_safe
def meeting(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return render_meeting(request, _get_meeting(public_id))


def render_meeting(request: HttpRequest, meeting: Meeting, status: int = 200, **forms: Any) -> HttpResponse:
    access_log.log_persons(request, meeting, 2, MEETING)
    rooms, is_live = _rooms_for(meeting), meeting.state in LIVE
    initial = {"version": meeting.version, "room": meeting.room.code if meeting.room else ""}
    # Of a confirmed meeting that is over only whether it took place is still to be noted.
    is_over = meeting.state == "confirmed" and meeting.ends <= clock.now()
    context = {
        "meeting": meeting,
        "board_url": layout.url_of_day(meeting.day),
        "room_form": RoomForm(rooms=rooms, initial=initial),
        "cancel_form": CancelForm(initial=initial),
        "may_place": actor_of(request).may("bilaterals.place"),
        "offers": list(meeting.offers.all()) if meeting.offered_by_id and is_live else [],
        "may_have_room": meeting.state in AGREED and not is_over,
        "live": is_live and not is_over,
        **board_queries.find_undoable([meeting]),
        "move_form": MoveForm(
            initial={"version": meeting.version, "starts": meeting.starts, "reason": ""}, auto_id="move_%s"
        ),
        "may_move": meeting.state in AGREED and not is_over,
        "former": queries.former_heads(meeting) if is_live else [],
        **_of_the_board(meeting, initial),
        **_place_elsewhere(meeting, rooms),
        **forms,
    }
    return render(request, "desk/bilaterals/meetings/meeting.html", context, status=status)


def _place_elsewhere(meeting: Meeting, rooms: list[queries.RoomSuitability]) -> dict[str, Any]:
    """Return what is in the meeting's way, and where it can go instead, if it cannot stay at its time."""
    event = moving.in_the_way(meeting) if meeting.state in LIVE else None
    is_waiting = meeting.state in ("accepted", "bumped") and not meeting.pull_aside
    must_move = event or (is_waiting and all(suits.why for suits in rooms))
    return {"event": event, "elsewhere": moving.next_place(meeting) if must_move else None}


def _of_the_board(meeting: Meeting, initial: dict[str, Any]) -> dict[str, Any]:
    notes = board_queries.for_page(meeting)
    swap_form = SwapForm(meetings=notes["swaps"], initial=initial, auto_id="swap_%s") if notes["swaps"] else None
    return {**notes, "swap_form": swap_form, "bump_form": ReasonForm(initial=initial, auto_id="bump_%s")}


@staff("bilaterals.place")
@require_safe
def actions_of(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Return what can be done with a meeting on the board, for its dialog; the rooms are those that are free then."""
    meeting = _get_meeting(public_id)
    free = [suits for suits in _rooms_for(meeting) if not suits.why and suits.room.pk != meeting.room_id]
    initial = {"version": meeting.version}
    context = {
        "meeting": meeting,
        "room_form": RoomForm(rooms=free, initial=initial, auto_id="give_%s"),
        "may_move": meeting.state == "confirmed" and bool(free) and meeting.room_id is not None,
        "on_board": _number(request.GET.get("rooms"), ROOMS),
        **_of_the_board(meeting, initial),
    }
    return render(request, "desk/bilaterals/board/_actions.html", context)


@staff("bilaterals.place")
@require_POST
def place(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a meeting a room. The board shows a refusal."""
    meeting = _get_meeting(public_id)
    rooms = _rooms_for(meeting)
    form = RoomForm(request.POST, rooms=rooms)
    if not form.is_valid():
        return render_meeting(request, meeting, 422, room_form=form)
    room, version = get_object_or_404(Room, code=form.cleaned_data["room"]), form.cleaned_data["version"]
    # Both sides wait for their first room; another room has to be agreed again.
    is_first = meeting.state != "confirmed"
    if not is_first and (page := ask_first(request, meeting, _("Give the room"), room=room)):
        return page
    try:
        actions.give_room(actor=actor_of(request), meeting=meeting, room=room, expected_version=version)
    except UserError as problem:
        meeting.refresh_from_db()
        free = [suits.room for suits in rooms if not suits.why]
        refused = {"meeting": meeting, "why": str(problem), "next": free[0] if free else None}
        return _board(request, meeting.day, refused, problem.status)
    names = {"parties": in_words(meeting.parties(), conjunction=True), "room": room}
    if is_first and undo.window():
        message = join_sentences([_("%(parties)s meet in %(room)s.") % names, undo.mail_note()])
    else:
        message = _("%(parties)s meet in %(room)s; all delegations are informed.") % names
    messages.success(request, message)
    if request.POST.get("next") == "board":
        return redirect(layout.url_of(request, meeting))
    return redirect("bilaterals:desk-meeting", public_id)


@staff("bilaterals.place")
@require_POST
def keep_meeting(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask again with the new head of one side: time and room stay, both sides agree again."""
    meeting, version = _get_meeting(public_id), concurrency.posted_version(request.POST)
    side = next((side for side in meeting.parties() if side.party.code == request.POST.get("party")), None)
    if side is None:
        return render_meeting(request, meeting, 422)
    try:
        actions.keep_with_new_head(
            actor=actor_of(request), meeting=meeting, by=side, expected_version=version, protocol=True
        )
    except UserError as problem:
        messages.error(request, str(problem))
        return render_meeting(request, queries.all_meetings().get(pk=meeting.pk), problem.status)
    messages.success(request, _("Kept with the new head. All sides are informed."))
    return redirect("bilaterals:desk-meeting", public_id)


@staff("bilaterals.place")
@require_POST
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting, form = _get_meeting(public_id), CancelForm(request.POST)
    if not form.is_valid():
        return render_meeting(request, meeting, 422, cancel_form=form)
    if page := ask_first(request, meeting, _("Cancel the meeting")):
        return page
    reason, version = form.cleaned_data["reason"], form.cleaned_data["version"]
    actions.cancel(actor=actor_of(request), meeting=meeting, by=None, reason=reason, expected_version=version)
    messages.success(request, _("Cancelled. All delegations are informed."))
    return redirect("bilaterals:board-day", meeting.day)
