from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.parties.models import SIGNATORIES
from conference.web import menu
from delegations.registration.delegations import opened
from delegations.registration.overview.waiting import add_tab

SEE = "signing.see"


def may_sign(request: HttpRequest) -> bool:
    """Return whether the delegation whose pages are open may sign. No query; a treaty closed to organizations answers 404."""
    delegation = opened.delegation_of(request)
    return delegation is not None and delegation.party.kind in SIGNATORIES


add_tab(_("Signing"), "signing:appointment", 30, see=SEE, concerns=may_sign)
# Instruments and commitments are reached from there: protocol's menu has more areas than a line.
THERE = ("signing:instruments", "signing:commitments", "results:desk")
menu.add(menu.Item("desk", _("Signing"), "signing:desk", 68, SEE, leads_to=THERE))
menu.add(menu.Item("public", _("Treaty"), "signing:treaty", 15))
