"""The programme in the itinerary: sessions for all, for the head, and seats at the front, as released."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.look import lists
from conference.models import current_conference
from schedule.calendar.itineraries.itinerary import Entries, EntryKind, ItineraryEntry, ItineraryParty, register_source
from schedule.calendar.models import place_comma
from schedule.programme.models import Session, Type
from schedule.programme.releases import queries as releases_queries
from schedule.programme.sessions.snapshot import SessionItem, items_of
from schedule.programme.speaking import queries as speaking
from schedule.programme.speaking.flow import SUBJECT

# What every delegation attends, whoever sits at its front.
OF_ALL = (Type.OPENING, Type.PLENARY, Type.SIGNING, Type.CEREMONY)


def build_entries(wanted: Sequence[ItineraryParty]) -> Entries:
    """Return each delegation's sessions in the latest release, and its statements. Five queries."""
    release = releases_queries.get_latest()
    items = items_of(releases_queries.data_of_release(release), current_conference().zone) if release else []
    slots = speaking.slots_of_delegations(party.delegation for party in wanted)
    return {
        party.delegation.pk: [
            *_session_entries(party, items),
            *(_statement_entry(slot, party) for slot in slots[party.delegation.pk]),
        ]
        for party in wanted
    }


def _statement_entry(slot: speaking.StatementSlot, party: ItineraryParty) -> ItineraryEntry:
    """Return the entry of a statement. The head has it while nobody is named who can speak."""
    minutes = round((slot.ends - slot.starts).total_seconds() / 60)
    length = ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    room = slot.session.room if slot.session else None
    note = lists.join_facts([slot.speaker.full_name, length])
    if not slot.is_settled:
        note = _("The place stays yours; who speaks has to be settled.")
    return ItineraryEntry(
        key=f"speaking:{slot.list.key}",
        kind=EntryKind.SPEAKING,
        starts=slot.starts,
        ends=slot.ends,
        title=slot.label,
        where=room.where if room else "",
        note=lists.join_sentences([note]),
        persons=(slot.speaker.pk,) if slot.is_settled else party.only_head,
    )


def _session_entries(party: ItineraryParty, items: Iterable[SessionItem]) -> Iterator[ItineraryEntry]:
    members = {member.pk: member.full_name for member in party.members}
    sentences = {EntryKind.CHAIR: _("%(name)s chairs."), EntryKind.PANEL: _("%(name)s is on the panel.")}
    for item in items:
        if item.data["all_day"]:
            continue
        front = list(_front_seats(item, members))
        if front:
            note = lists.join_sentences(sentences[kind] % {"name": members[pk]} for kind, pk in front)
            yield _session_entry(item, front[0][0], tuple(pk for _kind, pk in front), note)
        elif item.data["type"] in OF_ALL and item.is_open:
            yield _session_entry(
                item, EntryKind.SIGNING if item.data["type"] == Type.SIGNING else EntryKind.SESSION, (), ""
            )
        elif item.data["for_heads"]:
            yield _session_entry(item, EntryKind.SESSION, party.only_head, _("Heads of delegation."))
        elif any(organiser["code"] == party.delegation.party.code for organiser in item.data["organisers"]):
            yield _session_entry(item, EntryKind.SESSION, (), _("Organized by your delegation."))


def _front_seats(item: SessionItem, members: Collection[int]) -> Iterator[tuple[EntryKind, int]]:
    chair = item.data["chair"]
    if chair and chair["id"] in members:
        yield EntryKind.CHAIR, chair["id"]
    for panellist in item.data.get("panel") or ():
        if panellist.get("id") in members:
            yield EntryKind.PANEL, panellist["id"]


def _session_entry(item: SessionItem, kind: EntryKind, persons: tuple[int, ...], note: str) -> ItineraryEntry:
    where = place_comma().join(filter(None, [item.room.words, item.venue.words]))
    return ItineraryEntry(
        key=f"session:{item.key}",
        kind=kind,
        starts=item.starts,
        ends=item.ends,
        title=item.title.words,
        where=where,
        note=note,
        place=item.room_code,
        persons=persons,
        secondary=kind in (EntryKind.SESSION, EntryKind.SIGNING),
    )


register_source("programme", build_entries, frozenset({Session._meta.label_lower, SUBJECT}))
