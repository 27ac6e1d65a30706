from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.treaties.queries import concerns
from conference.web import menu
from delegations.registration.delegations import opened
from delegations.registration.delegations.raw_queries import stamp_of
from delegations.registration.overview.waiting import add_tab

SEE = "signing.see"


def may_sign(request: HttpRequest) -> bool:
    """Return whether the treaty is open to the party whose pages are open. No query while it is cached."""
    delegation = opened.delegation_of(request)
    return delegation is not None and concerns(delegation.party, stamp_of(delegation))


add_tab(_("Signing"), "signing:appointment", 30, see=SEE, concerns=may_sign)
# Linked from the page of signing, since protocol's menu has no room for more areas.
LEADS_TO = ("signing:instruments", "signing:notifications", "signing:commitments", "results:desk")
menu.add_item(menu.Item("desk", _("Signing"), "signing:desk", 68, SEE, leads_to=LEADS_TO))
menu.add_item(menu.Item("public", _("Treaty"), "signing:treaty", 15))
