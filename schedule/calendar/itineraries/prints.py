from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.core.errors import NotFound
from conference.parties.queries import alphabet
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import (
    Document,
    PrintOptions,
    PrintResult,
    produce_from_template,
    register_document,
)
from delegations.registration.models import LIVE_STATES, Delegation
from delegations.registration.travel.prints import delegations as delegation_choices
from schedule.calendar.itineraries import papers

# This many take a second or two, which a person can wait for; a worker makes more.
AT_ONCE = 20


def is_long(options: PrintOptions) -> bool:
    return not options.delegation and _named().count() > AT_ONCE


def _named() -> QuerySet[Delegation]:
    return Delegation.objects.filter(members__state__in=LIVE_STATES).distinct()


def produce(options: PrintOptions, out: Path) -> PrintResult:
    """Write the itinerary of one delegation, or of all that have named somebody, by the parties' names.

    Raises NotFound for an unknown delegation, PrintError if nobody is named.
    """
    delegations = _named()
    if options.delegation:
        delegations = Delegation.objects.filter(party__code=options.delegation.upper())
    delegations = delegations.select_related("party").prefetch_related("party__names")
    wanted = list(delegations.order_by(alphabet("party"), "pk"))
    if not wanted and options.delegation:
        raise NotFound(_("There is no delegation %(code)s.") % {"code": options.delegation})
    if not wanted:
        raise PrintError(_("No delegation has named anybody yet."))
    itineraries = papers.itineraries(wanted)
    data = papers.make_data(itineraries)
    return produce_from_template(papers.TEMPLATE, data, out, items=len(itineraries), at=clock.now())


register_document(
    Document(
        name="itinerary",
        title=gettext_lazy("Itineraries"),
        right="itineraries.print",
        options=frozenset({"delegation"}),
        produce=produce,
        choices={"delegation": delegation_choices},
        reads=papers.READ,
        is_long=is_long,
        about=gettext_lazy(
            "Day by day: sessions, statements, bilateral meetings, receptions and flights of one delegation or of all."
        ),
    )
)
