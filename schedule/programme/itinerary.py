"""The programme in the itinerary: sessions for all, for the head, and seats at the front.

Taken from the release: the draft, which has the engagements, is the organisers' own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.look import lists
from conference.models import current_conference
from schedule.calendar.itineraries.itinerary import Entries, EntryKind, ItineraryEntry, ItineraryParty, register
from schedule.calendar.models import place_comma
from schedule.programme.models import Session, Type
from schedule.programme.releases import queries as releases_queries
from schedule.programme.sessions.snapshot import Item, items_of
from schedule.programme.speaking import queries as speaking
from schedule.programme.speaking.flow import SUBJECT

# What every delegation attends, whoever sits at its front.
OF_ALL = (Type.OPENING, Type.PLENARY, Type.SIGNING, Type.CEREMONY)


def entries(wanted: Sequence[ItineraryParty]) -> Entries:
    """Return each delegation's sessions in the latest release, and its statements. Five queries."""
    release = releases_queries.latest()
    items = items_of(releases_queries.data_of_release(release), current_conference().zone) if release else []
    slots = speaking.of_delegations(party.delegation for party in wanted)
    return {
        party.delegation.pk: [*_of_party(party, items), *(_statement(one) for one in slots[party.delegation.pk])]
        for party in wanted
    }


def _statement(slot: speaking.Slot) -> ItineraryEntry:
    minutes = round((slot.ends - slot.starts).total_seconds() / 60)
    length = ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    room = slot.session.room if slot.session else None
    return ItineraryEntry(
        key=f"speaking:{slot.list.key}",
        kind=EntryKind.SPEAKING,
        starts=slot.starts,
        ends=slot.ends,
        title=slot.label,
        where=room.where if room else "",
        note=lists.sentences([lists.beside([slot.speaker.full_name, length])]),
        persons=(slot.speaker.pk,),
    )


def _of_party(party: ItineraryParty, items: Iterable[Item]) -> Iterator[ItineraryEntry]:
    members = {one.pk for one in party.members}
    for item in items:
        if item.data["all_day"]:
            continue
        front = list(_at_the_front(item, members))
        if front:
            yield _entry(item, front[0][0], tuple(pk for _kind, pk in front), _front_note(party, front))
        elif item.data["type"] in OF_ALL and item.is_open:
            yield _entry(item, EntryKind.SIGNING if item.data["type"] == Type.SIGNING else EntryKind.SESSION, (), "")
        elif item.data["for_heads"]:
            yield _entry(item, EntryKind.SESSION, party.only_head, _("Heads of delegation."))
        elif any(one["code"] == party.delegation.party.code for one in item.data["organisers"]):
            yield _entry(item, EntryKind.SESSION, (), _("Organized by your delegation."))


def _at_the_front(item: Item, members: set[int]) -> Iterator[tuple[EntryKind, int]]:
    chair = item.data["chair"]
    if chair and chair["id"] in members:
        yield EntryKind.CHAIR, chair["id"]
    for one in item.data.get("panel") or ():
        if one.get("id") in members:
            yield EntryKind.PANEL, one["id"]


def _front_note(party: ItineraryParty, front: Iterable[tuple[EntryKind, int]]) -> str:
    names = {one.pk: one.full_name for one in party.members}
    forms = {EntryKind.CHAIR: _("%(name)s chairs."), EntryKind.PANEL: _("%(name)s is on the panel.")}
    return lists.sentences(forms[kind] % {"name": names[pk]} for kind, pk in front)


def _entry(item: Item, kind: EntryKind, persons: tuple[int, ...], note: str) -> ItineraryEntry:
    where = place_comma().join(filter(None, [item.room.words, item.venue.words]))
    return ItineraryEntry(
        key=f"session:{item.key}",
        kind=kind,
        starts=item.starts,
        ends=item.ends,
        title=item.title.words,
        where=where,
        note=note,
        place=str(item.data["room"]["code"]),
        persons=persons,
        secondary=kind in (EntryKind.SESSION, EntryKind.SIGNING),
    )


register("programme", entries, frozenset({Session._meta.label_lower, SUBJECT}))
