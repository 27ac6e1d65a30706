from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core import clock
from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible
from conference.models import current_conference
from conference.translated import fill_sentence
from schedule.programme.models import Session
from schedule.programme.releases import board, queries
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
    lines = [line for line in comparison.lines if (line.changes if only else line.item.day == day)]
    every_room = request.GET.get("rooms") == "all"
    shown_board = None
    if day and show not in ("differences", "list"):
        shown_board = board.build_board(comparison.lines, day, zone, actor, every_room=every_room)
    may_publish = actor.may("programme.publish")
    context = {
        "comparison": comparison,
        "day": day,
        "days": days,
        "only": only,
        "lines": lines,
        "board": shown_board,
        "every_room": every_room,
        "next_number": comparison.release.number + 1 if comparison.release else 1,
        "may_edit": actor.may("programme.edit"),
        "may_publish": may_publish,
        "undoable": comparison.release if may_publish and queries.is_undoable(comparison.release) else None,
    }
    return render(request, "desk/programme/releases/list.html", context)


@staff("programme.edit")
@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    session = get_object_or_404(Session.objects.select_related("room", "chair"), key=key)
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise NotPossible(_("The page was incomplete; open the session again."))
    expected_version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
    editing.remove_session(actor=actor_of(request), session=session, expected_version=expected_version, reason=reason)
    messages.success(request, fill_sentence(_("%(title)s is removed from the draft."), {"title": session.title}))
    return redirect("programme:desk")
