"""Travel times between rooms, and who has too little time between two engagements. Constant numbers of queries."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from django.db.models import Q

from conference.core import clock
from delegations.registration.models import LIVE_STATES, Capacity, Delegate
from schedule.calendar.engagements import hooks
from schedule.calendar.engagements.queries import standing
from schedule.calendar.models import Engagement, Room, TravelTime

# What the way between two venues counts as until somebody enters it: rather too long than a head of State who comes too late.
UNKNOWN = 30


class TravelTimes:
    """The table of ways, read once. Rooms need their `site_id` loaded."""

    def __init__(self, minutes: dict[tuple[int, int], int]) -> None:
        self._minutes = minutes

    @classmethod
    def load(cls) -> TravelTimes:
        """Read the table. One query."""
        rows = TravelTime.objects.values_list("one", "other", "on_foot", "by_motorcade")
        return cls({(one, other): min(m for m in known if m is not None) for one, other, *known in rows})

    def minutes(self, one: Room | None, other: Room | None) -> int:
        """Return minutes from one room to another, 0 if either is unknown.

        Between venues: the shorter of foot and motorcade, UNKNOWN if not entered. Within a venue: as far as the further of the two is from
        the plenary hall, since the rooms lie around it.
        """
        if one is None or other is None or one.pk == other.pk:
            return 0
        if one.site_id == other.site_id:
            return max(one.minutes_from_plenary, other.minutes_from_plenary)
        if one.site_id is None or other.site_id is None:
            return UNKNOWN
        return self._minutes.get((min(one.site_id, other.site_id), max(one.site_id, other.site_id)), UNKNOWN)

    def length(self, one: Room | None, other: Room | None) -> timedelta:
        return timedelta(minutes=self.minutes(one, other))


def travel(one: Room, other: Room, ways: TravelTimes | None = None) -> int:
    """Return `TravelTimes.minutes`. One query, none with `ways`."""
    return (ways or TravelTimes.load()).minutes(one, other)


@dataclass(frozen=True)
class Stay:
    """A person somewhere for a time; `room` is None while unknown, as before a meeting has its room."""

    person: Delegate
    row: Engagement
    room: Room | None


@dataclass(frozen=True)
class TightConnection:
    """Two engagements of one person: `gap` minutes lie between them, the way takes `needs`."""

    before: Stay
    after: Stay
    gap: int
    needs: int

    @property
    def person(self) -> Delegate:
        return self.before.person


def stays(
    *, starts: datetime, ends: datetime, persons: Iterable[Delegate] | None = None, rooms: dict[int, Room] | None = None
) -> list[Stay]:
    """Return where persons are between two moments, by person and time; what is for all heads counts for each head.

    Args:
        persons: None for everybody.
        rooms: By key (None: read).

    Four queries, one for each kind that names its persons' rooms, and two for bilateral meetings, whose rooms may be only held.
    """
    asked = None if persons is None else list(persons)
    among = Q() if asked is None else Q(person__in=asked)
    rows = list(
        standing()
        .filter(among, person__isnull=False, starts__lt=ends, ends__gt=starts)
        .select_related("person__delegation__party")
    )
    common = list(standing().filter(for_heads=True, starts__lt=ends, ends__gt=starts))
    rooms = {room.pk: room for room in Room.objects.all()} if rooms is None else rooms
    where = rooms_of(rows)
    found = [
        Stay(row.person, row, rooms.get(where.get((row.subject_type, row.subject_id, row.booking), 0)))
        for row in rows
        if row.person
    ]
    everybody = {stay.person.pk: stay.person for stay in found} if asked is None else {one.pk: one for one in asked}
    for head in (one for one in everybody.values() if common and _is_head(one)):
        found += [Stay(head, row, rooms.get(row.room_id or 0)) for row in common]
    return sorted(found, key=lambda stay: (stay.person.pk, stay.row.starts, stay.row.ends))


def _is_head(person: Delegate) -> bool:
    return person.capacity == Capacity.HEAD and person.state in LIVE_STATES


def rooms_of(rows: Sequence[Engagement]) -> dict[tuple[str, str, uuid.UUID], int]:
    """Return the room's key for each subject's booking: the room that the subject engages, else the one that its own app says.

    Nobody is in a room that is only held, nor, while another time is on offer, in the room of the time that was agreed.
    """
    keys = hooks.by_type(rows)
    of_these = Q()
    for name, ids in keys.items():
        of_these |= Q(subject_type=name, subject_id__in=ids)
    taken = list(Engagement.objects.filter(of_these, room__isnull=False)) if keys else []
    held = hooks.only_held([*rows, *taken])
    found = {(row.subject_type, row.subject_id): row.room_id for row in taken if row.booking not in held}
    for name, ids in keys.items():
        subject = hooks.of_type(name)
        left = [key for key in ids if (name, key) not in found]
        if left and subject is not None and subject.rooms is not None:
            found |= {(name, key): room for key, room in subject.rooms(left).items()}
    where = {
        (row.subject_type, row.subject_id, row.booking): found.get((row.subject_type, row.subject_id)) for row in rows
    }
    return {key: room for key, room in where.items() if room and key[2] not in held}


def too_tight(found: Iterable[Stay], ways: TravelTimes) -> Iterator[TightConnection]:
    """Yield neighbouring stays of one person with less time between than the way takes. `found` is sorted as by `stays`."""
    for _person, own in groupby(found, key=lambda stay: stay.person.pk):
        for before, after in pairwise(own):
            tight = between(before, after, ways)
            if tight is not None:
                yield tight


def between(before: Stay, after: Stay, ways: TravelTimes) -> TightConnection | None:
    """Return the tight connection between two stays; None if there is time enough, or if they overlap.

    Two that are for all heads don't count: the heads walk together, and only the programme could change it.
    """
    if before.row.person_id is None and after.row.person_id is None:
        return None
    needs = ways.minutes(before.room, after.room)
    gap = after.row.starts - before.row.ends
    if before.row.subject_id == after.row.subject_id and before.row.subject_type == after.row.subject_type:
        return None
    if gap < timedelta() or gap >= timedelta(minutes=needs):
        return None
    return TightConnection(before, after, int(gap.total_seconds() // 60), needs)


def tight_around(
    *, persons: Sequence[Delegate], room: Room, starts: datetime, ends: datetime, besides: Iterable[Engagement] = ()
) -> list[TightConnection]:
    """Return what would be tight for these persons if they were in `room` then: a warning before saving.

    Args:
        besides: Engagements that don't count, such as those of the session to be moved.

    One query and those of `stays`.
    """
    reach, own = timedelta(hours=2), {row.pk for row in besides}
    near = stays(starts=starts - reach, ends=ends + reach, persons=persons)
    ways, found = TravelTimes.load(), []
    for person in persons:
        mine = Stay(person, Engagement(person=person, starts=starts, ends=ends, subject_type="", subject_id="-"), room)
        for stay in (stay for stay in near if stay.person.pk == person.pk and stay.row.pk not in own):
            first, second = (stay, mine) if stay.row.starts < starts else (mine, stay)
            tight = between(first, second, ways)
            if tight is not None:
                found.append(tight)
    return found


# Further from the conference there is nothing to look for, and a date that far is a typing error.
NEAR = timedelta(days=366)


def upcoming_tight() -> list[TightConnection]:
    """Return what is too tight from now on, by time. A constant number of queries."""
    now = clock.now()
    found = too_tight(stays(starts=now, ends=now + NEAR), TravelTimes.load())
    return sorted(found, key=lambda one: (one.after.row.starts, one.person.pk))
