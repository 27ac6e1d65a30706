"""What an organizer must look at before saving a session, and may override with a reason.

Rooms or persons already engaged are none of these: nobody overrides that (schedule/calendar/guards.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.core.access import Actor
from conference.core.errors import UserError
from conference.look.lists import join_sentences
from conference.look.times import day_text
from conference.models import Conference
from schedule.calendar.engagements import hooks, travel_times
from schedule.calendar.models import Engagement
from schedule.calendar.rooms import hours
from schedule.programme.sessions.content import SessionContent
from schedule.programme.sessions.models import Session, Type

# Between two side events in one room.
TURNOVER = timedelta(minutes=15)


@dataclass(frozen=True)
class Caution:
    """A message to read before saving. `field` is the form's."""

    field: str
    message: str


class CautionsRaised(UserError):
    """The session may be saved only with a reason; nothing was changed."""

    title = gettext_lazy("Please check first")

    def __init__(self, cautions: Sequence[Caution]) -> None:
        self.cautions = list(cautions)
        super().__init__(join_sentences([*(caution.message for caution in self.cautions), _("Nothing was changed.")]))


def session_cautions(content: SessionContent, conference: Conference) -> Iterator[Caution]:
    """Yield cautions about the session alone, its room and the conference's days. No query."""
    room = content.room
    if content.expected and room.capacity and content.expected > room.capacity:
        message = ngettext(
            "%(room)s has %(seats)s seat; %(expected)s persons are expected.",
            "%(room)s has %(seats)s seats; %(expected)s persons are expected.",
            room.capacity,
        )
        yield Caution("room", message % {"room": room, "seats": room.capacity, "expected": content.expected})
    # Each spoken language needs a booth; a single language needs no interpretation.
    languages = len(content.interpretation)
    if languages > 1 and languages > room.booths:
        message = ngettext(
            "%(room)s has %(booths)s interpretation booth; %(languages)s languages are required.",
            "%(room)s has %(booths)s interpretation booths; %(languages)s languages are required.",
            room.booths,
        )
        yield Caution("interpretation", message % {"room": room, "booths": room.booths, "languages": languages})
    day = content.starts.astimezone(conference.zone).date()
    if not conference.starts_on <= day <= conference.ends_on:
        yield Caution("starts", _("%(day)s is not a day of the conference.") % {"day": day_text(day)})


def surrounding_cautions(content: SessionContent, actor: Actor, own: Iterable[Engagement] = ()) -> Iterator[Caution]:
    """Yield cautions about the room's hours and its persons' ways. A constant number of queries.

    Args:
        actor: The reader, who learns where persons come from or go to only if the engagement there is readable.
        own: The session's engagements.
    """
    room = content.room
    if hours_of_day := hours.outside(room, content.starts, content.ends):
        yield Caution("room", _("%(room)s is open %(times)s on that day.") % {"room": room, "times": hours_of_day})
    yield from _turnover_cautions(content, own)
    times = {"starts": content.starts, "ends": content.ends}
    for tight in travel_times.tight_around(persons=content.persons(), room=room, besides=own, **times):
        elsewhere = tight.before if tight.after.engagement.pk is None else tight.after
        if not hooks.is_readable(elsewhere.engagement, actor):
            message = _("%(who)s has too little time between this session and another engagement.")
            yield Caution("room", message % {"who": tight.person})
            continue
        message = _("%(who)s has %(gap)s min; the transfer from %(one)s to %(other)s takes %(needs)s min.")
        places = {"one": tight.before.room, "other": tight.after.room}
        yield Caution("room", message % {"who": tight.person, "gap": tight.gap, "needs": tight.needs, **places})


def _turnover_cautions(content: SessionContent, own: Iterable[Engagement]) -> Iterator[Caution]:
    if content.type != Type.SIDE_EVENT:
        return
    near = {"starts__lt": content.ends + TURNOVER, "ends__gt": content.starts - TURNOVER}
    others = Session.objects.filter(type=Type.SIDE_EVENT, room=content.room, **near)
    for other in others.exclude(pk__in=[engagement.subject_id for engagement in own]).order_by("starts"):
        gap = max(other.starts - content.ends, content.starts - other.ends) // timedelta(minutes=1)
        if gap >= 0:  # one that overlaps is refused by the calendar
            message = _("%(gap)s min between this and “%(other)s” in %(room)s; a room is prepared in %(needs)s min.")
            values = {"gap": gap, "other": other, "room": content.room, "needs": TURNOVER // timedelta(minutes=1)}
            yield Caution("starts", message % values)


def new_cautions(before: SessionContent | None, after: SessionContent, conference: Conference) -> list[Caution]:
    """Return the `session_cautions` of `after` that `before` did not have: those were decided then."""
    decided = set(session_cautions(before, conference)) if before else set()
    return [caution for caution in session_cautions(after, conference) if caution not in decided]


def all_new_cautions(
    before: SessionContent | None,
    after: SessionContent,
    conference: Conference,
    actor: Actor,
    own: Sequence[Engagement] = (),
) -> list[Caution]:
    """Return `new_cautions`, and the new surrounding ones if time, room or persons change."""
    cautions = new_cautions(before, after, conference)
    if before is None or _place_of(before) != _place_of(after):
        decided = set(surrounding_cautions(before, actor, own)) if before else set()
        cautions += [caution for caution in surrounding_cautions(after, actor, own) if caution not in decided]
    return cautions


def _place_of(content: SessionContent) -> tuple[Any, ...]:
    return content.room, content.starts, content.ends, {person.pk for person in content.persons()}
