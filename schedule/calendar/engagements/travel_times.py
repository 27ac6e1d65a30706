"""Travel times between rooms, and who has too little time between two engagements. Constant numbers of queries."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from django.db.models import Q, QuerySet

from conference.core import clock
from conference.core.access import Actor
from conference.db import together
from conference.db.together import Part
from delegations.registration.models import LIVE_STATES, Capacity, Delegate
from schedule.calendar.engagements import hooks
from schedule.calendar.engagements.queries import live_engagements
from schedule.calendar.models import Engagement, Room, TravelTime

# Minutes between two venues until somebody enters them: long, so that no head of State comes too late.
UNKNOWN = 30


class TravelTimes:
    """The table of ways, read once. Rooms need their `site_id` loaded."""

    def __init__(self, minutes: dict[tuple[int, int], int]) -> None:
        self._minutes = minutes

    @classmethod
    def load(cls) -> TravelTimes:
        """Read the table. One query."""
        return cls.of_rows(cls.rows())

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        return TravelTime.objects.values_list("one", "other", "on_foot", "by_motorcade")

    @classmethod
    def of_rows(cls, rows: Iterable[tuple[int, int, int | None, int | None]]) -> TravelTimes:
        return cls({(venue, other): min(m for m in minutes if m is not None) for venue, other, *minutes in rows})

    def minutes(self, room: Room | None, other: Room | None) -> int:
        """Return minutes from one room to another, 0 if either is unknown.

        Between venues: the shorter of foot and motorcade, UNKNOWN if not entered. Within a venue: as far as the further of the two is from
        the plenary hall, since the rooms lie around it.
        """
        if room is None or other is None or room.pk == other.pk:
            return 0
        if room.site_id == other.site_id:
            return max(room.minutes_from_plenary, other.minutes_from_plenary)
        if room.site_id is None or other.site_id is None:
            return UNKNOWN
        return self._minutes.get((min(room.site_id, other.site_id), max(room.site_id, other.site_id)), UNKNOWN)

    def length(self, room: Room | None, other: Room | None) -> timedelta:
        return timedelta(minutes=self.minutes(room, other))

    @property
    def longest(self) -> timedelta:
        """Return how long any way may take, at least as long as an unknown one."""
        return timedelta(minutes=max([UNKNOWN, *self._minutes.values()]))


@dataclass(frozen=True)
class LocatedEngagement:
    """A person somewhere for a time; `room` is None while unknown, as before a meeting has its room."""

    person: Delegate
    engagement: Engagement
    room: Room | None


@dataclass(frozen=True)
class TightConnection:
    """Two engagements of one person: `gap` minutes lie between them, the way takes `needs`."""

    before: LocatedEngagement
    after: LocatedEngagement
    gap: int
    needs: int

    @property
    def person(self) -> Delegate:
        return self.before.person

    def is_readable(self, actor: Actor) -> bool:
        """Return whether the actor may read of both engagements, without which the way tells where they are."""
        return all(hooks.is_readable(located.engagement, actor) for located in (self.before, self.after))


def locate_engagements(
    *, starts: datetime, ends: datetime, persons: Iterable[Delegate] | None = None, rooms: dict[int, Room] | None = None
) -> list[LocatedEngagement]:
    """Return where persons (None: everybody) are between two moments, by person and time; what is for all heads counts for each head.

    `rooms`: By key (None: read). Four queries, one for each kind that names its persons' rooms, and two for bilateral meetings, whose
    rooms may be only held.
    """
    places: list[LocatedEngagement] = together.complete(_read_located(starts, ends, persons, rooms))
    return places


def _read_located(
    starts: datetime, ends: datetime, persons: Iterable[Delegate] | None, rooms: dict[int, Room] | None
) -> Part:
    """Return `locate_engagements`, as a part of a page."""
    wanted = None if persons is None else list(persons)
    own, common, *every_room = yield [
        *_engagements_between(starts, ends, wanted),
        *([Room.objects.all()] if rooms is None else []),
    ]
    rooms = {room.pk: room for room in every_room[0]} if rooms is None else rooms
    return (yield from _read_places(own, common, rooms, wanted))


def _engagements_between(
    starts: datetime, ends: datetime, persons: Sequence[Delegate] | None
) -> tuple[QuerySet[Engagement], QuerySet[Engagement]]:
    """Return the engagements of these persons (None: everybody), and those of all heads."""
    of_these = Q(person__isnull=False) if persons is None else Q(person__in=persons)
    engagements = live_engagements().filter(starts__lt=ends, ends__gt=starts)
    own = engagements.filter(of_these).select_related("person__delegation__party")
    return own, engagements.filter(for_heads=True)


def _read_places(
    own: Sequence[Engagement],
    common: Sequence[Engagement],
    rooms: Mapping[int, Room],
    wanted: Sequence[Delegate] | None,
) -> Part:
    where = yield from read_rooms_of(own)
    places = [
        LocatedEngagement(row.person, row, rooms.get(where.get((row.subject_type, row.subject_id, row.booking), 0)))
        for row in own
        if row.person
    ]
    everybody = [located.person for located in places] if wanted is None else wanted
    if common:
        living = (person for person in everybody if person.state in LIVE_STATES)
        heads = {person.pk: person for person in living if person.capacity == Capacity.HEAD}
        places += [
            LocatedEngagement(head, row, rooms.get(row.room_id or 0)) for head in heads.values() for row in common
        ]
    return sorted(places, key=lambda located: (located.person.pk, located.engagement.starts, located.engagement.ends))


def rooms_of(engagements: Sequence[Engagement]) -> dict[tuple[str, str, uuid.UUID], int]:
    """Return the room's key for each subject's booking: the room that the subject engages, else the one that its own app says.

    Nobody is in a room that is only held, nor, while another time is on offer, in the room of the time that was agreed.
    """
    rooms: dict[tuple[str, str, uuid.UUID], int] = together.complete(read_rooms_of(engagements))
    return rooms


def read_rooms_of(engagements: Sequence[Engagement]) -> Part:
    """Return `rooms_of`, as a part of a page."""
    keys = hooks.by_type(engagements)
    if not keys:
        return {}
    of_these = Q()
    for name, of_type in keys.items():
        of_these |= Q(subject_type=name, subject_id__in=of_type)
    (with_rooms,) = yield [Engagement.objects.filter(of_these, room__isnull=False)]
    only_held = yield from hooks.read_only_held([*engagements, *with_rooms])
    rooms = {(row.subject_type, row.subject_id): row.room_id for row in with_rooms if row.booking not in only_held}
    without = {name: [key for key in of_type if (name, key) not in rooms] for name, of_type in keys.items()}
    rooms |= yield from hooks.read_rooms(without)
    return {
        (row.subject_type, row.subject_id, row.booking): room
        for row in engagements
        if (room := rooms.get((row.subject_type, row.subject_id))) and row.booking not in only_held
    }


def too_tight(located_engagements: Iterable[LocatedEngagement], ways: TravelTimes) -> Iterator[TightConnection]:
    """Yield neighbouring engagements of one person with less time between than the way takes. Sorted as by `locate_engagements`."""
    for _person, own in groupby(located_engagements, key=lambda located: located.person.pk):
        for before, after in pairwise(own):
            if tight := between(before, after, ways):
                yield tight


def between(before: LocatedEngagement, after: LocatedEngagement, ways: TravelTimes) -> TightConnection | None:
    """Return the tight connection between two engagements; None if there is time enough, or if they overlap.

    Two that are for all heads don't count: the heads walk together, and only the programme could change it.
    """
    first, second = before.engagement, after.engagement
    if first.person_id is None and second.person_id is None:
        return None
    if (first.subject_type, first.subject_id) == (second.subject_type, second.subject_id):
        return None
    gap, needs = second.starts - first.ends, ways.minutes(before.room, after.room)
    if not timedelta() <= gap < timedelta(minutes=needs):
        return None
    return TightConnection(before, after, int(gap.total_seconds() // 60), needs)


def tight_around(
    *, persons: Sequence[Delegate], room: Room, starts: datetime, ends: datetime, besides: Iterable[Engagement] = ()
) -> list[TightConnection]:
    """Return what would be tight for these persons if they were in `room` then, for a warning. One query and those of `locate_engagements`.

    `besides`: Engagements that don't count, such as those of the session to be moved.
    """
    reach, own = timedelta(hours=2), {engagement.pk for engagement in besides}
    near = locate_engagements(starts=starts - reach, ends=ends + reach, persons=persons)
    ways, connections = TravelTimes.load(), []
    for person in persons:
        mine = LocatedEngagement(
            person, Engagement(person=person, starts=starts, ends=ends, subject_type="", subject_id="-"), room
        )
        for located in (
            located for located in near if located.person.pk == person.pk and located.engagement.pk not in own
        ):
            before, after = (located, mine) if located.engagement.starts < starts else (mine, located)
            if tight := between(before, after, ways):
                connections.append(tight)
    return connections


# Dates further from the conference are typing errors.
NEAR = timedelta(days=366)


def upcoming_tight(actor: Actor) -> list[TightConnection]:
    """Return what is too tight from now on and the actor may read, by time. A constant number of queries."""
    connections: list[TightConnection] = together.complete(read_upcoming_tight(actor))
    return connections


def read_upcoming_tight(actor: Actor) -> Part:
    """Return `upcoming_tight`, as a part of a page."""
    now = clock.now()
    of_everybody = _engagements_between(now, now + NEAR, None)
    own, common, rooms, ways = yield [*of_everybody, Room.objects.all(), TravelTimes.rows()]
    everybody = yield from _read_places(own, common, {room.pk: room for room in rooms}, None)
    connections = too_tight(everybody, TravelTimes.of_rows(ways))
    readable = (tight for tight in connections if tight.is_readable(actor))
    return sorted(readable, key=lambda tight: (tight.after.engagement.starts, tight.person.pk))
