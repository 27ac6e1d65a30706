"""The receiving line on paper: data for its template."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image

from conference.core import clock
from conference.look import marks
from conference.look.lists import beside
from conference.look.times import clock_text, day_text, when_text
from conference.models import Conference, current_conference
from conference.printing.documents.text import clean
from conference.translated import FALLBACK
from schedule.receptions.models import Invitation, Reception
from schedule.receptions.receiving.queries import Place, line

TEMPLATE = "receiving-line.typ"
# Three times what a frame of 11 mm has points, so that a face is sharp on paper and the whole file small.
PIXELS = (132, 176)


def lines(receptions: Sequence[Reception]) -> dict[str, Any]:
    """Return a list a reception: who is received, in the order of precedence, with the times as they are expected now."""
    conference = current_conference()
    now = clock.now().astimezone(conference.zone)
    return {
        "title": _("Receiving line"),
        "author": str(conference.name),
        "lang": get_language() or FALLBACK,
        "event": str(conference.name),
        "printed": when_text(now, long=True),
        "zone": conference.zone_label(now),
        "lists": [_list(reception, conference) for reception in receptions],
        "words": {
            "page": _("Page {page} of {pages}"),
            "stamp": _("printed {printed}\nall times {zone}"),
            "foot": _("{title}, {name} · printed {printed} · all times {zone}"),
            "nobody": _("Nobody is expected."),
            "columns": [_("Time"), _("Guest"), _("Pronunciation"), _("Party")],
        },
    }


def _list(reception: Reception, conference: Conference) -> dict[str, Any]:
    starts = reception.starts.astimezone(conference.zone)
    return {
        "name": clean(str(reception.name)),
        "note": beside([str(reception.host), day_text(starts, long=True), clock_text(starts)]),
        "order": [clean(line_text) for line_text in _order(reception, conference) if line_text],
        "rows": [_row(place, conference) for place in line(reception).everybody],
    }


def _order(reception: Reception, conference: Conference) -> list[str]:
    """Return when guests arrive, and in which order the motorcades do, as the invitation says it."""
    times = [moment.astimezone(conference.zone) for moment in (reception.arrive_from, reception.arrive_until) if moment]
    arrive = f"{_('Arrive')}{marks.colon()}{'–'.join(map(clock_text, times))}" if times else ""
    motorcade = str(reception.motorcade)
    return [arrive, f"{_('Order of the motorcades')}{marks.colon()}{motorcade}" if motorcade else ""]


def _row(place: Place, conference: Conference) -> dict[str, str]:
    row = place.invitation
    with_whom = f"{_('Companion')}{marks.colon()}{row.companion_called}" if row.companion_name else ""
    return {
        "number": str(place.number),
        "time": clock_text(place.at.astimezone(conference.zone)) if place.at else row.get_standing_display(),
        "photo": _photo(row) if place.has_photo else "",
        "alt": _("Photo of %(name)s") % {"name": clean(place.name)},
        "style": clean(place.style),
        "name": clean(place.name_line),
        "other": clean(place.other_script),
        "under": clean(place.function),
        "with": clean(with_whom),
        "vehicle": clean(f"{_('Vehicle')}{marks.colon()}{place.vehicle}") if place.vehicle else "",
        "said": clean(place.said_as),
        "party": clean(place.party.short),
    }


def _photo(row: Invitation) -> str:
    """Return the photo as a small picture; empty when the file is gone or damaged."""
    try:
        with row.guest.photo.open() as file, Image.open(file) as image:
            image.draft("RGB", PIXELS)
            small = image.convert("RGB").resize(PIXELS)
    except OSError:
        return ""
    small.info.clear()
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    href = "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
    width, height = PIXELS
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image href="{href}" width="{width}" height="{height}"/></svg>'
    )
