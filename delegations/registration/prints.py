"""Arrivals and departures and the list of participants, for the print room and for `./run print arrivals` and its like."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference import clock
from conference.errors import NotFound
from conference.models import current_conference
from conference.printing.errors import PrintError
from conference.printing.registry import Document, PrintOptions, PrintResult, produce_from_template, register
from delegations.registration import participants_paper, seating, travel, travel_paper
from delegations.registration.models import Delegation
from delegations.registration.travel import ARRIVAL, DEPARTURE, Wanted


def delegations() -> list[tuple[str, str]]:
    """The delegations to choose from: code and short name, by name. One query, two in languages other than English."""
    found = Delegation.objects.select_related("party").prefetch_related("party__names")
    return [(one.party.code, one.party.short) for one in sorted(found, key=lambda one: one.party.name().sort)]


def produce(options: PrintOptions, out: Path, *, way: str) -> PrintResult:
    """Writes the list of one day, or of every day on which somebody travels, of one delegation or all.

    Raises NotFound for an unknown delegation.
    """
    party = options.delegation.upper()
    if party and not Delegation.objects.filter(party__code=party).exists():
        raise NotFound(_("There is no delegation %(code)s.") % {"code": options.delegation})
    days: list[date | None] = (
        [options.day] if options.day else [day.date for day in travel.days_of(way, current_conference().zone, party)]
    )
    lists = [travel.listing(Wanted(way, day, party), most_unknown=None) for day in days or [None]]
    for found in lists[:-1]:
        found.unknown = []  # once, after the last day
    items = sum(found.count for found in lists)
    return produce_from_template(travel_paper.TEMPLATE, travel_paper.data(lists), out, items=items, at=clock.now())


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


def produce_participants(options: PrintOptions, out: Path) -> PrintResult:
    """Writes the list of participants. Raises PrintError while nobody is accredited."""
    lists = participants_paper.listed()
    if not lists:
        raise PrintError(_("Nobody is accredited yet, so that there is no list of participants."))
    items = sum(len(one.members) for one in lists)
    return produce_from_template(
        participants_paper.TEMPLATE, participants_paper.data(lists), out, items=items, at=clock.now()
    )


register(
    Document(
        name=participants_paper.DOCUMENT,
        title=gettext_lazy("List of participants"),
        right="participants.print",
        options=frozenset(),
        produce=produce_participants,
        about=gettext_lazy(
            "Who is accredited: Member States, then observers and organisations; each delegation in its own order. Security officers "
            "are left out."
        ),
    )
)


def produce_nameplates(options: PrintOptions, out: Path) -> PrintResult:
    """Writes the nameplate of one party, or of every one in the order of the seats. Raises PrintError for a party that has no seat."""
    order = seats = seating.seats()
    if options.delegation:
        order = [one for one in seats if one.code == options.delegation.upper()]
        if not order:
            raise NotFound(
                _("%(code)s has no seat: no such delegation has named anybody.") % {"code": options.delegation}
            )
    data = seating.plates(order, {one.code: place for place, one in enumerate(seats, 1)})
    return produce_from_template(seating.PLATES, data, out, items=len(order), at=clock.now())


def produce_seating(options: PrintOptions, out: Path) -> PrintResult:
    """Writes the order of the seats. Raises PrintError while nobody takes part."""
    parties = seating.seats()
    data = seating.listing(parties, seating.first_seat())
    return produce_from_template(seating.LIST, data, out, items=len(parties), at=clock.now())


register(
    Document(
        name="nameplates",
        title=gettext_lazy("Nameplates"),
        right="seating.see",
        options=frozenset({"delegation"}),
        produce=produce_nameplates,
        choices={"delegation": delegations},
        about=gettext_lazy(
            "In the order of the seats: the English name on both faces, and under it that in the language of this page."
        ),
    )
)

register(
    Document(
        name="seating",
        title=gettext_lazy("Order of the seats"),
        right="seating.see",
        options=frozenset(),
        produce=produce_seating,
        about=gettext_lazy("From the first seat that was drawn, in the English alphabetical order, wrapping round."),
    )
)
