"""The gates' entry in the menu. Without a number, which each page would query."""

from django.utils.translation import gettext_lazy as _

from conference.web.menu import Item, add_item

add_item(Item("desk", _("Gates"), "gates:home", 45, "gates.see"))
