from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.core.errors import NotFound
from conference.models import current_conference
from conference.parties.queries import place_of
from conference.printing.documents.registry import Document, PrintOptions, PrintResult, produce_from_template, register
from delegations.registration.models import Delegation
from delegations.registration.travel import papers, queries
from delegations.registration.travel.queries import ARRIVAL, DEPARTURE, TravelFilter


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
        days = [day.date for day in queries.days_of(way, current_conference().zone, party)] or [None]
    lists = [queries.listing(TravelFilter(way, day, party), most_unknown=None) for day in days]
    for listed in lists[:-1]:
        listed.unknown = []  # once, after the last day
    items = sum(listed.count for listed in lists)
    return produce_from_template(papers.TEMPLATE, papers.data(lists), out, items=items, at=clock.now())


for name, title, way in (
    ("arrivals", gettext_lazy("Arrivals"), ARRIVAL),
    ("departures", gettext_lazy("Departures"), DEPARTURE),
):
    register(
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
