from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import concurrency
from conference.core.access import actor_of, staff
from conference.core.errors import AlreadyDecided, CodeTaken, NotPossible
from conference.models import current_conference
from conference.translated import fill_sentence
from schedule.calendar.engagements.travel_times import UNKNOWN
from schedule.calendar.models import Room, Venue
from schedule.calendar.rooms import actions
from schedule.calendar.rooms.forms import RoomForm, TravelTimeFormSet, VenueForm

METHODS = ["GET", "HEAD", "POST"]


@staff("calendar.see")
@require_safe
def list_rooms(request: HttpRequest) -> HttpResponse:
    context = {"rooms": _rooms_with_hours(), "may_edit": actor_of(request).may("calendar.edit")}
    return render(request, "desk/calendar/rooms/rooms.html", context)


def _rooms_with_hours() -> Any:
    return Room.objects.select_related("site").prefetch_related("hours")


@staff("calendar.edit")
@require_http_methods(METHODS)
def room_new(request: HttpRequest) -> HttpResponse:
    return _edit_room(request, None, reverse("calendar:rooms"))


@staff("calendar.edit")
@require_http_methods(METHODS)
def room_edit(request: HttpRequest, code: str) -> HttpResponse:
    room = get_object_or_404(_rooms_with_hours(), code=code)
    return _edit_room(request, room, reverse("calendar:room", args=[code]))


def _edit_room(request: HttpRequest, room: Room | None, back: str) -> HttpResponse:
    form = RoomForm(request.POST or None, room=room, conference=current_conference())
    return save_or_show(request, form, _save_room, back, "desk/calendar/rooms/room_form.html", room=room)


def _save_room(request: HttpRequest, form: RoomForm) -> Room:
    actor, facts = actor_of(request), form.facts()
    if form.room is None:
        return actions.create_room(actor=actor, code=form.cleaned_data["code"], facts=facts)
    return actions.edit_room(actor=actor, room=form.room, facts=facts, expected_version=_version(request))


def save_or_show[F: Form](
    request: HttpRequest, form: F, save: Callable[[HttpRequest, F], Any], back: str, template: str, **context: Any
) -> HttpResponse:
    """Save what was sent and go `back`; else show the form, with what the action refused."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = save(request, form)
            except (AlreadyDecided, NotPossible) as refusal:
                form.add_error("code" if isinstance(refusal, CodeTaken) else None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, _("%(what)s is saved.") % {"what": saved})
                return redirect(back)
    return render(request, template, {"form": form, **context}, status=status)


def _version(request: HttpRequest) -> int:
    return concurrency.posted_version(request.POST) or 0


@staff("calendar.edit")
@require_POST
def room_remove(request: HttpRequest, code: str) -> HttpResponse:
    room = get_object_or_404(Room, code=code)
    actions.remove_room(actor=actor_of(request), room=room, expected_version=_version(request))
    messages.success(request, fill_sentence(_("%(what)s is removed."), {"what": room}))
    return redirect("calendar:rooms")


@staff("calendar.edit")
@require_http_methods(METHODS)
def venues(request: HttpRequest) -> HttpResponse:
    venues = list(Venue.objects.annotate(count=Count("rooms")).order_by("position", "pk"))
    times, status = TravelTimeFormSet(request.POST if request.method == "POST" else None, venues=venues), 200
    if request.method == "POST":
        status = 422
        if times.is_valid():
            count = actions.set_travel_times(actor=actor_of(request), minutes=times.minutes())
            message = ngettext("%(n)d travel time is changed.", "%(n)d travel times are changed.", count)
            messages.success(request, message % {"n": count})
            return redirect("calendar:venues")
    context = {"venues": venues, "times": times, "unknown": UNKNOWN}
    return render(request, "desk/calendar/rooms/venues.html", context, status=status)


@staff("calendar.edit")
@require_http_methods(METHODS)
def venue_new(request: HttpRequest) -> HttpResponse:
    return _edit_venue(request, None)


@staff("calendar.edit")
@require_http_methods(METHODS)
def venue_edit(request: HttpRequest, code: str) -> HttpResponse:
    venue = get_object_or_404(Venue, code=code)
    if "remove" in request.POST:
        actions.remove_venue(actor=actor_of(request), venue=venue, expected_version=_version(request))
        messages.success(request, fill_sentence(_("%(what)s is removed."), {"what": venue}))
        return redirect("calendar:venues")
    return _edit_venue(request, venue)


def _edit_venue(request: HttpRequest, venue: Venue | None) -> HttpResponse:
    form, back = VenueForm(request.POST or None, venue=venue), reverse("calendar:venues")
    return save_or_show(request, form, _save_venue, back, "desk/calendar/rooms/venue_form.html", venue=venue)


def _save_venue(request: HttpRequest, form: VenueForm) -> Venue:
    actor, values = actor_of(request), {name: form.cleaned_data[name] for name in ("name", "address", "position")}
    if form.venue is None:
        return actions.create_venue(actor=actor, code=form.cleaned_data["code"], **values)
    return actions.edit_venue(actor=actor, venue=form.venue, expected_version=_version(request), **values)
