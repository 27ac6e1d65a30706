from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

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
from schedule.programme.sessions import clashes, queries
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.cautions import CautionsRaised
from schedule.programme.sessions.actions.importing import parse_moment


class MoveForm(characters.Form):
    """Where a block was dropped: times in the conference's zone, the room's code, the version on the screen."""

    not_printed = ("starts", "ends", "room", "despite")  # read as times and a code; for the audit log
    version = forms.IntegerField(min_value=1)
    starts = forms.CharField(max_length=40)
    ends = forms.CharField(max_length=40)
    room = forms.CharField(max_length=30)
    despite = forms.CharField(max_length=300, required=False)


@staff("programme.edit")
@require_POST
def move(request: HttpRequest, key: str) -> JsonResponse:
    """Move a session, or with `undo=1` back to where it was before its last move.

    200 with its new version and a sentence; 409 with `kind` (clash, caution, refused), `words` and `next`, the next free time; 422 for an
    invalid place.
    """
    session = get_object_or_404(queries.sessions_for_release(), key=key)
    actor, zone = actor_of(request), current_conference().zone
    form = MoveForm(request.POST)
    is_undo = request.POST.get("undo") == "1"
    expected_version = concurrency.posted_version(request.POST) if is_undo or form.is_valid() else None
    if expected_version is None:
        return _refusal_response(422, "refused", [_("The page was incomplete; open the programme again.")])
    try:
        if is_undo:
            saved = editing.move_back(actor=actor, session=session, expected_version=expected_version)
        else:
            place = _read_place(form.cleaned_data, zone)
            saved = editing.move_merged(actor=actor, session=session, expected_version=expected_version, **place)
    except TimeTaken as clash:
        messages = [clashes.clash_message(engagement, actor) for engagement in clash.clashes]
        at = None if is_undo else clashes.find_next_start(clash, place["starts"], place["ends"], session)
        return _refusal_response(409, "clash", messages, at=f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" if at else "")
    except CautionsRaised as refusal:
        return _refusal_response(409, "caution", [caution.message for caution in refusal.cautions])
    except UserError as refusal:
        return _refusal_response(refusal.status, "refused", [str(refusal)])
    times = span_text(saved.starts.astimezone(zone), saved.ends.astimezone(zone))
    message = _("%(title)s is now %(times)s in %(room)s. The draft is saved.")
    values = {"title": saved.title, "times": times, "room": saved.room}
    return JsonResponse({"version": saved.version, "said": message % values})


def _read_place(values: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Return the arguments of `move_merged`. Raises NotPossible."""
    times = {name: parse_moment(values[name], zone) for name in ("starts", "ends")}
    room = queries.find_room(values["room"])
    if room is None:
        raise NotPossible(_("This room no longer exists. Open the programme again."))
    return {**times, "room": room, "despite": values["despite"]}


def _refusal_response(status: int, kind: str, messages: list[str], *, at: str = "") -> JsonResponse:
    values: dict[str, Any] = {"kind": kind, "words": messages, "next": at}
    return JsonResponse(values, status=status)
