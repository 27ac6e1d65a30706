"""The data of the papers: today's order for the sign of each room, a card for each meeting, nameplates for its table.

The sign has the two delegations and the time, and nothing else. The card is for the staff of the room: it has whom they meet there and
what stands ready, and neither topics nor contacts.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look import lists
from conference.look.language_names import languages_text
from conference.look.times import clock_text, day_text, span_text, when_text
from conference.models import Conference, current_conference
from conference.parties.models import Party
from conference.printing.documents.text import with_whole_pair
from conference.translated import FALLBACK, short_code
from delegations.registration.models import Delegation
from schedule.bilaterals.models import Assignment, Meeting
from schedule.bilaterals.papers.queries import flags_of

SIGNS, CARDS, PLATES = "room-signs.typ", "meeting-cards.typ", "nameplates.typ"


def signs(meetings: Sequence[Meeting], layout: str) -> dict[str, Any]:
    """Return the data of the signs: a sheet for each room and day. `meetings` are by room and time."""
    conference = current_conference()
    now = clock.now().astimezone(conference.zone)
    sheets = [
        {
            "room": str(meetings_of_day[0].room),
            "venue": "",
            "days": [
                {
                    "date": day_text(day, year=False, long=True),
                    "rows": [_sign_row(meeting, conference) for meeting in meetings_of_day],
                }
            ],
        }
        for (_room, day), group in groupby(meetings, key=lambda meeting: (meeting.room_id, meeting.day))
        if (meetings_of_day := list(group))
    ]
    stamp = {"time": clock_text(now), "date": day_text(now, year=False, long=True)}
    return {
        **_common(conference, _("Bilateral meetings at the doors")),
        "paper": layout,
        "event": str(conference.short_name),
        "as_at": _("%(time)s on %(date)s") % stamp,
        "release": "",
        "signs": sheets,
        "words": {
            "foot": _("{event} · as at {time} · all times {zone}"),
            "open": _("Open"),
            "closed": _("Closed"),
            "webcast": _("Webcast"),
        },
    }


def _sign_row(meeting: Meeting, conference: Conference) -> dict[str, Any]:
    starts, ends = _local(meeting, conference)
    return {
        "from": clock_text(starts),
        "to": span_text(starts, ends).partition("–")[2],
        "what": lists.in_words(with_whole_pair(side.party.short) for side in meeting.parties()),
        "access": "",
        "webcast": False,
    }


def _local(meeting: Meeting, conference: Conference) -> tuple[datetime, datetime]:
    return meeting.starts.astimezone(conference.zone), meeting.ends.astimezone(conference.zone)


def names_of(meeting: Meeting) -> str:
    """Return the short names side by side: `Kenya, Brazil`."""
    return lists.in_words(side.party.short for side in meeting.parties())


def cards(meetings: Sequence[Meeting]) -> dict[str, Any]:
    """Return the data of the cards, one for each meeting. Two queries."""
    conference = current_conference()
    assignments = Assignment.objects.filter(meeting__in=meetings).select_related("interpreter")
    names = {assignment.meeting_id: assignment.interpreter.name for assignment in assignments}
    return {
        **_common(conference, _("Meeting cards")),
        "event": str(conference.short_name),
        "cards": [_card(meeting, names.get(meeting.pk, ""), conference) for meeting in meetings],
        "words": {"foot": _("{title}, {name} · printed {printed} · all times {zone}")},
    }


def _card(meeting: Meeting, interpreter: str, conference: Conference) -> dict[str, Any]:
    starts, ends = _local(meeting, conference)
    return {
        "name": names_of(meeting),
        "room": str(meeting.room) if meeting.room else meeting.place or _("Room to be announced"),
        "time": span_text(starts, ends),
        "date": day_text(starts, long=True),
        "sides": [_side(meeting, side) for side in meeting.parties()],
        "facts": [list(fact) for fact in _facts(meeting, interpreter)],
    }


def _side(meeting: Meeting, side: Delegation) -> dict[str, str]:
    principal, size = meeting.principal_of(side), _size(meeting, side)
    named = lists.join_facts([principal.called_on_paper, principal.functional_title]) if principal else "–"
    persons = ngettext("%(count)s person", "%(count)s persons", size) % {"count": size}
    return {"party": side.party.short, "principal": named, "persons": persons}


def _size(meeting: Meeting, side: Delegation) -> int:
    """Return how many come; a side that has not said counts as many as the asking one."""
    further = meeting.participant(side)
    if further is not None:
        return further.party_size or meeting.party_size
    mine = meeting.asked_size if meeting.side_of(side) == "asked" else None
    return mine or meeting.party_size


def _facts(meeting: Meeting, interpreter: str) -> list[tuple[str, str]]:
    needed = languages_text(meeting.interpretation) if meeting.interpretation else ""
    interpretation = (
        lists.join_facts([needed, interpreter or _("no interpreter yet")]) if needed else _("No interpretation")
    )
    flags = lists.in_words(party.short for party in flags_of(meeting)) if meeting.flags else _("No flags")
    return [
        (_("Seats"), str(meeting.persons)),
        (_("Interpretation"), interpretation),
        (_("Flags from the left, as one enters"), flags),
        (_("Layout"), str(meeting.get_layout_display())),
        (_("Press"), str(meeting.get_press_display())),
    ]


def plates(meetings: Sequence[Meeting]) -> dict[str, Any]:
    """Return the data of the nameplates, one for each delegation of each meeting, with the room and the time on the foot."""
    conference = current_conference()
    return {
        **_common(conference, _("Nameplates of bilateral meetings")),
        "plates": [_plate(meeting, side.party, conference) for meeting in meetings for side in meeting.parties()],
        "words": {"foot": _("Foot: fold under. {name} · {seat} · printed {printed}")},
    }


def _plate(meeting: Meeting, party: Party, conference: Conference) -> dict[str, str]:
    starts, ends = _local(meeting, conference)
    second = party.short if short_code(get_language()) != FALLBACK and party.short != party.en_short else ""
    where = [str(meeting.room), day_text(starts, year=False), span_text(starts, ends)]
    return {"name": party.en_short, "second": second, "seat": lists.join_facts(where), "revision": ""}


def _common(conference: Conference, title: str) -> dict[str, Any]:
    now = clock.now().astimezone(conference.zone)
    return {
        "title": title,
        "author": str(conference.name),
        "lang": get_language() or FALLBACK,
        "zone": conference.zone_label(now),
        "printed": when_text(now, long=True),
    }
