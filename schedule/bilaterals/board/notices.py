"""Messages about what protocol arranges: to interpreters, and to both sides of a meeting whose time or room it changed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.audit.sentences import register_sentences as register_words
from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.outbox.actions import Recipient, queue_messages
from schedule.bilaterals.meetings.notices import (
    SideLetter,
    is_room_untold,
    names_of,
    queue_letters,
    register_meeting_notice,
)
from schedule.bilaterals.models import Meeting
from schedule.calendar.models import Interpreter, Room


def _sample() -> Mapping[str, Any]:
    return {
        "parties": {"en": "Brazil, Kenya", "fr": "Brésil et Kenya", "ar": "البرازيل وكينيا"},
        "starts": "2025-10-25T14:20:00+07:00",
        "ends": "2025-10-25T14:40:00+07:00",
        "room": {"en": "Bilateral room 3"},
        "languages": "English and Portuguese",
    }


def _for_interpreters(name: str, title: Promise) -> Notice:
    kind, template = f"bilaterals.{name}", f"mail/bilaterals/{name}"
    return register_notice(Notice(kind, title, template, frozenset(_sample()), _sample, right="bilaterals.see"))


ENGAGED = _for_interpreters("interpreter", _("An interpreter is engaged for a bilateral meeting"))
RELEASED = _for_interpreters("interpreter_released", _("An interpreter is released from a bilateral meeting"))
REARRANGED = register_meeting_notice(
    "rearranged",
    _("Protocol changed the time or room of a bilateral meeting"),
    topics="Ratification timetables.",
    was_starts="2025-10-25T11:00:00+07:00",
    was_room={"en": "Bilateral room 1"},
    words="A larger delegation needs Bilateral room 1.",
)
register_words(
    {
        "meeting.interpreter_given": _("%(who)s engaged an interpreter for %(what)s"),
        "meeting.interpreter_released": _("%(who)s released the interpreter of %(what)s"),
        "meeting.rearranged": _("%(who)s gave another time or room to %(what)s"),
        "meeting.reconfirmed": _("%(who)s noted that all sides come: %(what)s"),
    }
)


def tell_interpreter(
    notice: Notice, meeting: Meeting, interpreter: Interpreter, after: timedelta = timedelta()
) -> None:
    """Write to an interpreter about the meeting as it now is, if there is an address."""
    if not interpreter.email:
        return
    context = {
        "parties": names_of(meeting.parties()),
        "starts": meeting.starts.isoformat(),
        "ends": meeting.ends.isoformat(),
        "room": dict(meeting.room.name) if meeting.room else {},
        "languages": meeting.interpretation,
    }
    to = [Recipient(interpreter.email, interpreter.name)]
    queue_messages(notice, subject=meeting, to=to, context=context, after=after)


def write_rearrangement(
    meeting: Meeting, *, former: tuple[datetime, Room | None], reason: str, after: timedelta = timedelta()
) -> None:
    """Tell all parties that protocol changed the time or the room, and ask whether they agree.

    A former room is named to them only if they have been told of it: its letter may still wait, and then never goes.
    """
    starts, room = former
    if room and is_room_untold(meeting):
        room = None
    until_now = {"was_starts": starts.isoformat(), "was_room": dict(room.name) if room else {}}
    queue_letters(meeting, [SideLetter(REARRANGED, side, reason, until_now) for side in meeting.parties()], after=after)
