from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conference.core import characters, concurrency
from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible, UserError
from conference.look.times import span_text
from conference.models import current_conference
from schedule.calendar.engagements.actions import TimeTaken
from schedule.programme.models import Session
from schedule.programme.sessions import clashes, queries
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.cautions import CautionsRaised
from schedule.programme.sessions.moments import parse_moment


class MoveForm(characters.Form):
    """Where a block was dropped: times in the conference's zone, the room's code, the version on the screen."""

    version = forms.IntegerField(min_value=1)
    starts = forms.CharField(max_length=40)
    ends = forms.CharField(max_length=40)
    room = forms.CharField(max_length=30)
    despite = forms.CharField(max_length=300, required=False)


@staff("programme.edit")
@require_POST
def move(request: HttpRequest, key: str) -> JsonResponse:
    """Move a session, or with `undo=1` back to where the last move found it.

    200 with its new version and a sentence; 409 with `kind` (clash, caution, refused), `words` and `next`, the next free time; 422 for an
    invalid place.
    """
    session = get_object_or_404(queries.sessions_for_release(), key=key)
    if request.POST.get("undo") == "1":
        return _undo(request, session)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _refusal_response(422, "refused", [_("The page was incomplete; open the programme again.")])
    values = form.cleaned_data
    zone = current_conference().zone
    room = queries.find_room(values["room"])
    try:
        starts, ends = (parse_moment(values[name], zone) for name in ("starts", "ends"))
        if room is None:
            raise NotPossible(_("This room no longer exists. Open the programme again."))
        times = {"starts": starts, "ends": ends}
        expected_version, despite = values["version"], values["despite"]
        actor = actor_of(request)
        row = editing.move_merged(
            actor=actor, session=session, expected_version=expected_version, room=room, despite=despite, **times
        )
    except TimeTaken as clash:
        messages = [clashes.clash_message(engagement, actor_of(request)) for engagement in clash.clashes]
        at = clashes.find_next_start(clash, starts, ends, session)
        return _refusal_response(409, "clash", messages, at=f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" if at else "")
    except CautionsRaised as cautioned:
        return _refusal_response(409, "caution", [caution.words for caution in cautioned.cautions])
    except UserError as refusal:
        return _refusal_response(refusal.status, "refused", [str(refusal)])
    return JsonResponse({"version": row.version, "said": _moved_message(row, zone)})


def _undo(request: HttpRequest, session: Session) -> JsonResponse:
    expected_version = concurrency.posted_version(request.POST)
    if expected_version is None:
        return _refusal_response(422, "refused", [_("The page was incomplete; open the programme again.")])
    actor = actor_of(request)
    try:
        row = editing.move_back(actor=actor, session=session, expected_version=expected_version)
    except TimeTaken as clash:
        return _refusal_response(
            409, "clash", [clashes.clash_message(engagement, actor) for engagement in clash.clashes]
        )
    except UserError as refusal:
        return _refusal_response(refusal.status, "refused", [str(refusal)])
    return JsonResponse({"version": row.version, "said": _moved_message(row, current_conference().zone)})


def _refusal_response(status: int, kind: str, messages: list[str], *, at: str = "") -> JsonResponse:
    values: dict[str, Any] = {"kind": kind, "words": messages, "next": at}
    return JsonResponse(values, status=status)


def _moved_message(row: Session, zone: Any) -> str:
    values = {"title": row.title, "times": span_text(row.starts.astimezone(zone), row.ends.astimezone(zone))}
    return _("%(title)s is now %(times)s in %(room)s. The draft is saved.") % {**values, "room": row.room}
