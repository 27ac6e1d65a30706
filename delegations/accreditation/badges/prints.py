from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core.access import SYSTEM
from conference.core.errors import NotFound
from conference.printing.documents.registry import Document, PrintOptions, PrintResult, register_document
from delegations.accreditation.badges import contents
from delegations.accreditation.badges.actions.printing import print_badges
from delegations.registration.models import Delegation

COMMAND_LINE = replace(SYSTEM, label="command line")
LAYOUTS = ("a6", "a4x4", "cr80")


def produce(options: PrintOptions, out: Path) -> PrintResult:
    """Write every badge that is not handed out yet, of one delegation or all, and mark the queued ones as printed."""
    code = known_delegation(options.delegation)
    choice = contents.BadgeChoice(delegation=code, again=True)
    way = contents.PrintMode(options.layout or LAYOUTS[0], backs=options.backs, why="command_line")
    printed = print_badges(choice, out, actor=COMMAND_LINE, way=way)
    return PrintResult(pages=printed.pages, items=printed.badges)


def known_delegation(wanted: str) -> str:
    code = wanted.upper()
    if code and not Delegation.objects.filter(party__code=code).exists():
        raise NotFound(_("There is no delegation %(code)s.") % {"code": wanted})
    return code


register_document(
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
