"""The receiving line: the guests in the order of precedence, with pronunciation and expected time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse

from conference.core import clock
from conference.core.concurrency import fingerprint
from conference.look import honorifics
from conference.look.lists import join_facts
from conference.models import Rank
from conference.parties.models import Party
from delegations.registration.models import Delegate
from schedule.receptions.models import Invitation, LineState, Reception, SeatingPlan
from schedule.receptions.seating.queries import given_to, load_diners

AWAITED = (LineState.EXPECTED, LineState.RECALLED)


@dataclass(frozen=True)
class LinePlace:
    """A guest in the line, with the companion.

    Args:
        number: In the order of precedence, from 1.
        at: When the guest is expected before the host; None for who was received or skipped.
    """

    number: int
    invitation: Invitation
    rank: Rank | None
    at: datetime | None = None

    @property
    def _guest(self) -> Delegate | None:
        return None if self.invitation.substitute_name else self.invitation.guest

    @property
    def name(self) -> str:
        """Return the name as it is written on cards."""
        return self.invitation.who_comes

    @property
    def other_script(self) -> str:
        return self._guest.other_name if self._guest else ""

    @property
    def style(self) -> str:
        """Return the style for the line above the name, such as `Her Excellency`; empty for none."""
        return honorifics.on_lines(self.name)[0]

    @property
    def name_line(self) -> str:
        """Return the name as it stands below `style`: `Ms. Raychelle Omamo`."""
        return honorifics.on_lines(self.name)[1]

    @property
    def function(self) -> str:
        """Return the function in the words of the delegation, else the rank's name."""
        if self.invitation.substitute_name:
            return self.invitation.substitute_function
        return self.invitation.person.functional_title or (str(self.rank) if self.rank else "")

    @property
    def said_as(self) -> str:
        """Return how the name is pronounced; empty if that was noted for somebody who does not come."""
        row = self.invitation
        return row.said_as if row.said_of == given_to(row, False) else ""

    @property
    def vehicle(self) -> str:
        """Return number plate and driver, for whoever sets up the motorcade."""
        return join_facts([self.invitation.number_plate, self.invitation.driver])

    @property
    def party(self) -> Party:
        return self.invitation.party

    @property
    def has_photo(self) -> bool:
        return bool(self._guest and self._guest.photo)

    @property
    def photo_url(self) -> str:
        return reverse("accreditation:photo", args=[self._guest.public_id]) if self._guest and self._guest.photo else ""


@dataclass(frozen=True)
class ReceivingLine:
    """The guests still to be received, recalled ones first, and those received or skipped, by precedence."""

    coming: Sequence[LinePlace]
    done: Sequence[LinePlace]

    @property
    def everybody(self) -> list[LinePlace]:
        return sorted([*self.coming, *self.done], key=lambda place: place.number)

    def fingerprint(self, *shown: object) -> str:
        """Return a fingerprint of what a page shows of the line, with times to the minute."""
        places = [
            (
                place.number,
                place.invitation.pk,
                place.invitation.version,
                place.name,
                place.at and place.at.replace(second=0, microsecond=0),
            )
            for place in self.everybody
        ]
        return fingerprint(places, *shown)


def line(reception: Reception) -> ReceivingLine:
    """Return the line of those who have accepted. Seven queries at most."""
    plan = SeatingPlan.objects.filter(reception=reception).first()
    diners = load_diners(plan or SeatingPlan(reception=reception)).diners.values()
    guests = [diner for diner in diners if not diner.companion]
    places = [LinePlace(number, diner.invitation, diner.rank) for number, diner in enumerate(guests, 1)]
    coming = [place for place in places if place.invitation.standing in AWAITED]
    coming.sort(key=lambda place: (place.invitation.standing != LineState.RECALLED, place.number))
    done = [place for place in places if place.invitation.standing not in AWAITED]
    # One after the other from the beginning, and from now on once the line moves or is late.
    now = clock.now()
    first = now if done else max(now, reception.begins)
    each = timedelta(minutes=reception.each_minutes)
    return ReceivingLine([replace(place, at=first + each * turn) for turn, place in enumerate(coming)], done)
