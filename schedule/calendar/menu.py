from django.utils.translation import gettext_lazy as _

from conference.web import menu

menu.add(menu.Item("portal", _("Itinerary"), "calendar:itinerary", 50))
menu.add(menu.Item("desk", _("Calendar"), "calendar:day", 55, "calendar.see"))
