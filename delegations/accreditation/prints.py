"""The badges, for the print room and for `./run print badges`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.access import SYSTEM
from conference.errors import NotFound
from conference.printing.errors import PrintError
from conference.printing.registry import Document, PrintOptions, PrintResult, register
from delegations.accreditation import papers, receipt_paper
from delegations.accreditation.actions import print_badges
from delegations.accreditation.models import Receipt
from delegations.registration.models import Delegation

COMMAND_LINE = replace(SYSTEM, label="command line")
LAYOUTS = ("a6", "a4x4", "cr80")


def produce(options: PrintOptions, out: Path) -> PrintResult:
    """Writes every badge that is not handed out yet, of one delegation or all, and marks the queued ones printed.

    Raises NotFound for an unknown delegation, PrintError when there is none to print.
    """
    code = _known(options.delegation)
    choice = papers.Choice(delegation=code, again=True)
    way = papers.Way(options.layout or LAYOUTS[0], backs=options.backs, why="command_line")
    printed = print_badges(choice, out, actor=COMMAND_LINE, way=way)
    return PrintResult(pages=printed.pages, items=printed.badges)


def _known(wanted: str) -> str:
    code = wanted.upper()
    if code and not Delegation.objects.filter(party__code=code).exists():
        raise NotFound(_("There is no delegation %(code)s.") % {"code": wanted})
    return code


register(
    Document(
        name="badges",
        title=gettext_lazy("Badges"),
        right="badges.print",
        options=frozenset({"delegation", "layout", "backs"}),
        produce=produce,
        layouts=LAYOUTS,
        at_desk=False,
    )
)


def produce_receipts(options: PrintOptions, out: Path) -> PrintResult:
    """Writes the receipts of one delegation or of all, the oldest first. Raises NotFound, PrintError when there is none."""
    code = _known(options.delegation)
    kept = Receipt.objects.select_related("delegation__party").order_by("number")
    receipts = list(kept.filter(delegation__party__code=code) if code else kept)
    if not receipts:
        raise PrintError(_("There is no receipt yet: one is made when badges are handed out together."))
    return PrintResult(pages=receipt_paper.papers(receipts, out), items=len(receipts))


register(
    Document(
        name="receipts",
        title=gettext_lazy("Receipts for badges"),
        right="badges.hand_out",
        options=frozenset({"delegation"}),
        produce=produce_receipts,
        at_desk=False,
    )
)
