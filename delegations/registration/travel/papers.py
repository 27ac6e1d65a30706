from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look.lists import beside, comma
from conference.look.times import clock_text, day_text, when_text
from conference.models import current_conference
from conference.printing.documents import typeset
from delegations.registration.travel import queries
from delegations.registration.travel.queries import Traveller, TravelList

TEMPLATE = "travel.typ"


def pdf(listed: TravelList) -> bytes:
    """Return the list as PDF, in the active language. Raises PrintError when a character has no glyph."""
    return typeset.compile(TEMPLATE, data([listed]), at=clock.now())


def data(lists: list[TravelList]) -> dict[str, Any]:
    """Return the template's data for lists of the same way, at least one; each of them begins a page."""
    conference, first = current_conference(), lists[0]
    now = clock.now().astimezone(first.zone)
    return {
        "title": str(queries.WAYS[first.wanted.way]),
        "author": str(conference.name),
        "lang": get_language() or "en",
        "event": beside([conference.name, conference.place]),
        "as_at": when_text(now, year=False),
        "zone": conference.zone_label(now),
        "days": [_day(listed) for listed in lists],
        "words": {
            "page": _("Page {page} of {pages}"),
            "stamp": _("Printed at {time} · all times {zone}"),
            "foot": _("{title} · {day} · printed at {time} · all times {zone}"),
            "comma": comma(),
            "unknown": _("Time not known"),
            "nobody": _("Nobody travels on this day."),
            "columns": [_("Time"), _("Flight"), _("Name"), _("Party"), _("Hotel"), _("Met or seen off by")],
        },
    }


def _day(listed: TravelList) -> dict[str, Any]:
    day = listed.wanted.day
    return {
        "date": day_text(day, long=True) if day else _("No day"),
        "count": ngettext("%(count)s person", "%(count)s persons", listed.count) % {"count": listed.count},
        "hours": [{"hour": hour, "rows": list(map(_row, travellers))} for hour, travellers in listed.hours],
        "unknown": list(map(_row, listed.unknown)),
    }


def _row(traveller: Traveller) -> dict[str, Any]:
    member, delegation = traveller.member, traveller.member.delegation
    rank = traveller.is_vip and member.protocol_rank
    return {
        "time": clock_text(traveller.at) if traveller.at else "–",
        "flight": traveller.flight or "–",
        "vip": traveller.is_vip,
        "head": member.is_head,
        "name": traveller.called,
        "what": beside([member.get_capacity_display(), rank]),
        "party": delegation.party.short,
        "hotel": member.hotel or "–",
        "liaison": delegation.liaison or ("" if delegation.liaison_phone else "–"),
        "phone": delegation.liaison_phone,
        "needs": member.accessibility,
    }
