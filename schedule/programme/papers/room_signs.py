"""Signs at the doors of rooms, as released, in large type: landscape for one day, portrait for all."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.look.times import clock_text, day_text, span_text
from conference.models import current_conference
from conference.printing.documents.errors import PrintError
from schedule.programme.models import Release
from schedule.programme.releases import queries
from schedule.programme.releases.outline import Outline
from schedule.programme.sessions.public_detail import public_data
from schedule.programme.sessions.snapshot import SessionItem, items_of

TEMPLATE = "room-signs.typ"
LANDSCAPE, DOOR = ("a4", "a3"), "door"


def make_data(
    release: Release, outline: Outline, *, layout: str, room: str = "", day: date | None = None
) -> dict[str, Any]:
    """Return the template's data, of every room and day unless one is given. Two queries. Raises PrintError if there is nothing."""
    conference = current_conference()
    sessions = [public_data(session, at_the_door=True) for session in queries.data_of_release(release)]
    items = [
        item
        for item in items_of(sessions, outline.zone)
        if (not room or item.room_code == room) and (day is None or item.day == day)
    ]
    if not items:
        message = _("There is nothing in that room on that day in release %(number)s.")
        raise PrintError(message % {"number": release.number})
    used = {item.room_code for item in items}
    signs = [_sign(outline, code, items, layout) for code in outline.rooms if code in used]
    published = release.published_at.astimezone(outline.zone)
    stamp = {"time": clock_text(published), "date": day_text(published, year=False, long=True)}
    return {
        "title": _("Signs at the doors"),
        "author": str(conference.name),
        "lang": get_language() or "en",
        "paper": layout,
        "event": str(conference.short_name),
        "as_at": _("%(time)s on %(date)s") % stamp,
        "release": str(release.number),
        "zone": conference.zone_label(published),
        "signs": signs,
        "words": {
            "page": _("Page {page} of {pages}"),
            "foot": _("{event} · as at {time} · release {release} · all times {zone}"),
            "open": _("Open"),
            "closed": _("Closed"),
            "webcast": _("Webcast"),
        },
    }


def _sign(outline: Outline, code: str, items: Sequence[SessionItem], layout: str) -> dict[str, Any]:
    room = outline.rooms[code]
    days: list[dict[str, Any]] = []
    for day in outline.days:
        own = [item for item in items if item.room_code == code and item.day == day.date]
        if own:
            days.append({"date": day_text(day.date, year=layout == DOOR, long=True), "rows": list(_rows(own))})
    return {"room": room.name.words, "venue": room.venue.words, "days": days}


def _rows(items: Iterable[SessionItem]) -> Iterable[dict[str, Any]]:
    for item in items:
        yield {
            "from": clock_text(item.starts),
            "to": span_text(item.starts, item.ends).partition("–")[2],
            "what": item.title.words,
            "access": "open" if item.is_open else "closed",
            "webcast": item.webcast,
        }
