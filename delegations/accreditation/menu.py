from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.web.menu import Item, add_item
from delegations.accreditation.review.views_desk import waiting_of
from delegations.registration.overview.waiting import add_tab


def _waiting(request: HttpRequest) -> int | None:
    """Return how many wait for a step; None where more wait than are counted."""
    waiting = waiting_of(request)
    return waiting.total if waiting.counted and waiting.total else None


add_item(Item("desk", _("Accreditation"), "accreditation:queue", 30, "accreditation.see", count=_waiting))
add_item(Item("desk", _("Badges"), "accreditation:badges", 40, "badges.print"))
add_item(Item("desk", _("Badge collection"), "accreditation:counter", 41, "badges.hand_out"))
add_item(Item("desk", _("Passes"), "accreditation:passes", 42, "passes.see"))
add_tab(_("Passes"), "accreditation:own_passes", 35, see="passes.see")
add_item(Item("desk", _("Watch list"), "accreditation:watch_list", 35, "accreditation.watch"))
