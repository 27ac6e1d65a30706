"""The page before protocol's acts that write to others: who will be told, and what follows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from conference.core import undo
from delegations.registration.delegations.queries import focal_points_of
from schedule.bilaterals.board.moving import MoveConsequences
from schedule.bilaterals.models import Assignment, Meeting
from schedule.calendar.models import Room

ASKED = "asked"


def ask_first(
    request: HttpRequest,
    meeting: Meeting,
    act: str,
    *others: Meeting,
    room: Room | None = None,
) -> HttpResponse | None:
    """Return the page that asks whether to go on, with what was posted; None once it has been answered.

    Args:
        act: What the button says.
        others: Further meetings whose sides are told too.
        room: What the meeting is given.
    """
    if ASKED in request.POST:
        return None
    meetings = [meeting, *others]
    assignments = Assignment.objects.filter(meeting__in=meetings).select_related("interpreter").order_by("pk")
    interpreters = [str(assignment.interpreter) for assignment in assignments]
    return _render_question(request, meetings, act, {}, interpreters=interpreters, room=room)


def ask_before_move(request: HttpRequest, meeting: Meeting, move: MoveConsequences) -> HttpResponse:
    """Return the page that says what follows from a move, and carries the room and interpreter that it shows."""
    place = move.place
    shown = {
        "starts": place.starts.isoformat(),
        "room": place.room.code if place.room else "",
        "interpreter": str(move.stays.pk) if move.stays else "",
    }
    context = {"move": move, "room": place.room, "can_be_undone": bool(undo.window())}
    return _render_question(request, [meeting], _("Move it and ask again"), shown, **context)


def _render_question(
    request: HttpRequest, meetings: Sequence[Meeting], act: str, shown: Mapping[str, str], **context: Any
) -> HttpResponse:
    """Render the question, which carries what was posted, or what is `shown` instead."""
    left_out = {"csrfmiddlewaretoken", *shown}
    posted = [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]
    context |= {
        "meeting": meetings[0],
        "act": act,
        "posted": [*posted, *shown.items(), (ASKED, "1")],
        "readers": [(side, focal_points_of(side)) for meeting in meetings for side in meeting.parties()],
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "desk/bilaterals/board/ask_first.html", context)
