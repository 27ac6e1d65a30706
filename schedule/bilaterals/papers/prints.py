"""Printing of the signs of meeting rooms, of a card for each meeting and of nameplates for its table."""

from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core import access_log, clock
from conference.look.times import day_text
from conference.models import current_conference
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import (
    Document,
    PrintOptions,
    PrintResult,
    produce_from_template,
    register_document,
)
from schedule.bilaterals.models import Meeting
from schedule.bilaterals.papers import data, queries
from schedule.calendar.rooms.hours import conference_days

RIGHT = "bilaterals.print"
# Who meets whom is confidential, so every print by staff is logged.
READ = "meetings.printed"
LAYOUTS = ("a4", "a3")


def _get_meetings(options: PrintOptions) -> list[Meeting]:
    """Return the meetings to print. Raises PrintError for an unknown room, or if there is nothing."""
    if options.room and not queries.rooms().filter(code__iexact=options.room).exists():
        raise PrintError(_("There is no meeting room %(room)s.") % {"room": options.room})
    meetings = queries.in_rooms(options.day, options.room)
    if not meetings:
        raise PrintError(_("No bilateral meeting has a room there on that day."))
    return meetings


def produce_signs(options: PrintOptions, out: Path) -> PrintResult:
    """Write a sheet for each room and day."""
    values = data.signs(_get_meetings(options), options.layout or LAYOUTS[0])
    return produce_from_template(data.SIGNS, values, out, items=len(values["signs"]), at=clock.now())


def produce_cards(options: PrintOptions, out: Path) -> PrintResult:
    values = data.cards(_get_meetings(options))
    return produce_from_template(data.CARDS, values, out, items=len(values["cards"]), at=clock.now())


def produce_plates(options: PrintOptions, out: Path) -> PrintResult:
    values = data.plates(_get_meetings(options))
    return produce_from_template(data.PLATES, values, out, items=len(values["plates"]), at=clock.now())


def days() -> list[tuple[str, str]]:
    days = conference_days(current_conference())
    return [(day.isoformat(), day_text(day, year=False, long=True)) for day in days]


def rooms() -> list[tuple[str, str]]:
    return [(room.code, str(room)) for room in queries.rooms()]


_document = partial(
    Document, right=RIGHT, options=frozenset({"day", "room"}), choices={"day": days, "room": rooms}, reads=READ
)

register_document(
    _document(
        name="meeting-signs",
        title=gettext_lazy("Bilateral meetings at the doors"),
        options=frozenset({"day", "room", "layout"}),
        produce=produce_signs,
        layouts=LAYOUTS,
        layout_words={
            "a4": gettext_lazy("A4, landscape, one day"),
            "a3": gettext_lazy("A3, landscape, one day"),
        },
        about=gettext_lazy("Who meets in a room and when, in large type; nothing else about the meetings."),
    )
)

register_document(
    _document(
        name="meeting-cards",
        title=gettext_lazy("Meeting cards"),
        produce=produce_cards,
        about=gettext_lazy(
            "One A5 sheet for each bilateral meeting, for the staff of the room: principals, interpreter, flags, layout, press."
        ),
    )
)

register_document(
    _document(
        name="meeting-nameplates",
        title=gettext_lazy("Nameplates of bilateral meetings"),
        produce=produce_plates,
        about=gettext_lazy(
            "One for each delegation of each meeting: the English name and, below it, the name in the language of this page."
        ),
    )
)

access_log.register_kinds({READ: gettext_lazy("Paper of bilateral meetings")})
sentences.register_sentences({READ: gettext_lazy("%(who)s printed who meets whom (%(what)s)")})
