from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import Document, PrintOptions, PrintResult, register_document
from delegations.accreditation.badges.prints import known_delegation
from delegations.accreditation.collection import papers
from delegations.accreditation.models import Receipt


def produce_receipts(options: PrintOptions, out: Path) -> PrintResult:
    """Write the receipts of one delegation or of all, the oldest first. Raises NotFound, PrintError when there is none."""
    code = known_delegation(options.delegation)
    every_receipt = Receipt.objects.select_related("delegation__party").order_by("number")
    receipts = list(every_receipt.filter(delegation__party__code=code) if code else every_receipt)
    if not receipts:
        raise PrintError(
            _("There is no receipt yet. A receipt is produced when several badges are given out together.")
        )
    return PrintResult(pages=papers.write_receipts(receipts, out), items=len(receipts))


register_document(
    Document(
        name="receipts",
        title=gettext_lazy("Receipts for badges"),
        right="badges.hand_out",
        options=frozenset({"delegation"}),
        produce=produce_receipts,
        at_desk=False,
    )
)
