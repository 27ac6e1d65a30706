from django.utils.translation import gettext_lazy as _

from conference.web import menu
from delegations.registration.overview.waiting import add_tab

add_tab(_("Itinerary"), "calendar:itinerary", 50, see="itineraries.print", leads_to=("calendar:feeds",))
menu.add_item(menu.Item("desk", _("Calendar"), "calendar:day", 55, "calendar.see"))
