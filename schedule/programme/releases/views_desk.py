from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core import clock
from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible
from conference.models import current_conference
from conference.translated import filled
from schedule.programme.models import Session
from schedule.programme.releases import board, changes, queries
from schedule.programme.releases.queries import DraftLine
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.forms import VersionForm


@staff("programme.see")
@require_safe
def programme(request: HttpRequest, day: date | None = None) -> HttpResponse:
    """Show the draft of a day as a grid beside the release, and what publishing would change.

    `?show=list` lists the day, `?show=differences` the differences of all days, `?rooms=all` includes empty rooms.
    """
    zone = current_conference().zone
    comparison = queries.compare(zone)
    days = sorted({line.item.day for line in comparison.lines})
    today = clock.now().astimezone(zone).date()
    if day is not None and day not in days:
        raise Http404
    day = day or next((other for other in days if other >= today), days[-1] if days else None)
    show = request.GET.get("show", "")
    only, actor = show == "differences", actor_of(request)
    rows = [_line_context(line, zone) for line in comparison.lines]
    lines = [row for row in rows if (row["line"].differs if only else row["item"].day == day)]
    every_room = request.GET.get("rooms") == "all"
    as_grid = day is not None and show not in ("differences", "list")
    context = {
        "found": comparison,
        "day": day,
        "days": days,
        "only": only,
        "lines": lines,
        "board": board.build_board(rows, day, zone, actor, every_room=every_room) if day and as_grid else None,
        "every_room": every_room,
        "next_number": comparison.release.number + 1 if comparison.release else 1,
        "may_edit": actor.may("programme.edit"),
        "may_publish": actor.may("programme.publish"),
    }
    return render(request, "desk/programme/releases/list.html", context)


def _line_context(line: DraftLine, zone: Any) -> dict[str, Any]:
    """Return a line with its tags as (class, words): New, from 13:30, Chair, Taken out."""
    tags = []
    for change in line.changes:
        kind = {"new": "new", "time": "mov", "room": "mov"}.get(change["what"], "chg")
        tags.append((kind, _("Removed") if change["what"] == "removed" else changes.mark(change, zone)))
    return {"line": line, "item": line.item, "tags": tags, "gone": line.session is None}


@staff("programme.edit")
@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    session = get_object_or_404(Session.objects.select_related("room", "chair"), key=key)
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise NotPossible(_("The page was incomplete; open the session again."))
    values = form.cleaned_data
    editing.remove(
        actor=actor_of(request), session=session, expected_version=values["version"], reason=values["reason"]
    )
    messages.success(request, filled(_("%(title)s is removed from the draft."), {"title": session.title}))
    return redirect("programme:desk")
