"""Arrivals and departures in the itinerary; who travels together is one entry."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.look import lists
from delegations.registration.models import Delegate
from schedule.calendar.itineraries.itinerary import Entries, EntryKind, ItineraryEntry, ItineraryParty, register_source

# Up to this many names are listed; more are counted.
MOST_NAMES = 4
WAYS = ((EntryKind.ARRIVAL, "arrival", "arrival_flight"), (EntryKind.DEPARTURE, "departure", "departure_flight"))


def entries(wanted: Sequence[ItineraryParty]) -> Entries:
    """Return one entry for all on one flight at one time. No query."""
    return {party.delegation.pk: _of_party(party) for party in wanted}


def _of_party(party: ItineraryParty) -> list[ItineraryEntry]:
    entries = []
    for kind, way, flight in WAYS:
        together: dict[tuple[datetime, str], list[Delegate]] = {}
        for member in party.members:
            if moment := getattr(member, way):
                together.setdefault((moment, getattr(member, flight)), []).append(member)
        entries += [_entry(kind, moment, number, members) for (moment, number), members in together.items()]
    return entries


def _entry(kind: EntryKind, moment: datetime, number: str, travellers: list[Delegate]) -> ItineraryEntry:
    title = _("Flight %(flight)s") % {"flight": number} if number else _("The flight is not known")
    hotels = list(dict.fromkeys(traveller.hotel for traveller in travellers if traveller.hotel))
    persons = tuple(traveller.pk for traveller in travellers)
    # Named after the first traveller, so that a flight at another time is the same entry.
    key = f"{kind}:{travellers[0].public_id}"
    count, who = len(travellers), lists.in_words(travellers)
    if count > MOST_NAMES:
        who = ngettext("%(count)s person", "%(count)s persons", count) % {"count": count}
    return ItineraryEntry(key, kind, moment, None, title, lists.in_words(hotels[:2]), who, persons=persons)


register_source("travel", entries)
