from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.errors import NotFound
from conference.look.lists import comma, join_facts, join_offices
from conference.look.times import clock_text, day_text, when_text
from conference.models import current_conference
from conference.parties.queries import place_of
from conference.printing.documents import typeset
from conference.printing.documents.registry import (
    Document,
    PrintOptions,
    PrintResult,
    produce_from_template,
    register_document,
)
from delegations.registration.models import Delegation
from delegations.registration.travel import queries
from delegations.registration.travel.queries import ARRIVAL, DEPARTURE, TravelFilter, Traveller, TravelList

TEMPLATE = "travel.typ"


def delegations() -> list[tuple[str, str]]:
    """Return the delegations to choose from: code and short name, by name."""
    rows = Delegation.objects.select_related("party").prefetch_related("party__names")
    parties = sorted((delegation.party for delegation in rows), key=place_of)
    return [(party.code, party.short) for party in parties]


def produce(options: PrintOptions, out: Path, *, way: str) -> PrintResult:
    """Write the list of one day, or of every day on which somebody travels, of one delegation or all."""
    party = options.delegation.upper()
    if party and not Delegation.objects.filter(party__code=party).exists():
        raise NotFound(_("There is no delegation %(code)s.") % {"code": options.delegation})
    days: list[date | None] = [options.day]
    if not options.day:
        days = [day.date for day in queries.days_of(way, current_conference().zone, party)[0]] or [None]
    lists = [queries.find_travellers(TravelFilter(way, day, party), whole=True) for day in days]
    for listed in lists[:-1]:
        listed.unknown = []  # once, after the last day
    items = sum(listed.count for listed in lists)
    return produce_from_template(TEMPLATE, make_data(lists), out, items=items, at=clock.now())


def make_pdf(listed: TravelList) -> bytes:
    """Return the list as PDF, in the active language. Raises PrintError when a character has no glyph."""
    return typeset.compile(TEMPLATE, make_data([listed]), at=clock.now())


def make_data(lists: list[TravelList]) -> dict[str, Any]:
    """Return the template's data for lists of the same way, at least one; each of them begins a page."""
    conference, first = current_conference(), lists[0]
    now = clock.now().astimezone(first.zone)
    return {
        "title": str(queries.WAYS[first.wanted.way]),
        "author": str(conference.name),
        "lang": get_language() or "en",
        "event": join_facts([conference.name, conference.place]),
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
        "name": member.called_on_paper,
        "what": join_offices([member.get_capacity_display(), rank]),
        "party": delegation.party.short,
        "hotel": member.hotel or "–",
        "liaison": delegation.liaison or ("" if delegation.liaison_phone else "–"),
        "phone": delegation.liaison_phone,
        "needs": member.accessibility,
    }


for name, title, way in (
    ("arrivals", gettext_lazy("Arrivals"), ARRIVAL),
    ("departures", gettext_lazy("Departures"), DEPARTURE),
):
    register_document(
        Document(
            name=name,
            title=title,
            right="registration.see_travel",
            options=frozenset({"delegation", "day"}),
            produce=partial(produce, way=way),
            choices={"delegation": delegations},
            reads="travel.exported",
            about=gettext_lazy("For the liaison officers: by day and hour, heads of delegation first."),
        )
    )
