"""Texts for a refused time: which delegation is engaged and when all are free next, but not who is engaged or why."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from conference.look.lists import join_sentences
from conference.models import current_conference
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.meetings.queries import CLOSES
from schedule.bilaterals.models import BUFFER, Meeting
from schedule.calendar.engagements.actions import TimeTaken, clash_times, holder_of
from schedule.calendar.engagements.queries import next_free
from schedule.calendar.models import Engagement


def explain(problem: TimeTaken, meeting: Meeting, reader: Delegation, starts: datetime | None = None) -> None:
    """Write the refusal for `reader`: its own persons by name, the others' by their delegation, and when all are free next on that day.

    `starts`: The time that was refused (default: the meeting's own).
    """
    engaged = dict.fromkeys(_engaged(clash, meeting, reader) for clash in problem.clashes)
    later = next_free_text(starts or meeting.starts, meeting.ends - meeting.starts, meeting.principals())
    problem.args = (join_sentences([*engaged, _("Nothing was changed."), later]),)


def _engaged(clash: Engagement, meeting: Meeting, reader: Delegation) -> str:
    sides = {principal.pk: side for side in meeting.parties() if (principal := meeting.principal_of(side))}
    side = sides.get(clash.person_id or 0)
    holder = side if side and side.pk != reader.pk else holder_of(clash)
    return _("%(who)s is engaged %(times)s.") % {"who": holder, "times": clash_times(clash)}


def next_free_text(starts: datetime, length: timedelta, persons: Sequence[Delegate]) -> str:
    """Say when these persons, and all heads of delegation, are free next on that day for `length` and the buffer after it."""
    zone = current_conference().zone
    closes = datetime.combine(starts.astimezone(zone), CLOSES, zone) + BUFFER
    moment = next_free(starts=starts, until=closes, length=length + BUFFER, persons=persons, heads=True)
    if moment is None:
        return _("There is no free time in common later on that day.")
    return _("The next free time in common is %(at)s.") % {"at": f"{moment.astimezone(zone):%H:%M}"}
