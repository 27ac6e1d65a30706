"""The calendar file of one invitation that was accepted."""

from icalendar import Event

from conference.core import clock
from conference.models import current_conference
from schedule.calendar.feeds import ics
from schedule.receptions.models import Invitation


def calendar_file(invitation: Invitation) -> bytes:
    """Return the reception as an event in the conference's zone, in the active language."""
    reception, conference = invitation.reception, current_conference()
    calendar = ics.calendar_named(str(reception), conference.zone)
    event = Event()
    event.add("uid", f"invitation-{invitation.public_id}@{conference.code.lower()}.receptions")
    event.add("dtstamp", clock.now())
    event.add("sequence", invitation.version)
    event.add("summary", str(reception))
    event.add("dtstart", ics.unambiguous(reception.starts.astimezone(conference.zone)))
    event.add("dtend", ics.unambiguous(reception.ends.astimezone(conference.zone)))
    event.add("location", str(reception.room.where))
    event.add("description", "\n".join(filter(None, [str(reception.entrance), str(reception.dress)])))
    calendar.add_component(event)
    return ics.write_calendar(calendar)
