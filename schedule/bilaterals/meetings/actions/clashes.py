"""Texts for a refused time. A delegation reads of its own persons alone; protocol also whose side is engaged, and when all are free."""

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


def explain(problem: TimeTaken, meeting: Meeting, reader: Delegation) -> None:
    """Write the refusal for a delegation: its own persons by name; of others neither who nor until when."""
    own = meeting.principal_of(reader)
    engaged = [_engaged(clash, holder_of(clash)) for clash in problem.clashes if own and clash.person_id == own.pk]
    is_others = len(engaged) < len(problem.clashes)
    problem.args = (
        join_sentences([*dict.fromkeys(engaged), refuse_for_others() if is_others else _("Nothing was changed.")]),
    )


def refuse_for_others() -> str:
    """Return what a delegation reads of a time that is not possible for others, whatever the reason is."""
    return join_sentences([_("This time is no longer possible."), _("Nothing was changed.")])


def explain_to_protocol(problem: TimeTaken, meeting: Meeting) -> None:
    """Write the refusal for protocol: whose side is engaged, and when all are free next on that day."""
    sides = {principal.pk: side for side in meeting.parties() if (principal := meeting.principal_of(side))}
    engaged = [_engaged(clash, sides.get(clash.person_id or 0) or holder_of(clash)) for clash in problem.clashes]
    later = next_free_text(meeting.starts, meeting.ends - meeting.starts, meeting.principals())
    problem.args = (join_sentences([*dict.fromkeys(engaged), _("Nothing was changed."), later]),)


def _engaged(clash: Engagement, holder: object) -> str:
    return _("%(who)s is engaged %(times)s.") % {"who": holder, "times": clash_times(clash)}


def next_free_text(starts: datetime, length: timedelta, persons: Sequence[Delegate]) -> str:
    """Say when these persons, and all heads of delegation, are free next on that day for `length` and the buffer after it."""
    zone = current_conference().zone
    closes = datetime.combine(starts.astimezone(zone), CLOSES, zone) + BUFFER
    moment = next_free(starts=starts, until=closes, length=length + BUFFER, persons=persons, heads=True)
    if moment is None:
        return _("There is no free time in common later on that day.")
    return _("The next free time in common is %(at)s.") % {"at": f"{moment.astimezone(zone):%H:%M}"}
