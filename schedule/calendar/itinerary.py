"""Arrivals and departures in the itinerary; who travels together is one entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.look import lists
from delegations.registration.models import Delegate
from schedule.calendar.itineraries.itinerary import Entries, Entry, Kind, Party, Source, register

# More names than these are counted, not listed.
MOST_NAMES = 4
WAYS = ((Kind.ARRIVAL, "arrival", "arrival_flight"), (Kind.DEPARTURE, "departure", "departure_flight"))


def entries(wanted: Sequence[Party]) -> Entries:
    """Return one entry for all on one flight at one time. No query."""
    return {party.delegation.pk: _of_party(party) for party in wanted}


def _of_party(party: Party) -> list[Entry]:
    found = []
    for kind, way, flight in WAYS:
        together: dict[tuple[datetime, str], list[Delegate]] = {}
        for member in party.members:
            at = getattr(member, way)
            if at:
                together.setdefault((at, getattr(member, flight)), []).append(member)
        for (at, number), travellers in together.items():
            found.append(_entry(kind, at, number, travellers))
    return found


def _entry(kind: Kind, at: datetime, number: str, travellers: list[Delegate]) -> Entry:
    what = _("Flight %(flight)s") % {"flight": number} if number else _("The flight is not known")
    hotels = list(dict.fromkeys(one.hotel for one in travellers if one.hotel))
    persons = tuple(one.pk for one in travellers)
    # Named by whoever of them stands first in the delegation's order: a flight that is moved is the same journey.
    key = f"{kind}:{travellers[0].public_id}"
    where = lists.in_words(hotels[:2])
    return Entry(key, kind, at, None, what, where, _who(travellers), persons=persons)


def _who(travellers: list[Delegate]) -> str:
    if len(travellers) > MOST_NAMES:
        count = len(travellers)
        return ngettext("%(count)s person", "%(count)s persons", count) % {"count": count}
    return lists.in_words(travellers)


register(Source("travel", entries))
