"""What an organiser must look at before saving a session, and may override with a reason.

Rooms or persons already engaged are none of these: nobody overrides rule 1 (schedule/calendar).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.core.errors import UserError
from conference.look.lists import sentences
from conference.look.times import day_text
from conference.models import Conference
from schedule.calendar.engagements import travel_times
from schedule.calendar.models import Engagement
from schedule.calendar.rooms import hours
from schedule.programme.sessions.content import SessionContent


@dataclass(frozen=True)
class Caution:
    """One thing to look at. `field` is the form's."""

    field: str
    words: str


class CautionsRaised(UserError):
    """The session may be saved only with a reason. `cautions` says why; nothing was changed."""

    title = gettext_lazy("Please check first")

    def __init__(self, cautions: Sequence[Caution]) -> None:
        self.cautions = list(cautions)
        super().__init__(sentences([*(one.words for one in self.cautions), _("Nothing was changed.")]))


def session_cautions(content: SessionContent, conference: Conference) -> Iterator[Caution]:
    """Yield cautions about the session by itself, its room and the conference's days. No query."""
    room = content.room
    if content.expected and room.capacity and content.expected > room.capacity:
        words = ngettext(
            "%(room)s has %(seats)s seat; %(expected)s persons are expected.",
            "%(room)s has %(seats)s seats; %(expected)s persons are expected.",
            room.capacity,
        )
        yield Caution("room", words % {"room": room, "seats": room.capacity, "expected": content.expected})
    # Each language that is spoken has its booth; where there is one alone, nobody interprets.
    languages = len(content.interpretation)
    if languages > 1 and languages > room.booths:
        words = ngettext(
            "%(room)s has %(booths)s interpretation booth; %(languages)s languages are required.",
            "%(room)s has %(booths)s interpretation booths; %(languages)s languages are required.",
            room.booths,
        )
        yield Caution("interpretation", words % {"room": room, "booths": room.booths, "languages": languages})
    zone = conference.zone
    day = content.starts.astimezone(zone).date()
    if not conference.starts_on <= day <= conference.ends_on:
        words = _("%(day)s is not a day of the conference.")
        yield Caution("starts", words % {"day": day_text(day)})


def surrounding_cautions(content: SessionContent, held: Iterable[Engagement] = ()) -> Iterator[Caution]:
    """Yield cautions about the room's hours and its persons' ways before and after.

    Args:
        held: The session's own engagements.

    A constant number of queries.
    """
    room = content.room
    if open_then := hours.outside(room, content.starts, content.ends):
        words = _("%(room)s is open %(times)s on that day.")
        yield Caution("room", words % {"room": room, "times": open_then})
    times = {"starts": content.starts, "ends": content.ends}
    for tight in travel_times.tight_around(persons=content.persons(), room=room, besides=held, **times):
        words = _("%(who)s has %(gap)s min; the transfer from %(one)s to %(other)s takes %(needs)s min.")
        places = {"one": tight.before.room, "other": tight.after.room}
        yield Caution("room", words % {"who": tight.person, "gap": tight.gap, "needs": tight.needs, **places})


def new_cautions(before: SessionContent | None, after: SessionContent, conference: Conference) -> list[Caution]:
    """Return new cautions of `after` by itself: what somebody once decided is not asked again."""
    known = set(session_cautions(before, conference)) if before else set()
    return [one for one in session_cautions(after, conference) if one not in known]


def all_new_cautions(
    before: SessionContent | None, after: SessionContent, conference: Conference, held: Sequence[Engagement] = ()
) -> list[Caution]:
    """Do as `since`, with what is `around`; that only if time, room or persons change."""
    found = new_cautions(before, after, conference)
    if before is None or _place_of(before) != _place_of(after):
        known = set(surrounding_cautions(before, held)) if before else set()
        found += [one for one in surrounding_cautions(after, held) if one not in known]
    return found


def _place_of(content: SessionContent) -> tuple[Any, ...]:
    return content.room, content.starts, content.ends, {person.pk for person in content.persons()}
