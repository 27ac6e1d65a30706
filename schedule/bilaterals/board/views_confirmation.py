"""The page before protocol's acts that write to others at once and cannot be undone: who will be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from delegations.registration.delegations.queries import focal_points_of
from schedule.bilaterals.models import Assignment, Meeting
from schedule.calendar.models import Room

ASKED = "asked"


def ask_first(
    request: HttpRequest,
    found: Meeting,
    act: str,
    *others: Meeting,
    room: Room | None = None,
    starts: datetime | None = None,
) -> HttpResponse | None:
    """Return the page that asks whether to go on, with what was posted; None once it has been answered.

    Args:
        act: What the button says.
        others: Further meetings whose sides are told too.
        room: Which is given.
        starts: Where the meeting is moved to.
    """
    if ASKED in request.POST:
        return None
    kept = [(name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values]
    context = {
        "meeting": found,
        "act": act,
        "kept": [*kept, (ASKED, "1")],
        "told": [(side, focal_points_of(side)) for one in (found, *others) for side in one.parties()],
        "interpreters": _interpreters([found, *others]),
        "room": room,
        "starts": starts,
        "ends": starts + (found.ends - found.starts) if starts else None,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "desk/bilaterals/board/ask_first.html", context)


def _interpreters(meetings: Sequence[Meeting]) -> list[str]:
    rows = Assignment.objects.filter(meeting__in=meetings).select_related("interpreter").order_by("pk")
    return [str(row.interpreter) for row in rows]
