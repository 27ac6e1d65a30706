"""Receptions and dinners in the itinerary, for guests who have not declined."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from conference.core import clock
from conference.look import lists
from conference.look.times import clock_text, span_text, when_text
from conference.models import current_conference
from schedule.calendar.itineraries.itinerary import Entries, EntryKind, ItineraryEntry, ItineraryParty, register_source
from schedule.receptions.invitations import queries
from schedule.receptions.models import Invitation

SHOWN = ("sent", "accepted", "waiting", "substitute")


def entries(parties: Sequence[ItineraryParty]) -> Entries:
    """Return the valid invitations. Three queries."""
    entries: dict[int, list[ItineraryEntry]] = {party.delegation.pk: [] for party in parties}
    zone = current_conference().zone
    for invitation in queries.all_invitations().filter(delegation__in=list(entries), state__in=SHOWN):
        reception = invitation.reception
        assert invitation.delegation_id  # filtered by it
        assert invitation.guest_id
        entry = ItineraryEntry(
            key=f"invitation:{invitation.public_id}",
            kind=EntryKind.INVITATION,
            starts=reception.starts,
            ends=reception.ends,
            title=str(reception.name),
            where=reception.room.where,
            note=lists.join_sentences(_notes(invitation, zone)),
            place=reception.room.code,
            persons=(invitation.guest_id,),
            firm=invitation.state == "accepted",
        )
        entries[invitation.delegation_id].append(entry)
    return entries


def _notes(invitation: Invitation, zone: ZoneInfo) -> list[str]:
    reception = invitation.reception
    match invitation.state:
        case "sent" if invitation.answer_by > clock.now():
            answer_by = when_text(invitation.answer_by.astimezone(zone), year=False)
            notes = [_("Not answered yet; the answer is due by %(time)s.") % {"time": answer_by}]
        case "sent":
            # A paper speaks from its "as at": a term that has passed is none that can be kept.
            notes = [_("Not answered yet.")]
        case "waiting":
            notes = [_("On the waiting list.")]
        case "substitute":
            notes = [_("The host has not approved the substitute yet.")]
        case _accepted:
            notes = [lists.in_words(filter(None, [invitation.who_comes, invitation.companion_called]))]
    if reception.arrive_from and reception.arrive_until:
        first, last = (moment.astimezone(zone) for moment in (reception.arrive_from, reception.arrive_until))
        notes.append(_("Arrive %(times)s.") % {"times": span_text(first, last)})
    elif reception.arrive_from:
        notes.append(_("Arrive from %(time)s.") % {"time": clock_text(reception.arrive_from.astimezone(zone))})
    if reception.entrance:
        notes.append(_("Entrance: %(place)s.") % {"place": reception.entrance})
    if reception.dress:
        notes.append(_("Dress: %(words)s.") % {"words": reception.dress})
    return notes


register_source("receptions", entries, frozenset({Invitation._meta.label_lower}))
