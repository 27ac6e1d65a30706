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
from delegations.registration.travel.queries import List, Traveller

TEMPLATE = "travel.typ"


def pdf(found: List) -> bytes:
    """Return the list as PDF, in the active language. Raises PrintError when a character has no glyph."""
    return typeset.compile(TEMPLATE, data([found]), at=clock.now())


def data(lists: list[List]) -> dict[str, Any]:
    """Return the template's data; each of the lists begins a page.

    Args:
        lists: At least one, all of one way.
    """
    conference, first = current_conference(), lists[0]
    now = clock.now().astimezone(first.zone)
    return {
        "title": str(queries.WAYS[first.wanted.way]),
        "author": str(conference.name),
        "lang": get_language() or "en",
        "event": beside([conference.name, conference.place]),
        "as_at": when_text(now, year=False),
        "zone": conference.zone_label(now),
        "days": [_day(found) for found in lists],
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


def _day(found: List) -> dict[str, Any]:
    day = found.wanted.day
    people = ngettext("%(count)s person", "%(count)s persons", found.count) % {"count": found.count}
    return {
        "date": day_text(day, long=True) if day else _("No day"),
        "count": people,
        "hours": [{"hour": hour, "rows": [_row(one) for one in some]} for hour, some in found.hours],
        "unknown": [_row(one) for one in found.unknown],
    }


def _row(one: Traveller) -> dict[str, Any]:
    member, delegation = one.member, one.member.delegation
    rank = member.protocol_rank
    words = [str(rank)] if one.is_vip and rank else []
    return {
        "time": clock_text(one.at) if one.at else "–",
        "flight": one.flight or "–",
        "vip": one.is_vip,
        "head": member.is_head,
        "name": one.called,
        "what": beside([member.get_capacity_display(), *words]),
        "party": delegation.party.short,
        "hotel": member.hotel or "–",
        "liaison": delegation.liaison or ("" if delegation.liaison_phone else "–"),
        "phone": delegation.liaison_phone,
        "needs": member.accessibility,
    }
