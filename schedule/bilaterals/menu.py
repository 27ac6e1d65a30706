from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.parties.models import RECEIVED
from conference.web import menu
from delegations.registration.delegations import opened
from delegations.registration.overview.waiting import add_tab


def _has_part(request: HttpRequest) -> bool:
    """Return whether the delegation whose pages are open is of a kind that meets others."""
    delegation = opened.delegation_of(request)
    return delegation is not None and delegation.party.kind in RECEIVED


add_tab(_("Bilateral meetings"), "bilaterals:meetings", 30, see="bilaterals.see", concerns=_has_part)
menu.add_item(menu.Item("desk", _("Bilaterals"), "bilaterals:board", 60, "bilaterals.see"))
