"""The receiving line: the guests in the order of precedence, with pronunciation and expected time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import F
from django.urls import reverse

from conference.core import clock
from conference.core.concurrency import fingerprint
from conference.look import honorifics
from conference.look.lists import join_facts
from conference.models import Rank
from conference.parties.models import Party
from delegations.registration.models import Delegate
from schedule.receptions.models import Invitation, LineState, Reception, Seat, SeatingPlan
from schedule.receptions.receiving.proposals import Proposal, propose_lines
from schedule.receptions.seating.geometry import Shape
from schedule.receptions.seating.queries import given_to, load_diners

AWAITED = (LineState.EXPECTED, LineState.RECALLED)


@dataclass(frozen=True)
class LinePlace:
    """A guest in the line, with the companion.

    Args:
        number: In the order of precedence, from 1.
        at: When the guest is expected before the host; None for who was received or skipped.
        line: In which of the lines side by side, from 1.
    """

    number: int
    invitation: Invitation
    rank: Rank | None
    at: datetime | None = None
    line: int = 1

    @property
    def awaits_rank(self) -> bool:
        """Return whether it is a substitute whose own rank protocol has not set, and who therefore stands last."""
        return bool(self.invitation.substitute_name) and self.rank is None

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
        return honorifics.on_lines(self.invitation.printed_name_of(companion=False))[1]

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
    """The guests still to be received, recalled ones first, and those received or skipped, by precedence.

    Args:
        others: How many follow who are not received one by one.
        ends: When the last one has been received; None for nobody.
        due: By when that should be: the beginning, or the end where guests are not asked to come before it begins.
        proposals: Other lines that end in time, if this one does not.
    """

    coming: Sequence[LinePlace]
    done: Sequence[LinePlace]
    others: int
    ends: datetime | None
    due: datetime
    proposals: Sequence[Proposal] = ()

    @property
    def next(self) -> list[LinePlace]:
        """Return the first of each line."""
        first: dict[int, LinePlace] = {}
        for place in self.coming:
            first.setdefault(place.line, place)
        return [first[number] for number in sorted(first)]

    @property
    def is_too_long(self) -> bool:
        return self.ends is not None and self.ends > self.due

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
                place.line,
                place.at and place.at.replace(second=0, microsecond=0),
            )
            for place in self.everybody
        ]
        return fingerprint(places, *shown)


def line(reception: Reception) -> ReceivingLine:
    """Return the line of those who have accepted, without the guest who presides at the head table and receives. Eight queries at most."""
    plan = SeatingPlan.objects.filter(reception=reception).first()
    diners = load_diners(plan or SeatingPlan(reception=reception)).diners.values()
    receives = _find_receiving_host(plan)
    guests = [diner for diner in diners if not diner.companion and diner.invitation.pk != receives]
    places = [
        LinePlace(number, diner.invitation, diner.rank, line=(number - 1) % reception.lines + 1)
        for number, diner in enumerate(guests, 1)
    ]
    awaited = [place for place in places if place.invitation.standing in AWAITED]
    coming = [place for place in awaited if place.number <= (reception.line_guests or len(places))]
    coming.sort(key=lambda place: (place.invitation.standing != LineState.RECALLED, place.number))
    done = [place for place in places if place.invitation.standing not in AWAITED]
    # One after the other from the beginning, and from now on once the line moves or is late.
    now = clock.now()
    first = now if done else max(now, reception.begins)
    due = reception.starts if reception.arrive_from else reception.ends
    timed = _with_times(coming, first, timedelta(minutes=reception.each_minutes))
    ends = max((place.at for place in timed if place.at), default=None)
    ends = ends and ends + timedelta(minutes=reception.each_minutes)
    proposals = propose_lines(reception, [place.number for place in coming], first, due) if ends and ends > due else ()
    return ReceivingLine(timed, done, len(awaited) - len(coming), ends, due, proposals)


def _find_receiving_host(plan: SeatingPlan | None) -> int | None:
    """Return the key of the invitation of the guest who presides at the head table; None for none."""
    seats = Seat.objects.filter(plan=plan, table__shape=Shape.HEAD, number=F("table__host_seat"), companion=False)
    return seats.order_by("table__number").values_list("invitation", flat=True).first() if plan else None


def _with_times(coming: Sequence[LinePlace], first: datetime, each: timedelta) -> list[LinePlace]:
    turns = Counter[int]()
    timed = []
    for place in coming:
        timed.append(replace(place, at=first + each * turns[place.line]))
        turns[place.line] += 1
    return timed
