"""What the desk's search finds of the calendar: rooms."""

from collections.abc import Iterator

from django.urls import reverse

from conference.core.access import Actor
from conference.desk.finding import Query, Result, register_finder
from schedule.calendar.models import Room


def rooms(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield rooms by code, or name and venue in any language. One query."""
    for room in Room.objects.select_related("site"):
        if query.fits(room.code, *room.name.values(), *room.venue.values()):
            yield Result(str(room), reverse("calendar:room", args=[room.code]), str(room.venue))


register_finder("places", "calendar.see", rooms)
