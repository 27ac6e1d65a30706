"""The podium's page, which runs the list, and the hall's public display."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core import clock, concurrency, parsing
from conference.core.access import actor_of, public, staff
from conference.core.errors import NotPossible, UserError
from conference.look.lists import in_words, sentences
from conference.look.times import clock_text
from conference.models import current_conference
from conference.parties.models import Party
from schedule.programme.models import ReplyPlace, ReplyRequest, SpeakersList
from schedule.programme.sessions.snapshot import LANGUAGES
from schedule.programme.speaking import queries, steps
from schedule.programme.speaking.actions import interruptions, replies
from schedule.programme.speaking.actions import podium as podium_actions
from schedule.programme.speaking.forms import DecideForm

VERBS = {
    "begin": podium_actions.begin,
    "end": podium_actions.end,
    "next": podium_actions.end_and_begin_next,
    "absent": podium_actions.absent,
    "recall": podium_actions.recall,
    "back": podium_actions.put_back,
}
SUSPENSIONS = (10, 15, 30, 60)  # minutes
NEXT = 3
# From so many seconds before the end of the time the timer is amber.
SOON = 60
# Letters of a name up to which it stands in the largest type, and in the middle one.
LARGE, MIDDLE = 9, 16
TILE = 20  # width of a tile with the gap behind it, in the drawing's own units


@staff("speakers.run")
@require_safe
def podium(request: HttpRequest, key: str) -> HttpResponse:
    """Show the podium. Polled every few seconds for other operators' steps."""
    speakers = queries.get_list(key)
    by_htmx = bool(getattr(request, "htmx", False))
    name = "desk/programme/speaking/_podium.html" if by_htmx else "desk/programme/speaking/podium.html"
    return render(request, name, _podium_context(speakers))


def _podium_context(speakers: SpeakersList) -> dict[str, Any]:
    shown = queries.get_podium(speakers)
    step = steps.last_step(speakers) if speakers.state == "running" else None
    return {
        "list": speakers,
        "podium": shown,
        "next": shown.coming[:NEXT],
        "later": shown.coming[NEXT:],
        **_countdown(shown),
        "behind": _minutes_behind(shown),
        "undo": step,
        "undo_words": steps.step_text(step) if step else "",
        "has_finished": bool(step and steps.has_finished(step)),
        "repliers": queries.possible_repliers(speakers) if speakers.state == "running" and not shown.now else [],
        "requests": replies.open_requests(speakers) if speakers.state == "running" else [],
        "places": ReplyPlace.choices,
        "suspensions": SUSPENSIONS,
        "language": LANGUAGES.get(shown.now.row.language, "") if shown.now else "",
        "may_start": speakers.state == "closed",
    }


