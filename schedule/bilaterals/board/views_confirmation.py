"""The page before protocol's acts that write to others at once and cannot be undone: who will be told."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from delegations.registration.delegations.queries import focal_points_of
from schedule.bilaterals.models import Assignment, Meeting
from schedule.calendar.models import Room

ASKED = "asked"


def ask_first(
    request: HttpRequest,
    meeting: Meeting,
    act: str,
    *others: Meeting,
    room: Room | None = None,
    starts: datetime | None = None,
) -> HttpResponse | None:
    """Return the page that asks whether to go on, with what was posted; None once it has been answered.

    Args:
        act: What the button says.
        others: Further meetings whose sides are told too.
        room, starts: What the meeting is given.
    """
    if ASKED in request.POST:
        return None
    posted = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    meetings = [meeting, *others]
    assignments = Assignment.objects.filter(meeting__in=meetings).select_related("interpreter").order_by("pk")
    context = {
        "meeting": meeting,
        "act": act,
        "posted": [*posted, (ASKED, "1")],
        "readers": [(side, focal_points_of(side)) for of_act in meetings for side in of_act.parties()],
        "interpreters": [str(assignment.interpreter) for assignment in assignments],
        "room": room,
        "starts": starts,
        "ends": starts + (meeting.ends - meeting.starts) if starts else None,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "desk/bilaterals/board/ask_first.html", context)
