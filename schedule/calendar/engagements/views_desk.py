from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conference.core import clock, parsing
from conference.core.access import actor_of, staff
from conference.models import Conference, current_conference
from conference.parties.models import PartyName, search_key
from conference.parties.queries import alphabet
from delegations.registration.delegations import access_log
from delegations.registration.models import LIVE_STATES, Delegate, Delegation
from schedule.calendar.engagements import boards, hooks
from schedule.calendar.engagements.travel_times import NEAR, upcoming_tight
from schedule.calendar.models import Purpose, Room

PAGE = "calendar:day"


SIDE_BY_SIDE = 7  # columns; more are too narrow to read


FOUND = 20  # of each, in a search


def day_of(request: HttpRequest, conference: Conference) -> date:
    """Return the day of `?day=`; else today if the conference is on, else its first day."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
        if conference.starts_on - NEAR <= day <= conference.ends_on + NEAR:
            return day
    except ValueError:
        pass
    today = clock.now().astimezone(conference.zone).date()
    return today if conference.starts_on <= today <= conference.ends_on else conference.starts_on


def frame(conference: Conference, day: date) -> dict[str, Any]:
    """Return what every page of a day needs, such as the days to choose from."""
    count = (conference.ends_on - conference.starts_on).days + 1
    days = [conference.starts_on + timedelta(days=n) for n in range(-1, count)]
    return {"day": day, "days": sorted({*days, day}), "step": boards.STEP}


def _group[T](request: HttpRequest, everything: Sequence[T]) -> tuple[list[T], list[tuple[int, T, T]], int]:
    """Return the columns of `?group=`, (number, first, last) of each group, and which it is."""
    groups = [everything[at : at + SIDE_BY_SIDE] for at in range(0, len(everything), SIDE_BY_SIDE)]
    shown = max(1, parsing.number(request.GET.get("group"), len(groups)) or 1)
    return list(groups[shown - 1]) if groups else [], [(n, one[0], one[-1]) for n, one in enumerate(groups, 1)], shown


@staff("calendar.see")
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    conference, actor = current_conference(), actor_of(request)
    chosen = day_of(request, conference)
    purpose = request.GET.get("purpose", "")
    found = Room.objects.filter(purpose=purpose) if purpose in Purpose.values else Room.objects.all()
    rooms, groups, shown = _group(request, list(found))
    context = {
        **frame(conference, chosen),
        "board": boards.of_rooms(rooms, chosen, actor, conference),
        "groups": groups,
        "shown": shown,
        "purpose": purpose,
        "purposes": Purpose.choices,
        "may_edit": actor.may("calendar.edit"),
        "may_close": actor.may("calendar.close"),
    }
    return render(request, "desk/calendar/engagements/day.html", context)


@staff("calendar.see")
@require_safe
def room(request: HttpRequest, code: str) -> HttpResponse:
    conference, actor = current_conference(), actor_of(request)
    found = get_object_or_404(Room.objects.select_related("site"), code=code)
    chosen = day_of(request, conference)
    context = {
        **frame(conference, chosen),
        "room": found,
        "title": found,
        "board": boards.of_rooms([found], chosen, actor, conference),
        "closures": found.closures.filter(state="closed", ends__gt=clock.now()),
        "may_edit": actor.may("calendar.edit"),
        "may_close": actor.may("calendar.close"),
    }
    return render(request, "desk/calendar/engagements/room.html", context)


@staff("calendar.see")
@require_safe
def person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    conference, actor = current_conference(), actor_of(request)
    found = get_object_or_404(
        Delegate.objects.select_related("delegation__party").prefetch_related("delegation__party__names"),
        public_id=public_id,
    )
    chosen = day_of(request, conference)
    access_log.person(request, found, PAGE)
    context = {
        **frame(conference, chosen),
        "person": found,
        "title": found,
        "board": boards.of_persons([found], chosen, actor, conference),
    }
    return render(request, "desk/calendar/engagements/person.html", context)


@staff("calendar.see")
@require_safe
def delegation(request: HttpRequest, code: str) -> HttpResponse:
    conference, actor = current_conference(), actor_of(request)
    found = get_object_or_404(
        Delegation.objects.select_related("party").prefetch_related("party__names"), party__code=code.upper()
    )
    chosen = day_of(request, conference)
    persons, groups, shown = _group(request, boards.of_delegation(found, chosen))
    access_log.persons(request, found, len(persons), PAGE)
    context = {
        **frame(conference, chosen),
        "delegation": found,
        "party": found.party,
        "title": found,
        "board": boards.of_persons(persons, chosen, actor, conference),
        "groups": groups,
        "shown": shown,
    }
    return render(request, "desk/calendar/engagements/delegation.html", context)


@staff("calendar.see")
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Find rooms, persons and delegations by parts of their names; a single hit is opened."""
    words = request.GET.get("q", "").strip()[:100]
    rooms, persons, delegations = search(words)
    if len(rooms) + len(persons) + len(delegations) == 1:
        if rooms:
            return redirect("calendar:room", rooms[0].code)
        if persons:
            return redirect("calendar:person", persons[0].public_id)
        return redirect("calendar:delegation", delegations[0].party.slug)
    access_log.persons(request, None, len(persons), PAGE)
    context = {"q": words, "rooms": rooms, "persons": persons, "delegations": delegations, "most": FOUND}
    return render(request, "desk/calendar/engagements/find.html", context)


def search(words: str) -> tuple[list[Room], list[Delegate], list[Delegation]]:
    """Return at most FOUND of each. Six queries."""
    folded = search_key(words)
    if not folded:
        return [], [], []
    rooms = [
        one
        for one in Room.objects.all()
        if folded in search_key(" ".join([one.code, *one.name.values(), *one.venue.values()]))
    ]
    members = Delegate.objects.filter(state__in=LIVE_STATES)
    for word in folded.split():
        members = members.filter(search__contains=word)
    names = PartyName.objects.filter(party=OuterRef("party")).filter(
        Q(search__contains=folded) | Q(short__icontains=words)
    )
    delegations = Delegation.objects.filter(Exists(names) | Q(party__code=words.upper()))
    people = members.select_related("delegation__party").prefetch_related("delegation__party__names")
    return (
        rooms[:FOUND],
        list(people.order_by(alphabet("delegation__party"), "position", "pk")[:FOUND]),
        list(delegations.select_related("party").prefetch_related("party__names").order_by(alphabet("party"))[:FOUND]),
    )


@staff("calendar.see")
@require_safe
def tight(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    found, zone = upcoming_tight(), current_conference().zone
    urls = hooks.urls_of([stay.row for one in found for stay in (one.before, one.after)], actor)
    rows = [
        {
            "tight": one,
            "url": reverse("calendar:person", args=[one.person.public_id]),
            "day": one.after.row.starts.astimezone(zone).date(),
            "stays": [
                (stay, boards.board_row(stay.row, actor, urls, stay.room, None)) for stay in (one.before, one.after)
            ],
        }
        for one in found
    ]
    return render(request, "desk/calendar/engagements/tight.html", {"rows": rows})
