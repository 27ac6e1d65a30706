from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock
from conference.core.errors import NotFound
from conference.look import lists
from conference.models import Conference
from conference.parties.models import RECEIVED
from conference.parties.queries import alphabet
from delegations.registration.members.queries import head_of
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation
from schedule.bilaterals.models import BUFFER_MINUTES, CAP, LIVE, DayLoad, Meeting
from schedule.calendar.engagements.queries import Slot, free_rooms, free_slots
from schedule.calendar.models import Engagement, Purpose, Room

OPENS, CLOSES = time(9), time(18)
BUFFER = timedelta(minutes=BUFFER_MINUTES)


def all_meetings() -> QuerySet[Meeting]:
    """Return meetings with sides, principals and room. Three queries."""
    return Meeting.objects.select_related(
        "asking__party", "asked__party", "asking_principal", "asked_principal", "room"
    ).prefetch_related("asking__party__names", "asked__party__names")


def meetings_of(delegation: Delegation) -> list[Meeting]:
    """Return the delegation's meetings, asked or received, by time. Three queries."""
    return list(all_meetings().filter(Q(asking=delegation) | Q(asked=delegation)).order_by("starts", "id"))


def meeting_of(delegation: Delegation, public_id: uuid.UUID) -> Meeting:
    """Return one meeting of the delegation. Raises NotFound, alike for none and for one of others."""
    found = all_meetings().filter(Q(asking=delegation) | Q(asked=delegation), public_id=public_id).first()
    if found is None:
        raise NotFound(_("This meeting does not exist, or your delegation has no part in it."))
    return found


def loads(delegation: Delegation, conference: Conference) -> list[tuple[date, int, int]]:
    """Return day, meetings and cap of each conference day. One query."""
    known = {load.day: load for load in DayLoad.objects.filter(delegation=delegation)}
    return [
        (day, known[day].meetings, known[day].cap) if day in known else (day, 0, CAP)
        for day in conference_days(conference)
    ]


def conference_days(conference: Conference) -> list[date]:
    count = (conference.ends_on - conference.starts_on).days + 1
    return [conference.starts_on + timedelta(days=n) for n in range(count)]


def possible_partners(delegation: Delegation) -> list[Delegation]:
    """Return the delegations that have a head and can be asked, by name. Two queries."""
    heads = Delegate.objects.filter(capacity=Capacity.HEAD, state__in=set(LIVE_STATES) - {"draft"})
    found = Delegation.objects.filter(pk__in=heads.values("delegation_id"), party__kind__in=RECEIVED)
    found = found.exclude(pk=delegation.pk)
    return list(found.select_related("party").prefetch_related("party__names").order_by(alphabet("party")))


@dataclass(frozen=True)
class Cell:
    """A free slot of the table, or what stands in its way, over `width` columns."""

    kind: str  # free, own, other, past
    width: int = 1
    slot: Slot | None = None
    text: str = ""


@dataclass(frozen=True)
class Day:
    day: date
    hours: list[tuple[int, list[Cell]]]

    def has_free(self, starts: datetime) -> bool:
        cells = (cell for _hour, cells in self.hours for cell in cells)
        return any(cell.kind == "free" and cell.slot and cell.slot.starts == starts for cell in cells)


def times(*, own: Delegate, other: Delegate, other_name: str, conference: Conference, minutes: int) -> list[Day]:
    """Return a table for each day of the conference: hours down, `minutes` across. Two queries.

    Only what both have free, buffer included, can be chosen; own engagements carry their reason, the other's only say busy.
    """
    zone, days, length = conference.zone, conference_days(conference), timedelta(minutes=minutes)
    hours = [(datetime.combine(day, OPENS, zone), datetime.combine(day, CLOSES, zone) + BUFFER) for day in days]
    slots = free_slots(own=[own], others=[other], hours=hours, length=length + BUFFER, every=length, heads=True)
    too_near = clock.now() + timedelta(hours=1)
    by_hour: dict[tuple[date, int], list[Cell]] = {}
    for slot in slots:
        local = slot.starts.astimezone(zone)
        if local.hour < CLOSES.hour:
            by_hour.setdefault((local.date(), local.hour), []).append(_cell(slot, other_name, slot.starts < too_near))
    span = range(OPENS.hour, CLOSES.hour)
    return [Day(day, [(hour, list(_merged(by_hour.get((day, hour), [])))) for hour in span]) for day in days]


