"""What a delegation has to be at, from arrival to departure. Each app registers a source in its `itinerary.py`.

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
from schedule.calendar.models import Engagement


class EntryKind(TextChoices):
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


# Emphasized on the paper, as a head must not miss them.
STRONG = (
    EntryKind.CHAIR,
    EntryKind.PANEL,
    EntryKind.SPEAKING,
    EntryKind.SIGNING,
    EntryKind.BILATERAL,
    EntryKind.INVITATION,
)
TRAVEL = (EntryKind.ARRIVAL, EntryKind.DEPARTURE)


@dataclass(frozen=True)
class ItineraryEntry:
    """A line of an itinerary, in the active language."""

    key: str  # stays when time or place changes
    kind: EntryKind
    starts: datetime
    ends: datetime | None  # None for a moment
    title: str  # this and the next two: what the delegation may read
    where: str = ""
    note: str = ""
    place: str = ""  # the room's code
    persons: tuple[int, ...] = ()  # keys of members; none for the whole delegation
    firm: bool = True  # False while an answer is awaited
    secondary: bool = False  # another source's entry of the same place and time is better

    @property
    def kind_word(self) -> str:
        """Return the word beside it; none for sessions and for kinds that other apps name themselves."""
        return "" if self.kind in (EntryKind.SESSION, EntryKind.OTHER) else str(self.kind.label)

    @property
    def kind_beside(self) -> str:
        """Return that word where the title does not say it: never "Signing Signing of the Convention".

        Only in some languages does it begin the text: in Arabic a bilateral meeting is `اجتماع ثنائي`.
        """
        return "" if self.kind_word.casefold() in self.title.casefold() else self.kind_word

    def same_as(self, other: ItineraryEntry) -> bool:
        """Return True if both are in one room at one time, so are the same event."""
        end, other_end = self.ends or self.starts, other.ends or other.starts
        return bool(self.place) and self.place == other.place and self.starts < other_end and other.starts < end


@dataclass(frozen=True)
class ItineraryParty:
    """A delegation with its members who may come, in its own order."""

    delegation: Delegation
    members: tuple[Delegate, ...]

    @property
    def head(self) -> Delegate | None:
        return next((member for member in self.members if member.capacity == Capacity.HEAD), None)

    @property
    def only_head(self) -> tuple[int, ...]:
        """Return the head's key for `persons`; (0,), which is nobody, if there is none."""
        return (self.head.pk if self.head else 0,)


type Entries = Mapping[int, list[ItineraryEntry]]
type EntriesOf = Callable[[Sequence[ItineraryParty]], Entries]


@dataclass(frozen=True)
class ItinerarySource:
    """What an app knows of the itineraries: for parties the entries by delegation's key, in a constant number of queries."""

    entries: EntriesOf
    subjects: frozenset[str] = frozenset()  # the `subject_type`s of engagements that it covers


sources: Registry[ItinerarySource] = Registry("sources of the itineraries")


def register_source(name: str, entries: EntriesOf, subjects: frozenset[str] = frozenset()) -> None:
    """Add a source. Raises AlreadyRegistered."""
    sources.add(name, ItinerarySource(entries, subjects))


def parties(delegations: Iterable[Delegation]) -> list[ItineraryParty]:
    """Return delegations with their members. Two queries, three in other languages than English."""
    wanted = list(delegations)
    members: dict[int, list[Delegate]] = {delegation.pk: [] for delegation in wanted}
    delegates = Delegate.objects.filter(delegation__in=wanted, state__in=LIVE_STATES).select_related("protocol_rank")
    for member in delegates.order_by("delegation_id", "position", "pk"):
        members[member.delegation_id].append(member)
    return [ItineraryParty(delegation, tuple(members[delegation.pk])) for delegation in wanted]


def entries_of(wanted: Sequence[ItineraryParty]) -> dict[int, list[ItineraryEntry]]:
    """Return each delegation's entries, by time, in a constant number of queries."""
    by_delegation: dict[int, list[ItineraryEntry]] = {party.delegation.pk: [] for party in wanted}
    covered: frozenset[str] = frozenset().union(*(source.subjects for source in sources.values()))
    for of_source in (_uncovered(wanted, covered), *(source.entries(wanted) for source in sources.values())):
        for key, entries in of_source.items():
            by_delegation[key] += entries
    return {key: _merged(entries) for key, entries in by_delegation.items()}


def of_person(entries: Iterable[ItineraryEntry], person: Delegate) -> list[ItineraryEntry]:
    """Return entries of the whole delegation and of that member."""
    return [entry for entry in entries if not entry.persons or person.pk in entry.persons]


def _merged(entries: list[ItineraryEntry]) -> list[ItineraryEntry]:
    """Return the entries by time, without the secondary ones that others stand for."""
    better = [entry for entry in entries if not entry.secondary]
    shown = [entry for entry in entries if not entry.secondary or not any(map(entry.same_as, better))]
    return sorted(shown, key=lambda entry: (entry.starts, entry.ends or entry.starts, entry.key))


def _uncovered(wanted: Sequence[ItineraryParty], covered: frozenset[str]) -> Entries:
    """Return what takes members' time and no source covers. Two queries."""
    members = {member.pk: party for party in wanted for member in party.members}
    rows = list(queries.live_engagements().filter(person__in=list(members)).exclude(subject_type__in=covered))
    with_rooms = Engagement.objects.filter(booking__in={row.booking for row in rows}, room__isnull=False)
    rooms = {row.booking: row.room for row in with_rooms.select_related("room")}
    by_delegation: dict[int, dict[str, ItineraryEntry]] = {}
    for row in rows:
        party = members[row.person_id or 0]
        entries = by_delegation.setdefault(party.delegation.pk, {})
        key = f"{row.subject_type}:{row.subject_id}:{row.booking}"
        persons = (*entries[key].persons, row.person_id or 0) if key in entries else (row.person_id or 0,)
        room = rooms.get(row.booking)
        where, place = (room.where, room.code) if room else ("", "")
        kind = EntryKind(row.kind) if row.kind in EntryKind else EntryKind.OTHER
        entries[key] = ItineraryEntry(key, kind, row.starts, row.ends, row.label, where, place=place, persons=persons)
    return {key: list(entries.values()) for key, entries in by_delegation.items()}
