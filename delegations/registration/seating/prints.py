from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.core.errors import NotFound
from conference.printing.documents.registry import (
    Document,
    PrintOptions,
    PrintResult,
    produce_from_template,
    register_document,
)
from delegations.registration.seating import queries
from delegations.registration.travel.prints import delegations


def produce_nameplates(options: PrintOptions, out: Path) -> PrintResult:
    """Write the nameplate of one party, or of all in the order of the seats. Raises PrintError for a party without a seat."""
    parties = seats = queries.find_seats()
    if options.delegation:
        parties = [party for party in seats if party.code == options.delegation.upper()]
        if not parties:
            message = _("%(code)s has no seat: the delegation has not named anybody.")
            raise NotFound(message % {"code": options.delegation})
    data = queries.plates(parties, {party.code: number for number, party in enumerate(seats, 1)})
    return produce_from_template(queries.PLATES, data, out, items=len(parties), at=clock.now())


def produce_seating(options: PrintOptions, out: Path) -> PrintResult:
    """Write the order of the seats. Raises PrintError while nobody takes part."""
    parties = queries.find_seats()
    data = queries.make_order_of_seats(parties, queries.first_seat())
    return produce_from_template(queries.LIST, data, out, items=len(parties), at=clock.now())


register_document(
    Document(
        name="nameplates",
        title=gettext_lazy("Nameplates"),
        right="seating.see",
        options=frozenset({"delegation"}),
        produce=produce_nameplates,
        choices={"delegation": delegations},
        about=gettext_lazy(
            "In seating order: the English name on both sides and, below it, the name in the language of this page."
        ),
    )
)
register_document(
    Document(
        name="seating",
        title=gettext_lazy("Order of the seats"),
        right="seating.see",
        options=frozenset(),
        produce=produce_seating,
        about=gettext_lazy("From the first seat drawn, in English alphabetical order, continuing from Z to A."),
    )
)
