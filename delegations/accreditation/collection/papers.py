from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look import marks, times
from conference.look.honorifics import reorder_honorific
from conference.models import Conference, current_conference
from conference.printing.documents import typeset
from conference.printing.documents.files import destination
from conference.translated import FALLBACK
from delegations.accreditation.models import BadgeSetup, Receipt

TEMPLATE = "receipt.typ"


def typeset_receipts(*receipts: Receipt) -> bytes:
    """Return receipts as a PDF, each with its own page numbers, in the active language. Raises PrintError."""
    setup = BadgeSetup.objects.first() or BadgeSetup()
    return typeset.compile(TEMPLATE, _data(receipts, setup), at=clock.now())


def write_receipts(receipts: Iterable[Receipt], out: Path) -> int:
    """Write several receipts as one file. Return the number of pages."""
    pdf = typeset_receipts(*receipts)
    with destination(out) as file:
        file.write(pdf)
    return typeset.count_pages(pdf)


def _data(receipts: Sequence[Receipt], setup: BadgeSetup) -> dict[str, Any]:
    conference = current_conference()
    now, office = clock.now().astimezone(conference.zone), str(setup.office)
    alone = _("Receipt {number}").replace("{number}", str(receipts[0])) if len(receipts) == 1 else ""
    return {
        "title": marks.colon().join(
            filter(None, [_("Receipt for badges") if alone else _("Receipts for badges"), alone])
        ),
        "author": str(conference.name),
        "lang": get_language() or FALLBACK,
        "event": str(conference.name),
        "counter": office[:1].upper() + office[1:],
        "printed": times.when_text(now),
        "zone": conference.zone_label(now),
        "receipts": [_receipt(receipt, conference) for receipt in receipts],
        "words": _words(),
    }


def _receipt(receipt: Receipt, conference: Conference) -> dict[str, Any]:
    return {
        "title": _("Receipt for badges (void)") if receipt.voided_at else _("Receipt for badges"),
        "receipt": str(receipt),
        "delegation": receipt.delegation.party.formal,
        "to": reorder_honorific(receipt.to),
        "document": receipt.document,
        "mandate": receipt.mandate,
        "handed_by": receipt.handed_by,
        "at": times.when_text(receipt.at.astimezone(conference.zone)),
        "badges": receipt.shown_lines,
        "pieces": ngettext("%(count)d item", "%(count)d items", receipt.count) % {"count": receipt.count},
        "others": receipt.shown_others,
    }


def _words() -> dict[str, Any]:
    return {
        "columns": ["", _("Number"), _("Category"), _("Name"), _("Capacity"), _("Copy")],
        "other_columns": ["", _("What"), _("Items"), _("Numbers")],
        "foot": _("{title} {number} · printed {printed} · all times {zone}"),
        "receipt": _("Receipt {number}"),
        "delegation": _("Delegation"),
        "to": _("Collected by"),
        "mandate": _("Mandate"),
        "handed_by": _("Handed over by"),
        "badges": _("Badges"),
        "copy": _("copy {number}"),
        "others": _("Also handed over"),
        "pledge": _(
            "I have received the items ticked above, have checked each photograph and name, and am "
            "responsible for them until they are handed to their bearers. I will report a lost badge "
            "at once to the Accreditation Office."
        ),
        "signature": _("Signature of {name}"),
        "when": _("Date and time"),
        "counted": _("Number of items, in words"),
        "page": _("Page {page} of {pages}"),
    }
