from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import concurrency
from conference.core.access import actor_of, staff
from conference.core.errors import AlreadyDecided, NotPossible
from conference.models import current_conference
from conference.translated import filled
from schedule.calendar.engagements.travel_times import UNKNOWN
from schedule.calendar.models import Room, Venue
from schedule.calendar.rooms import actions
from schedule.calendar.rooms.forms import RoomForm, TravelTimeFormSet, VenueForm

METHODS = ["GET", "HEAD", "POST"]


def _seen(request: HttpRequest) -> int:
    return concurrency.posted_version(request.POST) or 0


def _try(form: Any, act: Callable[[], Any]) -> tuple[Any, int]:
    """Return `act()` and 200; None and the status if the form or the action refused, which the form then shows."""
    if not form.is_valid():
        return None, 422
    try:
        return act(), 200
    except (AlreadyDecided, NotPossible) as refusal:
        form.add_error(None, str(refusal))
        return None, refusal.status


@staff("calendar.see")
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    found = Room.objects.select_related("site").prefetch_related("hours")
    context = {"rooms": found, "may_edit": actor_of(request).may("calendar.edit")}
    return render(request, "desk/calendar/rooms/rooms.html", context)


@staff("calendar.edit")
@require_http_methods(METHODS)
def room_new(request: HttpRequest) -> HttpResponse:
    form, status = RoomForm(request.POST or None, conference=current_conference()), 200
    if request.method == "POST":
        made, status = _try(
            form,
            lambda: actions.create_room(actor=actor_of(request), code=form.cleaned_data["code"], facts=form.facts()),
        )
        if made:
            messages.success(request, _("%(what)s is saved.") % {"what": made})
            return redirect("calendar:rooms")
    return render(request, "desk/calendar/rooms/room_form.html", {"form": form, "room": None}, status=status)


@staff("calendar.edit")
@require_http_methods(METHODS)
def room_edit(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Room.objects.select_related("site").prefetch_related("hours"), code=code)
    form = RoomForm(request.POST or None, room=found, conference=current_conference())
    status = 200
    if request.method == "POST":
        saved, status = _try(
            form,
            lambda: actions.edit_room(
                actor=actor_of(request), room=found, facts=form.facts(), expected_version=_seen(request)
            ),
        )
        if saved:
            messages.success(request, _("%(what)s is saved.") % {"what": saved})
            return redirect("calendar:room", code=code)
    return render(request, "desk/calendar/rooms/room_form.html", {"form": form, "room": found}, status=status)


@staff("calendar.edit")
@require_POST
def room_remove(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Room, code=code)
    actions.remove_room(actor=actor_of(request), room=found, expected_version=_seen(request))
    messages.success(request, filled(_("%(what)s is removed."), {"what": found}))
    return redirect("calendar:rooms")


@staff("calendar.edit")
@require_http_methods(METHODS)
def venues(request: HttpRequest) -> HttpResponse:
    found = list(Venue.objects.annotate(count=Count("rooms")).order_by("position", "pk"))
    times, status = TravelTimeFormSet(request.POST if request.method == "POST" else None, venues=found), 200
    if request.method == "POST":
        status = 422
        if times.is_valid():
            count = actions.set_ways(actor=actor_of(request), minutes=times.minutes())
            words = ngettext("%(n)d travel time is changed.", "%(n)d travel times are changed.", count) % {"n": count}
            messages.success(request, words)
            return redirect("calendar:venues")
    context = {"venues": found, "times": times, "unknown": UNKNOWN}
    return render(request, "desk/calendar/rooms/venues.html", context, status=status)


@staff("calendar.edit")
@require_http_methods(METHODS)
def venue_new(request: HttpRequest) -> HttpResponse:
    form, status = VenueForm(request.POST or None), 200
    if request.method == "POST":
        made, status = _try(
            form,
            lambda: actions.create_venue(actor=actor_of(request), code=form.cleaned_data["code"], **_of_venue(form)),
        )
        if made:
            messages.success(request, _("%(what)s is saved.") % {"what": made})
            return redirect("calendar:venues")
    return render(request, "desk/calendar/rooms/venue_form.html", {"form": form, "venue": None}, status=status)


@staff("calendar.edit")
@require_http_methods(METHODS)
def venue_edit(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Venue, code=code)
    if "remove" in request.POST:
        actions.remove_venue(actor=actor_of(request), venue=found, expected_version=_seen(request))
        messages.success(request, filled(_("%(what)s is removed."), {"what": found}))
        return redirect("calendar:venues")
    form, status = VenueForm(request.POST or None, venue=found), 200
    if request.method == "POST":
        saved, status = _try(
            form,
            lambda: actions.edit_venue(
                actor=actor_of(request), venue=found, expected_version=_seen(request), **_of_venue(form)
            ),
        )
        if saved:
            messages.success(request, _("%(what)s is saved.") % {"what": saved})
            return redirect("calendar:venues")
    return render(request, "desk/calendar/rooms/venue_form.html", {"form": form, "venue": found}, status=status)


def _of_venue(form: VenueForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "address", "position")}
