"""What the calendar adds to the page of a person: what takes the person's time, and the itinerary on paper."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core.access import Actor, actor_of
from delegations.registration.models import LIVE_STATES, Delegate
from delegations.registration.overview.person import PersonDocument, Section, register_documents, register_section
from schedule.calendar.engagements import hooks, queries, travel_times
from schedule.calendar.engagements.boards import board_line
from schedule.calendar.models import Room


def engagements(request: HttpRequest, member: Delegate) -> dict[str, Any]:
    """Return what takes the person's time, by time; of what the reader may not read only that it does.

    Three queries, one a kind of engagement for its pages, and two for meetings, whose rooms may be only held.
    """
    actor = actor_of(request)
    of_person = Q(person=member)
    if member.is_head and member.state in LIVE_STATES:
        of_person |= Q(for_heads=True)
    engagements = list(queries.live_engagements().filter(of_person).order_by("starts", "id"))
    urls = hooks.urls_of(engagements, actor)
    where = travel_times.rooms_of(engagements)
    rooms = Room.objects.in_bulk({row.room_id or 0 for row in engagements} | set(where.values()))
    lines = [
        board_line(
            row,
            actor,
            urls,
            rooms.get(row.room_id or where.get((row.subject_type, row.subject_id, row.booking), 0)),
        )
        for row in engagements
    ]
    return {"lines": lines, "person": member}


def itinerary(member: Delegate, actor: Actor) -> Iterator[PersonDocument]:
    """Yield the delegation's itinerary. No query."""
    party = member.delegation.party
    title = _("Itinerary of %(party)s") % {"party": party.short}
    yield PersonDocument(title, reverse("calendar:itinerary_paper", args=[party.slug]))


register_section(Section(50, "calendar.see", "desk/calendar/engagements/person_engagements.html", engagements))
register_documents("itineraries.print", itinerary)
