"""The organisers' doors to the programme: the draft beside the release, a session's form, publishing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference import clock
from conference.access import Actor, actor_of, staff
from conference.errors import AlreadyDecided, NotPossible
from conference.models import current_conference
from schedule.calendar.actions import Engaged, clash_words
from schedule.calendar.models import Engagement
from schedule.calendar.queries import next_free, of_subject
from schedule.programme import actions, changes, notices, queries
from schedule.programme.forms import SessionForm, VersionForm
from schedule.programme.models import Session
from schedule.programme.queries import Comparison, Drafted

# How much later than asked a free time is still worth offering.
NEAR = timedelta(hours=8)


@staff("programme.see")
@require_safe
def programme(request: HttpRequest, day: date | None = None) -> HttpResponse:
    """The draft of a day beside the release, and what publishing would change. `?show=differences` lists those alone."""
    zone = current_conference().zone
    found = queries.compare(zone)
    days = sorted({line.item.day for line in found.lines})
    today = clock.now().astimezone(zone).date()
    if day is not None and day not in days:
        raise Http404
    day = day or next((one for one in days if one >= today), days[-1] if days else None)
    only = request.GET.get("show") == "differences"
    lines = (
        [line for line in found.lines if line.differs]
        if only
        else [line for line in found.lines if line.item.day == day]
    )
    actor = actor_of(request)
    context = {
        "found": found,
        "day": day,
        "days": days,
        "only": only,
        "lines": [_shown(line, zone) for line in lines],
        "sentences": [changes.sentence_html(change, zone) for change in found.changes],
        "next_number": found.release.number + 1 if found.release else 1,
        "readers": _readers(found),
        "may_edit": actor.may("programme.edit"),
        "may_publish": actor.may("programme.publish"),
    }
    return render(request, "desk/programme/list.html", context)


def _readers(found: Comparison) -> dict[str, int]:
    """How many would be written to if the draft were published now."""
    if not found.publishable:
        return {"staff": 0, "focal_points": 0}
    before = [line.released.data for line in found.lines if line.released]
    now = [line.item.data for line in found.lines if line.session]
    return {
        "staff": len(queries.staff_of_programme()),
        "focal_points": len(notices.concerned(found.changes, before, now)),
    }


def _shown(line: Drafted, zone: Any) -> dict[str, Any]:
    """A line with its tags: (class, words), as New, from 13:30, Chair, Taken out."""
    tags = []
    for change in line.changes:
        kind = {"new": "new", "time": "mov", "room": "mov"}.get(change["what"], "chg")
        tags.append((kind, _("Taken out") if change["what"] == "removed" else changes.mark(change, zone)))
    return {"line": line, "item": line.item, "tags": tags, "gone": line.session is None}


@staff("programme.edit")
def new(request: HttpRequest) -> HttpResponse:
    """Adds a session to the draft."""

    def save(form: SessionForm, actor: Actor) -> Session:
        return actions.create(actor=actor, content=form.content())

    return _form_page(request, None, save)


@staff("programme.edit")
def session(request: HttpRequest, key: str) -> HttpResponse:
    """Changes a session of the draft."""
    found = get_object_or_404(queries.for_release(), key=key)

    def save(form: SessionForm, actor: Actor) -> Session:
        seen = form.cleaned_data["version"] or 0
        return actions.edit(actor=actor, session=found, content=form.content(), seen=seen)

    return _form_page(request, found, save)


def _form_page(
    request: HttpRequest, found: Session | None, save: Callable[[SessionForm, Actor], Session]
) -> HttpResponse:
    zone = current_conference().zone
    # Times are typed and shown in the conference's zone; Django's fields take the current one.
    with timezone.override(zone):
        form = SessionForm(_given(request), session=found) if request.method == "POST" else SessionForm(session=found)
        free, status = None, 200
        if form.is_bound:
            status = 422
            if form.is_valid():
                try:
                    saved = save(form, actor_of(request))
                except Engaged as clash:
                    free = _explain(form, clash, actor_of(request), found)
                    status = 409
                except (AlreadyDecided, NotPossible) as refusal:
                    form.add_error(None, str(refusal))
                    status = refusal.status
                else:
                    messages.success(request, _("%(title)s: the draft is saved.") % {"title": saved.title})
                    return redirect("programme:desk", day=saved.starts.astimezone(zone).date())
        day = found.starts.astimezone(zone).date() if found else None
        context = {"form": form, "session": found, "free": free, "day": day, "version_form": _version_form(found)}
        return render(request, "desk/programme/session.html", context, status=status)


def _version_form(found: Session | None) -> VersionForm | None:
    return VersionForm(initial={"version": found.version}, auto_id="remove_%s") if found else None


def _given(request: HttpRequest) -> Any:
    """What was sent. The button "Begin at …" carries both times, in the place of those that were typed."""
    data = request.POST.copy()
    begin = data.get("begin", "")
    if "/" in begin:
        data["starts"], data["ends"] = begin.split("/", 1)
    return data


def _explain(form: SessionForm, clash: Engaged, actor: Actor, found: Session | None) -> dict[str, Any] | None:
    """Says at the field and above who is engaged; returns when all are next free, None when not within hours."""
    starts, ends = form.cleaned_data["starts"], form.cleaned_data["ends"]
    for row in clash.clashes:
        words = clash_words(row)
        if row.kind == "session" or actor.may("bilaterals.see"):
            words = f"{words} " + _("It is “%(label)s”.") % {"label": row.label}
        form.add_error("room" if row.room_id else "chair", words)
    form.add_error(None, _("Nothing was changed: the draft still stands as it was."))
    length = ends - starts
    mine: list[Engagement] = of_subject(Session._meta.label_lower, [found.pk]) if found else []
    claim = clash.claim
    at = next_free(
        starts=starts,
        until=starts + NEAR + length,
        length=length,
        rooms=claim.rooms if claim else (),
        persons=claim.persons if claim else (),
        besides=mine,
    )
    return {"at": at, "value": f"{_typed(at)}/{_typed(at + length)}"} if at else None


def _typed(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


@staff("programme.edit")
@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Takes a session out of the draft; the released programme keeps it until the next release."""
    found = get_object_or_404(Session.objects.select_related("room", "chair"), key=key)
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise NotPossible(_("The page was incomplete; open the session again."))
    values = form.cleaned_data
    actions.remove(actor=actor_of(request), session=found, seen=values["version"], reason=values["reason"])
    messages.success(request, _("%(title)s is taken out of the draft.") % {"title": found.title})
    return redirect("programme:desk")


@staff("programme.publish")
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publishes the draft whose changes were on the screen."""
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise NotPossible(_("The page was incomplete; open the programme again."))
    release = actions.publish(actor=actor_of(request), seen=form.cleaned_data["version"])
    messages.success(request, _("Release %(number)s is published.") % {"number": release.number})
    return redirect(reverse("programme:desk"))
