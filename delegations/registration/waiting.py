"""What waits for a delegation in registration: returned members, and the deadlines that are met on its own pages."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import reasons
from delegations.registration.delegations.deadlines import DEADLINE
from delegations.registration.members.actions.submission import OPEN_STATES
from delegations.registration.members.consequences import Code, Time, WaitingSource
from delegations.registration.models import Deadline, Delegate, Delegation, NoteVerbale
from delegations.registration.overview.waiting import DeadlinePage, WaitingItem, register_deadline, register_source

NOTE_DEADLINE, TRAVEL_DEADLINE = "note_verbale", "travel"


def _returned(code: Code, now: Time) -> QuerySet[Any]:
    return Delegate.objects.filter(delegation__party__code=code, state="returned")


def _returned_item(member: Delegate, delegation: Delegation) -> WaitingItem:
    return WaitingItem(
        title=_("%(name)s was returned for correction") % {"name": member.full_name},
        remedy=_("Correct and submit again"),
        url=reverse("registration:member", args=[delegation.party.slug, member.public_id]),
        why=reasons.read(member.return_words),
        tone="no",
    )


type Members = Sequence[Delegate]
type Notes = Sequence[NoteVerbale]


def note_in_time(deadline: Deadline, delegation: Delegation, members: Members, notes: Notes) -> bool:
    """Return True for a note that came in time, accepted or not, and for a late one once it is accepted."""
    return any(note.accepted_at or note.received_at <= deadline.at for note in notes)


def note_sent(deadline: Deadline, delegation: Delegation, members: Members, notes: Notes) -> bool:
    return bool(notes)


def all_submitted(deadline: Deadline, delegation: Delegation, members: Members, notes: Notes) -> bool:
    return bool(members) and not any(member.state in OPEN_STATES for member in members)


def all_flights_known(deadline: Deadline, delegation: Delegation, members: Members, notes: Notes) -> bool:
    if delegation.party.is_host:  # its own people don't travel
        return True
    travellers = [member for member in members if member.state != "refused"]
    return bool(travellers) and all(member.arrival and member.departure for member in travellers)


def no_flights_to_enter(deadline: Deadline, delegation: Delegation, members: Members, notes: Notes) -> bool:
    """Return True also while nobody is entered who could have flights: the first steps say what to do before."""
    is_anybody_coming = any(member.state != "refused" for member in members)
    return not is_anybody_coming or all_flights_known(deadline, delegation, members, notes)


register_source(
    "returned members", WaitingSource("registration:delegation", "registration.see", _returned, _returned_item)
)
register_deadline(
    NOTE_DEADLINE,
    DeadlinePage(
        "registration:notes",
        "registration.take_note",
        gettext_lazy("Send the note verbale"),
        note_in_time,
        done=note_sent,
    ),
)
register_deadline(
    DEADLINE,
    DeadlinePage(
        "registration:delegation",
        "registration.see",
        gettext_lazy("Enter and submit the members"),
        all_submitted,
        anchor="members",
        late="registration:late",
        late_remedy=gettext_lazy("Make a late request"),
    ),
)
register_deadline(
    TRAVEL_DEADLINE,
    DeadlinePage(
        "registration:travel",
        "registration.see_travel",
        gettext_lazy("Enter flights and hotels"),
        all_flights_known,
        done=no_flights_to_enter,
    ),
)
