from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from conference.web import menu
from delegations.registration.delegations import opened
from delegations.registration.overview.waiting import add_tab
from schedule.programme.site import pages
from schedule.programme.speaking import queries


def _may_speak(request: HttpRequest) -> bool:
    """Return whether the delegation whose pages are open is of a kind that makes statements."""
    delegation = opened.delegation_of(request)
    return delegation is not None and queries.may_make_statements(delegation.party)


menu.add_item(menu.Item("public", _("Programme"), "programme:day", 10))
practical = menu.Item(
    "public", _("Practical information"), "programme:practical", 20, shown=pages.has_practical, version=pages.version
)
menu.add_item(practical)
menu.add_item(menu.Item("public", _("Participants"), "programme:participants", 30, shown=pages.has_participants))
menu.add_item(menu.Item("public", _("Press"), "programme:press", 40, shown=pages.has_press))
menu.add_item(menu.Item("desk", _("Public pages"), "programme:public_pages", 59, "site.edit"))
menu.add_item(menu.Item("desk", _("Programme"), "programme:desk", 50, "programme.see"))
add_tab(_("Speaking"), "programme:speaking", 25, see="speakers.see", concerns=_may_speak)
menu.add_item(menu.Item("desk", _("Speakers"), "programme:speakers_lists", 55, "speakers.see"))
add_tab(_("Side events"), "programme:side_events", 27, see="applications.see")
menu.add_item(menu.Item("desk", _("Side events"), "programme:applications", 57, "applications.see"))