def _minutes_behind(shown: queries.PodiumState) -> int:
    """Return how many whole minutes ago the next was to begin: the times stand still until a step is made."""
    first = next((line.starts for line in shown.coming if line.starts), None)
    if shown.list.state != "running" or first is None:
        return 0
    return max(0, int((clock.now() - first).total_seconds()) // 60)


def _countdown(shown: queries.PodiumState) -> dict[str, Any]:
    """Return the time that is left of a statement or reply; it stands still while the meeting is suspended."""
    seconds = (shown.due - clock.now()).total_seconds() if shown.due else 0
    return {
        "left": int(seconds),
        "left_text": _timer(seconds),
        "tone": "over" if seconds < 0 else "soon" if seconds <= SOON else "fine",
        "soon": SOON,
        "until": shown.suspension.began_at + timedelta(minutes=shown.suspension.minutes) if shown.suspension else None,
    }


def _timer(seconds: float) -> str:
    """Return `4:05`, `−0:20` past the time."""
    whole = int(abs(seconds))
    return f"{'−' if seconds < 0 and whole else ''}{whole // 60}:{whole % 60:02d}"


@staff("speakers.run")
@require_POST
def do(request: HttpRequest, key: str) -> HttpResponse:
    """Do a step by the button pressed: `id` says who, `version` what was on the screen."""
    speakers = queries.get_list(key)
    name = request.POST.get("do", "")
    if name in STEPS:
        try:
            STEPS[name](request, speakers)
        except UserError as problem:
            messages.error(request, str(problem))
        return redirect("programme:podium", key)
    verb = VERBS.get(name)
    expected_version = concurrency.posted_version(request.POST)
    key_of_row = _uuid(request.POST.get("id", ""))
    inscription = queries.inscriptions().filter(list=speakers, public_id=key_of_row).first() if key_of_row else None
    if verb is None or expected_version is None:
        raise NotPossible(_("The page was incomplete; open the podium again."))
    if inscription is None:
        raise Http404
    try:
        verb(actor=actor_of(request), inscription=inscription, expected_version=expected_version)
    except UserError as problem:
        messages.error(request, str(problem))
    return redirect("programme:podium", key)


def _undo(request: HttpRequest, speakers: SpeakersList) -> None:
    podium_actions.undo(actor=actor_of(request), speakers=speakers, number=_number(request, "step"))


def _reply(request: HttpRequest, speakers: SpeakersList) -> None:
    delegation = next(
        (
            delegation
            for delegation in queries.possible_repliers(speakers)
            if delegation.pk == _number(request, "delegation")
        ),
        None,
    )
    if delegation is None:
        raise NotPossible(_("Choose the delegation that replies."))
    interruptions.reply(actor=actor_of(request), speakers=speakers, delegation=delegation)


def _reply_asked(request: HttpRequest, speakers: SpeakersList) -> None:
    """Give the floor to a delegation that asked for it."""
    reply_request, version = _posted_request(request, speakers)
    actor = actor_of(request)
    interruptions.reply(
        actor=actor,
        speakers=speakers,
        delegation=reply_request.delegation,
        request=reply_request,
        expected_version=version,
    )


def _place(request: HttpRequest, speakers: SpeakersList) -> None:
    reply_request, version = _posted_request(request, speakers)
    replies.place(
        actor=actor_of(request), request=reply_request, place=request.POST.get("place", ""), expected_version=version
    )


def _decline(request: HttpRequest, speakers: SpeakersList) -> None:
    reply_request, version = _posted_request(request, speakers)
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise NotPossible(sentences(error for errors in form.errors.values() for error in errors))
    reason = form.cleaned_data["words"]
    replies.decline(actor=actor_of(request), request=reply_request, reason=reason, expected_version=version)


def _posted_request(request: HttpRequest, speakers: SpeakersList) -> tuple[ReplyRequest, int | None]:
    reply_request = replies.get_request(_uuid(request.POST.get("request", "")), speakers=speakers)
    return reply_request, concurrency.posted_version(request.POST)


def _suspend(request: HttpRequest, speakers: SpeakersList) -> None:
    interruptions.suspend(actor=actor_of(request), speakers=speakers, minutes=_number(request, "minutes"))


def _resume(request: HttpRequest, speakers: SpeakersList) -> None:
    interruptions.resume(actor=actor_of(request), speakers=speakers, pk=_number(request, "interruption"))


STEPS: dict[str, Callable[[HttpRequest, SpeakersList], None]] = {
    "undo": _undo,
    "reply": _reply,
    "reply_asked": _reply_asked,
    "place": _place,
    "decline": _decline,
    "suspend": _suspend,
    "resume": _resume,
}


def _number(request: HttpRequest, name: str) -> int:
    return parsing.number(request.POST.get(name)) or 0


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@public
@require_safe
def board(request: HttpRequest, key: str) -> HttpResponse:
    speakers = queries.get_list(key)
    by_htmx = bool(getattr(request, "htmx", False))
    shown = queries.get_podium(speakers)
    local = clock.now().astimezone(current_conference().zone)
    # While the inscription is open the order still changes: nobody is announced.
    ahead = shown.coming[: NEXT + 1] if speakers.state != "open" else ()
    context = {
        "list": speakers,
        "podium": shown,
        "time": clock_text(local),
        "now_class": _size_class(shown.now.party) if shown.now else "",
        "language": LANGUAGES.get(shown.now.row.language, "") if shown.now else "",
        "next": ahead[0] if ahead else None,
        "next_class": _size_class(ahead[0].party) if ahead else "",
        "then": in_words(line.party.short for line in ahead[1:]),
        **_countdown(shown),
        "tiles": _tiles(shown),
        "width": max(shown.total, 1) * TILE,
    }
    return render(
        request, "public/programme/speaking/_board.html" if by_htmx else "public/programme/speaking/board.html", context
    )


@public
@require_safe
def speakers_clock(request: HttpRequest, key: str) -> HttpResponse:
    """Show whoever has the floor how much time is left, on a screen that faces the rostrum."""
    speakers = queries.get_list(key)
    shown = queries.get_podium(speakers)
    by_htmx = bool(getattr(request, "htmx", False))
    name = "public/programme/speaking/_clock.html" if by_htmx else "public/programme/speaking/clock.html"
    return render(request, name, {"list": speakers, "podium": shown, **_countdown(shown)})


def _tiles(shown: queries.PodiumState) -> list[tuple[str, int]]:
    """Return a tile for each on the list: spoken (`on`), speaking (`now`), to come; with its place."""
    kinds = ["on"] * shown.spoken + ["now"] * (shown.now is not None)
    kinds += [""] * (shown.total - len(kinds))
    return [(kind, n * TILE + 1) for n, kind in enumerate(kinds)]


def _size_class(party: Party) -> str:
    """Return the class by the name's length: the whole name must fit on the display."""
    length = len(party.short)
    return "" if length <= LARGE else "mid" if length <= MIDDLE else "long"
