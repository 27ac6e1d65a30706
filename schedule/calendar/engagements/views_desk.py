import uuid
from collections.abc import Sequence
from datetime import date
from itertools import batched
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
from schedule.calendar.rooms.hours import conference_days

PAGE = "calendar:day"
SIDE_BY_SIDE = 7  # columns; more are too narrow to read
MOST_FOUND = 20  # of each, in a search


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


def frame(request: HttpRequest, conference: Conference) -> dict[str, Any]:
    """Return what every page of a day needs, such as the days to choose from."""
    day = day_of(request, conference)
    return {
        "day": day,
        "days": sorted({*conference_days(conference, with_eve=True), day}),
        "step": boards.STEP,
        "may_edit": actor_of(request).may("calendar.edit"),
        "may_close": actor_of(request).may("calendar.close"),
    }


def _group[T](request: HttpRequest, everything: Sequence[T]) -> tuple[list[T], dict[str, Any]]:
    """Return the columns of `?group=`, and what the page needs: (number, first, last) of each group, and which is shown."""
    groups = [everything[index : index + SIDE_BY_SIDE] for index in range(0, len(everything), SIDE_BY_SIDE)]
    shown = max(1, parsing.number(request.GET.get("group"), len(groups)) or 1)
    numbered = [(number, group[0], group[-1]) for number, group in enumerate(groups, 1)]
    return list(groups[shown - 1]) if groups else [], {"groups": numbered, "shown": shown}


@staff("calendar.see")
@require_safe
def show_day(request: HttpRequest) -> HttpResponse:
    conference, purpose = current_conference(), request.GET.get("purpose", "")
    context = frame(request, conference)
    every_room = Room.objects.filter(purpose=purpose) if purpose in Purpose.values else Room.objects.all()
    rooms, groups = _group(request, list(every_room))
    context |= {
        **groups,
        "board": boards.of_rooms(rooms, context["day"], actor_of(request), conference),
        "purpose": purpose,
        "purposes": Purpose.choices,
    }
    return render(request, "desk/calendar/engagements/day.html", context)


@staff("calendar.see")
@require_safe
def room(request: HttpRequest, code: str) -> HttpResponse:
    conference = current_conference()
    room = get_object_or_404(Room.objects.select_related("site"), code=code)
    context = frame(request, conference)
    context |= {
        "room": room,
        "board": boards.of_rooms([room], context["day"], actor_of(request), conference),
        "closures": room.closures.filter(state="closed", ends__gt=clock.now()),
    }
    return render(request, "desk/calendar/engagements/room.html", context)


@staff("calendar.see")
@require_safe
def show_person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    conference = current_conference()
    delegates = Delegate.objects.select_related("delegation__party").prefetch_related("delegation__party__names")
    person = get_object_or_404(delegates, public_id=public_id)
    access_log.log_person(request, person, PAGE)
    context = frame(request, conference)
    context |= {
        "person": person,
        "board": boards.of_persons([person], context["day"], actor_of(request), conference),
    }
    return render(request, "desk/calendar/engagements/person.html", context)


@staff("calendar.see")
@require_safe
def delegation(request: HttpRequest, code: str) -> HttpResponse:
    conference = current_conference()
    delegations = Delegation.objects.select_related("party").prefetch_related("party__names")
    delegation = get_object_or_404(delegations, party__code=code.upper())
    context = frame(request, conference)
    persons, groups = _group(request, boards.of_delegation(delegation, context["day"], conference))
    access_log.log_persons(request, delegation, len(persons), PAGE)
    context |= {
        **groups,
        "delegation": delegation,
        "party": delegation.party,
        "board": boards.of_persons(persons, context["day"], actor_of(request), conference),
    }
    return render(request, "desk/calendar/engagements/delegation.html", context)


@staff("calendar.see")
@require_safe
def search_calendar(request: HttpRequest) -> HttpResponse:
    """Find rooms, persons and delegations by parts of their names; a single hit is opened."""
    text = request.GET.get("q", "").strip()[:100]
    rooms, persons, delegations = search(text)
    if len(rooms) + len(persons) + len(delegations) == 1:
        if rooms:
            return redirect("calendar:room", rooms[0].code)
        if persons:
            return redirect("calendar:person", persons[0].public_id)
        return redirect("calendar:delegation", delegations[0].party.slug)
    access_log.log_persons(request, None, len(persons), PAGE)
    context = {"q": text, "rooms": rooms, "persons": persons, "delegations": delegations}
    return render(request, "desk/calendar/engagements/find.html", context)


def search(text: str) -> tuple[list[Room], list[Delegate], list[Delegation]]:
    """Return at most MOST_FOUND of each. Six queries."""
    key = search_key(text)
    if not key:
        return [], [], []
    rooms = [
        room
        for room in Room.objects.all()
        if key in search_key(" ".join([room.code, *room.name.values(), *room.venue.values()]))
    ]
    members = Delegate.objects.filter(state__in=LIVE_STATES)
    for word in key.split():
        members = members.filter(search__contains=word)
    members = members.select_related("delegation__party").prefetch_related("delegation__party__names")
    names = PartyName.objects.filter(party=OuterRef("party")).filter(Q(search__contains=key) | Q(short__icontains=text))
    delegations = Delegation.objects.filter(Exists(names) | Q(party__code=text.upper()))
    delegations = delegations.select_related("party").prefetch_related("party__names")
    return (
        rooms[:MOST_FOUND],
        list(members.order_by(alphabet("delegation__party"), "position", "pk")[:MOST_FOUND]),
        list(delegations.order_by(alphabet("party"))[:MOST_FOUND]),
    )


@staff("calendar.see")
@require_safe
def tight(request: HttpRequest) -> HttpResponse:
    actor, zone = actor_of(request), current_conference().zone
    connections = upcoming_tight(actor)
    located_engagements = [located for tight in connections for located in (tight.before, tight.after)]
    urls = hooks.urls_of([located.engagement for located in located_engagements], actor)
    lines = [boards.board_line(located.engagement, actor, urls, located.room) for located in located_engagements]
    rows = [
        {
            "tight": tight,
            "url": reverse("calendar:person", args=[tight.person.public_id]),
            "day": tight.after.engagement.starts.astimezone(zone).date(),
            "lines": pair,
        }
        for tight, pair in zip(connections, batched(lines, 2), strict=True)
    ]
    return render(request, "desk/calendar/engagements/tight.html", {"rows": rows})
