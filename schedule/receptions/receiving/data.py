"""The receiving line on paper: data for its template."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from conference.look import marks
from conference.look.lists import join_facts
from conference.look.times import clock_text, day_text
from conference.models import current_conference
from conference.printing.documents.text import clean_text
from delegations.gates.devices.thumbnails import encode_thumbnail
from schedule.receptions.guest_papers.data import list_words, paper_values
from schedule.receptions.models import Invitation, Reception
from schedule.receptions.receiving.queries import LinePlace, ReceivingLine, line

TEMPLATE = "receiving-line.typ"
# Three times what a frame of 11 mm has points, so that a face is sharp on paper and the whole file small.
PIXELS = (132, 176)


def lines(receptions: Iterable[Reception]) -> dict[str, Any]:
    """Return one list for each reception: the guests in the order of precedence, with the times expected now."""
    zone = current_conference().zone
    return {
        **paper_values(_("Receiving line")),
        "lists": [_list(reception, zone) for reception in receptions],
        "words": list_words([_("Time"), _("Guest"), _("Pronunciation"), _("Party")]),
    }


def _list(reception: Reception, zone: ZoneInfo) -> dict[str, Any]:
    starts = reception.starts.astimezone(zone)
    receiving_line = line(reception)
    return {
        "name": clean_text(str(reception.name)),
        "note": join_facts([str(reception.host), day_text(starts, long=True), clock_text(starts)]),
        "order": [clean_text(text) for text in _order(reception, receiving_line, zone) if text],
        "rows": [_row(place, zone, reception.lines) for place in receiving_line.everybody],
    }


def _order(reception: Reception, receiving_line: ReceivingLine, zone: ZoneInfo) -> list[str]:
    """Return when guests arrive and the order of the motorcades, as on the invitation, and that the line ends too late."""
    times = [moment.astimezone(zone) for moment in (reception.arrive_from, reception.arrive_until) if moment]
    return [
        _labelled(_("Arrive"), "–".join(map(clock_text, times))),
        _labelled(_("Order of the motorcades"), str(reception.motorcade)),
        _too_long(reception, receiving_line, zone),
    ]


def _too_long(reception: Reception, receiving_line: ReceivingLine, zone: ZoneInfo) -> str:
    if receiving_line.ends is None or not receiving_line.is_too_long:
        return ""
    times = {"ends": receiving_line.ends, "due": receiving_line.due}
    if receiving_line.due == reception.starts:
        message = _("The last guest will have been received at %(ends)s; the occasion begins at %(due)s.")
    else:
        message = _("The last guest will have been received at %(ends)s; the occasion ends at %(due)s.")
    return message % {name: clock_text(moment.astimezone(zone)) for name, moment in times.items()}


def _labelled(label: str, text: str) -> str:
    return f"{label}{marks.colon()}{text}" if text else ""


def _row(place: LinePlace, zone: ZoneInfo, lines: int) -> dict[str, str]:
    invitation = place.invitation
    return {
        "number": str(place.number),
        "time": clock_text(place.at.astimezone(zone)) if place.at else invitation.get_standing_display(),
        "line": _("line %(n)s") % {"n": place.line} if lines > 1 else "",
        "photo": _photo(invitation) if place.has_photo else "",
        "alt": _("Photo of %(name)s") % {"name": clean_text(place.name)},
        "style": clean_text(place.style),
        "name": clean_text(place.name_line),
        "other": clean_text(place.other_script),
        "under": clean_text(place.function),
        "with": clean_text(_labelled(_("Companion"), invitation.companion_called)),
        "vehicle": clean_text(_labelled(_("Vehicle"), place.vehicle)),
        "said": clean_text(place.said_as),
        "party": clean_text(place.party.short),
    }


def _photo(invitation: Invitation) -> str:
    """Return the photo as a small picture; empty when the file is gone or damaged."""
    href = encode_thumbnail(str(invitation.guest.photo.name), PIXELS, quality=80)
    if not href:
        return ""
    width, height = PIXELS
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image href="{href}" width="{width}" height="{height}"/></svg>'
    )
