from django.utils.translation import gettext_lazy as _

from conference.web.menu import Item, add

add(Item("portal", _("Delegation"), "registration:delegation", 10))
add(Item("desk", _("Delegations"), "registration:desk_list", 20, right="registration.see"))
add(Item("desk", _("Seats"), "registration:seating", 72, right="seating.see"))
