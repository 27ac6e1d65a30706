from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.treaties.queries import concerns
from conference.web.menu import Item, add_item
from delegations.registration.delegations import opened
from delegations.registration.delegations.raw_queries import stamp_of
from delegations.registration.overview.waiting import add_tab


def _may_sign(request: HttpRequest) -> bool:
    """Return whether the treaty is open to the party whose pages are open; one query a request while it is cached."""
    delegation = opened.delegation_of(request)
    return delegation is not None and concerns(delegation.party, stamp_of(delegation))


add_item(Item("desk", _("Full powers"), "credentials:powers", 38, "powers.see"))
add_tab(_("Full powers"), "credentials:own_powers", 38, see="powers.see", concerns=_may_sign)
