"""Printing of the order of the day and of the signs at the doors."""

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.look import lists
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
from schedule.programme.models import Release
from schedule.programme.papers import order_of_day, room_signs
from schedule.programme.releases import outline
from schedule.programme.releases import queries as releases_queries
from schedule.programme.releases.outline import Outline
from schedule.programme.speaking import papers
from schedule.programme.speaking import queries as speaking

LAYOUTS = (*room_signs.LANDSCAPE, room_signs.DOOR)


def _latest_outline() -> tuple[Release, Outline]:
    release = releases_queries.get_latest()
    if release is None:
        raise PrintError(_("The programme has not been released yet."))
    return release, outline.from_json(release.outline)


def _check_day(options: PrintOptions, release: Release, shape: Outline) -> None:
    if options.day and shape.day(options.day) is None:
        dates = lists.in_words(day.date.isoformat() for day in shape.days)
        values = {"number": release.number, "day": options.day.isoformat(), "days": dates}
        raise PrintError(_("Release %(number)s has nothing on %(day)s; it has %(days)s.") % values)


def produce(options: PrintOptions, out: Path) -> PrintResult:
    """Write the latest release's order of one day, or of all with contents. Raises PrintError if there is nothing."""
    release, shape = _latest_outline()
    _check_day(options, release, shape)
    days = [options.day] if options.day else [day.date for day in shape.days]
    data = order_of_day.make_data(release, shape, days)
    items = release.rows.filter(day__in=days).count()
    return produce_from_template(order_of_day.TEMPLATE, data, out, items=items, at=release.published_at)


def produce_signs(options: PrintOptions, out: Path) -> PrintResult:
    """Write the signs of one room or all, for one day or all. Raises PrintError as `produce`, and for an unknown room."""
    release, shape = _latest_outline()
    _check_day(options, release, shape)
    layout = options.layout or LAYOUTS[0]
    data = room_signs.make_data(release, shape, layout=layout, room=_find_room(options.room, shape), day=options.day)
    items = len(data["signs"])
    return produce_from_template(room_signs.TEMPLATE, data, out, items=items, at=release.published_at)


def _find_room(wanted: str, shape: Outline) -> str:
    code = next((code for code in shape.rooms if code.casefold() == wanted.casefold()), wanted)
    if code and code not in shape.rooms:
        values = {"room": wanted, "rooms": lists.in_words(shape.rooms)}
        raise PrintError(_("The programme has no room %(room)s; its rooms are %(rooms)s.") % values)
    return code


def days() -> list[tuple[str, str]]:
    release = releases_queries.get_latest()
    listed = outline.from_json(release.outline).days if release else ()
    return [(day.date.isoformat(), day_text(day.date, year=False, long=True)) for day in listed]


def rooms() -> list[tuple[str, str]]:
    release = releases_queries.get_latest()
    listed = outline.from_json(release.outline).rooms if release else {}
    return [(code, room.name.words) for code, room in listed.items()]


register_document(
    Document(
        name="agenda",
        title=gettext_lazy("Order of the day"),
        right="programme.print",
        options=frozenset({"day"}),
        produce=produce,
        choices={"day": days},
        about=gettext_lazy("As released. With all days together, it begins with a table of contents."),
    )
)

register_document(
    Document(
        name="room-signs",
        title=gettext_lazy("Signs at the doors"),
        right="programme.print",
        options=frozenset({"day", "room", "layout"}),
        produce=produce_signs,
        layouts=LAYOUTS,
        layout_words={
            "a4": gettext_lazy("A4, landscape, one day"),
            "a3": gettext_lazy("A3, landscape, one day"),
            "door": gettext_lazy("A4, portrait, every day"),
        },
        choices={"day": days, "room": rooms},
        about=gettext_lazy("What takes place in a room and when, as released, in large type."),
    )
)


def produce_speakers(options: PrintOptions, out: Path) -> PrintResult:
    """Write the lists of speakers of that day, or all. Raises PrintError if there is none."""
    zone = current_conference().zone
    speakers_lists = [
        speakers
        for speakers in speaking.all_lists()
        if options.day is None or options.day in speaking.days_of(speakers, zone)
    ]
    if not speakers_lists:
        raise PrintError(
            _("No list of speakers runs on %(day)s.") % {"day": options.day.isoformat()}
            if options.day
            else _("There is no list of speakers yet.")
        )
    data = papers.data(speakers_lists)
    items = sum(len(part["rows"]) for speakers in data["lists"] for part in speakers["parts"])
    return produce_from_template(papers.TEMPLATE, data, out, items=items, at=clock.now())


register_document(
    Document(
        name=papers.DOCUMENT,
        title=gettext_lazy("Lists of speakers"),
        right="programme.print",
        options=frozenset({"day"}),
        produce=produce_speakers,
        choices={"day": days},
        about=gettext_lazy("In order, with the time and time limit of each; one page per list."),
    )
)
