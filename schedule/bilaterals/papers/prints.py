"""Printing of the signs of meeting rooms, of a card for each meeting and of nameplates for its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core import access_log, clock
from conference.look.times import day_text
from conference.models import current_conference
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import Document, PrintOptions, PrintResult, produce_from_template, register
from schedule.bilaterals.meetings.queries import conference_days
from schedule.bilaterals.models import Meeting
from schedule.bilaterals.papers import data, queries

RIGHT = "bilaterals.print"
# Who meets whom is confidential: that somebody of the staff took a paper is kept in the audit log.
READ = "meetings.printed"
LAYOUTS = ("a4", "a3")


def _wanted(options: PrintOptions) -> list[Meeting]:
    if options.room and not queries.rooms().filter(code__iexact=options.room).exists():
        raise PrintError(_("There is no meeting room %(room)s.") % {"room": options.room})
    found = queries.in_rooms(options.day, options.room)
    if not found:
        raise PrintError(_("No bilateral meeting has a room there on that day."))
    return found


def produce_signs(options: PrintOptions, out: Path) -> PrintResult:
    """Write a sheet for each room and day. Raises PrintError for an unknown room, or if there is nothing."""
    values = data.signs(_wanted(options), options.layout or LAYOUTS[0])
    return produce_from_template(data.SIGNS, values, out, items=len(values["signs"]), at=clock.now())


def _of_meetings(template: str, make: Callable[[Sequence[Meeting]], dict[str, Any]], key: str) -> Any:
    def produce(options: PrintOptions, out: Path) -> PrintResult:
        values = make(_wanted(options))
        return produce_from_template(template, values, out, items=len(values[key]), at=clock.now())

    return produce


def days() -> list[tuple[str, str]]:
    found = conference_days(current_conference())
    return [(day.isoformat(), day_text(day, year=False, long=True)) for day in found]


def rooms() -> list[tuple[str, str]]:
    return [(room.code, str(room)) for room in queries.rooms()]


CHOICES = {"day": days, "room": rooms}

register(
    Document(
        name="meeting-signs",
        title=gettext_lazy("Bilateral meetings at the doors"),
        right=RIGHT,
        options=frozenset({"day", "room", "layout"}),
        produce=produce_signs,
        layouts=LAYOUTS,
        layout_words={
            "a4": gettext_lazy("A4, landscape, one day"),
            "a3": gettext_lazy("A3, landscape, one day"),
        },
        choices=CHOICES,
        reads=READ,
        about=gettext_lazy("Who meets in a room and when, in large type; nothing else about the meetings."),
    )
)

register(
    Document(
        name="meeting-cards",
        title=gettext_lazy("Meeting cards"),
        right=RIGHT,
        options=frozenset({"day", "room"}),
        produce=_of_meetings(data.CARDS, data.cards, "cards"),
        choices=CHOICES,
        reads=READ,
        about=gettext_lazy(
            "One A5 sheet for each bilateral meeting, for the staff of the room: principals, interpreter, flags, layout, press."
        ),
    )
)

register(
    Document(
        name="meeting-nameplates",
        title=gettext_lazy("Nameplates of bilateral meetings"),
        right=RIGHT,
        options=frozenset({"day", "room"}),
        produce=_of_meetings(data.PLATES, data.plates, "plates"),
        choices=CHOICES,
        reads=READ,
        about=gettext_lazy(
            "One for each delegation of each meeting: the English name and, below it, the name in the language of this page."
        ),
    )
)

access_log.register({READ: gettext_lazy("Paper of bilateral meetings")})
sentences.register({READ: gettext_lazy("%(who)s printed who meets whom (%(what)s)")})
