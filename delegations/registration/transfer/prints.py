from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import (
    Document,
    PrintOptions,
    PrintResult,
    produce_from_template,
    register_document,
)
from delegations.registration.transfer import participants_paper


def produce_participants(options: PrintOptions, out: Path) -> PrintResult:
    """Write the list of participants. Raises PrintError while nobody is accredited."""
    lists = participants_paper.find_delegations()
    if not lists:
        raise PrintError(_("Nobody is accredited yet, so there is no list of participants."))
    data, items = participants_paper.make_data(lists), sum(len(row.members) for row in lists)
    return produce_from_template(participants_paper.TEMPLATE, data, out, items=items, at=clock.now())


register_document(
    Document(
        name=participants_paper.DOCUMENT,
        title=gettext_lazy("List of participants"),
        right="participants.print",
        options=frozenset(),
        produce=produce_participants,
        about=gettext_lazy(
            "Accredited persons: Member States, then observers and organizations; each delegation in "
            "its own order. Security officers are not listed."
        ),
    )
)
