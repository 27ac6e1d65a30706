"""What a delegation has to be at, from arrival to departure. Each app registers a `Source` in its `itinerary.py`.

A member's `Engagement` that no source covers is listed under its label, so that a new app is on the paper at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.registry import Registry
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation
from schedule.calendar.engagements import queries
from schedule.calendar.models import Engagement, Room


class Kind(TextChoices):
    SESSION = "session", _("Session")
    CHAIR = "chair", _("Chair")
    PANEL = "panel", _("Panel")
    SPEAKING = "speaking", pgettext_lazy("in an itinerary", "Speaking")
    SIGNING = "signing", _("Signing")
    BILATERAL = "bilateral", _("Bilateral")
    INVITATION = "invitation", _("By invitation")
    ARRIVAL = "arrival", _("Arrival")
    DEPARTURE = "departure", _("Departure")
    OTHER = "other", _("Other")


# What a head must not miss stands out on the paper.
STRONG = (Kind.CHAIR, Kind.PANEL, Kind.SPEAKING, Kind.SIGNING, Kind.BILATERAL, Kind.INVITATION)
TRAVEL = (Kind.ARRIVAL, Kind.DEPARTURE)


@dataclass(frozen=True)
class Entry:
    """A line of an itinerary, in the active language.

    Attributes:
        key: Stays when time or place changes.
        ends: None for a moment.
        what, where, note: Words that this delegation may read.
        place: The room's code, or empty.
        persons: Keys of members; none for the whole delegation.
        firm: False while an answer is awaited.
        secondary: True if another source's entry of the same place and time is better.
    """

    key: str
    kind: Kind
    starts: datetime
    ends: datetime | None
    what: str
    where: str = ""
    note: str = ""
    place: str = ""
    persons: tuple[int, ...] = ()
    firm: bool = True
    secondary: bool = False

    @property
    def kind_word(self) -> str:
        """Return the word beside it; none for sessions and for kinds that other apps name themselves."""
        return "" if self.kind in (Kind.SESSION, Kind.OTHER) else str(self.kind.label)

    @property
    def kind_beside(self) -> str:
        """Return that word where `what` does not say it: never "Signing Signing of the Convention".

        Only in some languages does it begin the text: in Arabic a bilateral meeting is `اجتماع ثنائي`.
        """
        return "" if self.kind_word.casefold() in self.what.casefold() else self.kind_word

    def same_as(self, other: Entry) -> bool:
        """Return True if both are in one room at one time, so are the same thing."""
        ends, others = self.ends or self.starts, other.ends or other.starts
        return bool(self.place) and self.place == other.place and self.starts < others and other.starts < ends


@dataclass(frozen=True)
class Party:
    """A delegation with its members who may come, in its own order."""

    delegation: Delegation
    members: tuple[Delegate, ...]

    @property
    def head(self) -> Delegate | None:
        return next((one for one in self.members if one.capacity == Capacity.HEAD), None)

    @property
    def only_head(self) -> tuple[int, ...]:
        """Return the head's key for `persons`; (0,), which is nobody, if there is none."""
        return (self.head.pk if self.head else 0,)


type Entries = Mapping[int, list[Entry]]


@dataclass(frozen=True)
class Source:
    """What an app knows of the itineraries.

    Attributes:
        subjects: The `subject_type`s of engagements that it covers.
        entries: Takes the parties, returns entries by delegation's key, in a constant number of queries.
    """

    name: str
    entries: Callable[[Sequence[Party]], Entries]
    subjects: frozenset[str] = frozenset()


sources: Registry[Source] = Registry("sources of the itineraries")


def register(source: Source) -> None:
    """Add a source. Raises AlreadyRegistered."""
    sources.add(source.name, source)


def parties(delegations: Iterable[Delegation]) -> list[Party]:
    """Return delegations with their members. Two queries, three in other languages than English."""
    wanted = list(delegations)
    found = Delegate.objects.filter(delegation__in=wanted, state__in=LIVE_STATES)
    members: dict[int, list[Delegate]] = {}
    for one in found.select_related("protocol_rank").order_by("delegation_id", "position", "pk"):
        members.setdefault(one.delegation_id, []).append(one)
    return [Party(one, tuple(members.get(one.pk, ()))) for one in wanted]


def entries_of(wanted: Sequence[Party]) -> dict[int, list[Entry]]:
    """Return each delegation's entries, by time, in a constant number of queries."""
    found: dict[int, list[Entry]] = {one.delegation.pk: [] for one in wanted}
    spoken_for: frozenset[str] = frozenset().union(*(source.subjects for source in sources.values()))
    for told in (_unspoken(wanted, spoken_for), *(source.entries(wanted) for source in sources.values())):
        for key, entries in told.items():
            found[key] += entries
    return {key: _merged(entries) for key, entries in found.items()}


def of_person(entries: Iterable[Entry], person: Delegate) -> list[Entry]:
    """Return entries of the whole delegation and of that member."""
    return [one for one in entries if not one.persons or person.pk in one.persons]


def _merged(entries: list[Entry]) -> list[Entry]:
    better = [one for one in entries if not one.secondary]
    kept = [one for one in entries if not one.secondary or not any(one.same_as(other) for other in better)]
    return sorted(kept, key=lambda one: (one.starts, one.ends or one.starts, one.key))


def _unspoken(wanted: Sequence[Party], spoken_for: frozenset[str]) -> Entries:
    """Return what takes members' time and no source covers. Two queries."""
    members = {one.pk: party for party in wanted for one in party.members}
    rows = list(queries.standing().filter(person__in=list(members)).exclude(subject_type__in=spoken_for))
    rooms = _rooms(rows)
    found: dict[int, dict[str, Entry]] = {}
    for row in rows:
        party = members[row.person_id or 0]
        entries = found.setdefault(party.delegation.pk, {})
        key = f"{row.subject_type}:{row.subject_id}:{row.booking}"
        persons = (*entries[key].persons, row.person_id or 0) if key in entries else (row.person_id or 0,)
        room = rooms.get(row.booking)
        where, place = (room.where, room.code) if room else ("", "")
        kind = Kind(row.kind) if row.kind in Kind else Kind.OTHER
        entries[key] = Entry(key, kind, row.starts, row.ends, row.label, where, place=place, persons=persons)
    return {key: list(entries.values()) for key, entries in found.items()}


def _rooms(rows: Iterable[Engagement]) -> dict[object, Room]:
    bookings = {row.booking for row in rows}
    with_rooms = Engagement.objects.filter(booking__in=bookings, room__isnull=False).select_related("room")
    return {row.booking: row.room for row in with_rooms if row.room}
