"""The podium's page, which runs the list, and the hall's public display."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from conference.core import clock, concurrency, parsing
from conference.core.access import Actor, actor_of, public, staff
from conference.core.errors import NotPossible, UserError
from conference.look.lists import in_words, join_sentences
from conference.look.times import clock_text
from conference.models import current_conference
from conference.parties.models import Party
from schedule.programme.models import SpeakersList
from schedule.programme.sessions.snapshot import LANGUAGES
from schedule.programme.speaking import queries, steps
from schedule.programme.speaking.actions import interruptions, replies
from schedule.programme.speaking.actions import podium as podium_actions
from schedule.programme.speaking.forms import DecideForm
from schedule.programme.speaking.podium_models import ReplyPlace

VERBS = {
    "begin": podium_actions.begin,
    "end": podium_actions.end,
    "next": podium_actions.end_and_begin_next,
    "absent": podium_actions.mark_absent,
    "recall": podium_actions.recall,
    "back": podium_actions.put_back,
}
STEPS = ("undo", "suspend", "resume", "reply", "reply_asked", "place", "decline")
INCOMPLETE = gettext_lazy("The page was incomplete; open the podium again.")
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
    return _render_polled(request, "desk/programme/speaking", "podium", _podium_context(queries.get_list(key)))


def _render_polled(request: HttpRequest, folder: str, name: str, context: dict[str, Any]) -> HttpResponse:
    """Render the page, or for htmx the part of it that is polled."""
    part = "_" if getattr(request, "htmx", False) else ""
    return render(request, f"{folder}/{part}{name}.html", context)


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
        "repliers": queries.possible_repliers() if speakers.state == "running" and not shown.now else [],
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
def perform_step(request: HttpRequest, key: str) -> HttpResponse:
    """Do a step by the button pressed: `id` says who, `version` what was on the screen."""
    speakers = queries.get_list(key)
    name, actor = request.POST.get("do", ""), actor_of(request)
    if name not in VERBS and name not in STEPS:
        raise NotPossible(INCOMPLETE)
    values = _posted_inscription(request, speakers) if name in VERBS else {}
    try:
        if name in VERBS:
            VERBS[name](actor=actor, **values)
        else:
            _do_step(request, actor, speakers, name)
    except UserError as problem:
        messages.error(request, str(problem))
    return redirect("programme:podium", key)


def _posted_inscription(request: HttpRequest, speakers: SpeakersList) -> dict[str, Any]:
    expected_version = concurrency.posted_version(request.POST)
    if expected_version is None:
        raise NotPossible(INCOMPLETE)
    public_id = _uuid(request.POST.get("id", ""))
    inscription = queries.inscriptions().filter(list=speakers, public_id=public_id).first()
    if inscription is None:
        raise Http404
    return {"inscription": inscription, "expected_version": expected_version}


def _do_step(request: HttpRequest, actor: Actor, speakers: SpeakersList, name: str) -> None:
    match name:
        case "undo":
            podium_actions.undo(actor=actor, speakers=speakers, number=_number(request, "step"))
        case "suspend":
            interruptions.suspend(actor=actor, speakers=speakers, minutes=_number(request, "minutes"))
        case "resume":
            interruptions.resume(actor=actor, speakers=speakers, pk=_number(request, "interruption"))
        case "reply":
            pk = _number(request, "delegation")
            delegation = next((delegation for delegation in queries.possible_repliers() if delegation.pk == pk), None)
            if delegation is None:
                raise NotPossible(_("Choose the delegation that replies."))
            interruptions.reply(actor=actor, speakers=speakers, delegation=delegation)
        case _:
            _settle_request(request, actor, speakers, name)


def _settle_request(request: HttpRequest, actor: Actor, speakers: SpeakersList, name: str) -> None:
    """Give the floor to a delegation that asked for it, say when it replies, or decline."""
    reply_request = replies.get_request(_uuid(request.POST.get("request", "")), speakers=speakers)
    expected: dict[str, Any] = {
        "request": reply_request,
        "expected_version": concurrency.posted_version(request.POST),
    }
    if name == "reply_asked":
        interruptions.reply(actor=actor, speakers=speakers, delegation=reply_request.delegation, **expected)
    elif name == "place":
        replies.place(actor=actor, place=request.POST.get("place", ""), **expected)
    else:
        form = DecideForm(request.POST)
        if not form.is_valid():
            raise NotPossible(join_sentences(error for errors in form.errors.values() for error in errors))
        replies.decline(actor=actor, reason=form.cleaned_data["words"], **expected)


def _number(request: HttpRequest, name: str) -> int:
    return parsing.number(request.POST.get(name)) or 0


def _uuid(text: str) -> uuid.UUID:
    """Return the id; one that no row has for anything else."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


@public
@require_safe
def board(request: HttpRequest, key: str) -> HttpResponse:
    speakers = queries.get_list(key)
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
        "later": in_words(line.party.short for line in ahead[1:]),
        **_countdown(shown),
        "tiles": _tiles(shown),
        "width": max(shown.total, 1) * TILE,
    }
    return _render_polled(request, "public/programme/speaking", "board", context)


@public
@require_safe
def speakers_clock(request: HttpRequest, key: str) -> HttpResponse:
    """Show the speaker how much time is left, on a screen that faces the rostrum."""
    speakers = queries.get_list(key)
    shown = queries.get_podium(speakers)
    context = {"list": speakers, "podium": shown, **_countdown(shown)}
    return _render_polled(request, "public/programme/speaking", "clock", context)


def _tiles(shown: queries.PodiumState) -> list[tuple[str, int]]:
    """Return a tile for each on the list: spoken (`on`), speaking (`now`), to come; with its place."""
    kinds = ["on"] * shown.spoken + ["now"] * (shown.now is not None)
    kinds += [""] * (shown.total - len(kinds))
    return [(kind, n * TILE + 1) for n, kind in enumerate(kinds)]


def _size_class(party: Party) -> str:
    """Return the class by the name's length: the whole name must fit on the display."""
    length = len(party.short)
    return "" if length <= LARGE else "mid" if length <= MIDDLE else "long"
