"""The receipt for badges on paper: always the same, except for the time of print."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock
from conference.look import times
from conference.models import current_conference
from conference.printing.documents import typeset
from conference.printing.documents.files import destination
from delegations.accreditation.badges.contents import now_text
from delegations.accreditation.models import BadgeSetup, Receipt

TEMPLATE = "receipt.typ"


def paper(receipt: Receipt) -> bytes:
    """Return the receipt as a PDF, in the language of the badges. Raises PrintError."""
    setup = BadgeSetup.objects.first() or BadgeSetup()
    with translation.override(setup.language):
        return typeset.compile(TEMPLATE, _data(receipt, setup), at=clock.now())


def papers(receipts: Iterable[Receipt], out: Path) -> int:
    """Write several receipts as one file, each with its own page numbers. Return the number of pages."""
    whole = pikepdf.new()
    for receipt in receipts:
        with pikepdf.open(BytesIO(paper(receipt))) as one:
            whole.pages.extend(one.pages)
    pages = len(whole.pages)
    whole.docinfo["/Creator"] = typeset.NAME
    whole.docinfo["/CreationDate"] = clock.now().strftime("D:%Y%m%d%H%M%SZ")
    with destination(out) as file:
        whole.save(file)
    return pages


def _data(receipt: Receipt, setup: BadgeSetup) -> dict[str, Any]:
    conference = current_conference()
    at, office = receipt.at.astimezone(conference.zone), str(setup.office)
    return {
        "title": _("Receipt for badges (void)") if receipt.voided_at else _("Receipt for badges"),
        "author": str(conference.name),
        "lang": setup.language,
        "event": str(conference.name),
        "receipt": str(receipt),
        "counter": office[:1].upper() + office[1:],
        "delegation": _("Delegation of %(party)s") % {"party": receipt.delegation.party.formally},
        "to": receipt.to,
        "document": receipt.document,
        "mandate": receipt.mandate,
        "handed_by": receipt.handed_by,
        "at": times.when_text(at),
        "printed": now_text(conference),
        "zone": conference.zone_label(at),
        "badges": receipt.lines,
        "pieces": ngettext("%(count)d item", "%(count)d items", receipt.count) % {"count": receipt.count},
        "others": receipt.others,
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
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
