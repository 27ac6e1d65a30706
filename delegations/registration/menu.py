from django.utils.translation import gettext_lazy as _

from conference.web.menu import Item, add_item
from delegations.registration.overview.waiting import add_tab

add_tab(_("Delegation"), "registration:delegation", 10, see="registration.see")
add_tab(_("Messages"), "registration:messages", 60, see="messages.see")
add_tab(_("Help"), "registration:help", 90, see="registration.see")
# The programme is one page for everybody.
add_item(Item("portal", _("Programme"), "programme:day", 80, everywhere=True))
add_item(Item("desk", _("Delegations"), "registration:desk_list", 20, right="registration.see"))
add_item(Item("desk", _("Arms and radios"), "registration:desk_equipment", 36, right="registration.license"))
add_item(Item("desk", _("Seats"), "registration:seating", 72, right="seating.see"))