def _cell(slot: Slot, other_name: str, past: bool) -> Cell:
    if past:
        return Cell("past")
    if slot.own:
        return Cell("own", text=lists.in_words(slot.own))
    if slot.others_busy:
        return Cell("other", text=_("%(party)s busy") % {"party": other_name})
    return Cell("free", slot=slot)


def _merged(cells: list[Cell]) -> Iterator[Cell]:
    for (kind, text), run in groupby(cells, key=lambda cell: (cell.kind, cell.text)):
        if kind == "free":
            yield from run
        else:
            yield Cell(kind, len(list(run)), None, text)


@dataclass(frozen=True)
class RoomSuitability:
    """A meeting room and why it does not suit a meeting; `why` is empty if it does."""

    room: Room
    why: str


def rooms_for(starts: datetime, ends: datetime, seats: int, mine: uuid.UUID | None = None) -> list[RoomSuitability]:
    """Return every meeting room, those that suit first. Two queries.

    Args:
        seats: Needed.
        mine: A booking that does not count, that of the meeting itself.
    """
    found = []
    rooms = list(Room.objects.filter(purpose=Purpose.BILATERAL))
    for room, taken in free_rooms(rooms, starts=starts, ends=ends + BUFFER):
        others: list[Engagement] = [row for row in taken if row.booking != mine]
        short = seats - room.capacity
        why = ""
        if others:
            why = _("Taken")
        elif short > 0:
            why = ngettext("%(n)d seat too few", "%(n)d seats too few", short) % {"n": short}
        found.append(RoomSuitability(room, why))
    return sorted(found, key=lambda suits: (bool(suits.why), suits.room.capacity, suits.room.position))


def of_day(day: date) -> list[Meeting]:
    """Return the live meetings of a day by time. Three queries."""
    return list(all_meetings().filter(day=day, state__in=(*LIVE, "held")).order_by("starts", "id"))


def without_room() -> list[Meeting]:
    """Return agreed meetings without a room whose time is not past, by time. Three queries."""
    found = all_meetings().filter(state__in=("accepted", "bumped"), ends__gt=clock.now())
    return list(found.order_by("starts", "id"))


def against_the_programme() -> list[Meeting]:
    """Return live meetings to come at the time of a session for all heads, by time. Three queries."""
    meanwhile = Engagement.objects.filter(for_heads=True, starts__lt=OuterRef("ends"), ends__gt=OuterRef("starts"))
    return list(all_meetings().filter(Exists(meanwhile), state__in=LIVE, ends__gt=clock.now()).order_by("starts", "id"))


def lost_principals(delegation: Delegation | None = None) -> list[Meeting]:
    """Live meetings to come one of whose principals is not the head of the delegation any more. Three queries."""
    gone = ~Q(asking_principal__capacity=Capacity.HEAD, asking_principal__state__in=LIVE_STATES) | ~Q(
        asked_principal__capacity=Capacity.HEAD, asked_principal__state__in=LIVE_STATES
    )
    found = all_meetings().filter(gone, state__in=LIVE, ends__gt=clock.now())
    if delegation is not None:
        found = found.filter(_lost_by(delegation))
    return list(found.order_by("starts", "id"))


def _lost_by(delegation: Delegation) -> Q:
    """Those whose own principal is not this delegation's head any more."""
    head = {"capacity": Capacity.HEAD, "state__in": LIVE_STATES}
    sides = []
    for side in ("asking", "asked"):
        present = Q(**{f"{side}_principal__{name}": value for name, value in head.items()})
        sides.append(Q(**{side: delegation}) & ~present)
    return sides[0] | sides[1]


@dataclass(frozen=True)
class FormerHead:
    """A principal who is no longer the head, and who is; None if nobody is."""

    delegation: Delegation
    principal: Delegate | None
    head: Delegate | None


def former_heads(meeting: Meeting) -> list[FormerHead]:
    """Return the replaced principals of the meeting. Two queries."""
    sides = [(meeting.asking, meeting.asking_principal), (meeting.asked, meeting.asked_principal)]
    found = [FormerHead(side, principal, head_of(side)) for side, principal in sides]
    return [one for one in found if one.principal != one.head]
