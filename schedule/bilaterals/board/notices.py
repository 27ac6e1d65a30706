"""Messages about what protocol arranges: to interpreters, and to both sides of a meeting whose time or room it changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conference.audit.sentences import register as register_words
from conference.correspondence.letters.registry import Notice, register
from conference.correspondence.outbox.actions import Recipient, queue
from delegations.registration.delegations.queries import focal_points_of
from schedule.bilaterals.meetings.notices import room_is_untold
from schedule.bilaterals.models import Meeting
from schedule.calendar.models import Interpreter, Room

INTERPRETER = frozenset({"one", "two", "starts", "ends", "room", "languages"})
REARRANGED_VARIABLES = frozenset(
    {"us", "them", "starts", "ends", "zone", "topics", "room", "was_starts", "was_room", "words", "url"}
)


def _sample() -> Mapping[str, Any]:
    return {
        "one": {"en": "Brazil", "fr": "Brésil", "ar": "البرازيل"},
        "two": {"en": "Kenya", "fr": "Kenya", "ar": "كينيا"},
        "starts": "2025-10-25T14:20:00+07:00",
        "ends": "2025-10-25T14:40:00+07:00",
        "room": {"en": "Bilateral room 3"},
        "languages": "English and Portuguese",
    }


def _rearranged_sample() -> Mapping[str, Any]:
    found = _sample()
    return {
        "us": found["one"],
        "them": found["two"],
        "starts": found["starts"],
        "ends": found["ends"],
        "zone": "America/Sao_Paulo",
        "topics": "Ratification timetables.",
        "room": found["room"],
        "was_starts": "2025-10-25T11:00:00+07:00",
        "was_room": {"en": "Bilateral room 1"},
        "words": "A larger delegation needs Bilateral room 1.",
        "url": f"{settings.PUBLIC_URL}/portal/bra/bilaterals/",
    }


ENGAGED = register(
    Notice(
        "bilaterals.interpreter",
        _("An interpreter is engaged for a bilateral meeting"),
        "mail/bilaterals/interpreter",
        INTERPRETER,
        _sample,
    )
)
RELEASED = register(
    Notice(
        "bilaterals.interpreter_released",
        _("An interpreter is released from a bilateral meeting"),
        "mail/bilaterals/interpreter_released",
        INTERPRETER,
        _sample,
    )
)
REARRANGED = register(
    Notice(
        "bilaterals.rearranged",
        _("Protocol changed the time or room of a bilateral meeting"),
        "mail/bilaterals/rearranged",
        REARRANGED_VARIABLES,
        _rearranged_sample,
    )
)
register_words(
    {
        "meeting.interpreter_given": _("%(who)s engaged an interpreter for %(what)s"),
        "meeting.interpreter_released": _("%(who)s released the interpreter of %(what)s"),
        "meeting.rearranged": _("%(who)s gave another time or room to %(what)s"),
        "meeting.reconfirmed": _("%(who)s noted that both sides come: %(what)s"),
    }
)


def engaged(meeting: Meeting, interpreter: Interpreter) -> None:
    """Tell an interpreter of the meeting as it now is."""
    _tell_interpreter(ENGAGED, meeting, interpreter)


def released(meeting: Meeting, interpreter: Interpreter) -> None:
    _tell_interpreter(RELEASED, meeting, interpreter)


def _tell_interpreter(notice: Notice, meeting: Meeting, interpreter: Interpreter) -> None:
    if not interpreter.email:
        return
    context = {
        "one": _names(meeting.asking),
        "two": _names(meeting.asked),
        "starts": meeting.starts.isoformat(),
        "ends": meeting.ends.isoformat(),
        "room": dict(meeting.room.name) if meeting.room else {},
        "languages": meeting.interpretation,
    }
    queue(notice, subject=meeting, to=[Recipient(interpreter.email, interpreter.name)], context=context)


def rearranged(meeting: Meeting, *, was: tuple[datetime, Room | None], reason: str) -> None:
    """Tell all parties that protocol changed the time or the room, and ask whether they agree.

    A former room is named to them only if they have been told of it: its letter may still wait, and then never goes.
    """
    starts, room = was
    if room and room_is_untold(meeting):
        room = None
    for side in meeting.parties():
        context = {
            "us": _names(side),
            "them": _names(meeting.other(side)),
            "starts": meeting.starts.isoformat(),
            "ends": meeting.ends.isoformat(),
            "zone": side.party.zone_name,
            "topics": meeting.topics,
            "room": dict(meeting.room.name) if meeting.room else {},
            "was_starts": starts.isoformat(),
            "was_room": dict(room.name) if room else {},
            "words": reason,
            "url": settings.PUBLIC_URL + reverse("bilaterals:meeting", args=[side.party.slug, meeting.public_id]),
        }
        queue(REARRANGED, subject=meeting, to=focal_points_of(side), context=context, scope=side.scope)


def _names(delegation: Any) -> dict[str, str]:
    return {name.language: name.short for name in delegation.party.names.all()}
