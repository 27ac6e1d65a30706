"""Bilateral meetings in the itinerary: each side reads what the meeting's page shows it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from conference.look import lists
from conference.look.language_names import languages_text
from delegations.registration.models import Delegation
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import OPEN, Meeting
from schedule.calendar.itineraries.itinerary import Entries, EntryKind, ItineraryEntry, ItineraryParty, register_source

# What takes or took place, or holds its time until an answer. One that was declined or called off has no time to be at.
SHOWN = ("requested", "countered", "accepted", "confirmed", "bumped", "held")


def entries(wanted: Sequence[ItineraryParty]) -> Entries:
    """Return each meeting under both sides. Four queries."""
    by_delegation: dict[int, list[ItineraryEntry]] = {party.delegation.pk: [] for party in wanted}
    of_these = queries.of_party(*(party.delegation for party in wanted))
    for meeting in queries.all_meetings().filter(of_these, state__in=SHOWN):
        for side in meeting.parties():
            if side.pk in by_delegation:
                by_delegation[side.pk].append(_entry(meeting, side))
    return by_delegation


def _entry(meeting: Meeting, side: Delegation) -> ItineraryEntry:
    principal = meeting.principal_of(side)
    return ItineraryEntry(
        key=f"bilateral:{meeting.public_id}",
        kind=EntryKind.BILATERAL,
        starts=meeting.starts,
        ends=meeting.ends,
        title=_("Bilateral meeting: %(party)s") % {"party": lists.in_words(map(str, meeting.others(side)))},
        where=_where(meeting),
        note=lists.join_sentences(_notes(meeting, side)),
        place=meeting.room.code if meeting.room else "",
        persons=(principal.pk if principal else 0,),
        firm=meeting.state in ("confirmed", "held"),
    )


def _where(meeting: Meeting) -> str:
    if meeting.room:
        return meeting.room.where
    return meeting.place if meeting.pull_aside else _("Room to be announced")


def _notes(meeting: Meeting, side: Delegation) -> list[str]:
    notes = []
    if meeting.state in OPEN:
        notes.append(_("Requested, not agreed yet."))
    if own := meeting.principal_of(side):
        notes.append(_("Our principal: %(who)s.") % {"who": own.called})
    for other in meeting.others(side):
        principal = meeting.principal_of(other)
        # Who is asked names its principal when it agrees; before, it is the head of delegation.
        if principal and (meeting.state != "requested" or other.pk == meeting.asking_id):
            who = lists.join_facts([principal.called, principal.functional_title])
            notes.append(_("Their principal: %(who)s.") % {"who": who})
    notes.append(_("Topics: %(topics)s") % {"topics": " ".join(meeting.topics.split())})
    if meeting.interpretation:
        notes.append(_("Interpretation: %(languages)s.") % {"languages": languages_text(meeting.interpretation)})
    notes.append(str(meeting.get_press_display()))
    return notes


register_source("bilaterals", entries, frozenset({Meeting._meta.label_lower}))
